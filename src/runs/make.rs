//! Making a run of the orders that a courier takes with him.

use diesel::prelude::*;

use super::{MOST_STOPS, RunError, StopStanding, run, run_of, stops};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{run_stops, runs},
    },
    delivery::{self, HandOver},
    feed::Actor,
    orders::{self, Uid, lock_run},
};

/// What became of what was chosen.
#[derive(Debug)]
pub struct Made {
    /// `None` where nothing could be put on it, so that none was made.
    pub run: Option<i64>,
    pub refused: Vec<(Uid, Refusal)>,
}

/// Why an order was not put on the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is on that open run already.
    OnRun(i64),
    /// It does not wait for a courier: it is not ready, or is handed over otherwise.
    NotByCourier,
    /// There are [`MOST_STOPS`] stops.
    TooMany,
}

/// Makes a run of those of these orders that wait for a courier and are on no run yet, or adds them to one that is open
/// (`to`). Whoever is to be met first comes first; what was there already stays before it.
///
/// # Errors
/// `RunError`: that run has ended, or there is none.
pub fn make(
    connection: &mut Connection,
    chosen: &[Uid],
    to: Option<i64>,
    by: &Actor,
    now: UtcTime,
) -> Result<Made, RunError> {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for uid in in_one_order(chosen) {
        match take(connection, uid)? {
            Ok(order) => taken.push((order, uid)),
            Err(why) => refused.push((uid.clone(), why)),
        }
    }
    taken.sort_by_key(|(order, _)| *order);
    let (run, there) = match to {
        Some(run) => (Some(run), open_stops(connection, run)?),
        None => (None, 0),
    };
    for (_, uid) in taken.drain((MOST_STOPS - there).min(taken.len())..) {
        refused.push((uid.clone(), Refusal::TooMany));
    }
    if taken.is_empty() {
        return Ok(Made { run: None, refused });
    }
    let run_id = match run {
        Some(run) => run,
        None => diesel::insert_into(runs::table)
            .values((runs::made_by.eq(by), runs::made_at.eq(now)))
            .returning(runs::id)
            .get_result(connection)?,
    };
    for ((_, order_id), _) in taken {
        put(connection, run_id, order_id)?;
    }
    Ok(Made { run: Some(run_id), refused })
}

/// Locks a run that is open, and counts its open stops.
fn open_stops(connection: &mut Connection, run_id: i64) -> Result<usize, RunError> {
    lock_run(connection, run_id)?;
    let run = run::find(connection, run_id)?.ok_or(RunError::NotFound)?;
    if !run.is_open() {
        return Err(RunError::Ended);
    }
    Ok(stops::open_stops(connection, run_id)?.len().min(MOST_STOPS))
}

/// Each once, and in an order that everybody keeps: two who lock the same orders then wait for each other, not both for
/// ever.
fn in_one_order(chosen: &[Uid]) -> Vec<&Uid> {
    let mut chosen: Vec<&Uid> = chosen.iter().collect();
    chosen.sort_by_key(|uid| uid.as_str());
    chosen.dedup();
    chosen
}

/// Locks the order; when its customer is met, and its id.
fn take(
    connection: &mut Connection,
    uid: &Uid,
) -> Result<Result<(UtcTime, i64), Refusal>, StoreError> {
    let order = orders::find_by_uid_locked(connection, uid.as_str())?;
    let Some(order) = order else { return Ok(Err(Refusal::NotByCourier)) };
    if let Some(run) = run_of(connection, order.id)? {
        return Ok(Err(Refusal::OnRun(run)));
    }
    let hand_over = delivery::of_order(connection, order.id)?;
    let waits = hand_over.filter(HandOver::waits_for_courier);
    Ok(waits.map(|hand_over| (hand_over.due_at, order.id)).ok_or(Refusal::NotByCourier))
}

/// At the end. An order that was on it and left it is on it again.
fn put(connection: &mut Connection, run_id: i64, order_id: i64) -> QueryResult<()> {
    diesel::delete(run_stops::table.find((run_id, order_id))).execute(connection)?;
    let last: Option<i64> = run_stops::table
        .filter(run_stops::run_id.eq(run_id))
        .select(diesel::dsl::max(run_stops::position))
        .get_result(connection)?;
    diesel::insert_into(run_stops::table)
        .values((
            run_stops::run_id.eq(run_id),
            run_stops::order_id.eq(order_id),
            run_stops::position.eq(last.unwrap_or(0) + 1),
            run_stops::standing.eq(StopStanding::Open),
        ))
        .execute(connection)
        .map(drop)
}

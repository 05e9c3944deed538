//! Arranging the stops that are left, and ending a run.

use diesel::prelude::*;

use super::{RunError, StopStanding, run};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::words,
        schema::{run_stops, runs},
    },
    feed::Actor,
    orders::{self, Order, Uid, leave_run, lock_run},
};

words! {
    /// Where a stop goes among those that are left.
    pub enum Shift {
        First = "first",
        Up = "up",
        Down = "down",
    }
}

/// The orders that are still to be brought, next one first.
pub(super) fn open_stops(connection: &mut Connection, run_id: i64) -> QueryResult<Vec<i64>> {
    run_stops::table
        .filter(run_stops::run_id.eq(run_id).and(run_stops::standing.eq(StopStanding::Open)))
        .order((run_stops::position, run_stops::order_id))
        .select(run_stops::order_id)
        .load(connection)
}

/// Moves a stop among those that are left; at the end it stays.
///
/// # Errors
/// `RunError`.
pub fn shift(
    connection: &mut Connection,
    run_id: i64,
    uid: &Uid,
    to: Shift,
) -> Result<(), RunError> {
    let order = order(connection, uid)?;
    lock_open(connection, run_id)?;
    let mut stops = open_stops(connection, run_id)?;
    let here = stops.iter().position(|stop| *stop == order.id).ok_or(RunError::NoStop)?;
    let there = match to {
        Shift::First => 0,
        Shift::Up => here.saturating_sub(1),
        Shift::Down => (here + 1).min(stops.len() - 1),
    };
    let stop = stops.remove(here);
    stops.insert(there, stop);
    // What is left comes after what is over, whose places are smaller or do not matter.
    for (position, order_id) in (1_i64..).zip(stops) {
        diesel::update(run_stops::table.find((run_id, order_id)))
            .set(run_stops::position.eq(position))
            .execute(connection)?;
    }
    Ok(())
}

/// Takes an order off a run; it waits for a courier again.
///
/// # Errors
/// `RunError`.
pub fn take_off(
    connection: &mut Connection,
    run_id: i64,
    uid: &Uid,
    now: UtcTime,
) -> Result<(), RunError> {
    let order = orders::find_by_uid_locked(connection, uid.as_str())?.ok_or(RunError::NoStop)?;
    if orders::run_of(connection, order.id)? != Some(run_id) {
        return Err(RunError::NoStop);
    }
    leave_run(connection, order.id, StopStanding::Off, now)?;
    Ok(())
}

/// Ends a run: what is left of it waits for a courier again.
///
/// # Errors
/// `RunError`.
pub fn end(
    connection: &mut Connection,
    run_id: i64,
    by: &Actor,
    now: UtcTime,
) -> Result<(), RunError> {
    lock_open(connection, run_id)?;
    for order_id in open_stops(connection, run_id)? {
        diesel::update(run_stops::table.find((run_id, order_id)))
            .set(run_stops::standing.eq(StopStanding::Off))
            .execute(connection)?;
    }
    diesel::update(runs::table.find(run_id))
        .set((runs::ended_by.eq(by), runs::ended_at.eq(now)))
        .execute(connection)?;
    Ok(())
}

fn order(connection: &mut Connection, uid: &Uid) -> Result<Order, RunError> {
    orders::find_by_uid(connection, uid.as_str())?.ok_or(RunError::NoStop)
}

/// The run, locked, while it is open.
fn lock_open(connection: &mut Connection, run_id: i64) -> Result<(), RunError> {
    lock_run(connection, run_id)?;
    let run = run::find(connection, run_id)?.ok_or(RunError::NotFound)?;
    if run.is_open() { Ok(()) } else { Err(RunError::Ended) }
}

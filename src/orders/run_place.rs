//! Whether an order stands on a courier's open run: what a change of the order makes of its stop, whoever makes the change.

use diesel::{prelude::*, sql_types::BigInt};

use super::{Change, Order, Status};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::words,
        dialect,
        schema::{run_stops, runs},
        statement::statement,
    },
    feed::EventKind,
};

words! {
    /// What became of a stop of a courier's run.
    pub enum StopStanding {
        Open = "open",
        /// The customer has his order.
        Delivered = "delivered",
        /// The customer was not there.
        Nobody = "nobody",
        /// It was taken off, or no courier brings the order any more.
        Off = "off",
    }
}

/// An order changes: where a courier is on his way with it, so does its stop. No payment does that to a ready order, so a
/// callback writes nothing here.
pub(super) fn settle_stop(
    connection: &mut Connection,
    order: &Order,
    change: &Change,
    now: UtcTime,
) -> QueryResult<()> {
    if order.written_status != Status::Ready {
        // A program of before may have moved it on the last time, and left its stop open.
        return match change.status {
            Status::Ready => leave_run(connection, order.id, StopStanding::Off, now),
            _ => Ok(()),
        };
    }
    match (change.kind, change.status) {
        (EventKind::FoundNobody, _) => leave_run(connection, order.id, StopStanding::Nobody, now),
        (_, Status::Completed) => leave_run(connection, order.id, StopStanding::Delivered, now),
        (_, Status::Ready) => Ok(()),
        _ => leave_run(connection, order.id, StopStanding::Off, now),
    }
}

/// The stop of that order is made, or is none any more; a run with no further stop ends by itself.
///
/// # Errors
/// The database's own.
pub fn leave_run(
    connection: &mut Connection,
    order_id: i64,
    standing: StopStanding,
    now: UtcTime,
) -> QueryResult<()> {
    let Some(run_id) = run_of(connection, order_id)? else { return Ok(()) };
    lock_run(connection, run_id)?;
    let stop = run_stops::table.find((run_id, order_id));
    let left = diesel::update(stop.filter(run_stops::standing.eq(StopStanding::Open)))
        .set(run_stops::standing.eq(standing))
        .execute(connection)?;
    let open: i64 = run_stops::table
        .filter(run_stops::run_id.eq(run_id).and(run_stops::standing.eq(StopStanding::Open)))
        .count()
        .get_result(connection)?;
    if left == 0 || open > 0 {
        return Ok(());
    }
    diesel::update(runs::table.find(run_id).filter(runs::ended_at.is_null()))
        .set(runs::ended_at.eq(now))
        .execute(connection)
        .map(drop)
}

/// The open run on which an order stands.
///
/// # Errors
/// The database's own.
pub fn run_of(connection: &mut Connection, order_id: i64) -> QueryResult<Option<i64>> {
    run_stops::table
        .filter(run_stops::order_id.eq(order_id).and(run_stops::standing.eq(StopStanding::Open)))
        .select(run_stops::run_id)
        .first(connection)
        .optional()
}

/// Whether there is that run. Nobody else changes its stops until the transaction ends: two who make the last two stops at
/// once would each leave it to the other to end it. An order is locked before its run is.
///
/// # Errors
/// The database's own.
pub fn lock_run(connection: &mut Connection, run_id: i64) -> QueryResult<bool> {
    let found: Option<i64> = dialect::find_locked(connection, RunById { run_id })?;
    Ok(found.is_some())
}

struct RunById {
    run_id: i64,
}

statement!(RunById -> BigInt:
    "SELECT id FROM runs WHERE id = " run_id as BigInt;
    ""
);

//! Ready orders for which nobody came in time. A page computes it for itself ([`HandOver::is_missed`]); here it is written
//! down, so that the order's timeline and whoever follows the feed are told.

use diesel::prelude::*;

use super::{HandOver, of_orders};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{hand_overs, orders as order_rows},
    },
    feed::{Actor, EventKind},
    orders::{self, About, Change, Order, Status},
};

/// How many of them are told of and counted where somebody decides what becomes of each.
pub const MOST_MISSED: i64 = 100;

/// Writes down for which orders nobody came until now, at most `most` looked at; returns how many were looked at.
///
/// # Errors
/// The store's.
pub fn note_missed(
    connection: &mut Connection,
    now: UtcTime,
    most: i64,
) -> Result<usize, StoreError> {
    let due: Vec<i64> = hand_overs::table
        .filter(hand_overs::missed_at.is_null().and(hand_overs::due_at.le(now)))
        .order((hand_overs::due_at, hand_overs::order_id))
        .limit(most)
        .select(hand_overs::order_id)
        .load(connection)?;
    for id in &due {
        let order = orders::find_locked(connection, *id)?;
        match order.filter(|order| order.written_status == Status::Ready) {
            Some(order) => note(connection, &order, now)?,
            // A program of before, which knew no hand-overs, moved it on.
            None => {
                diesel::delete(hand_overs::table.find(id)).execute(connection)?;
            }
        }
    }
    Ok(due.len())
}

fn note(connection: &mut Connection, order: &Order, now: UtcTime) -> Result<(), StoreError> {
    // Whoever had the order's lock may have given it more time, or noted the same.
    let still = hand_overs::missed_at.is_null().and(hand_overs::due_at.le(now));
    let noted = diesel::update(hand_overs::table.find(order.id).filter(still))
        .set(hand_overs::missed_at.eq(now))
        .execute(connection)?;
    if noted == 0 {
        return Ok(());
    }
    let change = Change {
        kind: EventKind::Missed,
        actor: Actor::CLOCK,
        note: None,
        status: order.written_status,
        counted: order.counted,
        payment: None,
        about: About::Nothing,
    };
    orders::advance(connection, order, &change, now)?;
    Ok(())
}

/// When the next order has waited long enough.
///
/// # Errors
/// The database's own.
pub fn next_due(connection: &mut Connection) -> QueryResult<Option<UtcTime>> {
    hand_overs::table
        .filter(hand_overs::missed_at.is_null())
        .order((hand_overs::due_at, hand_overs::order_id))
        .select(hand_overs::due_at)
        .first(connection)
        .optional()
}

/// The ready orders for which nobody came, longest overdue first.
///
/// # Errors
/// The database's own.
pub fn missed(
    connection: &mut Connection,
    now: UtcTime,
    most: i64,
) -> QueryResult<Vec<(Order, HandOver)>> {
    let ids = overdue(connection, now, most)?;
    let mut hand_overs = of_orders(connection, &ids)?;
    let mut missed = Vec::new();
    for id in ids {
        let order = orders::find(connection, id)?;
        let order = order.filter(|order| order.written_status == Status::Ready);
        missed.extend(order.zip(hand_overs.remove(&id)));
    }
    Ok(missed)
}

/// How many ready orders nobody came for; at most `most` are looked at, since every page for staff tells it.
///
/// # Errors
/// The database's own.
pub fn count_missed(connection: &mut Connection, now: UtcTime, most: i64) -> QueryResult<i64> {
    let ids = overdue(connection, now, most)?;
    if ids.is_empty() {
        return Ok(0);
    }
    order_rows::table
        .filter(order_rows::id.eq_any(ids).and(order_rows::status.eq(Status::Ready)))
        .count()
        .get_result(connection)
}

/// The orders whose hand-over is overdue, longest first. Where a program of before moved one on it is not ready any more.
fn overdue(connection: &mut Connection, now: UtcTime, most: i64) -> QueryResult<Vec<i64>> {
    hand_overs::table
        .filter(hand_overs::due_at.le(now))
        .order((hand_overs::due_at, hand_overs::order_id))
        .limit(most)
        .select(hand_overs::order_id)
        .load(connection)
}

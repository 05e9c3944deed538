//! Unpaid orders run out. A reader computes it for himself ([`Order::status_at`]); here it is written down,
//! so that the order's timeline and whoever follows the feed see it too.

use std::time::Duration;

use diesel::prelude::*;

use super::{About, Change, Order, advance, order};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{expirations, orders},
    },
    feed::{Actor, EventKind},
};

/// How long an order waits once more at most: what was renewed before has had longer than it was given.
const MOST_AGAIN: Duration = Duration::from_hours(7 * 24);

/// Writes down which orders have expired by now, at most `most` looked at; returns how many were looked at.
///
/// # Errors
/// The store's.
pub fn expire_due(
    connection: &mut Connection,
    now: UtcTime,
    most: i64,
) -> Result<usize, StoreError> {
    let due: Vec<(UtcTime, i64)> = expirations::table
        .filter(expirations::due_at.le(now))
        .order((expirations::due_at, expirations::order_id))
        .limit(most)
        .select((expirations::due_at, expirations::order_id))
        .load(connection)?;
    for (due_at, order_id) in &due {
        if let Some(order) = order::find(connection, *order_id)? {
            expire(connection, order, now)?;
        }
        diesel::delete(expirations::table.find((due_at, order_id))).execute(connection)?;
    }
    Ok(due.len())
}

/// Writes down that the order has expired, if it has and nobody did; returns it as it is afterwards.
///
/// # Errors
/// The store's.
pub fn expire(
    connection: &mut Connection,
    order: Order,
    now: UtcTime,
) -> Result<Order, StoreError> {
    let status = order.status_at(now);
    if status == order.written_status {
        return Ok(order);
    }
    let change = Change {
        kind: EventKind::Expired,
        actor: Actor::CLOCK,
        note: None,
        status,
        counted: order.counted,
        payment: None,
        about: About::Nothing,
    };
    let last_event = advance(connection, &order, &change, now)?;
    Ok(Order { written_status: status, last_event, ..order })
}

/// The order waits for its payment once more: as long as it had until now, and a week at most.
///
/// # Errors
/// The database's own.
pub fn renew_expiry(connection: &mut Connection, order: &Order, now: UtcTime) -> QueryResult<()> {
    let expires_at = now.plus(order.expires_at.since(order.created_at).min(MOST_AGAIN));
    diesel::update(orders::table.find(order.id))
        .set(orders::expires_at.eq(expires_at))
        .execute(connection)?;
    watch(connection, order.id, expires_at)
}

/// The order is unpaid again: it is looked at when its time is over, which may have been long ago.
///
/// # Errors
/// The database's own.
pub fn watch_expiry(connection: &mut Connection, order: &Order) -> QueryResult<()> {
    watch(connection, order.id, order.expires_at)
}

fn watch(connection: &mut Connection, order_id: i64, due_at: UtcTime) -> QueryResult<()> {
    let row = expirations::table.find((due_at, order_id));
    let there: i64 = row.count().get_result(connection)?;
    if there == 0 {
        diesel::insert_into(expirations::table)
            .values((expirations::due_at.eq(due_at), expirations::order_id.eq(order_id)))
            .execute(connection)?;
    }
    Ok(())
}

/// When the next order may run out.
///
/// # Errors
/// The database's own.
pub fn next_due(connection: &mut Connection) -> QueryResult<Option<UtcTime>> {
    expirations::table
        .order((expirations::due_at, expirations::order_id))
        .select(expirations::due_at)
        .limit(1)
        .get_result(connection)
        .optional()
}

#[cfg(test)]
mod tests;

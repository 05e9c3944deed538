//! Unpaid orders run out. A reader computes it for himself ([`Order::status_at`]); here it is written down,
//! so that the order's timeline and whoever follows the feed see it too.

use diesel::prelude::*;

use super::{Change, Order, Status, advance, order};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError, schema::expirations},
    feed::{Actor, EventKind},
};

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
        if let Some(order) = order::find(connection, *order_id)?
            && is_to_expire(&order, now)
        {
            let change = Change {
                kind: EventKind::Expired,
                actor: Actor::CLOCK,
                note: None,
                status: Status::Expired,
                counted: order.counted,
                payment: None,
            };
            advance(connection, &order, &change, now)?;
        }
        diesel::delete(expirations::table.find((due_at, order_id))).execute(connection)?;
    }
    Ok(due.len())
}

fn is_to_expire(order: &Order, now: UtcTime) -> bool {
    order.written_status == Status::AwaitingPayment && order.status_at(now) == Status::Expired
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

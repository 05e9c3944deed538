//! The goods of unpaid orders are put aside for a while. It is shorter than an order's life: whoever pays later may find
//! them gone.

use std::time::Duration;

use diesel::prelude::*;

use super::order;
use crate::{
    catalog::stock,
    clock::UtcTime,
    db::{Connection, StoreError, schema::hold_ends},
    orders::{Order, Status},
};

/// The order's goods are put aside until then.
pub(super) fn watch(connection: &mut Connection, order_id: i64, until: UtcTime) -> QueryResult<()> {
    diesel::insert_into(hold_ends::table)
        .values((hold_ends::due_at.eq(until), hold_ends::order_id.eq(order_id)))
        .execute(connection)
        .map(drop)
}

/// Gives the goods back of those orders that are still unpaid by now, at most `most` looked at; returns how many were.
///
/// # Errors
/// The store's.
pub fn end_holds(
    connection: &mut Connection,
    now: UtcTime,
    most: i64,
) -> Result<usize, StoreError> {
    let due: Vec<(UtcTime, i64)> = hold_ends::table
        .filter(hold_ends::due_at.le(now))
        .order((hold_ends::due_at, hold_ends::order_id))
        .limit(most)
        .select((hold_ends::due_at, hold_ends::order_id))
        .load(connection)?;
    for (due_at, order_id) in &due {
        // Locked: a payment that is being settled keeps what it has.
        if let Some(order) = order::find_locked(connection, *order_id)?
            && !has_bought(order.written_status)
        {
            stock::give_back(connection, order.id)?;
        }
        diesel::delete(hold_ends::table.find((due_at, order_id))).execute(connection)?;
    }
    Ok(due.len())
}

/// When the next hold may end.
///
/// # Errors
/// The database's own.
pub fn next_end_of_hold(connection: &mut Connection) -> QueryResult<Option<UtcTime>> {
    hold_ends::table
        .order((hold_ends::due_at, hold_ends::order_id))
        .select(hold_ends::due_at)
        .limit(1)
        .get_result(connection)
        .optional()
}

/// What is put aside for an unpaid order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// All that it wants of counted goods, until then.
    Until(UtcTime),
    /// Not any more: whoever is faster has them.
    NoMore,
}

/// What is put aside for an unpaid order, where orders keep their goods for that long; `None`: nothing of it is counted.
///
/// # Errors
/// The database's own.
pub fn held(
    connection: &mut Connection,
    order: &Order,
    hold: Duration,
) -> QueryResult<Option<Held>> {
    let claims = stock::of_order(connection, order.id)?;
    if claims.is_empty() {
        return Ok(None);
    }
    if claims.iter().any(|claim| claim.has < claim.wanted) {
        return Ok(Some(Held::NoMore));
    }
    let until = order.created_at.plus(hold).min(order.expires_at);
    let row = hold_ends::table.find((until, order.id));
    // Another setting placed it: then nobody knows without looking through all of them.
    let is_known = diesel::select(diesel::dsl::exists(row)).get_result(connection)?;
    Ok(Some(Held::Until(until)).filter(|_| is_known))
}

/// Whether what the order has of the goods is sold, and not only put aside.
fn has_bought(status: Status) -> bool {
    match status {
        Status::Paid | Status::Assembling | Status::Ready | Status::Completed => true,
        Status::AwaitingPayment | Status::Cancelled | Status::Expired | Status::Refunded => false,
    }
}

/// The order goes from one status to the other: where it is over, its goods go back, unless the customer has them.
pub(super) fn shift(connection: &mut Connection, order: &Order, to: Status) -> QueryResult<()> {
    let is_over = matches!(to, Status::Cancelled | Status::Expired | Status::Refunded);
    if is_over && to != order.written_status && order.written_status != Status::Completed {
        stock::give_back(connection, order.id)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;

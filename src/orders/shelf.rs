//! On which shelf an order lies: what the order list is read by.
//!
//! Paying an order moves it from one status to another and leaves it on its shelf, so a callback writes nothing here.

use diesel::prelude::*;

use super::Status;
use crate::db::{Connection, columns::words, schema::order_shelves};

words! {
    /// Where an order is looked for.
    pub enum Shelf {
        /// It waits for its payment or, paid, for the shop.
        Open = "open",
        Assembling = "assembling",
        Ready = "ready",
        Completed = "completed",
        Cancelled = "cancelled",
        Expired = "expired",
        Refunded = "refunded",
    }
}

impl Shelf {
    /// The shelf of an order whose written status is that.
    #[must_use]
    pub fn of(status: Status) -> Self {
        match status {
            Status::AwaitingPayment | Status::Paid => Self::Open,
            Status::Assembling => Self::Assembling,
            Status::Ready => Self::Ready,
            Status::Completed => Self::Completed,
            Status::Cancelled => Self::Cancelled,
            Status::Expired => Self::Expired,
            Status::Refunded => Self::Refunded,
        }
    }
}

/// Puts an order on the shelf of its status, wherever it lay before.
///
/// # Errors
/// The database's own.
pub fn put(connection: &mut Connection, order_id: i64, status: Status) -> QueryResult<()> {
    let shelf = Shelf::of(status);
    let moved = diesel::update(order_shelves::table.find(order_id))
        .set(order_shelves::shelf.eq(shelf))
        .execute(connection)?;
    // An order of an older program lies nowhere yet.
    if moved == 0 { put_new(connection, order_id, status) } else { Ok(()) }
}

/// Puts an order on its first shelf.
pub(super) fn put_new(
    connection: &mut Connection,
    order_id: i64,
    status: Status,
) -> QueryResult<()> {
    diesel::insert_into(order_shelves::table)
        .values((order_shelves::order_id.eq(order_id), order_shelves::shelf.eq(Shelf::of(status))))
        .execute(connection)
        .map(drop)
}

/// Moves an order on from the one status to the other.
pub(super) fn shift(
    connection: &mut Connection,
    order_id: i64,
    from: Status,
    to: Status,
) -> QueryResult<()> {
    if Shelf::of(from) == Shelf::of(to) { Ok(()) } else { put(connection, order_id, to) }
}

//! What staff decides about money.

use diesel::prelude::*;

use super::{By, DeskError, WayOut};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::{SumColumn, words},
        schema::refunds,
    },
    dromon::Sum,
    feed::Actor,
    orders::Order,
};

words! {
    /// How far a refund is.
    pub enum RefundState {
        Intended = "intended",
        /// A person says that he has sent it.
        Sent = "sent",
        /// It was seen to have arrived, or to have left the balance.
        Confirmed = "confirmed",
        /// Nobody knows whether it was sent.
        Unknown = "unknown",
        /// It was never sent.
        Cancelled = "cancelled",
    }
}

impl RefundState {
    /// Where a refund can go from here; what is confirmed, or was never sent, stays.
    #[must_use]
    pub fn next(self) -> &'static [RefundState] {
        match self {
            Self::Intended => &[Self::Sent, Self::Confirmed, Self::Unknown, Self::Cancelled],
            Self::Sent => &[Self::Confirmed, Self::Unknown, Self::Cancelled],
            Self::Unknown => &[Self::Sent, Self::Confirmed, Self::Cancelled],
            Self::Confirmed | Self::Cancelled => &[],
        }
    }
}

/// Money sent back, as it was written down. A person sends it on Dromon's site; Kassa never does.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = refunds)]
pub struct Refund {
    pub id: i64,
    pub order_id: Option<i64>,
    pub payment_id: Option<i64>,
    #[diesel(deserialize_as = SumColumn)]
    pub sum: Sum,
    pub state: RefundState,
    /// Whom it goes to.
    pub payee: String,
    pub reason: String,
    pub created_at: UtcTime,
    pub created_by: Actor,
    pub changed_at: UtcTime,
    pub changed_by: Actor,
}

/// What a refund gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundOf {
    /// What was paid for an order.
    Order(i64),
    /// A payment that belongs to no order.
    Payment(i64),
}

/// Confirms a payment that Dromon took but whose callback never came. Needs a reason.
///
/// # Errors
/// `DeskError`.
pub fn confirm(
    _connection: &mut Connection,
    _order_id: i64,
    _version: i64,
    _sum: Sum,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Err(DeskError::NotFound)
}

/// Lifts the hold of an order although its causes are open. Needs a reason.
///
/// # Errors
/// `DeskError`.
pub fn override_holds(
    _connection: &mut Connection,
    _order_id: i64,
    _version: i64,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Err(DeskError::NotFound)
}

/// Takes a way out of a discrepancy. `seen` is its `last_at` as the page showed it, so that nobody decides about what he
/// has not seen.
///
/// # Errors
/// `DeskError`.
pub fn resolve(
    _connection: &mut Connection,
    _discrepancy_id: i64,
    _seen: UtcTime,
    _way: &WayOut,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Err(DeskError::NotFound)
}

/// Doubts that the money of a payment came: the order is held until that is decided. Needs a reason.
///
/// # Errors
/// `DeskError`.
pub fn contest(
    _connection: &mut Connection,
    _payment_id: i64,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Err(DeskError::NotFound)
}

/// How much can still be refunded: what was paid and not doubted, less what was refunded.
///
/// # Errors
/// The database's own.
pub fn refundable(_connection: &mut Connection, _of: RefundOf) -> Result<i64, DeskError> {
    Ok(0)
}

/// Writes down a refund and returns its id. Needs a reason; never more than [`refundable`].
///
/// # Errors
/// `DeskError`.
pub fn refund(
    _connection: &mut Connection,
    _of: RefundOf,
    _sum: Sum,
    _state: RefundState,
    _payee: &str,
    _by: &By,
    _now: UtcTime,
) -> Result<i64, DeskError> {
    Err(DeskError::NotFound)
}

/// Writes down how far a refund is. `from` is what the page showed. An order all of whose money is confirmed to have gone
/// back is refunded.
///
/// # Errors
/// `DeskError`.
pub fn change_refund(
    _connection: &mut Connection,
    _refund_id: i64,
    _from: RefundState,
    _to: RefundState,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Err(DeskError::NotFound)
}

/// The refunds of an order or payment, oldest first.
///
/// # Errors
/// The database's own.
pub fn refunds(connection: &mut Connection, of: RefundOf) -> QueryResult<Vec<Refund>> {
    let query = Refund::query().order(refunds::id);
    match of {
        RefundOf::Order(id) => query.filter(refunds::order_id.eq(id)).load(connection),
        RefundOf::Payment(id) => query.filter(refunds::payment_id.eq(id)).load(connection),
    }
}

/// Writes down money that was taken out on Dromon's site. Needs a reason.
///
/// # Errors
/// `DeskError`.
pub fn withdraw(
    _connection: &mut Connection,
    _sum: Sum,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Err(DeskError::NotFound)
}

/// An order was cancelled: what was paid for it goes back, and nothing is missing any more.
#[expect(clippy::unnecessary_wraps, reason = "its body comes next")]
pub(in crate::desk) fn after_cancel(
    _connection: &mut Connection,
    _order: &Order,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Ok(())
}

/// A cancelled order is an order again: its money need not go back, and something may be missing.
#[expect(clippy::unnecessary_wraps, reason = "its body comes next")]
pub(in crate::desk) fn after_restore(
    _connection: &mut Connection,
    _order: &Order,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Ok(())
}

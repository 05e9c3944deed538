//! Moving an order on, and back one step.

use super::{By, DeskError, Reason};
use crate::{
    clock::UtcTime,
    db::{Connection, columns::words},
    orders::Order,
    payments::Discrepancy,
    staff::Role,
};

words! {
    /// What staff does with an order.
    pub enum Move {
        Assemble = "assemble",
        Ready = "ready",
        Complete = "complete",
        /// Takes the last step back.
        Undo = "undo",
        /// Needs a reason; what was paid goes back.
        Cancel = "cancel",
        /// A cancelled order is an order again.
        Restore = "restore",
    }
}

/// The moves that this role can make with the order now, the usual one first.
#[must_use]
pub fn allowed(
    _order: &Order,
    _discrepancies: &[Discrepancy],
    _role: Role,
    _now: UtcTime,
) -> Vec<Move> {
    Vec::new()
}

/// Moves an order. `version` is the one that the page showed.
///
/// # Errors
/// `DeskError`.
pub fn move_order(
    _connection: &mut Connection,
    _order_id: i64,
    _version: i64,
    _step: Move,
    _by: &By,
    _now: UtcTime,
) -> Result<Order, DeskError> {
    Err(DeskError::NotFound)
}

/// Writes something down for colleagues; it stands in the order's timeline, and its customer does not see it.
///
/// # Errors
/// `DeskError`.
pub fn note(
    _connection: &mut Connection,
    _order_id: i64,
    _text: &Reason,
    _by: &By,
    _now: UtcTime,
) -> Result<(), DeskError> {
    Err(DeskError::NotFound)
}

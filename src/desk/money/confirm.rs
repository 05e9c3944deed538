//! A payment that Dromon took but whose callback never came.

use super::book;
use crate::{
    clock::UtcTime,
    db::Connection,
    desk::{By, DeskError},
    dromon::Sum,
    payments::by_hand,
};

/// Confirms a payment that Dromon took but whose callback never came. Needs a reason.
///
/// # Errors
/// `DeskError`.
pub fn confirm(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    sum: Sum,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    book::reason(by)?;
    let order = book::find_order(connection, order_id, version)?;
    by_hand::confirm(connection, order, sum, &book::hand(by, None), now)?;
    Ok(())
}

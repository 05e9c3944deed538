//! Staff answers a customer who says that he has paid. Where his payment is found, it is confirmed as any other
//! ([`super::money::confirm`]), and his claim needs no answer any more.

use super::{By, DeskError, moves::staff_event};
use crate::{
    clock::UtcTime,
    db::Connection,
    feed::EventKind,
    orders,
    payments::claim::{self, Answer},
};

/// There is no such payment: the customer is told, and may say it again. `nth` is the claim that the page showed.
///
/// # Errors
/// `DeskError`; `Changed` where it waits for no answer any more, or the customer has said something else meanwhile.
pub fn refuse(
    connection: &mut Connection,
    uid: &str,
    nth: i64,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let order = orders::find_by_uid_locked(connection, uid)?.ok_or(DeskError::NotFound)?;
    let last = claim::last_of(connection, order.id)?.ok_or(DeskError::NotFound)?;
    let is_mine = last.answered_by.as_ref() == Some(&by.actor);
    if last.nth == nth && last.answer == Some(Answer::NoPayment) && is_mine {
        // A second click.
        return Ok(());
    }
    if last.nth != nth || !last.is_open(&order) {
        return Err(DeskError::Changed);
    }
    claim::answer(connection, &last, Answer::NoPayment, &by.actor, now)?;
    orders::advance(
        connection,
        &order,
        &staff_event(&order, EventKind::ClaimRefused, None, by),
        now,
    )?;
    Ok(())
}

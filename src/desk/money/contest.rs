//! A payment of which it is doubted that the money came.

use super::book;
use crate::{
    clock::UtcTime,
    db::Connection,
    desk::{By, DeskError},
    feed::EventKind,
    orders::{self, About, Order},
    payments::{
        DiscrepancyKind, Payment, Sure,
        discrepancy::{self, Subject},
        payment,
    },
};

/// Doubts that the money of a payment came: the order is held until that is decided. Needs a reason.
///
/// # Errors
/// `DeskError`; `Changed` where it is doubted already.
pub fn contest(
    connection: &mut Connection,
    payment_id: i64,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    book::reason(by)?;
    let (payment, order) = find_locked(connection, payment_id)?;
    doubt(connection, &payment, order, None, by, now)
}

/// A payment with its order, so that nobody else changes them.
pub(super) fn find_locked(
    connection: &mut Connection,
    payment_id: i64,
) -> Result<(Payment, Option<Order>), DeskError> {
    let payment = payment::find(connection, payment_id)?.ok_or(DeskError::NotFound)?;
    let order = match payment.order_id {
        Some(id) => orders::find_locked(connection, id)?,
        None => None,
    };
    let payment = payment::find_locked(connection, payment_id)?.ok_or(DeskError::NotFound)?;
    // Attached to an order just now.
    if payment.order_id != order.as_ref().map(|order| order.id) {
        return Err(DeskError::Changed);
    }
    Ok((payment, order))
}

/// `instead_of` is the discrepancy that the doubt takes the place of.
pub(super) fn doubt(
    connection: &mut Connection,
    payment: &Payment,
    order: Option<Order>,
    instead_of: Option<i64>,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    if payment.sure == Sure::Contested {
        return Err(DeskError::Changed);
    }
    payment::set_sure(connection, payment.id, Sure::Contested)?;
    let subject = Subject {
        order: payment.order_id,
        payment: Some(payment.id),
        callback: payment.callback_id,
    };
    let amount = Some(payment.sum.into());
    discrepancy::raise(connection, DiscrepancyKind::Contested, subject, amount, now)?;
    let about = About::of(Some(payment.id), instead_of);
    book::tell(connection, order, EventKind::Contested, about, by, now)?;
    Ok(())
}

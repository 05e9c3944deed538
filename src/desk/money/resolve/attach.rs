//! Money finds its order, or is told apart.

use super::{
    super::{book, refund},
    Case,
};
use crate::{
    db::Connection,
    desk::DeskError,
    orders::{self, Order, Uid},
    payments::{DiscrepancyKind, Sure, by_hand, find_callback, payment},
};

/// The payment belongs to the order of that uid, however it is spelled.
pub(super) fn attach(
    connection: &mut Connection,
    case: &Case<'_>,
    uid: &Uid,
) -> Result<(), DeskError> {
    let order = orders::find_folded_locked(connection, &uid.folded())?;
    let order = order.ok_or(DeskError::NoSuchOrder)?;
    case.close(connection)?;
    let payment = case.payment(connection)?;
    let of = refund::RefundOf::Payment(payment.id);
    // What has gone back, or may, pays for nothing.
    if refund::refunds(connection, of)?.iter().any(refund::Refund::is_live) {
        return Err(case.no_way_out());
    }
    let hand = book::hand(case.by, Some(case.found.id));
    by_hand::attach(connection, &payment, order, &hand, case.now)?;
    Ok(())
}

/// It is money of its own.
pub(super) fn count(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Option<Order>,
) -> Result<(), DeskError> {
    case.close(connection)?;
    let hand = book::hand(case.by, Some(case.found.id));
    match (case.found.kind, order) {
        (DiscrepancyKind::ConfirmedTwice, Some(order)) => {
            let payment = case.payment(connection)?;
            by_hand::count(connection, &payment, order, &hand, case.now)?;
        }
        (DiscrepancyKind::Repeated, order) => {
            let repeated = case.payment(connection)?;
            // It may have been found for another order than the repeat was told of.
            let order = match (repeated.order_id, order) {
                (Some(id), Some(order)) if order.id == id => Some(order),
                (Some(id), _) => orders::find_locked(connection, id)?,
                (None, _) => None,
            };
            let id = case.found.callback_id.ok_or_else(|| case.no_way_out())?;
            let callback = find_callback(connection, id)?.ok_or(DeskError::NotFound)?;
            by_hand::count_repeat(connection, &repeated, &callback, order, &hand, case.now)?;
        }
        (DiscrepancyKind::ForeignSource, _) => {
            let id = case.found.callback_id.ok_or_else(|| case.no_way_out())?;
            let kept = find_callback(connection, id)?.ok_or(DeskError::NotFound)?;
            let received = by_hand::receive_after_all(connection, &kept, &hand, case.now)?;
            received.ok_or_else(|| case.no_way_out())?;
        }
        _ => return Err(case.no_way_out()),
    }
    Ok(())
}

/// It is the payment that a person had confirmed: that one counts, and has its callback from now on.
pub(super) fn merge(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Option<Order>,
) -> Result<(), DeskError> {
    case.close(connection)?;
    let by_callback = case.payment(connection)?;
    let order = order.ok_or_else(|| case.no_way_out())?;
    let of_staff = payment::confirmed_by_staff(connection, order.id, by_callback.sum)?;
    // Merged with another callback meanwhile.
    let of_staff = of_staff.ok_or_else(|| case.no_way_out())?;
    if !payment::merge(connection, of_staff, by_callback.id)? {
        return Err(DeskError::Changed);
    }
    let staffs = payment::find(connection, of_staff)?.ok_or(DeskError::NotFound)?;
    // A balance that agreed says more than a callback, and a doubt is decided on its own.
    if staffs.sure == Sure::Staff {
        payment::set_sure(connection, of_staff, Sure::Callback)?;
    }
    case.tell(connection, Some(order)).map(drop)
}

//! The money goes back.

use super::{
    super::{
        due,
        refund::{self, Plan, Purse, RefundOf, RefundState},
    },
    Case, reject,
};
use crate::{
    db::Connection,
    desk::DeskError,
    dromon::Sum,
    feed::EventKind,
    money::Ar,
    orders::{About, Order, Status},
};

/// What it is about is written down as an intended refund, as far as it is still there. While the order goes on, no more
/// of its money can go back than is above its total.
pub(super) fn refund(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Option<Order>,
) -> Result<(), DeskError> {
    case.close(connection)?;
    let payment = match case.found.payment_id {
        Some(_) => Some(case.payment(connection)?),
        None => None,
    };
    let (purse, most) = match (order, &payment) {
        (Some(order), _) => {
            let most = refund::refundable(connection, RefundOf::Order(order.id))?;
            let most = match order.written_status {
                Status::Expired | Status::Cancelled | Status::Refunded => most,
                Status::AwaitingPayment
                | Status::Paid
                | Status::Assembling
                | Status::Ready
                | Status::Completed => due::excess(connection, &order)?.min(most),
            };
            (Purse::Order(order), most)
        }
        (None, Some(payment)) => {
            let most = refund::refundable(connection, RefundOf::Payment(payment.id))?;
            (Purse::Payment(payment.clone()), most)
        }
        (None, None) => return Err(case.no_way_out()),
    };
    let amount = case.found.amount.unwrap_or(most).min(most);
    let sum = Sum::new(amount).map_err(|_| DeskError::TooMuch { most: Ar::new(most) })?;
    let payee = payment.and_then(|payment| payment.payer).unwrap_or_else(|| purse.payee());
    let plan = Plan {
        sum,
        state: RefundState::Intended,
        payee: &payee,
        resolves: Some(case.found.id),
        told: EventKind::Refund,
    };
    refund::write_down(connection, purse, &plan, case.by, case.now).map(drop)
}

/// The order is cancelled, and what was paid of it goes back.
pub(super) fn cancel(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Option<Order>,
) -> Result<(), DeskError> {
    case.close(connection)?;
    let order = order.ok_or_else(|| case.no_way_out())?;
    reject::cancel(connection, case, order, About::Discrepancy(case.found.id))
}

//! It is all right as it is.

use super::{
    super::{
        book::{self, Step},
        due,
    },
    Case,
};
use crate::{
    catalog::stock,
    db::Connection,
    desk::{DeskError, WayOutKind},
    feed::EventKind,
    orders::{Order, Status},
    payments::{DiscrepancyKind, Sure, discrepancy, payment},
};

pub(super) fn accept(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Option<Order>,
) -> Result<(), DeskError> {
    case.close(connection)?;
    let stands = order.as_ref().map(|order| order.written_status);
    match (case.found.kind, order, stands) {
        (DiscrepancyKind::PaidLate, Some(order), Some(Status::Expired)) => {
            revive(connection, case, order, EventKind::Accepted)
        }
        (DiscrepancyKind::PaidAfterCancel, Some(order), Some(Status::Cancelled)) => {
            revive(connection, case, order, EventKind::Restored)
        }
        (DiscrepancyKind::Contested, order, _) => believe(connection, case, order),
        (DiscrepancyKind::OutOfStock, Some(order), _) => {
            // What has come in since is sold to this order first.
            stock::take(connection, order.id)?;
            stock::settle_for_less(connection, order.id)?;
            case.tell(connection, Some(order)).map(drop)
        }
        // What is kept as a tip or a gift, or was all right.
        (_, order, _) => case.tell(connection, order).map(drop),
    }
}

/// The order is one again by the money that came for it.
fn revive(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Order,
    kind: EventKind,
) -> Result<(), DeskError> {
    let status = due::standing_if_restored(connection, &order)?;
    let step = Step { kind, status, counted: order.counted, about: case.about() };
    let order = book::advance(connection, order, &step, case.by, case.now)?;
    // The others of its kind are about the same decision.
    let others = due::open_amount(connection, order.id, case.found.kind)?;
    let cards = others.saturating_add(case.found.amount.unwrap_or(0));
    due::goes_on(connection, &order, cards, &[case.found.kind], &case.by.actor, case.now)
}

/// The money is there: a person says so. What the doubt took the place of, and nobody has decided, is open again.
fn believe(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Option<Order>,
) -> Result<(), DeskError> {
    let payment = case.payment(connection)?;
    payment::set_sure(connection, payment.id, Sure::Staff)?;
    for other in discrepancy::of_payment(connection, payment.id)? {
        let was_doubted = other.way.as_deref() == Some(WayOutKind::Contest.as_str());
        if was_doubted && is_about_more(other.kind) {
            discrepancy::reopen(connection, other.id)?;
        }
    }
    case.tell(connection, order).map(drop)
}

/// Whether there is something to decide about money that is there.
fn is_about_more(kind: DiscrepancyKind) -> bool {
    match kind {
        DiscrepancyKind::UnknownOrder
        | DiscrepancyKind::ConfirmedTwice
        | DiscrepancyKind::Overpaid
        | DiscrepancyKind::PaidLate
        | DiscrepancyKind::PaidAgain
        | DiscrepancyKind::PaidAfterCancel
        | DiscrepancyKind::PaidAfterRefund => true,
        DiscrepancyKind::Unreadable
        | DiscrepancyKind::Altered
        | DiscrepancyKind::NewSource
        | DiscrepancyKind::ForeignSource
        | DiscrepancyKind::Repeated
        | DiscrepancyKind::Underpaid
        | DiscrepancyKind::RefundDue
        | DiscrepancyKind::Contested
        | DiscrepancyKind::OutOfStock => false,
    }
}

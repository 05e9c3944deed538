//! The money of a payment never came.

use super::{
    super::{
        book::{self, Step},
        due,
    },
    Case,
};
use crate::{
    db::Connection,
    desk::DeskError,
    feed::EventKind,
    money::Ar,
    orders::{self, About, Mover, Order, Status, may_move},
    payments::{DiscrepancyKind, Payment, discrepancy, payment},
};

/// It counts no more, and nothing about it is left to decide. An order that is not paid without it is cancelled, unless it
/// is completed: what was given is given.
pub(super) fn reject(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Option<Order>,
) -> Result<(), DeskError> {
    case.close(connection)?;
    let payment = case.payment(connection)?;
    let mut order = match order {
        Some(order) if payment.counted => Some(uncount(connection, case, &payment, order)?),
        order => case.tell(connection, order)?,
    };
    for other in discrepancy::of_payment(connection, payment.id)? {
        // A repeat may be a payment of its own all the same.
        if other.is_open() && other.kind != DiscrepancyKind::Repeated {
            case.close_other(connection, &other)?;
            let about = About::of(Some(payment.id), Some(other.id));
            order = book::tell(connection, order, EventKind::Resolved, about, case.by, case.now)?;
        }
    }
    match order {
        Some(order) if payment.counted => follow(connection, case, order),
        _ => Ok(()),
    }
}

fn uncount(
    connection: &mut Connection,
    case: &Case<'_>,
    payment: &Payment,
    order: Order,
) -> Result<Order, DeskError> {
    if !payment::set_counted(connection, payment.id, false)? {
        return Err(DeskError::Changed);
    }
    let counted = order.counted.checked_sub(payment.sum).ok_or(DeskError::Changed)?;
    let (kind, about) = (EventKind::Uncounted, case.about());
    let step = Step { counted, ..Step::telling(&order, kind, about) };
    Ok(book::advance(connection, order, &step, case.by, case.now)?)
}

/// What an order is without that money.
fn follow(connection: &mut Connection, case: &Case<'_>, order: Order) -> Result<(), DeskError> {
    let (by, now) = (case.by, case.now);
    let is_paid = order.counted >= Ar::from(order.total);
    match order.written_status {
        Status::AwaitingPayment => {
            let kinds = [DiscrepancyKind::Underpaid];
            let why = "less has come than was counted";
            discrepancy::close(connection, order.id, &kinds, &by.actor, why, now)?;
            if order.counted == Ar::ZERO {
                orders::watch_expiry(connection, &order)?;
                Ok(())
            } else {
                due::open_underpaid(connection, &order, now)
            }
        }
        Status::Paid | Status::Assembling | Status::Ready if !is_paid => {
            cancel(connection, case, order, About::Discrepancy(case.found.id))
        }
        Status::Cancelled => due::lessen_due(connection, &order, &by.actor, now),
        Status::Paid
        | Status::Assembling
        | Status::Ready
        | Status::Completed
        | Status::Expired
        | Status::Refunded => Ok(()),
    }
}

/// Staff cancels an order; what is counted of it goes back.
pub(super) fn cancel(
    connection: &mut Connection,
    case: &Case<'_>,
    order: Order,
    about: About,
) -> Result<(), DeskError> {
    let (from, to) = (order.written_status, Status::Cancelled);
    if !may_move(from, to, Mover::Staff) {
        return Err(DeskError::NotAllowed { from, to });
    }
    let step = Step { status: to, ..Step::telling(&order, EventKind::Cancelled, about) };
    let order = book::advance(connection, order, &step, case.by, case.now)?;
    due::after_cancel(connection, &order, case.by, case.now)
}

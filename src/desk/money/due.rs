//! What follows for money when an order is cancelled, or is an order again.

use diesel::prelude::*;

use super::refund;
use crate::{
    clock::UtcTime,
    db::{Connection, schema::discrepancies},
    desk::{By, DeskError},
    feed::Actor,
    money::Ar,
    orders::{self, Mover, Order, Status, may_move},
    payments::{
        self, DiscrepancyKind,
        discrepancy::{self, Subject},
    },
};

/// The order was cancelled: nothing is missing any more, and what is counted goes back. Writes no event; the one of the
/// cancelling tells it.
pub(in crate::desk) fn after_cancel(
    connection: &mut Connection,
    order: &Order,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let kinds = [DiscrepancyKind::Underpaid, DiscrepancyKind::OutOfStock];
    discrepancy::close(connection, order.id, &kinds, &by.actor, "the order was cancelled", now)?;
    open_due(connection, order, now)
}

/// Where a cancelled or expired order stands when it is one again: paid, or waiting for the rest.
///
/// # Errors
/// `NotAllowed` where it cannot, or where money for it has gone back: what is counted would not be there.
pub(in crate::desk) fn standing_if_restored(
    connection: &mut Connection,
    order: &Order,
) -> Result<Status, DeskError> {
    let total = Ar::from(order.total);
    let is_paid = order.counted >= total;
    let to = if is_paid { Status::Paid } else { Status::AwaitingPayment };
    let from = order.written_status;
    // It is the money that makes an expired order one again.
    let mover = if from == Status::Expired { Mover::Payment } else { Mover::Staff };
    let left = order.counted.get().saturating_sub(refund::live(connection, order.id)?);
    let is_there = left >= order.counted.min(total).get();
    if is_there && may_move(from, to, mover) {
        Ok(to)
    } else {
        Err(DeskError::NotAllowed { from, to })
    }
}

/// The cancelled order is an order again: nothing is due any more, and what is missing is. Writes no event; the one of
/// the restoring tells it. Where it waits for all of its payment, it has a new time to expire: read it again.
pub(in crate::desk) fn after_restore(
    connection: &mut Connection,
    order: &Order,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let kinds = [DiscrepancyKind::PaidAfterCancel];
    let cards = open_amount(connection, order.id, kinds[0])?;
    goes_on(connection, order, cards, &kinds, &by.actor, now)
}

/// An order with money that nobody had counted on is an order again. `cards` is how much of that money there is, told by
/// open discrepancies of these kinds: what is above the total is to be decided about.
pub(super) fn goes_on(
    connection: &mut Connection,
    order: &Order,
    cards: i64,
    kinds: &[DiscrepancyKind],
    by: &Actor,
    now: UtcTime,
) -> Result<(), DeskError> {
    let why = "the order goes on";
    discrepancy::close(connection, order.id, kinds, by, why, now)?;
    discrepancy::close(connection, order.id, &[DiscrepancyKind::RefundDue], by, why, now)?;
    let excess = excess(connection, order)?.min(cards);
    if excess > 0 {
        raise(connection, DiscrepancyKind::Overpaid, order.id, excess, now)?;
    }
    if order.written_status == Status::Paid {
        payments::take_goods(connection, order.id, now)?;
    }
    if order.counted == Ar::ZERO {
        orders::renew_expiry(connection, order, now)?;
    } else {
        open_underpaid(connection, order, now)?;
    }
    Ok(())
}

/// How much of an order's money is above its total and has not gone back.
pub(super) fn excess(connection: &mut Connection, order: &Order) -> Result<i64, DeskError> {
    let above = order.counted.get().saturating_sub(order.total.get());
    Ok(above.saturating_sub(refund::live(connection, order.id)?).max(0))
}

/// What is missing of an order that has some of its money.
pub(super) fn open_underpaid(
    connection: &mut Connection,
    order: &Order,
    now: UtcTime,
) -> Result<(), DeskError> {
    if let Some(left) = order.left_to_pay() {
        raise(connection, DiscrepancyKind::Underpaid, order.id, left.get(), now)?;
    }
    Ok(())
}

/// A cancelled order has money that goes back; it has a `refund_due` that says how much, if it had none.
pub(super) fn open_due(
    connection: &mut Connection,
    order: &Order,
    now: UtcTime,
) -> Result<(), DeskError> {
    let due = due(connection, order)?;
    let is_told = open_amount(connection, order.id, DiscrepancyKind::RefundDue)? > 0;
    if due > 0 && !is_told {
        raise(connection, DiscrepancyKind::RefundDue, order.id, due, now)?;
    }
    Ok(())
}

/// Less is due than was: more went back, or less is counted.
pub(super) fn lessen_due(
    connection: &mut Connection,
    order: &Order,
    by: &Actor,
    now: UtcTime,
) -> Result<(), DeskError> {
    let due = due(connection, order)?;
    if due <= 0 {
        let kinds = [DiscrepancyKind::RefundDue];
        let why = "nothing is due any more";
        discrepancy::close(connection, order.id, &kinds, by, why, now)?;
        return Ok(());
    }
    let more = discrepancies::table.filter(
        discrepancies::order_id
            .eq(order.id)
            .and(discrepancies::kind.eq(DiscrepancyKind::RefundDue))
            .and(discrepancies::resolved_at.is_null())
            .and(discrepancies::amount.gt(due)),
    );
    diesel::update(more).set(discrepancies::amount.eq(due)).execute(connection)?;
    Ok(())
}

fn due(connection: &mut Connection, order: &Order) -> Result<i64, DeskError> {
    Ok(order.counted.get().saturating_sub(refund::live(connection, order.id)?))
}

/// What the open discrepancies of a kind are about, in all.
pub(super) fn open_amount(
    connection: &mut Connection,
    order_id: i64,
    kind: DiscrepancyKind,
) -> QueryResult<i64> {
    let amounts: Vec<Option<i64>> = discrepancies::table
        .filter(
            discrepancies::order_id
                .eq(order_id)
                .and(discrepancies::kind.eq(kind))
                .and(discrepancies::resolved_at.is_null()),
        )
        .select(discrepancies::amount)
        .load(connection)?;
    Ok(amounts.into_iter().flatten().fold(0, i64::saturating_add))
}

/// What the order as a whole, no single payment, does not add up to.
fn raise(
    connection: &mut Connection,
    kind: DiscrepancyKind,
    order_id: i64,
    amount: i64,
    now: UtcTime,
) -> QueryResult<()> {
    let subject = Subject { order: Some(order_id), payment: None, callback: None };
    discrepancy::raise(connection, kind, subject, Some(Ar::new(amount)), now)
}

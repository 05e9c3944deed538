//! Orders that are cancelled, restored, or paid by money that never came.

use super::*;
use crate::orders;

#[test]
fn a_cancelled_order_owes_what_was_paid_and_not_sent_back() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 13);
    desk.refund(&order, 2, RefundState::Sent).unwrap();
    desk.cancel(&order);
    assert_eq!(desk.card(DiscrepancyKind::RefundDue).amount, Some(11));
    // Sent by hand: less is due.
    desk.refund(&order, 4, RefundState::Sent).unwrap();
    assert_eq!(desk.card(DiscrepancyKind::RefundDue).amount, Some(7));
    desk.refund(&order, 7, RefundState::Sent).unwrap();
    assert_eq!(desk.open(), [DiscrepancyKind::Overpaid]);
    // What went back does not pay for a restored order.
    assert!(matches!(desk.restore(&order), Err(DeskError::NotAllowed { .. })));
}

#[test]
fn a_restored_order_is_paid_or_waits() {
    let mut desk = Desk::new();
    for (paid, status, open) in [
        (10, Status::Paid, None),
        (4, Status::AwaitingPayment, Some(DiscrepancyKind::Underpaid)),
        (0, Status::AwaitingPayment, None),
    ] {
        let order = desk.order();
        if paid > 0 {
            desk.pay(&order, paid);
        }
        desk.cancel(&order);
        desk.restore(&order).unwrap();
        assert_eq!(desk.stands(&order), (status, paid));
        assert_eq!(desk.open(), Vec::from_iter(open));
        if paid > 0 {
            let rest = 10 - paid;
            assert!(rest == 0 || desk.pay(&order, rest) == Received::Paid);
            assert_eq!(desk.open(), []);
        }
    }
}

#[test]
fn an_unpaid_order_that_is_restored_waits_anew() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.cancel(&order);
    desk.restore(&order).unwrap();
    let again = desk.now(&order);
    assert_eq!(again.expires_at, now().plus(crate::testing::LIFETIME));
    let then = again.expires_at;
    desk.db.write(|c| orders::expire_due(c, order.expires_at, 10)).unwrap();
    assert_eq!(desk.stands(&order), (Status::AwaitingPayment, 0));
    desk.db.write(|c| orders::expire_due(c, then, 10)).unwrap();
    assert_eq!(desk.stands(&order), (Status::Expired, 0));
}

#[test]
fn money_that_came_for_a_cancelled_order_restores_it_once() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 10);
    desk.cancel(&order);
    desk.pay(&order, 10);
    let kinds = [DiscrepancyKind::RefundDue, DiscrepancyKind::PaidAfterCancel];
    assert_eq!(desk.open(), kinds);
    desk.take(DiscrepancyKind::PaidAfterCancel, &WayOut::Accept).unwrap();
    assert_eq!(desk.timeline(&order).last(), Some(&EventKind::Restored));
    // It is paid once, and the second payment is too much.
    assert_eq!(desk.open(), [DiscrepancyKind::Overpaid]);
    assert_eq!(desk.card(DiscrepancyKind::Overpaid).amount, Some(10));
    desk.take(DiscrepancyKind::Overpaid, &WayOut::Refund).unwrap();
    assert_eq!(desk.refundable(&order), 10);
}

#[test]
fn a_part_that_came_late_makes_it_wait_for_the_rest() {
    let mut desk = Desk::new();
    let order = desk.order();
    let at = moment(0).plus(crate::testing::LIFETIME * 10);
    let raw = RawCallback { received_at: at, ..desk.told(&order, 4) };
    desk.db.receive(&raw);
    desk.take(DiscrepancyKind::PaidLate, &WayOut::Accept).unwrap();
    assert_eq!(desk.stands(&order), (Status::AwaitingPayment, 4));
    assert_eq!(desk.timeline(&order).last(), Some(&EventKind::Accepted));
    assert_eq!(desk.open(), [DiscrepancyKind::Underpaid]);
    desk.pay(&order, 6);
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    assert_eq!(desk.open(), []);
}

fn reject(desk: &mut Desk, payment: i64) {
    desk.db.write(|c| contest(c, payment, &anna(), now())).unwrap();
    desk.take(DiscrepancyKind::Contested, &WayOut::Reject).unwrap();
}

#[test]
fn without_the_money_an_order_is_cancelled_unless_it_is_paid_all_the_same() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 10);
    desk.pay(&order, 10);
    let payments = desk.payments(&order);
    reject(&mut desk, payments[1].id);
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    assert_eq!(desk.open(), [], "too much had never come");
    reject(&mut desk, payments[0].id);
    assert_eq!(desk.stands(&order), (Status::Cancelled, 0));
    let kinds = [EventKind::Uncounted, EventKind::Cancelled];
    assert!(desk.timeline(&order).ends_with(&kinds));
    assert_eq!(desk.refundable(&order), 0);
    // A genuine payment afterwards is a payment for a cancelled order.
    desk.pay(&order, 10);
    assert_eq!(desk.open(), [DiscrepancyKind::PaidAfterCancel]);
}

#[test]
fn what_was_given_is_given() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 10);
    let payment = desk.payments(&order)[0].id;
    for (kind, status) in [
        (EventKind::Assembling, Status::Assembling),
        (EventKind::Ready, Status::Ready),
        (EventKind::Completed, Status::Completed),
    ] {
        let order = desk.now(&order);
        let step =
            book::Step { status, ..book::Step::telling(&order, kind, orders::About::Nothing) };
        desk.db.write(|c| book::advance(c, order, &step, &silent(), now())).unwrap();
    }
    reject(&mut desk, payment);
    assert_eq!(desk.stands(&order), (Status::Completed, 0));
}

#[test]
fn a_part_that_never_came_is_missing_again() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 4);
    desk.pay(&order, 3);
    let payments = desk.payments(&order);
    reject(&mut desk, payments[0].id);
    assert_eq!(desk.stands(&order), (Status::AwaitingPayment, 3));
    assert_eq!(desk.card(DiscrepancyKind::Underpaid).amount, Some(7));
    reject(&mut desk, payments[1].id);
    assert_eq!(desk.open(), []);
    // Unpaid, it can expire.
    let expires_at = order.expires_at;
    desk.db.write(|c| orders::expire_due(c, expires_at, 10)).unwrap();
    assert_eq!(desk.stands(&order), (Status::Expired, 0));
}

#[test]
fn less_is_due_of_a_cancelled_order_whose_money_never_came() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 4);
    desk.pay(&order, 6);
    desk.cancel(&order);
    let payments = desk.payments(&order);
    reject(&mut desk, payments[0].id);
    assert_eq!(desk.card(DiscrepancyKind::RefundDue).amount, Some(6));
    reject(&mut desk, payments[1].id);
    assert_eq!(desk.open(), []);
}

#[test]
fn a_callback_may_come_after_a_confirmation_was_rejected() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.confirm(&order, 4).unwrap();
    let payment = desk.payments(&order)[0].id;
    reject(&mut desk, payment);
    // It is no second one.
    assert_eq!(desk.pay(&order, 4), Received::PartPaid);
    assert_eq!(desk.open(), [DiscrepancyKind::Underpaid]);
}

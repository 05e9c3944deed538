//! Money that goes back.

use super::*;

fn change(desk: &mut Desk, id: i64, from: RefundState, to: RefundState) -> Result<(), DeskError> {
    desk.db.write(|c| change_refund(c, id, from, to, &anna(), now()))
}

#[test]
fn no_more_goes_back_than_came() {
    let mut desk = Desk::new();
    let order = desk.order();
    let too_much = |result: Result<i64, DeskError>, left: i64| {
        assert!(
            matches!(&result, Err(DeskError::TooMuch { most }) if most.get() == left),
            "{result:?}"
        );
    };
    too_much(desk.refund(&order, 1, RefundState::Intended), 0);
    desk.pay(&order, 10);
    too_much(desk.refund(&order, 11, RefundState::Intended), 10);
    let first = desk.refund(&order, 4, RefundState::Intended).unwrap();
    desk.refund(&order, 5, RefundState::Unknown).unwrap();
    too_much(desk.refund(&order, 2, RefundState::Sent), 1);
    // What was never sent is there.
    change(&mut desk, first, RefundState::Intended, RefundState::Cancelled).unwrap();
    assert_eq!(desk.refundable(&order), 5);
    desk.refund(&order, 5, RefundState::Sent).unwrap();
    too_much(desk.refund(&order, 1, RefundState::Sent), 0);
    assert_eq!(desk.timeline(&order).iter().filter(|kind| **kind == EventKind::Refund).count(), 4);
    assert_eq!(open_refunds(&mut desk.db.connection).unwrap().len(), 2);
}

#[test]
fn an_order_all_of_whose_money_went_back_is_refunded() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 13);
    desk.cancel(&order);
    let first = desk.refund(&order, 10, RefundState::Confirmed).unwrap();
    assert_eq!(desk.stands(&order), (Status::Cancelled, 13));
    let second = desk.refund(&order, 3, RefundState::Sent).unwrap();
    assert_eq!(desk.stands(&order), (Status::Cancelled, 13));
    change(&mut desk, second, RefundState::Sent, RefundState::Confirmed).unwrap();
    assert_eq!(desk.stands(&order), (Status::Refunded, 13));
    assert!(desk.timeline(&order).ends_with(&[EventKind::Refund, EventKind::Refunded]));
    assert_eq!(desk.open(), []);
    // What is confirmed stays.
    let undone = change(&mut desk, first, RefundState::Confirmed, RefundState::Cancelled);
    assert!(matches!(undone, Err(DeskError::Changed)));
}

#[test]
fn a_paid_order_is_refunded_without_being_cancelled() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 10);
    desk.refund(&order, 10, RefundState::Confirmed).unwrap();
    assert_eq!(desk.stands(&order), (Status::Refunded, 10));
}

#[test]
fn states_move_as_they_can_and_as_they_were_seen() {
    use RefundState::{Cancelled, Confirmed, Intended, Sent, Unknown};
    let allowed = [
        (Intended, vec![Sent, Confirmed, Unknown, Cancelled]),
        (Sent, vec![Confirmed, Unknown, Cancelled]),
        (Unknown, vec![Sent, Confirmed, Cancelled]),
        (Confirmed, vec![]),
    ];
    let mut desk = Desk::new();
    for (from, targets) in allowed {
        for to in RefundState::ALL {
            let order = desk.order();
            desk.pay(&order, 10);
            let id = desk.refund(&order, 1, from).unwrap();
            let changed = change(&mut desk, id, from, *to);
            assert_eq!(changed.is_ok(), targets.contains(to), "{from:?} → {to:?}");
            if changed.is_ok() {
                let late = change(&mut desk, id, from, *to);
                assert!(matches!(late, Err(DeskError::Changed)), "{from:?} → {to:?}");
            }
        }
    }
    let order = desk.order();
    desk.pay(&order, 10);
    let never = desk.refund(&order, 1, Cancelled);
    assert!(matches!(never, Err(DeskError::Changed)));
    let id = desk.refund(&order, 1, Intended).unwrap();
    let silent = desk.db.write(|c| change_refund(c, id, Intended, Cancelled, &silent(), now()));
    assert!(matches!(silent, Err(DeskError::NoReason)));
}

#[test]
fn what_was_never_sent_is_to_be_decided_again() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 13);
    desk.take(DiscrepancyKind::Overpaid, &WayOut::Refund).unwrap();
    assert_eq!(desk.open(), []);
    let refund = open_refunds(&mut desk.db.connection).unwrap().remove(0);
    assert_eq!((refund.sum.get(), refund.payee.as_str()), (3, "Steve_01"));
    change(&mut desk, refund.id, RefundState::Intended, RefundState::Cancelled).unwrap();
    assert_eq!(desk.open(), [DiscrepancyKind::Overpaid]);
    desk.take(DiscrepancyKind::Overpaid, &WayOut::Accept).unwrap();
    // The same of what is due.
    desk.cancel(&order);
    desk.take(DiscrepancyKind::RefundDue, &WayOut::Refund).unwrap();
    let refund = open_refunds(&mut desk.db.connection).unwrap().remove(0);
    assert_eq!(refund.sum.get(), 13);
    change(&mut desk, refund.id, RefundState::Intended, RefundState::Cancelled).unwrap();
    assert_eq!(desk.card(DiscrepancyKind::RefundDue).amount, Some(13));
}

#[test]
fn while_the_order_goes_on_only_what_is_too_much_goes_back() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 10);
    desk.pay(&order, 5);
    // Part of it has gone back already.
    desk.refund(&order, 3, RefundState::Sent).unwrap();
    desk.take(DiscrepancyKind::PaidAgain, &WayOut::Refund).unwrap();
    assert_eq!(desk.refundable(&order), 10);
    desk.pay(&order, 5);
    desk.refund(&order, 5, RefundState::Sent).unwrap();
    let nothing = desk.take(DiscrepancyKind::PaidAgain, &WayOut::Refund);
    assert!(matches!(nothing, Err(DeskError::TooMuch { .. })), "{nothing:?}");
}

#[test]
fn a_payment_of_no_order_goes_back_and_pays_for_none() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.db.receive(&callback(r#"{"sum":3,"user":{"username":"Alex"}}"#));
    let id = desk.card(DiscrepancyKind::UnknownOrder).payment_id.unwrap();
    let send = |desk: &mut Desk, of: i64| {
        let purse = RefundOf::Payment(id);
        desk.db.write(|c| refund(c, purse, sum(of), RefundState::Sent, "Alex", &anna(), now()))
    };
    send(&mut desk, 2).unwrap();
    let attach = WayOut::Attach { order: order.uid.clone() };
    let attached = desk.take(DiscrepancyKind::UnknownOrder, &attach);
    assert!(matches!(attached, Err(DeskError::NotAWayOut { .. })), "{attached:?}");
    assert!(matches!(send(&mut desk, 2), Err(DeskError::TooMuch { .. })));
    desk.take(DiscrepancyKind::UnknownOrder, &WayOut::Refund).unwrap();
    let all = refunds(&mut desk.db.connection, RefundOf::Payment(id)).unwrap();
    assert_eq!(all.iter().map(|each| each.sum.get()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(all[1].payee, "Alex");
    let nobody = RefundOf::Payment(999);
    let result =
        desk.db.write(|c| refund(c, nobody, sum(1), RefundState::Sent, "Alex", &anna(), now()));
    assert!(matches!(result, Err(DeskError::NotFound)));
}

//! Money that a person knows of, and callbacks that come afterwards.

use super::*;

#[test]
fn a_confirmed_payment_pays_like_any_other() {
    let mut desk = Desk::new();
    for (of, status, open) in [
        (10, Status::Paid, None),
        (4, Status::AwaitingPayment, Some(DiscrepancyKind::Underpaid)),
        (13, Status::Paid, Some(DiscrepancyKind::Overpaid)),
    ] {
        let order = desk.order();
        let before = desk.open();
        desk.confirm(&order, of).unwrap();
        assert_eq!(desk.stands(&order), (status, of));
        assert_eq!(desk.open().split_off(before.len()), Vec::from_iter(open));
        let payment = desk.payments(&order).remove(0);
        assert_eq!((payment.callback_id, payment.sure), (None, Sure::Staff));
        let order = desk.now(&order);
        let events = feed::timeline(&mut desk.db.connection, order.last_event).unwrap();
        let event = events.last().unwrap();
        assert_eq!(event.actor, Actor::staff("anna"));
        assert_eq!(event.note.as_deref(), Some("показал в игре"));
        assert_eq!(event.payment_id, Some(payment.id));
    }
}

#[test]
fn a_confirmation_needs_a_reason_and_the_order_as_it_was_shown() {
    let mut desk = Desk::new();
    let order = desk.order();
    let old = order.last_event;
    let without = desk.db.write(|c| confirm(c, order.id, old, sum(10), &silent(), now()));
    assert!(matches!(without, Err(DeskError::NoReason)));
    desk.pay(&order, 4);
    let written = desk.written();
    let late = desk.db.write(|c| confirm(c, order.id, old, sum(10), &anna(), now()));
    assert!(matches!(late, Err(DeskError::Changed)), "{late:?}");
    assert_eq!(desk.written(), written);
    let nobody = desk.db.write(|c| confirm(c, 999, old, sum(10), &anna(), now()));
    assert!(matches!(nobody, Err(DeskError::NotFound)));
}

#[test]
fn the_callback_of_what_was_confirmed_is_merged_with_it() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.confirm(&order, 10).unwrap();
    // A balance that agreed makes it no less staff's.
    desk.db.run("UPDATE payments SET sure = 'balance'");
    desk.pay(&order, 10);
    assert_eq!(desk.open(), [DiscrepancyKind::ConfirmedTwice]);
    assert_eq!(desk.refundable(&order), 10, "it may be the same money");
    desk.db.run("UPDATE payments SET sure = 'staff' WHERE callback_id IS NULL");
    desk.take(DiscrepancyKind::ConfirmedTwice, &WayOut::Merge).unwrap();
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    let payments = desk.payments(&order);
    assert_eq!(payments[0].merged_with, Some(payments[1].id));
    assert_eq!(payments[0].sure, Sure::Callback);
    assert_eq!((payments[0].counted, payments[1].counted), (true, false));
    assert_eq!(desk.refundable(&order), 10);
    // The next one is another payment.
    desk.pay(&order, 10);
    assert_eq!(desk.open(), [DiscrepancyKind::PaidAgain]);
    assert_eq!(desk.stands(&order), (Status::Paid, 20));
}

#[test]
fn two_callbacks_are_not_merged_with_one_confirmation() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.confirm(&order, 10).unwrap();
    desk.pay(&order, 10);
    desk.pay(&order, 10);
    let [first, second] = [0, 1].map(|_| {
        let card = desk.card(DiscrepancyKind::ConfirmedTwice);
        desk.take_of(&card, &WayOut::Merge)
    });
    first.unwrap();
    assert!(matches!(second, Err(DeskError::NotAWayOut { .. })), "{second:?}");
    desk.take(DiscrepancyKind::ConfirmedTwice, &WayOut::Count).unwrap();
    assert_eq!(desk.stands(&order), (Status::Paid, 20));
    assert_eq!(desk.open(), [DiscrepancyKind::PaidAgain]);
    assert_eq!(desk.timeline(&order).last(), Some(&EventKind::Counted));
}

#[test]
fn what_counts_after_all_may_pay_the_order() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.confirm(&order, 5).unwrap();
    desk.pay(&order, 5);
    desk.take(DiscrepancyKind::ConfirmedTwice, &WayOut::Count).unwrap();
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    assert_eq!(desk.open(), []);
}

#[test]
fn a_payment_of_no_order_finds_its_own_in_any_spelling() {
    let mut desk = Desk::new();
    let order = desk.order();
    let stray = callback(body_of("nobody", "Подарок", 10, "2026-11-24T07:06:00.000Z"));
    desk.db.receive(&stray);
    desk.again(&stray);
    let spelled = order.uid.folded().to_lowercase().parse().unwrap();
    desk.take(DiscrepancyKind::UnknownOrder, &WayOut::Attach { order: spelled }).unwrap();
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    // Its repeats are the order's, too: those that came, and those that come.
    assert_eq!(desk.card(DiscrepancyKind::Repeated).order_id, Some(order.id));
    desk.again(&stray);
    assert_eq!(desk.timeline(&order).last(), Some(&EventKind::Repeated));
    assert_eq!(desk.card(DiscrepancyKind::Repeated).times, 2);
    assert_eq!(desk.open(), [DiscrepancyKind::Repeated]);
    let there = desk.take(DiscrepancyKind::Repeated, &WayOut::Count);
    there.unwrap();
    assert_eq!(desk.stands(&order), (Status::Paid, 20));
    assert_eq!(desk.open(), [DiscrepancyKind::PaidAgain]);
    let nowhere = WayOut::Attach { order: "99999-Z".parse().unwrap() };
    desk.db.receive(&callback(body_of("x", "Подарок", 3, "2026-11-24T07:07:00.000Z")));
    let nowhere = desk.take(DiscrepancyKind::UnknownOrder, &nowhere);
    assert!(matches!(nowhere, Err(DeskError::NoSuchOrder)));
}

#[test]
fn what_is_attached_may_be_what_staff_had_confirmed() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.confirm(&order, 10).unwrap();
    desk.db.receive(&callback(body_of("x", "Заказ", 10, "2026-11-24T07:06:00.000Z")));
    let way = WayOut::Attach { order: order.uid.clone() };
    desk.take(DiscrepancyKind::UnknownOrder, &way).unwrap();
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    desk.take(DiscrepancyKind::ConfirmedTwice, &WayOut::Merge).unwrap();
    assert_eq!(desk.open(), []);
}

#[test]
fn a_payment_is_attached_after_later_ones() {
    let mut desk = Desk::new();
    desk.db.receive(&callback(body_of("x", "Заказ", 4, "2026-11-24T07:06:00.000Z")));
    let order = desk.order();
    desk.pay(&order, 3);
    let way = WayOut::Attach { order: order.uid.clone() };
    desk.take(DiscrepancyKind::UnknownOrder, &way).unwrap();
    assert_eq!(desk.stands(&order), (Status::AwaitingPayment, 7));
    assert_eq!(desk.card(DiscrepancyKind::Underpaid).amount, Some(3));
    desk.pay(&order, 3);
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    assert_eq!(desk.open(), []);
}

#[test]
fn a_callback_from_elsewhere_is_settled_after_all() {
    let mut desk = Desk::new();
    let order = desk.order();
    let raw = RawCallback { rule: SourceRule::Refused, ..desk.told(&order, 10) };
    desk.db.receive(&raw);
    desk.take(DiscrepancyKind::ForeignSource, &WayOut::Count).unwrap();
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    // Once more from elsewhere: now it repeats.
    desk.again(&raw);
    desk.take(DiscrepancyKind::ForeignSource, &WayOut::Count).unwrap();
    assert_eq!(desk.open(), [DiscrepancyKind::Repeated]);
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    // What tells of nothing cannot be counted.
    desk.db.receive(&RawCallback { rule: SourceRule::Refused, ..callback("{") });
    let nothing = desk.take(DiscrepancyKind::ForeignSource, &WayOut::Count);
    assert!(matches!(nothing, Err(DeskError::NotAWayOut { .. })));
    desk.take(DiscrepancyKind::ForeignSource, &WayOut::Dismiss).unwrap();
}

#[test]
fn a_repeat_of_what_belongs_to_no_order_is_counted_as_such() {
    let mut desk = Desk::new();
    let stray = callback(body_of("x", "Подарок", 3, "2026-11-24T07:06:00.000Z"));
    desk.db.receive(&stray);
    desk.again(&stray);
    desk.take(DiscrepancyKind::Repeated, &WayOut::Count).unwrap();
    assert_eq!(desk.open(), [DiscrepancyKind::UnknownOrder; 2]);
    // Another one is one more repeat.
    desk.again(&stray);
    desk.take(DiscrepancyKind::Repeated, &WayOut::Dismiss).unwrap();
    assert_eq!(desk.db.count("payments"), 2);
}

#[test]
fn a_trusted_address_is_quiet() {
    let mut desk = Desk::new();
    let stranger = |raw: RawCallback| RawCallback {
        source: [203, 0, 113, 7].into(),
        rule: SourceRule::Unsaid,
        ..raw
    };
    let (first, second) = (desk.order(), desk.order());
    for order in [&first, &second] {
        let raw = stranger(desk.told(order, 10));
        desk.db.receive(&raw);
    }
    desk.db.receive(&stranger(callback(r#"{"sum":3}"#)));
    let trusted = desk.card(DiscrepancyKind::NewSource);
    desk.take_of(&trusted, &WayOut::TrustSource).unwrap();
    // All of that address, the one of no order included.
    assert_eq!(desk.open(), [DiscrepancyKind::UnknownOrder]);
    for order in [&first, &second] {
        assert_eq!(desk.timeline(order).last(), Some(&EventKind::Resolved));
    }
    let third = desk.order();
    let raw = stranger(desk.told(&third, 10));
    desk.db.receive(&raw);
    assert_eq!(desk.open(), [DiscrepancyKind::UnknownOrder]);
    assert_eq!(desk.db.count("sources WHERE trusted_by = 'staff:anna'"), 1);
    let note: Option<String> = events::table
        .filter(events::kind.eq(EventKind::SourceTrusted))
        .select(events::note)
        .get_result(&mut desk.db.connection)
        .unwrap();
    assert_eq!(note.as_deref(), Some("203.0.113.7: показал в игре"));
}

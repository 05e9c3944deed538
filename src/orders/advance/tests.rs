use super::*;
use crate::{
    payments::Received,
    testing::{TestDatabase, body, callback, moment},
};

fn to_assembling() -> Change {
    Change {
        kind: EventKind::Payment,
        actor: Actor::DROMON,
        note: Some("late".into()),
        status: Status::Assembling,
        counted: Ar::new(3),
        payment: None,
        about: About::Nothing,
    }
}

#[test]
fn a_change_is_a_row_and_its_event() {
    let mut db = TestDatabase::new();
    let (order, other) = (db.place(8), db.place(8));
    let event = db.write(|c| advance(c, &order, &to_assembling(), moment(5))).unwrap();
    let now = db.order(order.id);
    assert_eq!((now.written_status, now.counted), (Status::Assembling, Ar::new(3)));
    assert_eq!((now.last_event, now.last_payment), (event, None));
    let events = feed::timeline(&mut db.connection, event).unwrap();
    let [placed, changed] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(placed.id, order.last_event);
    assert_eq!((changed.id, changed.at), (event, moment(5)));
    assert_eq!(changed.note.as_deref(), Some("late"));
    let untouched = db.order(other.id);
    assert_eq!(untouched.written_status, Status::AwaitingPayment);
    assert_eq!(untouched.last_event, other.last_event);
}

#[test]
fn an_order_that_was_changed_meanwhile_is_a_conflict() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.write(|c| advance(c, &order, &to_assembling(), moment(5))).unwrap();
    let stale = db.write(|c| advance(c, &order, &to_assembling(), moment(6)));
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
    assert_eq!(db.count("events"), 2, "the event went with its transaction");
}

#[test]
fn a_customer_cancels_what_has_no_money_in_it() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.write(|c| cancel(c, &order, moment(1))).unwrap();
    let order = db.order(order.id);
    assert_eq!(order.written_status, Status::Cancelled);
    let events = feed::timeline(&mut db.connection, order.last_event).unwrap();
    let last = events.last().unwrap();
    assert_eq!((last.kind, &last.actor), (EventKind::Cancelled, &Actor::CUSTOMER));
    let again = db.write(|c| cancel(c, &order, moment(2)));
    assert!(matches!(again, Err(CancelError::NotNow(Status::Cancelled))));
    assert_eq!(db.count("events"), 2);
}

#[test]
fn a_customer_cancels_nothing_that_is_paid_or_expired() {
    let mut db = TestDatabase::new();
    let (part_paid, paid, expired) = (db.place(8), db.place(8), db.place(8));
    let time = "2026-11-24T07:05:03.126Z";
    assert_eq!(db.receive(&callback(body(&part_paid, 3, time))), Received::PartPaid);
    assert_eq!(db.receive(&callback(body(&paid, 8, time))), Received::Paid);
    for (order, now, status) in [
        (&part_paid, moment(2_000_000), Status::AwaitingPayment),
        (&paid, moment(2_000_000), Status::Paid),
        // Nobody has written that down yet.
        (&expired, expired.expires_at, Status::Expired),
    ] {
        let order = db.order(order.id);
        let cancelled = db.write(|c| cancel(c, &order, now));
        assert!(matches!(cancelled, Err(CancelError::NotNow(was)) if was == status));
        assert_eq!(db.order(order.id).written_status, order.written_status);
    }
}

/// Whoever changes an order writes its event first, which refers to the order; the lock of a callback that comes then
/// would meet with two of them in a deadlock.
#[test]
fn on_a_server_an_event_that_is_being_written_keeps_no_callback_from_its_lock() {
    let mut db = TestDatabase::postgres();
    let order = db.place(8);
    db.connection.begin_write().unwrap();
    db.run(&format!(
        "INSERT INTO events (order_id, previous, kind, actor, at)
        VALUES ({}, {}, 'cancelled', 'customer', 1)",
        order.id, order.last_event
    ));
    let mut other = db.database.connect(crate::db::Purpose::Write).unwrap();
    other.begin_write().unwrap();
    diesel::connection::SimpleConnection::batch_execute(
        &mut other,
        "SET LOCAL lock_timeout = '9s'",
    )
    .unwrap();
    let found = crate::orders::find_by_uid_locked(&mut other, order.uid.as_str()).unwrap();
    assert_eq!(found.map(|found| found.id), Some(order.id));
}

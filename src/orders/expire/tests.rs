use super::*;
use crate::{
    feed,
    orders::{Status, cancel},
    payments::Received,
    testing::{LIFETIME, TestDatabase, body, callback, moment},
};

const TIME: &str = "2026-11-24T07:05:03.126Z";

fn expire_all(db: &mut TestDatabase, now: UtcTime) -> usize {
    db.write(|c| expire_due(c, now, 100)).unwrap()
}

#[test]
fn an_unpaid_order_expires_once_and_on_time() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let expiry = order.expires_at;
    let just_before = moment(u64::try_from(LIFETIME.as_micros()).unwrap() - 1);
    assert_eq!(next_due(&mut db.connection).unwrap(), Some(expiry));
    assert_eq!(expire_all(&mut db, just_before), 0);
    assert_eq!(db.order(order.id).written_status, Status::AwaitingPayment);
    assert_eq!(expire_all(&mut db, expiry), 1);
    let order = db.order(order.id);
    assert_eq!(order.written_status, Status::Expired);
    let events = feed::timeline(&mut db.connection, order.last_event).unwrap();
    let last = events.last().unwrap();
    assert_eq!((last.kind, &last.actor, last.at), (EventKind::Expired, &Actor::CLOCK, expiry));
    assert_eq!(expire_all(&mut db, expiry), 0);
    assert_eq!(next_due(&mut db.connection).unwrap(), None);
    assert_eq!(db.count("events"), 2);
}

#[test]
fn only_what_waits_without_any_money_expires() {
    let mut db = TestDatabase::new();
    let (part_paid, paid, cancelled) = (db.place(8), db.place(8), db.place(8));
    assert_eq!(db.receive(&callback(body(&part_paid, 3, TIME))), Received::PartPaid);
    assert_eq!(db.receive(&callback(body(&paid, 8, TIME))), Received::Paid);
    db.write(|c| cancel(c, &cancelled, moment(1))).unwrap();
    let before = db.count("events");
    let long_after = part_paid.expires_at.plus(LIFETIME * 365);
    assert_eq!(expire_all(&mut db, long_after), 3, "all were looked at");
    for (order, status) in
        [(part_paid, Status::AwaitingPayment), (paid, Status::Paid), (cancelled, Status::Cancelled)]
    {
        assert_eq!(db.order(order.id).written_status, status);
    }
    assert_eq!(db.count("events"), before);
    assert_eq!(expire_all(&mut db, long_after), 0, "and need not be looked at again");
}

#[test]
fn many_expire_in_small_steps_oldest_first() {
    let mut db = TestDatabase::new();
    let orders: Vec<i64> = (0..5).map(|_| db.place(8).id).collect();
    let now = moment(0).plus(LIFETIME);
    for (looked_at, expired) in [(2, 2), (2, 4), (1, 5), (0, 5)] {
        assert_eq!(db.write(|c| expire_due(c, now, 2)).unwrap(), looked_at);
        let written = |id: &i64| db.order(*id).written_status == Status::Expired;
        assert_eq!(orders.iter().copied().filter(written).count(), expired);
    }
}

#[test]
fn writing_an_expiry_down_returns_the_order_as_it_is() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let untouched = db.write(|c| expire(c, order.clone(), moment(1))).unwrap();
    assert_eq!(untouched.last_event, order.last_event);
    let now = order.expires_at;
    let expired = db.write(|c| expire(c, order, now)).unwrap();
    let read = db.order(expired.id);
    assert_eq!(expired.written_status, read.written_status);
    assert_eq!(expired.last_event, read.last_event);
    // So that it can be changed again without being read again.
    let again = db.write(|c| expire(c, expired, now)).unwrap();
    assert_eq!(again.last_event, read.last_event);
}

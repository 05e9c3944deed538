use super::*;
use crate::testing::{TestDatabase, body, body_of, callback, moment};

const MINUTE: u64 = 60_000_000;

fn at(minutes: u64) -> UtcTime {
    moment(minutes * MINUTE)
}

fn sign(db: &mut TestDatabase, order: &Order, sign: Sign, since: u64) {
    db.write(|c| note(c, order.id, sign, at(since))).unwrap();
}

/// The numbers of the orders whose customers wait.
fn silent(db: &mut TestDatabase, now: u64) -> Vec<i64> {
    let silence = look(&mut db.connection, at(now)).unwrap();
    silence.map_or_else(Vec::new, |silence| silence.orders.iter().map(|order| order.id).collect())
}

fn heard(db: &mut TestDatabase, minutes: u64) {
    let raw = callback(body_of("no-such", "T", 8, &format!("2026-11-24T07:{minutes:02}:03.126Z")));
    db.receive(&super::super::RawCallback { received_at: at(minutes), ..raw });
}

#[test]
fn who_came_back_and_hears_nothing_is_a_sign_after_three_minutes() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    assert_eq!(silent(&mut db, 60), [0; 0]);
    sign(&mut db, &order, Sign::CameBack, 10);
    assert_eq!(silent(&mut db, 12), [0; 0]);
    assert_eq!(silent(&mut db, 13), [order.id]);
    // Two days later it is nothing to worry about any more.
    assert_eq!(silent(&mut db, 10 + 48 * 60), [0; 0]);
}

/// Whatever comes shows that callbacks arrive: also what came just before the customer was back.
#[test]
fn any_callback_ends_the_silence() {
    for (minutes, expected) in [(7, 1), (8, 0), (11, 0), (30, 0)] {
        let mut db = TestDatabase::new();
        let order = db.place(8);
        sign(&mut db, &order, Sign::CameBack, 10);
        heard(&mut db, minutes);
        assert_eq!(silent(&mut db, 31).len(), expected, "{minutes}");
    }
}

#[test]
fn one_open_page_is_no_sign_and_two_are() {
    let mut db = TestDatabase::new();
    let (one, other) = (db.place(8), db.place(8));
    sign(&mut db, &one, Sign::Stayed, 10);
    assert_eq!(silent(&mut db, 30), [0; 0]);
    sign(&mut db, &other, Sign::Stayed, 15);
    assert_eq!(silent(&mut db, 24), [0; 0]);
    assert_eq!(silent(&mut db, 25), [other.id, one.id]);
}

#[test]
fn a_return_says_more_than_an_open_page() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let news = |db: &mut TestDatabase, sign| is_news(&mut db.connection, &order, sign, at(1));
    assert!(news(&mut db, Sign::Stayed).unwrap());
    sign(&mut db, &order, Sign::Stayed, 10);
    assert!(!news(&mut db, Sign::Stayed).unwrap());
    assert!(news(&mut db, Sign::CameBack).unwrap());
    sign(&mut db, &order, Sign::CameBack, 20);
    assert!(!news(&mut db, Sign::CameBack).unwrap());
    sign(&mut db, &order, Sign::CameBack, 40);
    sign(&mut db, &order, Sign::Stayed, 40);
    assert_eq!(silent(&mut db, 23), [order.id], "the first return counts");
    assert_eq!(db.count("silence_signs"), 1);
}

#[test]
fn a_paid_order_waits_for_nothing() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    sign(&mut db, &order, Sign::CameBack, 10);
    db.receive(&callback(body(&order, 8, "2026-11-24T07:05:03.126Z")));
    assert_eq!(silent(&mut db, 30), [0; 0]);
    let order = db.order(order.id);
    assert!(!is_news(&mut db.connection, &order, Sign::CameBack, at(1)).unwrap());
}

#[test]
fn old_signs_are_forgotten() {
    let mut db = TestDatabase::new();
    let (old, new) = (db.place(8), db.place(8));
    sign(&mut db, &old, Sign::CameBack, 0);
    sign(&mut db, &new, Sign::CameBack, 48 * 60 + 1);
    assert_eq!(db.count("silence_signs"), 1);
}

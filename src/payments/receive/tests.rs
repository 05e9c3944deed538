mod parts;
mod repeats;
mod sources;

use diesel::prelude::*;

use super::*;
use crate::{
    db::schema::{callbacks, discrepancies, events},
    feed,
    money::Ar,
    orders::Status,
    testing::{LIFETIME, TestDatabase, body, body_of, callback, moment, sum},
};

const TIME: &str = "2026-11-24T07:05:03.126Z";

/// The kinds of what is open for an order; of what concerns no order, without one.
fn open(db: &mut TestDatabase, order: Option<&Order>) -> Vec<DiscrepancyKind> {
    let all = discrepancies::table.filter(discrepancies::resolved_at.is_null());
    let kinds = all.order(discrepancies::id).select(discrepancies::kind);
    match order {
        Some(order) => kinds.filter(discrepancies::order_id.eq(order.id)).load(&mut db.connection),
        None => kinds.filter(discrepancies::order_id.is_null()).load(&mut db.connection),
    }
    .unwrap()
}

fn timeline(db: &mut TestDatabase, order: &Order) -> Vec<EventKind> {
    let order = db.order(order.id);
    let events = feed::timeline(&mut db.connection, order.last_event).unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

fn bodies(db: &mut TestDatabase) -> Vec<Vec<u8>> {
    callbacks::table.order(callbacks::id).select(callbacks::body).load(&mut db.connection).unwrap()
}

/// How many events there are; every change writes exactly one.
fn events(db: &mut TestDatabase) -> i64 {
    events::table.count().get_result(&mut db.connection).unwrap()
}

#[test]
fn the_whole_sum_pays_the_order() {
    let mut db = TestDatabase::new();
    let (order, other) = (db.place(8), db.place(8));
    let raw = callback(body(&order, 8, TIME));
    assert_eq!(db.receive(&raw), Received::Paid);
    let paid = db.order(order.id);
    assert_eq!((paid.written_status, paid.counted), (Status::Paid, Ar::new(8)));
    assert_eq!(paid.left_to_pay(), None);
    let payments = payment::of_order(&mut db.connection, &paid).unwrap();
    let [payment] = payments.as_slice() else { panic!("{payments:?}") };
    assert_eq!((payment.sum, payment.counted, payment.sure), (sum(8), true, Sure::Callback));
    assert_eq!(payment.payer.as_deref(), Some("Steve_01"));
    assert_eq!(payment.at, raw.received_at);
    assert_eq!(timeline(&mut db, &order), [EventKind::Placed, EventKind::Paid]);
    assert_eq!(open(&mut db, Some(&order)), []);
    assert_eq!(db.order(other.id).written_status, Status::AwaitingPayment);
    assert_eq!(timeline(&mut db, &other), [EventKind::Placed]);
}

#[test]
fn the_event_names_its_payment() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, TIME)));
    let order = db.order(order.id);
    let payment: Option<i64> = events::table
        .find(order.last_event)
        .select(events::payment_id)
        .get_result(&mut db.connection)
        .unwrap();
    assert_eq!(payment, order.last_payment);
    assert!(payment.is_some());
}

#[test]
fn too_much_pays_the_order_and_says_so() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    assert_eq!(db.receive(&callback(body(&order, 11, TIME))), Received::Paid);
    assert_eq!(open(&mut db, Some(&order)), [DiscrepancyKind::Overpaid]);
    assert_eq!(db.number("SELECT amount AS number FROM discrepancies"), 3);
    assert_eq!(db.order(order.id).counted, Ar::new(11));
}

#[test]
fn a_payment_for_a_paid_order_is_recorded_and_counted() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, TIME)));
    let again = callback(body(&order, 8, "2026-11-24T07:06:00.000Z"));
    assert_eq!(db.receive(&again), Received::Recorded);
    assert_eq!(open(&mut db, Some(&order)), [DiscrepancyKind::PaidAgain]);
    assert_eq!(db.order(order.id).counted, Ar::new(16));
    let kinds = [EventKind::Placed, EventKind::Paid, EventKind::Payment];
    assert_eq!(timeline(&mut db, &order), kinds);
}

#[test]
fn only_the_very_uid_is_the_orders() {
    let mut db = TestDatabase::new();
    let order = db.place_with_uid("Ab-1", 8);
    let text = order.text.as_str().to_owned();
    // A gift has the uid "0"; the others are somebody's spelling of the order's.
    for uid in ["0", "AB-1", "Ab1", "Ab-1 ", ""] {
        let raw = callback(body_of(uid, &text, 8, TIME));
        assert_eq!(db.receive(&raw), Received::Recorded, "{uid:?}");
    }
    // Readable money with a uid that is none.
    for uid in ["5", "[\"Ab-1\"]", "{}", "true", r#""\ud800""#] {
        let raw = callback(format!(r#"{{"uid":{uid},"sum":8}}"#));
        assert_eq!(db.receive(&raw), Received::Recorded, "{uid}");
    }
    assert_eq!(db.receive(&callback(r#"{"sum":8}"#)), Received::Recorded);
    assert_eq!(open(&mut db, None), [DiscrepancyKind::UnknownOrder; 11]);
    assert_eq!(db.count("payments WHERE order_id IS NULL AND NOT counted"), 11);
    assert_eq!(db.order(order.id).counted, Ar::ZERO);
    // One for the order that was placed, one for each callback.
    assert_eq!(events(&mut db), 12);
}

#[test]
fn what_tells_of_no_payment_is_kept_byte_for_byte() {
    let mut db = TestDatabase::new();
    let wrong: [&[u8]; 6] =
        [b"", b"\xff\xfe\0", b"[]", b"{\"sum\":", b"{}", b"{\"uid\":\"A\",\"sum\":8.5}"];
    for body in wrong {
        let received = db.receive(&callback(body));
        assert!(matches!(received, Received::Unreadable(_)), "{received:?}");
    }
    assert_eq!(bodies(&mut db), wrong);
    assert_eq!(open(&mut db, None), [DiscrepancyKind::Unreadable; 6]);
    assert_eq!(db.count("payments"), 0);
    assert_eq!(db.count("events WHERE kind = 'unreadable' AND order_id IS NULL"), 6);
    assert_eq!(events(&mut db), 6);
}

#[test]
fn a_body_that_is_not_all_there_pays_nothing_even_where_it_could_be_read() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    for completeness in [Completeness::TooLong, Completeness::CutShort] {
        let raw = RawCallback { completeness, ..callback(body(&order, 8, TIME)) };
        assert_eq!(db.receive(&raw), Received::Incomplete(completeness));
    }
    assert_eq!(db.order(order.id).counted, Ar::ZERO);
    assert_eq!(open(&mut db, None), [DiscrepancyKind::Unreadable; 2]);
    let whole = body(&order, 8, TIME).into_bytes();
    assert_eq!(bodies(&mut db), [whole.clone(), whole]);
}

#[test]
fn a_callback_that_is_offered_twice_is_one_row() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    for (raw, first) in [
        (callback(body(&order, 8, TIME)), Received::Paid),
        (callback("{"), Received::Unreadable(Callback::parse(b"{").unwrap_err())),
    ] {
        assert_eq!(db.receive(&raw), first);
        let (callbacks, events) = (db.count("callbacks"), events(&mut db));
        assert_eq!(db.receive(&raw), Received::Recorded);
        assert_eq!((db.count("callbacks"), db.count("events")), (callbacks, events));
    }
    assert_eq!(db.order(order.id).counted, Ar::new(8));
    assert_eq!(db.count("discrepancies"), 1);
}

#[test]
fn the_payers_text_is_compared_where_there_is_one() {
    for (text, said) in [
        (r#""Заказ Ab-1""#, &[][..]),
        (r#""\u0417аказ Ab-1""#, &[]),
        ("null", &[]),
        (r#""Заказ Ab-1 ""#, &[DiscrepancyKind::Altered]),
        (r#""""#, &[DiscrepancyKind::Altered]),
        ("5", &[DiscrepancyKind::Altered]),
        (r#""\ud800""#, &[DiscrepancyKind::Altered]),
    ] {
        let mut db = TestDatabase::new();
        let order = db.place_with_uid("Ab-1", 8);
        let raw = callback(format!(r#"{{"uid":"Ab-1","sum":8,"text":{text}}}"#));
        assert_eq!(db.receive(&raw), Received::Paid, "{text}");
        assert_eq!(open(&mut db, Some(&order)), said, "{text}");
        let found = discrepancy::of_order(&mut db.connection, order.id).unwrap();
        assert_eq!(discrepancy::holds(Status::Paid, &found), !said.is_empty(), "{text}");
    }
}

#[test]
fn a_payment_finds_an_expiry_that_the_clock_has_not_come_to() {
    let expiry = moment(0).plus(LIFETIME);
    let too_late = expiry.plus(settle::LATE_LIMIT).plus(std::time::Duration::from_micros(1));
    for (at, status, kind, note) in [
        (expiry, Status::Paid, EventKind::Paid, Some("late")),
        (too_late, Status::Expired, EventKind::Payment, None),
    ] {
        let mut db = TestDatabase::new();
        let order = db.place(8);
        db.receive(&RawCallback { received_at: at, ..callback(body(&order, 8, TIME)) });
        let order = db.order(order.id);
        assert_eq!((order.written_status, order.counted), (status, Ar::new(8)));
        // Two moves, two events.
        let events = feed::timeline(&mut db.connection, order.last_event).unwrap();
        let [placed, expired, payment] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(placed.kind, EventKind::Placed);
        assert_eq!((expired.kind, &expired.actor), (EventKind::Expired, &Actor::CLOCK));
        assert_eq!((payment.kind, &payment.actor), (kind, &Actor::DROMON));
        assert_eq!(payment.note.as_deref(), note);
        // The clock has nothing left to say.
        let later = at.plus(LIFETIME);
        db.write(|c| orders::expire_due(c, later, 10)).unwrap();
        assert_eq!(db.order(order.id).last_event, order.last_event);
    }
}

#[test]
fn what_waited_in_the_inbox_is_as_old_as_it_is() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let raw = callback(body(&order, 8, TIME));
    let restored = moment(0).plus(LIFETIME);
    db.write(|c| orders::expire_due(c, restored, 10)).unwrap();
    assert_eq!(db.order(order.id).written_status, Status::Expired);
    assert_eq!(db.receive(&raw), Received::Paid);
    let order = db.order(order.id);
    let events = feed::timeline(&mut db.connection, order.last_event).unwrap();
    assert_eq!(events.last().and_then(|event| event.note.clone()), None, "it was not late");
}

//! The same again.

use super::*;
use crate::payments::by_hand;

/// The one `repeated`: its id, how often, and whether it is open.
fn repeated(db: &mut TestDatabase) -> (i64, i64, bool) {
    let rows: Vec<(i64, i64, Option<UtcTime>)> = discrepancies::table
        .filter(discrepancies::kind.eq(DiscrepancyKind::Repeated))
        .select((discrepancies::id, discrepancies::times, discrepancies::resolved_at))
        .load(&mut db.connection)
        .unwrap();
    let [(id, times, resolved_at)] = rows.as_slice() else { panic!("{rows:?}") };
    (*id, *times, resolved_at.is_none())
}

#[test]
fn repeats_are_kept_and_counted_in_one_discrepancy() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let body = body(&order, 8, TIME);
    assert_eq!(db.receive(&callback(body.as_str())), Received::Paid);
    assert_eq!(db.receive(&callback(body.as_str())), Received::Repeated);
    let (id, times, is_open) = repeated(&mut db);
    assert_eq!((times, is_open), (1, true));
    // Spelled otherwise, it is the same.
    let spelled = body.replacen('{', "{ \"x\": 1, ", 1);
    assert_eq!(db.receive(&callback(spelled.as_str())), Received::Repeated);
    assert_eq!(repeated(&mut db), (id, 2, true));
    db.run(
        "UPDATE discrepancies SET resolved_at = opened_at, resolved_by = 'staff:anna',
            resolution = 'a replay'",
    );
    assert_eq!(db.receive(&callback(body.as_str())), Received::Repeated);
    assert_eq!(repeated(&mut db), (id, 3, true));
    assert_eq!(db.count("discrepancies WHERE resolved_by IS NULL AND resolution IS NULL"), 1);
    let order = db.order(order.id);
    assert_eq!(order.counted, Ar::new(8));
    assert_eq!(payment::of_order(&mut db.connection, &order).unwrap().len(), 1);
    let again = EventKind::Repeated;
    let kinds = [EventKind::Placed, EventKind::Paid, again, again, again];
    assert_eq!(timeline(&mut db, &order), kinds);
    let kept = [body.clone(), body.clone(), spelled, body].map(String::into_bytes);
    assert_eq!(bodies(&mut db), kept);
}

#[test]
fn each_payment_has_its_own_repeats() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    for time in [TIME, "2026-11-24T07:06:00.000Z"] {
        let body = body(&order, 4, time);
        db.receive(&callback(body.as_str()));
        db.receive(&callback(body.as_str()));
    }
    assert_eq!(open(&mut db, Some(&order)), [DiscrepancyKind::Repeated; 2]);
    assert_eq!(db.order(order.id).written_status, Status::Paid);
}

#[test]
fn a_payment_that_fits_no_order_repeats_as_well() {
    let mut db = TestDatabase::new();
    let body = body_of("Ab-1", "Заказ Ab-1", 8, TIME);
    db.receive(&callback(body.as_str()));
    assert_eq!(db.receive(&callback(body.as_str())), Received::Repeated);
    let kinds = [DiscrepancyKind::UnknownOrder, DiscrepancyKind::Repeated];
    assert_eq!(open(&mut db, None), kinds);
    // An order of that uid, placed afterwards, is not paid by a replay.
    let order = db.place_with_uid("Ab-1", 8);
    assert_eq!(db.receive(&callback(body)), Received::Repeated);
    let order = db.order(order.id);
    assert_eq!((order.counted, order.last_payment), (Ar::ZERO, None));
    assert_eq!(timeline(&mut db, &order), [EventKind::Placed, EventKind::Repeated]);
}

#[test]
fn what_staff_confirmed_is_not_counted_twice() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let hand = Hand { actor: Actor::staff("anna"), note: None, discrepancy: None };
    let placed = order.clone();
    db.write(|c| by_hand::confirm(c, placed, sum(8), &hand, moment(2))).unwrap();
    assert_eq!(db.receive(&callback(body(&order, 8, TIME))), Received::Recorded);
    let now = db.order(order.id);
    assert_eq!((now.counted, now.written_status), (Ar::new(8), Status::Paid));
    assert_eq!(open(&mut db, Some(&order)), [DiscrepancyKind::ConfirmedTwice]);
    let payments = payment::of_order(&mut db.connection, &now).unwrap();
    assert_eq!(payments.iter().map(|each| each.counted).collect::<Vec<_>>(), [true, false]);
    let found = discrepancy::of_order(&mut db.connection, order.id).unwrap();
    assert!(discrepancy::holds(now.written_status, &found));
    // Another sum is another payment.
    assert_eq!(db.receive(&callback(body(&order, 5, TIME))), Received::Recorded);
    assert_eq!(db.order(order.id).counted, Ar::new(13));
    // Merged by staff, it has its callback: the next one is another payment.
    db.run(
        "UPDATE payments SET merged_with = (SELECT MIN(id) FROM payments WHERE NOT counted)
            WHERE sure = 'staff'",
    );
    db.receive(&callback(body(&order, 8, "2026-11-24T07:06:00.000Z")));
    assert_eq!(db.order(order.id).counted, Ar::new(21));
}

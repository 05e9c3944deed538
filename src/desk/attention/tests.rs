use super::{
    Urgency::{Aside, Blocking, Usual},
    *,
};
use crate::testing::{TestDatabase, body_of, callback, moment};

/// A discrepancy of that kind, opened at that moment.
fn add(db: &mut TestDatabase, kind: &str, order: Option<i64>, at: u64) -> i64 {
    let order = order.map_or_else(|| "NULL".to_owned(), |id| id.to_string());
    let at = moment(at).micros();
    db.run(&format!(
        "INSERT INTO discrepancies (kind, order_id, times, opened_at, last_at)
        VALUES ('{kind}', {order}, 1, {at}, {at})"
    ));
    db.number("SELECT MAX(id) AS number FROM discrepancies")
}

fn ids(cases: &Cases) -> Vec<i64> {
    cases.cases.iter().map(|case| case.discrepancy.id).collect()
}

#[test]
fn what_blocks_comes_first_and_the_newest_trouble_before_the_rest() {
    let mut db = TestDatabase::new();
    let (paid, waiting) = (db.place(8), db.place(8));
    db.run(&format!("UPDATE orders SET status = 'paid', counted = 8 WHERE id = {}", paid.id));
    let hold = add(&mut db, "altered", Some(paid.id), 1);
    let overridden = add(&mut db, "new_source", Some(paid.id), 9);
    let of_unpaid = add(&mut db, "altered", Some(waiting.id), 5);
    let unknown = add(&mut db, "unknown_order", None, 2);
    let overpaid = add(&mut db, "overpaid", Some(paid.id), 7);
    let aside = add(&mut db, "contested", Some(paid.id), 8);
    let resolved = add(&mut db, "unreadable", None, 10);
    db.run(&format!("UPDATE discrepancies SET overridden_at = 1 WHERE id = {overridden}"));
    db.run(&format!("UPDATE discrepancies SET waits_since = 1 WHERE id = {aside}"));
    db.run(&format!("UPDATE discrepancies SET resolved_at = 1 WHERE id = {resolved}"));
    let found = open(&mut db.connection, None).unwrap();
    assert_eq!(ids(&found), [unknown, hold, overridden, overpaid, of_unpaid, aside]);
    let urgencies: Vec<Urgency> = found.cases.iter().map(|case| case.urgency).collect();
    assert_eq!(urgencies, [Blocking, Blocking, Usual, Usual, Usual, Aside]);
    assert_eq!(found.next, None);
}

/// Every one is on exactly one page, in one order.
#[test]
fn pages_follow_each_other_without_a_gap() {
    let mut db = TestDatabase::new();
    for nth in 0..70 {
        // Some at the same moment.
        add(&mut db, if nth % 3 == 0 { "unreadable" } else { "overpaid" }, None, nth / 4);
    }
    for nth in 0..35 {
        let id = add(&mut db, "repeated", None, nth);
        db.run(&format!("UPDATE discrepancies SET waits_since = 1 WHERE id = {id}"));
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = open(&mut db.connection, after).unwrap();
        assert!(page.cases.len() <= PAGE);
        seen.extend(page.cases.iter().map(|case| {
            (case.urgency, std::cmp::Reverse((case.discrepancy.last_at, case.discrepancy.id)))
        }));
        // It goes through an address.
        after = page.next.map(|place| Place::read(&place.written()).unwrap());
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 105);
    assert!(seen.is_sorted());
    seen.dedup();
    assert_eq!(seen.len(), 105);
}

#[test]
fn nobody_finds_a_place_that_is_none() {
    for written in ["", "0", "0.1", "9.1.1", "a.b.c", "0.1.x"] {
        assert_eq!(Place::read(written), None, "{written}");
    }
    assert!(Place::read("1.-5.7").is_some_and(|place| place.last_at.micros() == 0));
}

#[test]
fn all_that_is_known_comes_along() {
    let mut db = TestDatabase::new();
    let raw = callback(body_of("no-such", "Текст", 8, "2026-11-24T07:05:03.126Z"));
    db.receive(&raw);
    let found = open(&mut db.connection, None).unwrap();
    let [case] = found.cases.as_slice() else { panic!("{found:?}") };
    assert_eq!(case.discrepancy.kind, DiscrepancyKind::UnknownOrder);
    assert_eq!(case.payment.as_ref().unwrap().sum.get(), 8);
    let stored = case.callback.as_ref().unwrap();
    assert_eq!(stored.body.as_deref(), Some(raw.body.as_slice()));
    assert_eq!((stored.source.as_str(), stored.received_at), ("127.0.0.1", raw.received_at));
    assert!(case.order.is_none());
}

/// Megabytes are not read for a card.
#[test]
fn a_very_long_body_stays_where_it_is() {
    let mut db = TestDatabase::new();
    let long = body_of("no-such", &"я".repeat(100_000), 8, "2026-11-24T07:05:03.126Z");
    db.receive(&callback(long));
    let found = open(&mut db.connection, None).unwrap();
    let case = &found.cases[0];
    assert_eq!(case.callback.as_ref().unwrap().body, None);
    assert_eq!(case.payment.as_ref().unwrap().sum.get(), 8);
}

#[test]
fn refunds_are_listed_until_they_have_ended() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    for state in RefundState::ALL {
        db.run(&format!(
            "INSERT INTO refunds (order_id, sum, state, payee, reason, created_at, created_by, changed_at, changed_by)
            VALUES ({}, 8, '{}', 'Steve_01', 'r', 1, 'staff:a', 1, 'staff:a')",
            order.id,
            state.as_str()
        ));
    }
    let open = open_refunds(&mut db.connection).unwrap();
    let states: Vec<RefundState> = open.iter().map(|each| each.refund.state).collect();
    assert_eq!(states, [RefundState::Unknown, RefundState::Sent, RefundState::Intended]);
    assert!(open.iter().all(|each| each.order.as_ref().unwrap().id == order.id));
}

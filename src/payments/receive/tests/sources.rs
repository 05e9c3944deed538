//! Where a callback came from.

use super::*;

const STRANGER: [u8; 4] = [203, 0, 113, 7];

fn from_stranger(rule: SourceRule, body: impl Into<Vec<u8>>) -> RawCallback {
    RawCallback { source: STRANGER.into(), rule, ..callback(body) }
}

fn is_held(db: &mut TestDatabase, order: &Order) -> bool {
    let order = db.order(order.id);
    let found = discrepancy::of_order(&mut db.connection, order.id).unwrap();
    discrepancy::holds(order.written_status, &found)
}

#[test]
fn a_foreign_source_is_kept_and_settles_nothing() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let foreign = from_stranger(SourceRule::Refused, body(&order, 8, TIME));
    assert_eq!(db.receive(&foreign), Received::ForeignSource);
    let now = db.order(order.id);
    assert_eq!((now.counted, now.written_status), (Ar::ZERO, Status::AwaitingPayment));
    assert_eq!(db.count("payments"), 0);
    assert_eq!(bodies(&mut db), [foreign.body]);
    assert_eq!(open(&mut db, Some(&order)), [DiscrepancyKind::ForeignSource]);
    assert_eq!(timeline(&mut db, &order), [EventKind::Placed, EventKind::ForeignSource]);
    // The same from where it may come from is no repeat: it pays, and a person looks before it is assembled.
    assert!(!is_held(&mut db, &order));
    assert_eq!(db.receive(&callback(body(&order, 8, TIME))), Received::Paid);
    assert!(is_held(&mut db, &order));
}

#[test]
fn a_foreign_source_is_told_nothing_about_its_body() {
    let mut db = TestDatabase::new();
    let unknown = body_of("Ab-1", "Заказ", 8, TIME);
    for (body, completeness) in [
        (unknown.as_str(), Completeness::Whole),
        ("{", Completeness::Whole),
        ("{", Completeness::CutShort),
    ] {
        let raw = RawCallback { completeness, ..from_stranger(SourceRule::Refused, body) };
        assert_eq!(db.receive(&raw), Received::ForeignSource);
    }
    assert_eq!(open(&mut db, None), [DiscrepancyKind::ForeignSource; 3]);
    assert_eq!(db.count("events WHERE order_id IS NULL AND kind = 'foreign_source'"), 3);
    assert_eq!(db.count("callbacks"), 3);
}

#[test]
fn a_new_source_is_quiet_once_a_person_has_trusted_it() {
    let mut db = TestDatabase::new();
    let place_and_pay = |db: &mut TestDatabase| {
        let order = db.place(8);
        let raw = from_stranger(SourceRule::Unsaid, body(&order, 8, TIME));
        assert_eq!(db.receive(&raw), Received::Paid);
        order
    };
    for _ in 0..2 {
        let order = place_and_pay(&mut db);
        assert_eq!(open(&mut db, Some(&order)), [DiscrepancyKind::NewSource]);
        assert!(is_held(&mut db, &order));
    }
    assert_eq!(db.count("sources WHERE address = '203.0.113.7' AND trusted_at IS NULL"), 1);
    db.run("UPDATE sources SET trusted_at = first_seen_at, trusted_by = 'anna'");
    let order = place_and_pay(&mut db);
    assert_eq!(open(&mut db, Some(&order)), []);
    assert!(!is_held(&mut db, &order));
}

#[test]
fn an_address_has_one_spelling() {
    let mapped = std::net::Ipv4Addr::from(STRANGER).to_ipv6_mapped();
    let raw = RawCallback::new(mapped.into(), SourceRule::Unsaid, Vec::new(), Completeness::Whole);
    assert_eq!(raw.source, std::net::IpAddr::from(STRANGER));
}

#[test]
fn a_source_that_the_settings_allow_needs_no_trust() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&from_stranger(SourceRule::Allowed, body(&order, 8, TIME)));
    assert_eq!(open(&mut db, Some(&order)), []);
    assert_eq!(db.count("sources"), 0);
}

#[test]
fn an_unpaid_order_is_not_held() {
    let all = |kind: DiscrepancyKind, is_open: bool| discrepancy::Discrepancy {
        id: 1,
        kind,
        order_id: None,
        payment_id: None,
        callback_id: None,
        amount: None,
        times: 1,
        opened_at: moment(0),
        last_at: moment(0),
        resolved_at: (!is_open).then(|| moment(0)),
        resolved_by: None,
        resolution: None,
        overridden_at: None,
        overridden_by: None,
        waits_since: None,
        way: None,
    };
    for kind in DiscrepancyKind::ALL {
        for status in Status::ALL {
            let paid = ["paid", "assembling", "ready", "completed"].contains(&status.as_str());
            let held = discrepancy::holds(*status, &[all(*kind, true)]);
            assert_eq!(held, paid && kind.holds(), "{kind:?} {status:?}");
            assert!(!discrepancy::holds(*status, &[all(*kind, false)]));
        }
    }
}

use super::*;
use crate::{
    payments::DiscrepancyKind as Kind,
    testing::{TestDatabase, body, body_of, callback, moment},
};

fn events(db: &mut TestDatabase) -> Vec<Event> {
    Event::query().order(crate::db::schema::events::id).load(&mut db.connection).unwrap()
}

/// The kinds of events, each with what it brought.
fn told(db: &mut TestDatabase) -> Vec<(EventKind, Vec<(Kind, i64)>)> {
    let events = events(db);
    let raised = |event: &Event| {
        let raised = raised_with(&mut db.connection, event).unwrap();
        (event.kind, raised.iter().map(|each| (each.kind, each.times)).collect())
    };
    events.iter().map(raised).collect()
}

#[test]
fn a_discrepancy_is_told_with_its_event_alone() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 9, "t1")));
    let raised = told(&mut db);
    let overpaid = (EventKind::Paid, vec![(Kind::Overpaid, 1)]);
    assert_eq!(raised, [(EventKind::Placed, vec![]), overpaid]);
}

#[test]
fn what_happens_again_is_new_again() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    for second in 1..=3 {
        let again = callback(body(&order, 8, "t1"));
        db.receive(&crate::payments::RawCallback {
            received_at: moment(second * 1_000_000),
            ..again
        });
        db.run("UPDATE discrepancies SET resolved_at = 1 WHERE times = 1");
    }
    let raised = told(&mut db);
    // The first repeat was resolved and raised again, so it is the last event's.
    assert_eq!(raised[2], (EventKind::Repeated, vec![]));
    assert_eq!(raised[3], (EventKind::Repeated, vec![(Kind::Repeated, 2)]));
}

#[test]
fn what_is_of_no_order_is_found_too() {
    let mut db = TestDatabase::new();
    db.receive(&callback(body_of("nobody", "T", 8, "t1")));
    db.receive(&callback("{"));
    let raised = told(&mut db);
    assert_eq!(raised[0], (EventKind::UnknownOrder, vec![(Kind::UnknownOrder, 1)]));
    assert_eq!(raised[1], (EventKind::Unreadable, vec![(Kind::Unreadable, 1)]));
}

/// A payment that finds its order expired writes that down first, at the same moment.
#[test]
fn of_two_events_at_once_it_is_the_last_ones() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let late = callback(body(&order, 9, "t1"));
    let received_at = moment(0).plus(std::time::Duration::from_hours(25));
    db.receive(&crate::payments::RawCallback { received_at, ..late });
    let raised = told(&mut db);
    assert_eq!(raised[1], (EventKind::Expired, vec![]));
    assert_eq!(raised[2], (EventKind::Paid, vec![(Kind::Overpaid, 1)]));
}

#[test]
fn what_is_resolved_already_is_no_news() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 9, "t1")));
    db.run("UPDATE discrepancies SET resolved_at = 1");
    assert_eq!(told(&mut db)[1], (EventKind::Paid, vec![]));
}

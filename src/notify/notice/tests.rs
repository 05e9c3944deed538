use super::*;
use crate::{
    db::schema::events,
    feed::Actor,
    testing::{TestDatabase, body, callback, moment},
};
use diesel::prelude::*;

const HOUR: Duration = Duration::from_hours(1);

fn last_event(db: &mut TestDatabase) -> Event {
    Event::query().order(events::id.desc()).limit(1).get_result(&mut db.connection).unwrap()
}

/// What is told of the last event.
fn told(db: &mut TestDatabase, now: UtcTime) -> Option<Notice> {
    let event = last_event(db);
    let facts = Facts::read(&mut db.connection, Audience::Staff, &event, now).unwrap();
    notice(Audience::Staff, &event, facts)
}

#[test]
fn a_paid_order_is_told_and_a_placed_one_is_not() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    assert!(told(&mut db, moment(1)).is_none());
    db.receive(&callback(body(&order, 8, "t1")));
    let notice = told(&mut db, moment(1)).unwrap();
    assert_eq!(notice.news, Some(News::Paid { late: false }));
    assert!(notice.raised.is_empty());
    let facts = notice.order.unwrap();
    assert!(facts.waits_for_staff() && !facts.held);
}

#[test]
fn a_part_of_the_sum_is_told_as_a_discrepancy() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 3, "t1")));
    let notice = told(&mut db, moment(1)).unwrap();
    assert_eq!(notice.news, None);
    assert_eq!(notice.raised.len(), 1);
    assert!(!notice.order.unwrap().waits_for_staff());
}

#[test]
fn a_held_order_waits_for_nobody_to_assemble_it() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, "t1").replace("Заказ", "Подарок")));
    let facts = told(&mut db, moment(1)).unwrap().order.unwrap();
    assert!(facts.held && !facts.waits_for_staff());
}

#[test]
fn what_only_moves_on_is_not_told() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, "t1")));
    let paid = last_event(&mut db);
    let facts = Facts::read(&mut db.connection, Audience::Staff, &paid, moment(1)).unwrap();
    for kind in EventKind::ALL {
        let event = Event { kind: *kind, actor: Actor::staff("Ирина"), ..paid.clone() };
        let news = notice(Audience::Staff, &event, facts.clone()).and_then(|notice| notice.news);
        let expected = match kind {
            EventKind::Paid | EventKind::Accepted => Some(News::Paid { late: false }),
            EventKind::Ready => Some(News::Ready),
            EventKind::Missed => Some(News::Missed),
            EventKind::FoundNobody => Some(News::FoundNobody),
            EventKind::Claimed => Some(News::Claimed),
            EventKind::CustomerNote => Some(News::CustomerNote),
            _ => None,
        };
        assert_eq!(news, expected, "{kind:?}");
    }
}

#[test]
fn what_happened_long_ago_is_not_told() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 9, "t1")));
    let paid_at = moment(1_000_000);
    assert!(told(&mut db, paid_at.plus(STALE)).is_some());
    assert!(told(&mut db, paid_at.plus(STALE + HOUR)).is_none());
}

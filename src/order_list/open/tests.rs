use super::*;
use crate::{
    db::Purpose,
    orders,
    testing::{DEADLINE, TestDatabase, moment},
};

use super::super::tests::{later, move_to, pay};

/// The open orders of a node, and what one that has just started would know.
fn read(db: &mut TestDatabase, node: &OpenOrders) -> Open {
    let read = node.read(&mut db.connection, later()).unwrap();
    let fresh = OpenOrders::default().read(&mut db.connection, later()).unwrap();
    assert_eq!(read.orders, fresh.orders);
    assert_eq!(read.newest_event, fresh.newest_event);
    read
}

fn statuses(db: &mut TestDatabase, node: &OpenOrders) -> Vec<Status> {
    read(db, node).orders.values().map(|standing| standing.status_at(later())).collect()
}

#[test]
fn whatever_happens_is_known() {
    let mut db = TestDatabase::new();
    let node = OpenOrders::default();
    assert_eq!(statuses(&mut db, &node), []);
    let order = db.place(8);
    assert_eq!(statuses(&mut db, &node), [Status::AwaitingPayment]);
    pay(&mut db, &order, 3, "Steve_01");
    assert_eq!(statuses(&mut db, &node), [Status::AwaitingPayment]);
    pay(&mut db, &order, 5, "Steve_01");
    assert_eq!(statuses(&mut db, &node), [Status::Paid]);
    for status in [Status::Assembling, Status::Ready] {
        move_to(&mut db, &order, status);
        assert_eq!(statuses(&mut db, &node), [status]);
    }
    move_to(&mut db, &order, Status::Completed);
    assert_eq!(statuses(&mut db, &node), []);
    move_to(&mut db, &order, Status::Ready);
    db.place(8);
    assert_eq!(statuses(&mut db, &node), [Status::Ready, Status::AwaitingPayment]);
}

#[test]
fn what_runs_out_is_known_without_an_event() {
    let mut db = TestDatabase::new();
    let node = OpenOrders::default();
    let order = db.place(8);
    let part_paid = db.place(8);
    pay(&mut db, &part_paid, 3, "Steve_01");
    let mut counts = |now: UtcTime| {
        let open = node.read(&mut db.connection, now).unwrap();
        let expired = open.shown(Show::Status(Status::Expired));
        (open.count(&mut db.connection).unwrap().to_pay, expired)
    };
    let over = order.expires_at;
    assert_eq!(counts(over.minus(Duration::from_micros(1))), (2, vec![]));
    assert_eq!(counts(over), (1, vec![order.id]));
    // Back, as a clock that is put right.
    assert_eq!(counts(later()), (2, vec![]));
}

#[test]
fn that_nobody_came_is_known_before_it_is_written_down() {
    let mut db = TestDatabase::new();
    let node = OpenOrders::default();
    let order = db.place(8);
    pay(&mut db, &order, 8, "Steve_01");
    move_to(&mut db, &order, Status::Ready);
    let due = later().plus(Duration::from_mins(1));
    db.run(&format!(
        "INSERT INTO hand_overs (order_id, place, due_at) VALUES ({}, 'спавн', {})",
        order.id,
        due.micros()
    ));
    let mut overdue = |now: UtcTime| {
        let open = node.read(&mut db.connection, now).unwrap();
        let counts = open.count(&mut db.connection).unwrap();
        (counts.to_deliver, counts.overdue)
    };
    assert_eq!(overdue(due.minus(Duration::from_micros(1))), (1, 0));
    assert_eq!(overdue(due), (1, 1));
}

#[test]
fn what_no_event_told_of_is_known_after_a_while() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let node = OpenOrders::default();
    // Where an older program placed it.
    db.run("DELETE FROM order_shelves");
    let known =
        |db: &mut TestDatabase, now| node.read(&mut db.connection, now).unwrap().orders.len();
    assert_eq!(known(&mut db, later()), 0);
    db.write(|c| orders::put_on_shelf(c, order.id, Status::AwaitingPayment)).unwrap();
    assert_eq!(known(&mut db, later().plus(KEPT)), 1);
}

#[test]
fn more_than_can_be_looked_at_one_by_one_is_known() {
    let mut db = TestDatabase::new();
    let node = OpenOrders::default();
    let placed = db.place(8);
    assert_eq!(read(&mut db, &node).orders.len(), 1);
    db.write(|c| {
        for _ in 0..=MOST_EVENTS {
            orders::place(c, &crate::testing::new_order(4), moment(5))?;
        }
        Ok::<_, orders::PlaceError>(())
    })
    .unwrap();
    pay(&mut db, &placed, 8, "Steve_01");
    let open = read(&mut db, &node);
    assert_eq!(open.shown(Show::ToAssemble), [placed.id]);
    assert_eq!(open.count(&mut db.connection).unwrap().to_pay, 1001);
    // But not all of them are read each time. The server is shared, and others may be writing for a while.
    let start = std::time::Instant::now();
    let mut now = later();
    while node.known().as_ref().unwrap().since == now {
        assert!(start.elapsed() < DEADLINE);
        now = now.plus(Duration::from_micros(1));
        node.read(&mut db.connection, now).unwrap();
    }
}

/// Two readers, one of which began before something happened: each is told what it can see.
#[test]
fn an_older_snapshot_is_told_nothing_newer() {
    let mut db = TestDatabase::new();
    let node = OpenOrders::default();
    let order = db.place(8);
    let mut early = db.database.connect(Purpose::Read).unwrap();
    early.begin_read().unwrap();
    // A snapshot is taken with the first question.
    feed::newest(&mut early).unwrap();
    pay(&mut db, &order, 8, "Steve_01");
    assert_eq!(read(&mut db, &node).shown(Show::ToAssemble), [order.id]);
    let before = node.read(&mut early, later()).unwrap();
    assert_eq!(before.shown(Show::Status(Status::AwaitingPayment)), [order.id]);
    // And nobody else is told what that one has seen.
    assert_eq!(read(&mut db, &node).shown(Show::ToAssemble), [order.id]);
}

/// On PostgreSQL an event may be committed after others that have later ids.
#[test]
fn what_is_committed_late_is_known() {
    let mut db = TestDatabase::postgres();
    let node = OpenOrders::default();
    let (slow, quick) = (db.place(8), db.place(8));
    assert_eq!(statuses(&mut db, &node).len(), 2);
    let mut connection = db.database.connect(Purpose::Write).unwrap();
    connection.begin_write().unwrap();
    let change = orders::Change {
        kind: feed::EventKind::Cancelled,
        actor: feed::Actor::staff("Анна"),
        note: None,
        status: Status::Cancelled,
        counted: slow.counted,
        payment: None,
        about: orders::About::Nothing,
    };
    orders::advance(&mut connection, &slow, &change, moment(3)).unwrap();
    pay(&mut db, &quick, 8, "Steve_01");
    for _ in 0..3 {
        assert_eq!(statuses(&mut db, &node), [Status::AwaitingPayment, Status::Paid]);
    }
    connection.commit().unwrap();
    assert_eq!(statuses(&mut db, &node), [Status::Paid]);
    // What is settled at last is not read again. The server is shared, and others may be writing for a while.
    let start = std::time::Instant::now();
    while node.known().as_ref().unwrap().horizon.settled()
        < feed::newest(&mut db.connection).unwrap()
    {
        assert!(start.elapsed() < DEADLINE);
        assert_eq!(statuses(&mut db, &node), [Status::Paid]);
    }
}

//! Which door a callback takes.

use std::net::{IpAddr, Ipv4Addr};

use tempfile::TempDir;

use super::*;
use crate::{
    payments::{
        Completeness, SourceRule,
        replay::{self, Replay},
    },
    testing::{TestDatabase, body, callback},
};

/// An intake whose books nobody has opened yet.
struct Desk {
    db: TestDatabase,
    data: TempDir,
    intake: Intake,
}

impl Desk {
    fn new(patience: Duration) -> Self {
        let db = TestDatabase::new();
        let data = TempDir::new().unwrap();
        let store = Store::open(db.database.clone(), || {}).unwrap();
        let inbox = Inbox::open(&data.path().join("inbox")).unwrap();
        Self { db, data, intake: Intake::new(store, inbox, patience) }
    }

    fn open() -> Self {
        let desk = Self::new(PATIENCE);
        desk.intake.open();
        desk
    }

    fn waiting(&self) -> u64 {
        self.intake.inbox().waiting().records
    }
}

#[tokio::test]
async fn open_books_take_it_themselves() {
    let mut desk = Desk::open();
    let order = desk.db.place(8);
    let taken = desk.intake.take(callback(body(&order, 8, "t"))).await.unwrap();
    assert_eq!(taken, Taken::Settled(Received::Paid));
    assert_eq!((desk.waiting(), desk.db.count("callbacks")), (0, 1));
}

#[tokio::test]
async fn until_the_books_are_open_all_goes_to_the_inbox() {
    let mut desk = Desk::new(PATIENCE);
    let order = desk.db.place(8);
    let taken = desk.intake.take(callback(body(&order, 8, "t"))).await.unwrap();
    assert_eq!(taken, Taken::Inbox(None));
    assert_eq!((desk.waiting(), desk.db.count("callbacks")), (1, 0));
    assert!(desk.intake.why_inbox().is_some());
}

/// Given up on, written all the same, and replayed: one row.
#[tokio::test]
async fn books_that_take_too_long_shut_the_gate_until_they_are_back() {
    let mut desk = Desk::new(Duration::from_millis(200));
    desk.intake.open();
    let order = desk.db.place(16);
    desk.db.lock();
    for time in ["1", "2"] {
        let taken = desk.intake.take(callback(body(&order, 8, time))).await.unwrap();
        assert_eq!(taken, Taken::Inbox(None));
        assert!(desk.intake.why_inbox().is_some());
    }
    assert!(matches!(replay::step(&desk.intake).await, Replay::Away(StoreError::Busy(_))));
    assert_eq!(desk.waiting(), 2);
    desk.db.connection.commit().unwrap();

    // The lock has gone, and the writer finds out when it looks again.
    let replayed = loop {
        match replay::step(&desk.intake).await {
            Replay::Away(_) => {}
            done => break done,
        }
    };
    assert!(matches!(replayed, Replay::Done(count) if count.settled == 2), "{replayed:?}");
    assert_eq!(desk.intake.why_inbox(), None);
    assert_eq!((desk.waiting(), desk.db.count("callbacks")), (0, 2));
    assert_eq!(desk.db.count("payments WHERE counted"), 2);
    let taken = desk.intake.take(callback(body(&order, 8, "2"))).await.unwrap();
    assert_eq!(taken, Taken::Settled(Received::Repeated));
}

/// One callback that the books refuse says nothing of the others.
#[tokio::test]
async fn a_callback_that_the_books_refuse_does_not_shut_the_gate() {
    let mut desk = Desk::open();
    let (poison, sound) = (desk.db.place(8), desk.db.place(8));
    desk.db.run(&format!("UPDATE orders SET status = 'nonsense' WHERE id = {}", poison.id));
    let taken = desk.intake.take(callback(body(&poison, 8, "t"))).await.unwrap();
    assert_eq!(taken, Taken::Inbox(None));
    assert_eq!(desk.intake.why_inbox(), None);
    let taken = desk.intake.take(callback(body(&sound, 8, "t"))).await.unwrap();
    assert_eq!(taken, Taken::Settled(Received::Paid));
    assert_eq!(desk.waiting(), 1);
}

#[tokio::test]
async fn what_is_plain_without_the_books_is_told() {
    let mut desk = Desk::new(PATIENCE);
    let source = IpAddr::V4(Ipv4Addr::LOCALHOST);
    for (rule, body, completeness) in [
        (SourceRule::Refused, &b"{\"sum\":8}"[..], Completeness::Whole),
        (SourceRule::Refused, b"nonsense", Completeness::CutShort),
        (SourceRule::Unsaid, b"{\"sum\":8}", Completeness::TooLong),
        (SourceRule::Unsaid, b"{\"sum\":8", Completeness::CutShort),
        (SourceRule::Allowed, b"nonsense", Completeness::Whole),
    ] {
        let raw = RawCallback::new(source, rule, body.to_vec(), completeness);
        let Taken::Inbox(Some(told)) = desk.intake.take(raw.clone()).await.unwrap() else {
            panic!("{raw:?}");
        };
        // The books say the same when it is their turn.
        assert_eq!(desk.db.receive(&raw), told);
    }
    assert_eq!(desk.waiting(), 5);
}

#[tokio::test]
async fn where_neither_takes_it_it_is_not_kept() {
    let desk = Desk::new(PATIENCE);
    std::fs::remove_dir(desk.data.path().join("inbox")).unwrap();
    assert!(matches!(desk.intake.take(callback("{}")).await, Err(NotKept::Write(_))));
    std::fs::create_dir(desk.data.path().join("inbox")).unwrap();
    assert_eq!(desk.waiting(), 0);
    assert!(desk.intake.take(callback("{\"sum\":8}")).await.is_ok());
}

/// The gate is shut on a suspicion, and the inbox cannot be written: the books are asked once more.
#[tokio::test]
async fn where_the_inbox_fails_the_books_are_asked_after_all() {
    let mut desk = Desk::open();
    desk.intake.gate().shut("a suspicion");
    std::fs::remove_dir(desk.data.path().join("inbox")).unwrap();
    let taken = desk.intake.take(callback("{\"sum\":8}")).await.unwrap();
    assert_eq!(taken, Taken::Settled(Received::Recorded));
    assert_eq!(desk.db.count("callbacks"), 1);
}

#[tokio::test]
async fn a_process_that_stops_does_not_wait_long_for_the_books() {
    let mut desk = Desk::new(Duration::from_hours(1));
    desk.intake.open();
    let order = desk.db.place(8);
    desk.db.lock();
    desk.intake.hurry();
    let taking = desk.intake.take(callback(body(&order, 8, "t")));
    let taken = timeout(crate::testing::DEADLINE, taking).await.expect("it waits").unwrap();
    assert_eq!(taken, Taken::Inbox(None));
    // And not because the database itself gave up waiting.
    assert_eq!(desk.intake.why_inbox().as_deref(), Some("no write was done within 1 s"));
    assert_eq!(desk.waiting(), 1);
}

//! The replay: in order, once each, and whatever goes wrong, nothing is removed too early.

use tempfile::TempDir;

use super::*;
use crate::{
    payments::intake::PATIENCE,
    testing::{TestDatabase, body, callback, moment},
};

struct Desk {
    db: TestDatabase,
    data: TempDir,
    store: Store,
    inbox: Inbox,
}

impl Desk {
    fn new() -> Self {
        let db = TestDatabase::new();
        let data = TempDir::new().unwrap();
        let store = Store::open(db.database.clone(), || {}).unwrap();
        let inbox = Inbox::open(&data.path().join("inbox")).unwrap();
        Self { db, data, store, inbox }
    }

    async fn append(&self, raws: &[RawCallback]) {
        for kept in join_all(raws.iter().map(|raw| self.inbox.append(raw))).await {
            kept.unwrap();
        }
    }

    async fn replay(&self) -> Count {
        match replay(&self.store, &self.inbox).await {
            Replay::Done(count) => count,
            other => panic!("{other:?}"),
        }
    }

    fn segments(&self) -> usize {
        let names = std::fs::read_dir(self.data.path().join("inbox")).unwrap();
        names.filter(|name| name.as_ref().unwrap().path().extension().is_some()).count()
    }
}

fn settled(settled: u64) -> Count {
    Count { settled, ..Count::default() }
}

#[tokio::test]
async fn an_empty_inbox_is_nothing_to_do() {
    let desk = Desk::new();
    assert!(matches!(replay(&desk.store, &desk.inbox).await, Replay::Idle));
}

#[tokio::test]
async fn everything_is_settled_in_order_and_removed() {
    let mut desk = Desk::new();
    let orders: Vec<_> = (0..65).map(|_| desk.db.place(20)).collect();
    let raws: Vec<RawCallback> = (0..1300)
        .zip(orders.iter().cycle())
        .map(|(n, order)| {
            let raw = callback(body(order, 1, &n.to_string()));
            RawCallback { received_at: moment(n), ..raw }
        })
        .collect();
    desk.append(&raws).await;
    assert_eq!(desk.replay().await, settled(1300));
    assert_eq!(desk.inbox.waiting(), Waiting::default());
    assert_eq!(desk.segments(), 0);
    assert_eq!(desk.db.count("orders WHERE status = 'paid'"), 65);
    assert_eq!(desk.db.count("payments WHERE counted"), 1300);
    // Everywhere within an order; on SQLite altogether.
    let disorder = "payments AS a JOIN payments AS b ON b.previous = a.id WHERE b.at < a.at";
    assert_eq!(desk.db.count(disorder), 0);
    if desk.store.writes_in_order() {
        let disorder = "callbacks AS a JOIN callbacks AS b ON b.id = a.id + 1
            WHERE b.received_at < a.received_at";
        assert_eq!(desk.db.count(disorder), 0);
    }
}

/// The store had timed out and wrote it all the same, or the process was killed before it removed the segment.
#[tokio::test]
async fn what_is_in_the_books_already_is_not_settled_again() {
    let mut desk = Desk::new();
    let order = desk.db.place(8);
    let raw = callback(body(&order, 8, "t"));
    desk.db.receive(&raw);
    desk.append(&[raw.clone(), raw.clone()]).await;
    assert_eq!(desk.replay().await, settled(2));
    assert_eq!((desk.db.count("callbacks"), desk.db.count("payments")), (1, 1));
    assert_eq!(desk.db.count("discrepancies"), 0);
}

#[tokio::test]
async fn a_database_that_goes_away_leaves_everything_where_it_is() {
    let mut desk = Desk::new();
    let order = desk.db.place(8);
    desk.append(&[callback(body(&order, 8, "t"))]).await;
    desk.store.close().await;
    for _ in 0..2 {
        let away = replay(&desk.store, &desk.inbox).await;
        assert!(matches!(away, Replay::Away(StoreError::Unavailable(_))), "{away:?}");
        assert_eq!((desk.segments(), desk.inbox.waiting().records), (1, 1));
    }
    desk.store = Store::open(desk.db.database.clone(), || {}).unwrap();
    assert_eq!(desk.replay().await, settled(1));
    assert_eq!(desk.segments(), 0);
}

#[tokio::test]
async fn what_the_books_refuse_waits_on_and_blocks_nobody() {
    let mut desk = Desk::new();
    let (poison, before, after) = (desk.db.place(8), desk.db.place(8), desk.db.place(8));
    desk.db.run(&format!("UPDATE orders SET status = 'nonsense' WHERE id = {}", poison.id));
    desk.append(&[&before, &poison].map(|order| callback(body(order, 8, "t")))).await;
    desk.inbox.seal().await;
    desk.append(&[callback(body(&after, 8, "t"))]).await;
    assert_eq!(desk.replay().await, Count { settled: 2, refused: 1, stuck: 0 });
    assert_eq!((desk.segments(), desk.inbox.waiting().records), (1, 1));
    assert_eq!(desk.db.count("payments WHERE counted"), 2);
    // It rests, and more callbacks do not wait for it.
    assert!(matches!(replay(&desk.store, &desk.inbox).await, Replay::Idle));
    assert!(desk.inbox.next_due().is_some());

    desk.db.run(&format!("UPDATE orders SET status = 'awaiting_payment' WHERE id = {}", poison.id));
    desk.inbox.close().await;
    desk.inbox = Inbox::open(&desk.data.path().join("inbox")).unwrap();
    assert_eq!(desk.replay().await, settled(2));
    assert_eq!((desk.segments(), desk.inbox.waiting().records), (0, 0));
    assert_eq!(desk.db.count("payments WHERE counted"), 3);
}

#[tokio::test]
async fn a_step_opens_the_gate_only_to_books_that_can_be_written() {
    let desk = Desk::new();
    let intake = Intake::new(desk.store.clone(), desk.inbox.clone(), PATIENCE);
    assert!(matches!(step(&intake).await, Replay::Idle));
    assert_eq!(intake.why_inbox(), None);
    desk.store.close().await;
    desk.append(&[callback("{\"sum\":8}")]).await;
    assert!(matches!(step(&intake).await, Replay::Away(_)));
    assert!(intake.why_inbox().is_some());
}

use futures_util::FutureExt;
use proptest::prelude::*;

use super::*;
use crate::{
    db::Connection,
    feed::Subscription,
    orders,
    testing::{DEADLINE, TestDatabase, body, callback, happen, moment},
};

/// An open page: what it has read or been told of.
struct Page {
    order: i64,
    subscription: Subscription,
    seen: i64,
}

/// Which event is an order's newest.
fn newest_of(connection: &mut Connection, order: i64) -> i64 {
    let sql = format!("SELECT MAX(id) AS number FROM events WHERE order_id = {order}");
    crate::testing::number(connection, &sql).unwrap()
}

#[derive(Clone, Debug)]
enum Step {
    /// Something happens to an order; to none: to the shop.
    Happen(Option<usize>),
    Open(usize),
    /// The page, subscribed already, reads its order.
    Read(usize),
    Leave(usize),
    /// The tail looks how far the feed is; what comes between this and the next slips in.
    Look,
    Tell,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let page = 0_usize..4;
    let step = prop_oneof![
        4 => prop::option::of(0_usize..2).prop_map(Step::Happen),
        2 => (0_usize..2).prop_map(Step::Open),
        2 => page.clone().prop_map(Step::Read),
        1 => page.prop_map(Step::Leave),
        2 => Just(Step::Look),
        2 => Just(Step::Tell),
    ];
    prop::collection::vec(step, 1..60)
}

/// Two orders, the pages that are open, and the tail between its two halves.
struct Scene {
    db: TestDatabase,
    store: Store,
    hub: Hub,
    orders: [i64; 2],
    pages: Vec<Page>,
    tail: Tail,
    looked: Option<i64>,
}

impl Scene {
    async fn new() -> Self {
        let mut db = TestDatabase::new();
        let orders = [db.place(8).id, db.place(8).id];
        let store = Store::open(db.database.clone(), || {}).unwrap();
        let tail = start(&store).await.unwrap();
        Self { db, store, hub: Hub::default(), orders, pages: Vec::new(), tail, looked: None }
    }

    async fn take(&mut self, next: Step) {
        match next {
            Step::Happen(order) => {
                let order = order.map(|order| self.orders[order]);
                happen(&mut self.db.connection, order);
            }
            Step::Open(order) => {
                let order = self.orders[order];
                let subscription = self.hub.subscribe(order);
                self.pages.push(Page { order, subscription, seen: 0 });
            }
            Step::Read(page) => {
                if let Some(page) = self.pages.get_mut(page) {
                    page.seen = newest_of(&mut self.db.connection, page.order);
                }
            }
            Step::Leave(page) => {
                if page < self.pages.len() {
                    drop(self.pages.swap_remove(page));
                }
            }
            Step::Look => self.looked = Some(self.tail.0.look(&self.store).await.unwrap()),
            Step::Tell => {
                if let Some(newest) = self.looked.take() {
                    let told = tell_up_to(newest, &self.store, &self.hub, &mut self.tail).await;
                    told.unwrap();
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whenever_a_page_is_opened_it_misses_nothing(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let missed = runtime.block_on(async {
            let mut scene = Scene::new().await;
            for next in steps {
                scene.take(next).await;
            }
            // A page that has not read its order yet does so now, the others have theirs.
            for page in scene.pages.iter_mut().filter(|page| page.seen == 0) {
                page.seen = newest_of(&mut scene.db.connection, page.order);
            }
            scene.take(Step::Tell).await;
            step(&scene.store, &scene.hub, &mut scene.tail).await.unwrap();
            let mut missed = 0;
            for page in &mut scene.pages {
                if let Some(told) = page.subscription.next().now_or_never() {
                    page.seen = page.seen.max(told);
                }
                missed += usize::from(page.seen != newest_of(&mut scene.db.connection, page.order));
            }
            missed
        });
        prop_assert_eq!(missed, 0);
    }
}

// On PostgreSQL the newest events may be told again: these say what one writer makes possible.

#[tokio::test]
async fn a_step_tells_of_what_is_new_and_of_nothing_else() {
    let mut db = TestDatabase::sqlite();
    let (order, other) = (db.place(8), db.place(8));
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let hub = Hub::default();
    let mut tail = start(&store).await.unwrap();
    let (mut page, mut quiet) = (hub.subscribe(order.id), hub.subscribe(other.id));
    step(&store, &hub, &mut tail).await.unwrap();
    assert_eq!(page.next().now_or_never(), None);
    db.receive(&callback(body(&order, 8, "2026-11-24T07:05:03.126Z")));
    let event = db.order(order.id).last_event;
    step(&store, &hub, &mut tail).await.unwrap();
    assert_eq!(page.next().now_or_never(), Some(event));
    assert_eq!(quiet.next().now_or_never(), None);
    step(&store, &hub, &mut tail).await.unwrap();
    assert_eq!(page.next().now_or_never(), None);
}

#[tokio::test]
async fn more_than_a_page_of_events_is_read_in_one_step() {
    let mut db = TestDatabase::sqlite();
    let order = db.place(8).id;
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let hub = Hub::default();
    let mut tail = start(&store).await.unwrap();
    let mut page = hub.subscribe(order);
    let count = usize::try_from(PAGE).unwrap() * 2;
    let last = db
        .write(|connection| {
            for _ in 0..count {
                happen(connection, None);
            }
            Ok::<_, StoreError>(happen(connection, Some(order)))
        })
        .unwrap();
    step(&store, &hub, &mut tail).await.unwrap();
    assert_eq!(page.next().now_or_never(), Some(last));
    assert_eq!(tail.0.cursor(), last);
}

#[tokio::test]
async fn nobody_waiting_costs_one_look() {
    let mut db = TestDatabase::sqlite();
    let order = db.place(8).id;
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let hub = Hub::default();
    let mut tail = start(&store).await.unwrap();
    let last = happen(&mut db.connection, Some(order));
    step(&store, &hub, &mut tail).await.unwrap();
    assert_eq!(tail.0.cursor(), last);
    // What was skipped is not told to who comes later: he reads it.
    let mut page = hub.subscribe(order);
    step(&store, &hub, &mut tail).await.unwrap();
    assert_eq!(page.next().now_or_never(), None);
}

#[tokio::test]
async fn a_commit_of_the_store_wakes_the_page() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let hub = Hub::default();
    let committed = hub.clone();
    let store = Store::open(db.database.clone(), move || committed.committed()).unwrap();
    let tail = start(&store).await.unwrap();
    let following = tokio::spawn(follow(store.clone(), hub.clone(), tail));
    let mut page = hub.subscribe(order.id);
    let cancelled = store
        .write::<_, orders::CancelError, _>(move |c| orders::cancel(c, &order, moment(1)))
        .await;
    cancelled.unwrap();
    let told = tokio::time::timeout(DEADLINE, page.next()).await.unwrap();
    assert_eq!(told, newest_of(&mut db.connection, 1));
    following.abort();
}

/// Two processes share the books while one hands over to the other.
#[tokio::test]
async fn a_commit_of_another_process_reaches_the_page() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let hub = Hub::default();
    let committed = hub.clone();
    let ours = Store::open(db.database.clone(), move || committed.committed()).unwrap();
    let other = Store::open(db.database.clone(), || {}).unwrap();
    let tail = start(&ours).await.unwrap();
    let following = tokio::spawn(follow(ours, hub.clone(), tail));
    let mut page = hub.subscribe(order.id);
    let cancelled = other
        .write::<_, orders::CancelError, _>(move |c| orders::cancel(c, &order, moment(1)))
        .await;
    cancelled.unwrap();
    let told = tokio::time::timeout(DEADLINE, page.next()).await.unwrap();
    assert_eq!(told, newest_of(&mut db.connection, 1));
    following.abort();
}

/// The transaction may be one of another database on that server, and run for an hour.
#[tokio::test]
async fn somebody_elses_slow_transaction_keeps_no_page_from_its_news() {
    let mut db = TestDatabase::postgres();
    let order = db.place(8).id;
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let hub = Hub::default();
    let mut tail = start(&store).await.unwrap();
    step(&store, &hub, &mut tail).await.unwrap();
    let mut slow = db.database.connect(crate::db::Purpose::Write).unwrap();
    slow.begin_write().unwrap();
    let mut page = hub.subscribe(order);
    db.run(&format!(
        "INSERT INTO events (kind, actor, at) SELECT 'unreadable', 'dromon', 1 FROM generate_series(0, {PAGE})"
    ));
    let last = happen(&mut db.connection, Some(order));
    step(&store, &hub, &mut tail).await.unwrap();
    assert_eq!(page.next().now_or_never(), Some(last));
}

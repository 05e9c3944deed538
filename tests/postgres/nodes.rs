//! Several Kassa nodes, one database.

use std::{
    collections::HashSet,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use diesel::prelude::*;
use futures_util::{StreamExt, future::join_all, stream};
use kassa::{
    db::{
        Connection, Database, Store,
        schema::{discrepancies, events, identity, payments, products},
    },
    feed::{self, Reader},
    payments::{Completeness, RawCallback, Received, SourceRule, receive},
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    database::TestDatabase,
    support::{
        Account, PATIENCE, Premises, Process, REAL, Reply, between, eventually, numbered, payment,
    },
};

/// Two places for one shop, where nobody has been before.
fn two_premises() -> [Premises; 2] {
    let database = Arc::new(TestDatabase::empty());
    [Premises::with(Arc::clone(&database)), Premises::with(database)]
}

/// Two nodes, started at the same moment.
async fn start_both(premises: &[Premises; 2], settings: &[(&str, &str)]) -> [Process; 2] {
    let [here, there] = premises;
    let nodes = thread::scope(|scope| {
        let one = scope.spawn(|| here.start(settings));
        let other = there.start(settings);
        [one.join().unwrap(), other]
    });
    // On a busy machine they listen before their books are open.
    for node in &nodes {
        node.ready().await;
    }
    nodes
}

#[actix_web::test]
async fn what_one_node_was_told_the_other_knows() {
    let premises = two_premises();
    let key = premises[0].add_key();
    let [one, other] = start_both(&premises, &REAL).await;
    let order = one.place(&key, &json!({ "sum": 8, "customer": { "nickname": "Steve_01" } })).await;
    let paid = Reply::of(other.callback(&payment(&order, 8, 0))).await;
    assert_eq!(paid.expect(200).json()["result"], "paid");
    let repeated = Reply::of(one.callback(&payment(&order, 8, 0))).await;
    assert_eq!(repeated.expect(200).json()["result"], "repeated");
    let seen = one.order(&key, &order["uid"]).await;
    assert_eq!((&seen["status"], &seen["paid"]), (&"paid".into(), &8.into()));
    assert_eq!(other.order(&key, &order["uid"]).await, seen);
}

/// The second of two waits for the answer of the first, whichever node it asks.
#[actix_web::test]
async fn one_request_sent_to_two_nodes_at_once_is_carried_out_once() {
    let premises = two_premises();
    let key = premises[0].add_key();
    let nodes = start_both(&premises, &REAL).await;
    let body = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } }).to_string();
    for name in 0..10 {
        let requests = (0..6).map(|nth| {
            let request = nodes[nth % 2].post("/api/v1/orders").bearer_auth(&key);
            Reply::of(request.header("Idempotency-Key", name.to_string()).body(body.clone()))
        });
        let uids: HashSet<Value> = join_all(requests)
            .await
            .iter()
            .map(|reply| reply.expect(201).json()["uid"].clone())
            .collect();
        assert_eq!(uids.len(), 1);
    }
    let mut books = premises[0].books();
    assert_eq!(events::table.count().get_result(&mut books), Ok(10_i64));
}

/// Nobody has been there before: one of them makes the tables, and both are the same shop.
#[actix_web::test]
async fn two_nodes_that_start_at_once_make_one_shop() {
    for settings in [&REAL[..], &[]] {
        for _ in 0..3 {
            let premises = two_premises();
            let nodes = start_both(&premises, settings).await;
            for node in &nodes {
                Reply::of(node.get("/")).await.expect(200);
            }
            let mut books = premises[0].books();
            assert_eq!(identity::table.count().get_result(&mut books), Ok(1_i64));
            // Six of them are for playing.
            let goods = if settings.is_empty() { 6 } else { 0 };
            assert_eq!(products::table.count().get_result(&mut books), Ok(goods));
            for premises in premises {
                assert!(!premises.log().contains("ERROR"), "{}", premises.log());
            }
        }
    }
}

/// A page that is open at one node hears of what was paid at the other, which nobody tells it.
#[actix_web::test]
async fn an_open_page_learns_what_the_other_node_was_told() {
    let premises = two_premises();
    premises[0].add_key();
    let [one, other] = start_both(&premises, &REAL).await;
    for order in premises[0].place_many(3, 8) {
        let page: Url = order["order_url"].as_str().unwrap().parse().unwrap();
        let shown = Reply::of(other.get(page.path())).await;
        let version = between(&shown.expect(200).text, "events?after=", "\"").to_owned();
        let path = format!("{}/events?after={version}", page.path());
        let mut line = other.get(&path).send().await.unwrap();
        let mut told = String::new();
        let mut until = async |words: &str| {
            let telling = async {
                while !told.contains(words) {
                    let more = line.chunk().await.unwrap().expect("the line should stay open");
                    told.push_str(std::str::from_utf8(&more).unwrap());
                }
            };
            let telling = tokio::time::timeout(PATIENCE, telling).await;
            assert!(telling.is_ok(), "{words} should have come: {told}");
        };
        until(": hello").await;
        Reply::of(one.callback(&payment(&order, 8, 0))).await.expect(200);
        let paid = Instant::now();
        until("event: changed").await;
        println!("the other node's page was told after {} ms", paid.elapsed().as_millis());
    }
}

const ORDERS: usize = 2000;
/// How many of them come twice.
const REPEATS: usize = 400;
/// Of no order, and each twice.
const UNKNOWN: usize = 50;
const CALLBACKS: usize = ORDERS + REPEATS + 2 * UNKNOWN;
/// How many are on their way at once.
const AT_ONCE: usize = 16;

/// Callbacks that are to be sent at the same moment, to different nodes.
type Moment = Vec<Value>;

fn moments(orders: &[Value]) -> Vec<Moment> {
    let mut number = 1;
    let mut times = |callback: Value, times: usize| -> Moment {
        let same = (0..times).map(|_| {
            number += 1;
            numbered(&callback, number)
        });
        same.collect()
    };
    let mut moments = Vec::new();
    for (nth, order) in orders.iter().enumerate() {
        let repeats = nth % (ORDERS / REPEATS) == 0;
        moments.push(times(payment(order, 8, 0), if repeats { 2 } else { 1 }));
        if nth % (ORDERS / UNKNOWN) == 0 {
            let nobodys = json!({ "uid": format!("nobodys-{nth}"), "text": "?" });
            moments.push(times(payment(&nobodys, 8, 0), 2));
        }
    }
    moments
}

/// Sends each callback to the next node.
async fn send(nodes: &[Process; 2], moments: &[Moment]) {
    let turns = moments.iter().scan(0, |turn, moment| {
        let first = *turn;
        *turn += moment.len();
        Some((first, moment))
    });
    let sent = stream::iter(turns).map(async |(first, moment)| {
        let send = moment.iter().enumerate().map(async |(nth, callback)| {
            let node = &nodes[(first + nth) % nodes.len()];
            Reply::of(node.callback(callback)).await.expect(200);
        });
        join_all(send).await;
    });
    sent.buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// A callback whose transaction has written its event and takes its time.
struct Slow {
    books: Connection,
    event: i64,
}

impl Slow {
    fn begin(premises: &Premises, callback: &Value) -> Self {
        let body = callback.to_string().into_bytes();
        let source = Ipv4Addr::LOCALHOST.into();
        let raw = RawCallback::new(source, SourceRule::Allowed, body, Completeness::Whole);
        let mut books = premises.books_to_write();
        books.begin_write().unwrap();
        assert_eq!(receive(&mut books, &raw).unwrap(), Received::Paid);
        let event = feed::newest(&mut books).unwrap();
        Self { books, event }
    }

    fn commit(mut self) {
        self.books.commit().unwrap();
    }
}

/// What a reader of the feed has read, in its order.
struct Reading {
    events: Mutex<Vec<i64>>,
    over: AtomicBool,
}

impl Reading {
    /// Reads on and on.
    async fn run(&self, database: Database) {
        let store = Store::open(database, || {}).unwrap();
        let mut reader = Reader::after(0);
        while !self.over.load(Ordering::SeqCst) {
            let read = reader.next(&store, 100).await.unwrap();
            self.events.lock().unwrap().extend(read.iter().map(|event| event.id));
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        store.close().await;
    }

    async fn reaches(&self, count: usize) {
        let read = || self.events.lock().unwrap().len();
        eventually("all that is settled being read", async || (read() >= count).then_some(()))
            .await;
    }

    /// Whoever read the later ones would never come back for this one.
    fn expect_before(&self, slow: &Slow) {
        let newest = self.events.lock().unwrap().last().copied();
        assert!(newest < Some(slow.event), "{newest:?}");
    }
}

#[actix_web::test]
async fn two_nodes_under_load_pay_every_order_once_and_every_event_is_read_once() {
    let premises = two_premises();
    premises[0].add_key();
    let nodes = start_both(&premises, &REAL).await;
    let orders = premises[0].place_many(ORDERS + 2, 8);
    let (slow, orders) = orders.split_at(2);
    let slow = [0, 1].map(|nth| numbered(&payment(&slow[nth], 8, 0), nth));
    let moments = moments(orders);
    assert_eq!(moments.iter().map(Vec::len).sum::<usize>(), CALLBACKS);
    let thirds: Vec<_> = moments.chunks(moments.len().div_ceil(3)).collect();

    let reading = Reading { events: Mutex::default(), over: AtomicBool::new(false) };
    let database = premises[0].config(&REAL).database;
    let selling = async {
        reading.reaches(ORDERS + 2).await;
        let first = Slow::begin(&premises[0], &slow[0]);
        send(&nodes, thirds[0]).await;
        let second = Slow::begin(&premises[1], &slow[1]);
        send(&nodes, thirds[1]).await;
        reading.expect_before(&first);
        first.commit();
        send(&nodes, thirds[2]).await;
        reading.expect_before(&second);
        second.commit();
        // Each order and each callback is an event.
        reading.reaches(ORDERS + CALLBACKS + 4).await;
        reading.over.store(true, Ordering::SeqCst);
    };
    tokio::join!(reading.run(database), selling);
    for node in &nodes {
        node.ready().await;
    }

    let account = Account::of(&premises[0]);
    let kept = account.expect_sound().kept();
    assert_eq!(kept, (0..CALLBACKS + 2).map(|number| (number, 1)).collect());
    let mut books = premises[0].books();
    let of_orders: Vec<i64> = payments::table
        .filter(payments::order_id.is_not_null())
        .select(payments::order_id.assume_not_null())
        .load(&mut books)
        .unwrap();
    assert_eq!(of_orders.len(), ORDERS + 2);
    assert_eq!(of_orders.into_iter().collect::<HashSet<_>>().len(), ORDERS + 2);
    assert_eq!(payments::table.count().get_result(&mut books), Ok(2052_i64));
    let times = |kind: &'static str| {
        discrepancies::table.filter(discrepancies::kind.eq(kind)).select(discrepancies::times)
    };
    assert_eq!(times("repeated").load(&mut books), Ok(vec![1_i64; REPEATS + UNKNOWN]));
    assert_eq!(times("unknown_order").load(&mut books), Ok(vec![1_i64; UNKNOWN]));

    let written: Vec<i64> =
        events::table.select(events::id).order(events::id).load(&mut books).unwrap();
    assert_eq!(*reading.events.lock().unwrap(), written);
    premises[0].check();
}

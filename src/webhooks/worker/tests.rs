//! A shop with endpoints, at simulated times: a step takes the time, and nobody sleeps.

mod failing;
mod nodes;
mod story;

use std::time::Duration;

use super::*;
use crate::{
    feed,
    orders::Order,
    payments::RawCallback,
    staff::By,
    testing::{
        DEADLINE, TestDatabase, body, callback, moment,
        receiver::{Got, Receiver},
        wait_a_little,
    },
    webhooks::{self, Delivery, EndpointUrl, NewEndpoint, Secret, Subscription, Targets, Wanted},
};

fn at(seconds: u64) -> UtcTime {
    moment(0).plus(Duration::from_secs(seconds))
}

fn minutes(minutes: u64) -> UtcTime {
    at(minutes * 60)
}

fn by() -> By {
    By::command_line()
}

/// A node that tells endpoints.
struct Node(Deliverer);

impl Node {
    fn of(db: &TestDatabase) -> Self {
        Self::with_patience(db, webhooks::sender::PATIENCE)
    }

    /// With little patience, for receivers that never answer.
    fn with_patience(db: &TestDatabase, patience: Duration) -> Self {
        let store = Store::open(db.database.clone(), || {}).unwrap();
        let targets = Targets::new(vec!["127.0.0.0/8".parse().unwrap()]);
        Self(Deliverer::new(&store, Sender::with_patience(targets, patience)))
    }

    /// As a shop stops: what it writes is written when the next one starts.
    async fn stop(&mut self, now: UtcTime) {
        self.0.release(now).await;
        self.0.consumer.store().close().await;
    }

    async fn step(&mut self, now: UtcTime) -> Step {
        self.0.step(now).await.unwrap()
    }

    /// Steps until all that happened is queued, and all that is due has come to an end. The server is shared, and transactions of
    /// other tests are waited for, too.
    async fn rest(&mut self, db: &mut TestDatabase, now: UtcTime) {
        let resting = async {
            loop {
                let step = self.step(now).await;
                assert!(!matches!(step, Step::Theirs | Step::Lost), "{step:?}");
                let left = "SELECT COUNT(*) AS number FROM events
                    WHERE id > (SELECT cursor FROM consumers)";
                if step == Step::Idle && db.count("consumers") == 1 && db.number(left) == 0 {
                    return;
                }
                if step == Step::Idle {
                    wait_a_little().await;
                }
            }
        };
        tokio::time::timeout(DEADLINE, resting).await.expect("it should come to rest");
    }
}

/// A shop, an endpoint that is told of everything, and who listens there.
struct Scene {
    db: TestDatabase,
    node: Node,
    receiver: Receiver,
    endpoint: i64,
    secret: Secret,
}

impl Scene {
    async fn new() -> Self {
        Self::with_patience(webhooks::sender::PATIENCE).await
    }

    async fn with_patience(patience: Duration) -> Self {
        let mut db = TestDatabase::new();
        let mut node = Node::with_patience(&db, patience);
        node.rest(&mut db, at(0)).await;
        let receiver = Receiver::open();
        let added = add(&mut db, &receiver, Subscription::all(), None);
        Self { db, node, receiver, endpoint: added.endpoint.id, secret: added.secret }
    }

    async fn rest(&mut self, now: UtcTime) {
        self.node.rest(&mut self.db, now).await;
    }

    /// Steps until that is so.
    async fn until(&mut self, now: UtcTime, is_so: impl Fn(&mut Self) -> bool) {
        let stepping = async {
            while !is_so(self) {
                self.node.step(now).await;
            }
        };
        tokio::time::timeout(DEADLINE, stepping).await.expect("it should come to that");
    }

    /// An order that is paid at that time.
    fn paid(&mut self, uid: &str, received_at: UtcTime) -> Order {
        let order = self.db.place_with_uid(uid, 8);
        self.pay(&order, 8, received_at);
        self.db.order(order.id)
    }

    fn pay(&mut self, order: &Order, sum: i64, received_at: UtcTime) {
        let raw = callback(body(order, sum, &received_at.rfc3339()));
        self.db.receive(&RawCallback { received_at, ..raw });
    }

    fn deliveries(&mut self) -> Vec<Delivery> {
        let connection = &mut self.db.connection;
        let mut all =
            webhooks::deliveries(connection, self.endpoint, Wanted::default(), 1000).unwrap();
        all.reverse();
        all
    }

    /// Type and order of what was taken, in the order in which it was.
    fn taken(&self) -> Vec<(String, String)> {
        self.receiver.got().iter().filter(|got| got.taken()).map(told).collect()
    }

    fn statuses(&mut self) -> Vec<&'static str> {
        self.deliveries().iter().map(|delivery| delivery.status.as_str()).collect()
    }
}

fn add(
    db: &mut TestDatabase,
    receiver: &Receiver,
    subscription: Subscription,
    order_id: Option<i64>,
) -> webhooks::Added {
    let url: EndpointUrl = receiver.url().parse().unwrap();
    let new = NewEndpoint { url, description: "бот".parse().unwrap(), subscription, order_id };
    db.write(|c| {
        let after = feed::newest(c)?;
        webhooks::add(c, &new, after, &by(), at(0))
    })
    .unwrap()
}

fn told(got: &Got) -> (String, String) {
    let body: serde_json::Value = serde_json::from_str(&got.body).unwrap();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    (word(&body["type"]), word(&body["data"]["order"]))
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(kind, order)| ((*kind).to_owned(), (*order).to_owned())).collect()
}

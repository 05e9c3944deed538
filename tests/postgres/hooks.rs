//! Several nodes send webhooks, each of them once.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::Ipv4Addr,
    sync::Arc,
};

use diesel::prelude::*;
use kassa::{
    clock,
    db::{
        Store,
        schema::{consumers, webhook_deliveries},
    },
    payments::{Completeness, RawCallback, Received, SourceRule, receive},
    staff::By,
    webhooks::{self, NewEndpoint, Subscription},
};
use serde_json::{Value, json};

use crate::{
    database::TestDatabase,
    support::{Do, Got, Premises, Process, REAL, Receiver, eventually, payment},
};

const NEAR: (&str, &str) = ("WEBHOOK_NETWORKS", "127.0.0.0/8");

fn add(premises: &Premises, receiver: &Receiver, after: i64) {
    let new = NewEndpoint {
        url: receiver.url().parse().unwrap(),
        description: "bot".parse().unwrap(),
        subscription: Subscription::all(),
        order_id: None,
    };
    let by = By::command_line();
    webhooks::add(&mut premises.books_to_write(), &new, after, &by, clock::now()).unwrap();
}

async fn place(nodes: &[&Process], key: &str, count: usize) -> Vec<Value> {
    let mut placed = Vec::new();
    for nth in 0..count {
        let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
        placed.push(nodes[nth % nodes.len()].place(key, &new).await);
    }
    placed
}

async fn delivered(premises: &Premises, count: i64) {
    let mut books = premises.books();
    let delivered = webhook_deliveries::table.filter(webhook_deliveries::status.eq("delivered"));
    eventually("the deliveries", async || {
        let there: i64 = delivered.count().get_result(&mut books).unwrap();
        (there == count).then_some(())
    })
    .await;
}

/// Waits until somebody sends.
async fn taken_up(premises: &Premises) {
    let mut books = premises.books();
    let held =
        consumers::table.filter(consumers::name.eq("webhooks").and(consumers::held_until.gt(0)));
    eventually("the lease", async || {
        (held.count().get_result(&mut books) == Ok(1_i64)).then_some(())
    })
    .await;
}

#[actix_web::test]
async fn two_nodes_send_each_event_once_and_one_goes_on_alone() {
    let database = Arc::new(TestDatabase::new());
    let premises = [Premises::with(Arc::clone(&database)), Premises::with(database)];
    let key = premises[0].add_key();
    let receiver = Receiver::open();
    add(&premises[0], &receiver, 0);
    let settings = [&REAL[..], &[NEAR]].concat();
    let mut nodes = premises.each_ref().map(|premises| Some(premises.start(&settings)));
    for node in nodes.iter().flatten() {
        node.ready().await;
    }
    let both: Vec<_> = nodes.iter().flatten().collect();
    place(&both, &key, 10).await;
    delivered(&premises[0], 10).await;

    // One of the two stops as it should, whichever it is; the other sends the rest.
    let mut stopped = nodes[0].take().unwrap();
    stopped.terminate();
    assert!(stopped.wait().success());
    let left: Vec<_> = nodes.iter().flatten().collect();
    place(&left, &key, 5).await;
    delivered(&premises[0], 15).await;
    let got = receiver.got();
    let ids: BTreeSet<&str> = got.iter().map(Got::id).collect();
    let orders: BTreeSet<String> = got.iter().map(order).collect();
    assert_eq!((got.len(), ids.len(), orders.len()), (15, 15, 15), "{got:#?}");
}

/// As a power cut does it: what was on its way is sent again by the other one, under the same id, and nothing is missed.
#[actix_web::test]
async fn a_node_that_is_killed_while_it_sends_leaves_everything_to_the_other() {
    let database = Arc::new(TestDatabase::new());
    let premises = [Premises::with(Arc::clone(&database)), Premises::with(database)];
    let key = premises[0].add_key();
    let receiver = Receiver::open();
    add(&premises[0], &receiver, 0);
    let settings = [&REAL[..], &[NEAR]].concat();
    let first = premises[0].start(&settings);
    first.ready().await;
    taken_up(&premises[0]).await;
    let second = premises[1].start(&settings);
    second.ready().await;
    place(&[&first, &second], &key, 10).await;
    delivered(&premises[0], 10).await;

    receiver.always(Do::Hold);
    place(&[&first, &second], &key, 5).await;
    receiver.wait_for(11);
    first.kill();
    receiver.let_go();
    // As if the time had passed for which nobody else sends.
    diesel::update(consumers::table.filter(consumers::name.eq("webhooks")))
        .set(consumers::held_until.eq(0))
        .execute(&mut premises[0].books_to_write())
        .unwrap();
    delivered(&premises[0], 15).await;
    let got = receiver.got();
    let mut bodies: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for each in &got {
        bodies.entry(each.id()).or_default().insert(&each.body);
    }
    let orders: BTreeSet<String> = got.iter().map(order).collect();
    assert_eq!((bodies.len(), orders.len()), (15, 15), "{got:#?}");
    assert!(bodies.values().all(|bodies| bodies.len() == 1), "{got:#?}");
    assert!(got.len() > 15, "what was on its way should have been sent again");
}

/// An event may be committed a moment after another one that has a higher number.
#[actix_web::test]
async fn an_endpoint_is_told_of_what_is_committed_after_it_was_added_whatever_its_number() {
    let premises = Premises::with(TestDatabase::new());
    let key = premises.add_key();
    let settings = [&REAL[..], &[NEAR]].concat();
    let node = premises.start(&settings);
    node.ready().await;
    taken_up(&premises).await;
    let order = place(&[&node], &key, 1).await.remove(0);
    // It has its number, and takes its time.
    let mut slow = premises.books_to_write();
    slow.begin_write().unwrap();
    let body = payment(&order, 8, 0).to_string().into_bytes();
    let source = Ipv4Addr::LOCALHOST.into();
    let raw = RawCallback::new(source, SourceRule::Allowed, body, Completeness::Whole);
    assert_eq!(receive(&mut slow, &raw).unwrap(), Received::Paid);
    place(&[&node], &key, 1).await;

    let receiver = Receiver::open();
    let store = Store::open(premises.config(&REAL).database, || {}).unwrap();
    let after = webhooks::settled(&store).await.unwrap();
    store.close().await;
    add(&premises, &receiver, after);
    slow.commit().unwrap();
    eventually("the payment", async || {
        let got = receiver.got();
        got.iter().any(|got| got.body.contains("\"order.paid\"")).then_some(())
    })
    .await;
}

fn order(got: &Got) -> String {
    let body: Value = serde_json::from_str(&got.body).unwrap();
    body["data"]["order"].as_str().unwrap().to_owned()
}

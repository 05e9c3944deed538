//! Several nodes send webhooks, each of them once.

use std::{collections::BTreeSet, sync::Arc};

use kassa::{
    clock,
    staff::By,
    webhooks::{self, NewEndpoint, Subscription},
};
use serde_json::{Value, json};

use crate::{
    database::TestDatabase,
    support::{Got, Premises, Process, REAL, Receiver},
};

#[actix_web::test]
async fn two_nodes_send_each_event_once_and_one_goes_on_alone() {
    let database = Arc::new(TestDatabase::new());
    let premises = [Premises::with(Arc::clone(&database)), Premises::with(database)];
    let key = premises[0].add_key();
    let receiver = Receiver::open();
    let new = NewEndpoint {
        url: receiver.url().parse().unwrap(),
        description: "bot".parse().unwrap(),
        subscription: Subscription::all(),
        order_id: None,
    };
    let by = By::command_line();
    webhooks::add(&mut premises[0].books_to_write(), &new, 0, &by, clock::now()).unwrap();
    let settings = [&REAL[..], &[("WEBHOOK_NETWORKS", "127.0.0.0/8")]].concat();
    let mut nodes = premises.each_ref().map(|premises| Some(premises.start(&settings)));
    for node in nodes.iter().flatten() {
        node.ready().await;
    }
    let place = async |nodes: &[&Process], count: usize| {
        for nth in 0..count {
            let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
            nodes[nth % nodes.len()].place(&key, &new).await;
        }
    };
    let both: Vec<_> = nodes.iter().flatten().collect();
    place(&both, 10).await;
    receiver.wait_for(10);

    // One of the two stops as it should, whichever it is; the other sends the rest.
    let mut stopped = nodes[0].take().unwrap();
    stopped.terminate();
    assert!(stopped.wait().success());
    let left: Vec<_> = nodes.iter().flatten().collect();
    place(&left, 5).await;
    let got = receiver.wait_for(15);
    let ids: BTreeSet<&str> = got.iter().map(Got::id).collect();
    let orders: BTreeSet<String> = got.iter().map(order).collect();
    assert_eq!((got.len(), ids.len(), orders.len()), (15, 15, 15), "{got:#?}");
}

fn order(got: &Got) -> String {
    let body: Value = serde_json::from_str(&got.body).unwrap();
    body["data"]["order"].as_str().unwrap().to_owned()
}

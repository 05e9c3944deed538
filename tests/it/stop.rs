//! A stop has 10 s, whoever is still there, and keeps what came.

use std::{net::TcpListener, time::Duration};

use diesel::prelude::*;
use kassa::{
    clock::{self, UtcTime},
    db::schema::{callbacks, consumers},
    staff::By,
    webhooks::{self, EndpointUrl, NewEndpoint, Subscription, Targets},
};
use serde_json::json;

use crate::support::{
    Premises, Process, REAL, Reply, TOKEN, Wire, callback_head, eventually, payment,
};

pub const HALF: &str = r#"{"uid":"48817-X","su"#;

/// A callback of which the rest does not come. The server has begun to answer it.
pub fn half_a_callback(shop: &Process) -> Wire {
    let head = callback_head(&[&format!("Bearer {TOKEN}")], 100);
    let head = head.replace("Host:", "Expect: 100-continue\r\nHost:");
    Wire::connect(shop.address).send(head).until("100 Continue\r\n\r\n").send(HALF)
}

/// The callbacks in the books, and how much of each came.
pub fn kept(premises: &Premises) -> Vec<(Vec<u8>, String)> {
    let columns = (callbacks::body, callbacks::completeness);
    callbacks::table.select(columns).order(callbacks::id).load(&mut premises.books()).unwrap()
}

async fn logged(premises: &Premises, words: &str) {
    eventually(words, async || premises.log().contains(words).then_some(())).await;
}

#[actix_web::test]
async fn nobody_who_lingers_holds_a_stop_up() {
    let premises = Premises::new();
    let key = premises.add_key();
    let mut shop = premises.start(&REAL);
    let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
    let order = shop.place(&key, &new).await;
    Reply::of(shop.callback(&payment(&order, 3, 0))).await.expect(200);
    let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    let mut line = shop.get(&format!("{}/events?after=0", page.path())).send().await.unwrap();
    line.chunk().await.unwrap().expect("the line should be open");
    let silent = Wire::connect(shop.address);
    let trickling = half_a_callback(&shop);

    shop.terminate();
    while line.chunk().await.unwrap().is_some() {}
    // Managers send it twice now and then, which changes nothing.
    shop.terminate();
    logged(&premises, "stopping already").await;
    trickling.reply().expect_problem(400);
    assert!(shop.wait_for(Duration::from_secs(10)).success());
    drop(silent);

    let kept = kept(&premises);
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[1], (HALF.into(), "cut_short".to_owned()));
}

/// Of several nodes another goes on at once, also where somebody takes what is told and says nothing.
#[actix_web::test]
async fn whose_turn_it_is_to_tell_leaves_it_to_others() {
    let premises = Premises::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let (channel, hook) =
        (format!("http://{address}/api/webhooks/1/x"), format!("http://{address}/hook"));
    let near = [("DISCORD_WEBHOOK", &*channel), ("WEBHOOK_NETWORKS", "127.0.0.0/8")];
    let key = premises.add_key();
    let mut shop = premises.start(&[&REAL[..], &near].concat());
    let endpoint = NewEndpoint {
        url: EndpointUrl::parse(&hook, &Targets::new(vec!["127.0.0.0/8".parse().unwrap()]))
            .unwrap(),
        description: "".parse().unwrap(),
        subscription: Subscription::all(),
        order_id: None,
    };
    let mut books = premises.books_to_write();
    webhooks::add(&mut books, &endpoint, 0, &By::command_line(), clock::now()).unwrap();
    let order =
        shop.place(&key, &json!({ "sum": 8, "customer": { "nickname": "Steve_01" } })).await;
    Reply::of(shop.callback(&payment(&order, 8, 0))).await.expect(200);
    // The channel's request, and the webhook's.
    let mut asked = Vec::new();
    silent.set_nonblocking(true).unwrap();
    eventually("both requests", async || {
        asked.extend(silent.accept().ok());
        (asked.len() == 2).then_some(())
    })
    .await;
    shop.terminate();
    assert!(shop.wait_for(Duration::from_secs(10)).success());
    let held: Vec<(String, UtcTime)> = consumers::table
        .select((consumers::name, consumers::held_until))
        .load(&mut premises.books())
        .unwrap();
    let now = clock::now();
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|(_, until)| *until <= now), "{held:?} at {now}");
}

#[actix_web::test]
async fn a_second_interrupt_ends_it_at_once_and_loses_nothing_answered() {
    let premises = Premises::new();
    let mut shop = premises.start(&REAL);
    let callback = json!({ "uid": "48817-X", "sum": 8 });
    Reply::of(shop.callback(&callback)).await.expect(200);
    let _trickling = half_a_callback(&shop);
    shop.signal("INT");
    logged(&premises, "stopping: answering what has come").await;
    shop.signal("INT");
    assert_eq!(shop.wait().code(), Some(130));
    assert_eq!(kept(&premises), [(callback.to_string().into(), "whole".to_owned())]);
}

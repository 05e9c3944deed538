//! A stop has 10 s, whoever is still there, and keeps what came.

use std::time::Duration;

use diesel::prelude::*;
use kassa::db::schema::callbacks;
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

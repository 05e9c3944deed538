//! A stop has 10 s, whoever is still there, and keeps what came.

use std::{path::Path, time::Duration};

use diesel::prelude::*;
use kassa::db::{Database, Purpose, schema::callbacks};
use serde_json::json;

use crate::{
    restart::add_key,
    support::{Process, REAL, Reply, TOKEN, Wire, callback_head, eventually, log_of, payment},
};

const HALF: &str = r#"{"uid":"48817-X","su"#;

/// A callback of which the rest does not come. The server has begun to answer it.
fn half_a_callback(shop: &Process) -> Wire {
    let head = callback_head(&[&format!("Bearer {TOKEN}")], 100);
    let head = head.replace("Host:", "Expect: 100-continue\r\nHost:");
    Wire::connect(shop.address).send(head).until("100 Continue\r\n\r\n").send(HALF)
}

/// The callbacks in the books, and how much of each came.
fn kept(directory: &Path) -> Vec<(Vec<u8>, String)> {
    let file = directory.join("data/kassa.sqlite");
    let mut database = Database::Sqlite(file).connect(Purpose::Read).unwrap();
    let columns = (callbacks::body, callbacks::completeness);
    callbacks::table.select(columns).order(callbacks::id).load(&mut database).unwrap()
}

async fn logged(directory: &Path, words: &str) {
    eventually(words, async || log_of(directory).contains(words).then_some(())).await;
}

#[actix_web::test]
async fn nobody_who_lingers_holds_a_stop_up() {
    let directory = tempfile::tempdir().unwrap();
    let key = add_key(directory.path());
    let mut shop = Process::start(directory.path(), &REAL);
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
    logged(directory.path(), "stopping already").await;
    trickling.reply().expect_problem(400);
    assert!(shop.wait_for(Duration::from_secs(10)).success());
    drop(silent);

    let kept = kept(directory.path());
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[1], (HALF.into(), "cut_short".to_owned()));
    // The log was written back: the file alone is the shop.
    assert!(!directory.path().join("data/kassa.sqlite-wal").exists());
}

/// The writer waits for a lock, where nothing can be said to it.
#[actix_web::test]
async fn a_locked_database_holds_no_stop_up() {
    let directory = tempfile::tempdir().unwrap();
    let mut shop = Process::start(directory.path(), &REAL);
    let file = directory.path().join("data/kassa.sqlite");
    let mut other = Database::Sqlite(file).connect(Purpose::Write).unwrap();
    other.begin_write().unwrap();
    let waiting = half_a_callback(&shop).send("x".repeat(100 - HALF.len()));
    shop.terminate();
    assert!(shop.wait_for(Duration::from_secs(11)).success());
    drop(waiting);
    other.rollback().unwrap();
    // Whether it was kept elsewhere or not answered: it is not in the books.
    assert_eq!(kept(directory.path()), []);
}

#[actix_web::test]
async fn a_second_interrupt_ends_it_at_once_and_loses_nothing_answered() {
    let directory = tempfile::tempdir().unwrap();
    let mut shop = Process::start(directory.path(), &REAL);
    let callback = json!({ "uid": "48817-X", "sum": 8 });
    Reply::of(shop.callback(&callback)).await.expect(200);
    let _trickling = half_a_callback(&shop);
    shop.signal("INT");
    logged(directory.path(), "stopping: answering what has come").await;
    shop.signal("INT");
    assert_eq!(shop.wait().code(), Some(130));
    assert_eq!(kept(directory.path()), [(callback.to_string().into(), "whole".to_owned())]);
}

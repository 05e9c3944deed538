//! Another process holds the SQLite file's lock for 20 s, while callbacks come from 64 sides.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use kassa::payments::inbox::Listing;
use serde_json::json;

use super::{kept, lock, of_nobody};
use crate::support::{Process, REAL, Reply, add_key, eventually, payment};

const LOCKED: Duration = Duration::from_secs(20);
const SENDERS: usize = 64;
/// Between two callbacks of one sender.
const PACE: Duration = Duration::from_millis(200);

#[actix_web::test]
async fn a_lock_of_20_s_loses_no_callback() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let key = add_key(directory.path());
    let mut shop = Process::start(directory.path(), &REAL);
    let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
    let orders = join_all((0..SENDERS).map(|_| shop.place(&key, &new))).await;

    let (answered, ended) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let count = || answered.lock().unwrap().len();
    let senders = orders.iter().enumerate().map(async |(sender, order)| {
        let mut nth = 0;
        while !ended.load(Ordering::SeqCst) {
            let uid = format!("load-{sender}-{nth}");
            Reply::of(shop.callback(&of_nobody(&uid))).await.expect(200);
            answered.lock().unwrap().push(uid);
            // One of them is real money.
            if nth == 5 {
                Reply::of(shop.callback(&payment(order, 8, 0))).await.expect(200);
                answered.lock().unwrap().push(order["uid"].as_str().unwrap().to_owned());
            }
            nth += 1;
            tokio::time::sleep(PACE).await;
        }
    });
    let outage = async {
        eventually("the load", async || (count() > SENDERS).then_some(())).await;
        let lock = lock(&data);
        let before = count();
        tokio::time::sleep(LOCKED).await;
        let readiness = Reply::of(shop.get("/readyz")).await.expect(200).json();
        assert_eq!(readiness["status"], "degraded", "{readiness}");
        let degraded = readiness["degraded"].to_string();
        assert!(degraded.contains("callbacks go to the inbox"), "{readiness}");
        assert!(readiness["inbox"]["waiting"].as_u64().unwrap() > 0, "{readiness}");
        assert!(readiness["inbox"]["since"].is_string(), "{readiness}");
        // Whoever waits for the database each time could not have come so often.
        let during = count() - before;
        assert!(during > 10 * SENDERS, "{during} callbacks were answered while it was locked");
        drop(lock);
        shop.ready().await;
        ended.store(true, Ordering::SeqCst);
    };
    tokio::join!(join_all(senders), outage);
    shop.ready().await;

    let answered = answered.into_inner().unwrap();
    let kept = kept(&data);
    for uid in &answered {
        assert_eq!(kept.get(uid), Some(&1), "{uid}");
    }
    assert_eq!(kept.len(), answered.len());
    for order in &orders {
        let order = shop.order(&key, &order["uid"]).await;
        assert_eq!((&order["status"], &order["paid"]), (&json!("paid"), &json!(8)), "{order}");
    }
    assert_eq!(shop.readiness().await["degraded"], json!([]));
    let left = Listing::open(&data.join("inbox")).unwrap().next_record().unwrap();
    assert!(left.is_none(), "{left:?}");
    shop.terminate();
    assert!(shop.wait().success());
}

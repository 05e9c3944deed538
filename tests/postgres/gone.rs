//! The database goes and comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::json;

use crate::{
    cluster::Cluster,
    support::{Account, Mixed, PATIENCE, Premises, REAL, Reply, eventually, numbered, payment},
};

#[actix_web::test]
async fn a_shop_sells_again_when_its_database_is_back() {
    let cluster = Cluster::private();
    let premises = Premises::with(cluster.database());
    let key = premises.add_key();
    let shop = premises.start(&REAL);
    let order =
        shop.place(&key, &json!({ "sum": 8, "customer": { "nickname": "Steve_01" } })).await;
    cluster.stop_immediately();
    let path = format!("/api/v1/orders/{}", order["uid"].as_str().unwrap());
    Reply::of(shop.get(&path).bearer_auth(&key)).await.expect_problem(503);
    cluster.start();
    let found = eventually("the order being found again", async || {
        let reply = Reply::of(shop.get(&path).bearer_auth(&key)).await;
        (reply.status == 200).then(|| reply.json())
    })
    .await;
    assert_eq!(found, order);
    let paid = Reply::of(shop.callback(&payment(&order, 8, 0))).await;
    assert_eq!(paid.expect(200).json()["result"], "paid");
}

/// How long the database is away.
const GONE: Duration = Duration::from_secs(10);
const SENDERS: usize = 16;
/// Between two callbacks of one sender.
const PACE: Duration = Duration::from_millis(100);

#[actix_web::test]
async fn ten_seconds_without_a_database_lose_no_callback() {
    let cluster = Arc::new(Cluster::private());
    let premises = Premises::with(cluster.database());
    premises.add_key();
    let load = Mixed::on(premises.place_many(1000, 8), 8);
    let shop = premises.start(&REAL);
    shop.ready().await;

    let over = AtomicBool::new(false);
    let senders = (0..SENDERS).map(async |_| {
        while !over.load(Ordering::SeqCst) {
            let (number, callback) = load.next();
            // Dromon waits no longer either.
            let answer = Reply::of(shop.callback(&callback).timeout(PATIENCE)).await;
            answer.expect(200);
            load.was_answered(number);
            tokio::time::sleep(PACE).await;
        }
    });
    let outage = async {
        eventually("the load", async || (load.answer_count() > 10 * SENDERS).then_some(())).await;
        let server = Arc::clone(&cluster);
        tokio::task::spawn_blocking(move || server.stop_immediately()).await.unwrap();
        let before = load.answer_count();
        tokio::time::sleep(GONE).await;
        let readiness = Reply::of(shop.get("/readyz")).await.expect(200).json();
        assert_eq!(readiness["status"], "degraded", "{readiness}");
        let degraded = readiness["degraded"].to_string();
        assert!(degraded.contains("callbacks go to the inbox"), "{readiness}");
        assert!(readiness["inbox"]["waiting"].as_u64().unwrap() > 0, "{readiness}");
        assert!(readiness["inbox"]["since"].is_string(), "{readiness}");
        // Whoever waits for the database each time could not have come so often.
        let during = load.answer_count() - before;
        assert!(during > 5 * SENDERS, "{during} callbacks were answered while it was away");
        println!("{during} callbacks were answered while the database was away");

        let server = Arc::clone(&cluster);
        tokio::task::spawn_blocking(move || server.start()).await.unwrap();
        shop.ready().await;
        // And on it goes.
        let back = load.answer_count();
        eventually("the load", async || (load.answer_count() > back + SENDERS).then_some(())).await;
        over.store(true, Ordering::SeqCst);
    };
    tokio::join!(join_all(senders), outage);

    shop.ready().await;
    assert_eq!(load.answer_count(), load.sent_count());
    load.expect_in(&premises);
    assert_eq!(Account::of(&premises).kept().len(), load.sent_count());
}

/// It has never seen its database: there is not even a table in it.
#[actix_web::test]
async fn a_new_shop_may_start_before_its_database() {
    let cluster = Cluster::private();
    let premises = Premises::with(cluster.database());
    cluster.stop_immediately();
    let shop = premises.start(&REAL);
    assert!(shop.greeting.contains("its books are not open yet"), "{}", shop.greeting);
    let nobodys = payment(&json!({ "uid": "nobodys", "text": "?" }), 8, 0);
    for number in 0..2 {
        let kept = Reply::of(shop.callback(&numbered(&nobodys, number))).await;
        assert_eq!(kept.expect(200).json()["result"], "kept");
    }
    let page = Reply::of(shop.get("/").header("Accept-Language", "en")).await;
    page.expect(503).expect_text(&["The shop is opening"]);
    let readiness = shop.readiness().await;
    assert_eq!(readiness["status"], "degraded", "{readiness}");
    assert_eq!(readiness["inbox"]["waiting"], 2, "{readiness}");
    let log = premises.log();
    assert!(log.contains("THE BOOKS ARE NOT OPEN YET") && log.contains("127.0.0.1"), "{log}");
    let password = premises.database_password().unwrap();
    assert!(!log.contains(&password) && !readiness.to_string().contains(&password), "{log}");

    cluster.start();
    shop.ready().await;
    Reply::of(shop.get("/")).await.expect(200);
    let account = Account::of(&premises);
    assert_eq!(account.expect_sound().kept(), [(0, 1), (1, 1)].into());
    let repeated = Reply::of(shop.callback(&numbered(&nobodys, 2))).await;
    assert_eq!(repeated.expect(200).json()["result"], "repeated");
}

//! What a restart keeps: everything that was answered.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use diesel::prelude::*;
use futures_util::future::join_all;
use kassa::db::schema::callbacks;
use serde_json::json;

use crate::support::{Premises, REAL, Reply, eventually, payment};

#[actix_web::test]
async fn a_killed_shop_has_lost_nothing() {
    let premises = Premises::new();
    let key = premises.add_key();
    let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });

    let shop = premises.start(&REAL);
    let (paid, part_paid) = (shop.place(&key, &new).await, shop.place(&key, &new).await);
    Reply::of(shop.callback(&payment(&paid, 8, 0))).await.expect(200);
    Reply::of(shop.callback(&payment(&part_paid, 3, 0))).await.expect(200);
    let before = [shop.order(&key, &paid["uid"]).await, shop.order(&key, &part_paid["uid"]).await];
    assert_eq!(before[0]["status"], "paid");
    shop.kill();

    let shop = premises.start(&REAL);
    let after = [shop.order(&key, &paid["uid"]).await, shop.order(&key, &part_paid["uid"]).await];
    assert_eq!(after, before);
    // The cookies' key and the fingerprints are still the same, too.
    let repeated = Reply::of(shop.callback(&payment(&paid, 8, 0))).await;
    assert_eq!(repeated.expect(200).json()["result"], "repeated");
    let rest = Reply::of(shop.callback(&payment(&part_paid, 5, 1))).await;
    assert_eq!(rest.expect(200).json()["result"], "paid");
}

/// Callbacks keep coming while the shop is asked to stop: each that was answered is on disk.
#[actix_web::test]
async fn a_stop_under_load_loses_no_answered_callback() {
    let premises = Premises::new();
    let mut shop = premises.start(&REAL);
    let answered = Arc::new(Mutex::new(HashSet::new()));
    let closed = Arc::new(AtomicBool::new(false));
    let senders = (0..8).map(|sender| {
        let (answered, closed, shop) = (Arc::clone(&answered), Arc::clone(&closed), &shop);
        async move {
            for nth in 0.. {
                let uid = format!("load-{sender}-{nth}");
                match shop.callback(&json!({ "uid": &uid, "sum": 8 })).send().await {
                    Ok(answer) => {
                        assert_eq!(answer.status(), 200);
                        answered.lock().unwrap().insert(uid);
                    }
                    Err(_) => break,
                }
            }
            closed.store(true, Ordering::SeqCst);
        }
    });
    let stop = async {
        eventually("the load", async || (answered.lock().unwrap().len() > 100).then_some(())).await;
        assert!(
            !closed.load(Ordering::SeqCst),
            "the shop takes callbacks until it is asked to stop"
        );
        shop.terminate();
    };
    tokio::join!(join_all(senders), stop);
    assert!(shop.wait().success());

    let kept: Vec<Vec<u8>> =
        callbacks::table.select(callbacks::body).load(&mut premises.books()).unwrap();
    let kept: HashSet<String> = kept
        .iter()
        .map(|body| {
            let body: serde_json::Value = serde_json::from_slice(body).unwrap();
            body["uid"].as_str().unwrap().to_owned()
        })
        .collect();
    let answered = answered.lock().unwrap();
    let lost: Vec<_> = answered.difference(&kept).collect();
    assert!(lost.is_empty(), "{lost:?} of {} are lost", answered.len());
}

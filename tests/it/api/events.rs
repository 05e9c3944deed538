//! The feed: nothing is missed, nothing comes twice.

use std::time::Duration;

use futures_util::future::join;
use serde_json::{Value, json};

use crate::support::{App, payment};

/// Waits for news: PostgreSQL settles an event once all older writes of its server have ended, those of other tests'
/// databases among them.
const WAIT: &str = "wait=50";

async fn read(app: &App, query: &str) -> Value {
    app.ask(&format!("/events?{query}")).await.expect(200).json()
}

#[actix_web::test]
async fn every_event_comes_once_and_in_order() {
    let app = App::real();
    let mut wanted = Vec::new();
    for sum in 1..=4 {
        let order = app.place_sum(sum).await;
        app.pay(&payment(&order, sum, 0)).await;
        wanted.push((order["uid"].clone(), json!("placed")));
        wanted.push((order["uid"].clone(), json!("paid")));
    }
    let (mut found, mut cursor) = (Vec::new(), json!(0));
    while found.len() < wanted.len() {
        let page = read(&app, &format!("after={cursor}&limit=3&{WAIT}")).await;
        let data = page["data"].as_array().unwrap();
        assert!((1..=3).contains(&data.len()), "{data:?}");
        found.extend(data.iter().map(|event| (event["order"].clone(), event["kind"].clone())));
        let ids: Vec<i64> = data.iter().map(|event| event["id"].as_i64().unwrap()).collect();
        assert!(ids.is_sorted() && ids[0] > cursor.as_i64().unwrap(), "{ids:?}");
        cursor = page["cursor"].clone();
    }
    assert_eq!(found, wanted);
    let end = read(&app, &format!("after={cursor}")).await;
    assert_eq!(end, json!({ "data": [], "cursor": cursor }));
}

#[actix_web::test]
async fn what_concerns_no_order_is_in_the_feed_too() {
    let app = App::real();
    app.pay(&payment(&json!({ "uid": "stray", "text": "?" }), 5, 0)).await;
    let page = read(&app, WAIT).await;
    let stray = &page["data"][0];
    assert_eq!((&stray["kind"], &stray["order"]), (&json!("unknown_order"), &Value::Null));
}

/// The request is answered by what happens, and not by the end of its patience.
#[actix_web::test]
async fn a_program_can_wait_for_news() {
    let app = App::real();
    let cursor = read(&app, "").await["cursor"].clone();
    let waiting = async {
        let query = format!("after={cursor}&wait=50");
        tokio::time::timeout(Duration::from_secs(45), read(&app, &query)).await.unwrap()
    };
    let (news, order) = join(waiting, app.place_sum(8)).await;
    assert_eq!(news["data"][0]["order"], order["uid"]);
    assert_eq!(read(&app, &format!("after={}&wait=0", news["cursor"])).await["data"], json!([]));
}

#[actix_web::test]
async fn a_cursor_is_a_number_of_ours() {
    let app = App::real();
    for query in ["after=-1", "after=x", "wait=51", "wait=-1", "limit=0", "since=1"] {
        app.ask(&format!("/events?{query}")).await.expect_problem(422);
    }
    let page = read(&app, "after=9000000000000000000").await;
    assert_eq!(page, json!({ "data": [], "cursor": 9_000_000_000_000_000_000_i64 }));
}

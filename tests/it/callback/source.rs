//! Where a callback comes from.

use reqwest::RequestBuilder;
use serde_json::Value;

use super::{expect_closed, expect_result, open_kinds};
use crate::support::{App, Reply, TOKEN, payment};

fn forwarded(app: &App, order: &Value, nth: u16, by: &[&str]) -> RequestBuilder {
    let mut request = app.post("/callback").bearer_auth(TOKEN);
    for value in by {
        request = request.header("X-Forwarded-For", *value);
    }
    request.body(payment(order, 8, nth).to_string())
}

#[actix_web::test]
async fn a_foreign_callback_is_kept_and_not_settled() {
    let app = App::real_with(&[("DROMON_SOURCES", "203.0.113.0/24")]);
    let order = app.place_sum(8).await;
    let body = payment(&order, 8, 0).to_string();
    let reply = app.callback(body.clone()).await;
    reply.expect_problem(403);
    expect_closed(&reply);

    let kept = app.kept();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].body, body.as_bytes());
    assert_eq!(kept[0].source, "127.0.0.1");
    assert_eq!(app.payment_count(), 0);
    let order = app.order(&order["uid"]).await;
    assert_eq!(order["status"], "awaiting_payment");
    assert_eq!(order["paid"], 0);
    assert_eq!(open_kinds(&order), ["foreign_source"]);
}

/// A stranger may write that header, so it counts for nothing.
#[actix_web::test]
async fn nobody_is_believed_about_his_address() {
    let app = App::real_with(&[("DROMON_SOURCES", "203.0.113.7")]);
    let order = app.place_sum(8).await;
    Reply::of(forwarded(&app, &order, 0, &["203.0.113.7"])).await.expect_problem(403);
    assert_eq!(app.kept()[0].source, "127.0.0.1");
}

#[actix_web::test]
async fn a_trusted_proxy_tells_the_source() {
    let app = App::real_with(&[
        ("DROMON_SOURCES", "203.0.113.7"),
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
    ]);
    for (nth, (by, source)) in (0..).zip([
        (vec!["203.0.113.7"], "203.0.113.7"),
        (vec!["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        (vec!["203.0.113.7, 10.1.2.3"], "203.0.113.7"),
        (vec!["203.0.113.7", "10.1.2.3"], "203.0.113.7"),
    ]) {
        let order = app.place_sum(8).await;
        expect_result(&Reply::of(forwarded(&app, &order, nth, &by)).await, "paid");
        assert_eq!(app.kept().last().unwrap().source, source, "{by:?}");
    }
    // What stands left of the first stranger was written by that stranger.
    for (nth, (by, source)) in (0..).zip([
        (vec!["203.0.113.7, 198.51.100.1"], "198.51.100.1"),
        (vec!["203.0.113.7", "198.51.100.1"], "198.51.100.1"),
        (vec!["203.0.113.7, nonsense"], "127.0.0.1"),
        (vec![], "127.0.0.1"),
    ]) {
        let order = app.place_sum(8).await;
        Reply::of(forwarded(&app, &order, nth, &by)).await.expect_problem(403);
        assert_eq!(app.kept().last().unwrap().source, source, "{by:?}");
    }
}

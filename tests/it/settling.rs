//! What a payment does to its order, as programs see it. The whole table is tested beside `decide`.

use diesel::prelude::*;
use kassa::{
    clock::{self, UtcTime},
    db::schema::{orders, sources},
    dromon::{PaymentLink, Sum},
};
use serde_json::{Value, json};

use crate::support::{App, eventually, payment};

#[track_caller]
fn expect_money(order: &Value, status: &str, paid: i64, left: i64) {
    let found = (&order["status"], &order["paid"], &order["left_to_pay"]);
    assert_eq!(found, (&json!(status), &json!(paid), &json!(left)), "{order}");
    assert_eq!(
        order["payment"].is_null(),
        left == 0 || status == "cancelled" || status == "expired"
    );
}

/// Kind and whether it is open, oldest first.
fn discrepancies(order: &Value) -> Vec<(&str, bool)> {
    let all = order["discrepancies"].as_array().unwrap().iter();
    all.map(|each| (each["kind"].as_str().unwrap(), each["open"].as_bool().unwrap())).collect()
}

fn last_event(order: &Value) -> &Value {
    order["events"].as_array().unwrap().last().unwrap()
}

#[actix_web::test]
async fn part_payments_get_a_link_for_the_rest() {
    let app = App::real();
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 3, 0)).await, "part_paid");
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "awaiting_payment", 3, 5);
    assert_eq!(discrepancies(&order), [("underpaid", true)]);

    let (uid, text) = (order["uid"].as_str().unwrap(), order["text"].as_str().unwrap());
    let rest = Sum::new(5).unwrap();
    let link = PaymentLink::new(app.config.app(), app.config.page(), uid, text, rest).unwrap();
    assert_eq!(order["payment"]["sum"], 5);
    assert_eq!(order["payment"]["sign"], link.sign.to_string());
    assert_eq!(order["payment"]["url"], link.url.as_str());

    assert_eq!(app.pay(&payment(&order, 1, 1)).await, "part_paid");
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "awaiting_payment", 4, 4);
    // One at a time.
    assert_eq!(discrepancies(&order), [("underpaid", false), ("underpaid", true)]);
    assert_eq!(app.pay(&payment(&order, 4, 2)).await, "paid");
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "paid", 8, 0);
    assert_eq!(discrepancies(&order), [("underpaid", false), ("underpaid", false)]);
    assert_eq!(order["payments"].as_array().unwrap().len(), 3);
}

#[actix_web::test]
async fn more_than_was_asked_pays_and_is_seen() {
    let app = App::real();
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 9, 0)).await, "paid");
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "paid", 9, 0);
    assert_eq!(discrepancies(&order), [("overpaid", true)]);
    assert_eq!(order["held"], false);
}

#[actix_web::test]
async fn paying_again_is_counted_and_seen() {
    let app = App::real();
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    assert_eq!(app.pay(&payment(&order, 8, 1)).await, "recorded");
    assert_eq!(app.pay(&payment(&order, 2, 2)).await, "recorded");
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "paid", 18, 0);
    assert_eq!(discrepancies(&order), [("paid_again", true), ("paid_again", true)]);
    assert_eq!(order["held"], false);
}

/// The same callback again is one discrepancy, however often it comes.
#[actix_web::test]
async fn a_repeat_counts_once() {
    let app = App::real();
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    for _ in 0..3 {
        assert_eq!(app.pay(&payment(&order, 8, 0)).await, "repeated");
    }
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "paid", 8, 0);
    assert_eq!(discrepancies(&order), [("repeated", true)]);
    assert_eq!(order["payments"].as_array().unwrap().len(), 1);
    assert_eq!(app.kept().len(), 4);
    // The uid of no order is repeated as well.
    let unknown = json!({ "uid": "no-such", "sum": 8 });
    assert_eq!(app.pay(&unknown).await, "recorded");
    assert_eq!(app.pay(&unknown).await, "repeated");
    assert_eq!(app.payment_count(), 2);
}

#[actix_web::test]
async fn a_late_payment_revives_its_order() {
    let app = App::real_with(&[("ORDER_TTL", "1ms"), ("DROMON_SOURCES", "127.0.0.1")]);
    let order = app.place_sum(8).await;
    let expired = eventually("the expiry being written down", async || {
        let order = app.order(&order["uid"]).await;
        (last_event(&order)["kind"] == "expired").then_some(order)
    })
    .await;
    expect_money(&expired, "expired", 0, 8);
    assert_eq!(last_event(&expired)["by"], "clock");

    assert_eq!(app.pay(&payment(&order, 3, 0)).await, "part_paid");
    // Part-paid orders do not run out.
    let part_paid = app.order(&order["uid"]).await;
    expect_money(&part_paid, "awaiting_payment", 3, 5);
    assert_eq!(last_event(&part_paid)["note"], "late");
    assert_eq!(app.pay(&payment(&order, 5, 1)).await, "paid");
    let paid = app.order(&order["uid"]).await;
    expect_money(&paid, "paid", 8, 0);
    assert_eq!(discrepancies(&paid), [("underpaid", false)]);
    assert_eq!(paid["held"], false);
}

/// Long after: a person decides.
#[actix_web::test]
async fn a_payment_after_the_late_limit_revives_nothing() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let long_ago = UtcTime::from(chrono::Utc::now() - chrono::TimeDelta::days(8));
    diesel::update(orders::table)
        .set(orders::expires_at.eq(long_ago))
        .execute(&mut app.books_to_write())
        .unwrap();
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "recorded");
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "expired", 8, 0);
    assert_eq!(discrepancies(&order), [("paid_late", true)]);
}

#[actix_web::test]
async fn a_payment_for_a_cancelled_order_is_counted_and_seen() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    app.browser().post(&format!("{}/cancel", page.path()), &[]).await.expect(303);
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "recorded");
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "cancelled", 8, 0);
    assert_eq!(discrepancies(&order), [("paid_after_cancel", true)]);
    // The customer sees that the money was noticed.
    app.browser()
        .get(page.path())
        .await
        .expect_text(&["id=\"state\">Cancelled<", "class=\"note\""]);
}

#[actix_web::test]
async fn another_text_than_the_orders_holds_it() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let mut altered = payment(&order, 8, 0);
    altered["text"] = json!(format!("{} ", order["text"].as_str().unwrap()));
    assert_eq!(app.pay(&altered).await, "paid");
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "paid", 8, 0);
    assert_eq!(discrepancies(&order), [("altered", true)]);
    assert_eq!(order["held"], true);
    let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    let shown = app.browser().get(page.path()).await;
    shown.expect_text(&["id=\"state\">The shop is checking the payment<"]);
}

/// Until a person trusts the address, once.
#[actix_web::test]
async fn a_source_that_nobody_trusts_holds_the_order() {
    let app = App::real_with(&[]);
    for nth in 0..2 {
        let order = app.place_sum(8).await;
        assert_eq!(app.pay(&payment(&order, 8, nth)).await, "paid");
        let order = app.order(&order["uid"]).await;
        assert_eq!(discrepancies(&order), [("new_source", true)]);
        assert_eq!(order["held"], true);
    }
    diesel::update(sources::table.find("127.0.0.1"))
        .set((sources::trusted_at.eq(clock::now()), sources::trusted_by.eq("staff:test")))
        .execute(&mut app.books_to_write())
        .unwrap();
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 8, 3)).await, "paid");
    let order = app.order(&order["uid"]).await;
    assert_eq!(discrepancies(&order), []);
    assert_eq!(order["held"], false);
}

/// The largest sum there is, again and again: nothing overflows, nothing is lost.
#[actix_web::test]
async fn enormous_payments_are_kept() {
    let app = App::real();
    let order = app.place_sum(1).await;
    let most = (1_i64 << 53) - 1;
    assert_eq!(app.pay(&payment(&order, most, 0)).await, "paid");
    for nth in 1..4 {
        assert_eq!(app.pay(&payment(&order, most, nth)).await, "recorded");
    }
    let order = app.order(&order["uid"]).await;
    expect_money(&order, "paid", most * 4, 0);
}

//! The order as programs see it.

use kassa::dromon::{PaymentLink, Sum};
use serde_json::{Value, json};

use crate::support::{App, Reply, payment};

#[track_caller]
fn expect_members(object: &Value, members: &[&str]) {
    let mut found: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    let mut members = members.to_vec();
    found.sort_unstable();
    members.sort_unstable();
    assert_eq!(found, members, "{object}");
}

/// RFC 3339, in UTC, with `Z`.
#[track_caller]
fn expect_time(value: &Value) {
    let text = value.as_str().unwrap();
    assert!(text.ends_with('Z') && text.contains('T'), "{text}");
    chrono::DateTime::parse_from_rfc3339(text).unwrap();
}

#[actix_web::test]
async fn a_placed_order_has_the_promised_shape() {
    let app = App::real();
    let wanted = json!({
        "items": [
            { "name": "Шалкер с землёй", "price": 3, "quantity": 2 },
            { "name": "Алмаз <b>&", "price": 2, "quantity": 1 },
        ],
        "customer": { "nickname": "Steve_01" },
        "text": "Товар: «земля»",
        "uid": "my_Order-7",
    });
    let reply = Reply::of(app.placing(wanted.to_string())).await;
    let order = reply.expect(201).json();
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("location"), "/api/v1/orders/my_Order-7");
    assert_eq!(app.order(&order["uid"]).await, order);

    expect_members(
        &order,
        &[
            "uid",
            "version",
            "text",
            "total",
            "paid",
            "left_to_pay",
            "status",
            "held",
            "payment",
            "order_url",
            "customer",
            "items",
            "payments",
            "events",
            "discrepancies",
            "created_at",
            "expires_at",
        ],
    );
    assert_eq!(order["uid"], wanted["uid"]);
    assert_eq!(order["text"], wanted["text"]);
    let mut items = wanted["items"].clone();
    for item in items.as_array_mut().unwrap() {
        // It is none of the window's.
        item["good"] = Value::Null;
    }
    assert_eq!(order["items"], items);
    assert_eq!(order["customer"], wanted["customer"]);
    assert_eq!(order["total"], 8);
    assert_eq!(order["paid"], 0);
    assert_eq!(order["left_to_pay"], 8);
    assert_eq!(order["status"], "awaiting_payment");
    assert_eq!(order["held"], false);
    assert_eq!(order["payments"], json!([]));
    assert_eq!(order["discrepancies"], json!([]));
    expect_time(&order["created_at"]);

    expect_members(&order["payment"], &["sum", "sign", "url"]);
    let (sum, text) = (Sum::new(8).unwrap(), "Товар: «земля»");
    let link =
        PaymentLink::new(app.config.app(), app.config.page(), "my_Order-7", text, sum).unwrap();
    assert_eq!(order["payment"]["sum"], 8);
    assert_eq!(order["payment"]["url"], link.url.as_str());
    assert_eq!(order["payment"]["sign"], link.sign.to_string());

    expect_members(&order["events"][0], &["id", "kind", "by", "at"]);
    assert_eq!(order["version"], order["events"][0]["id"]);
    expect_time(&order["expires_at"]);
    assert_eq!(order["events"][0]["kind"], "placed");
    assert_eq!(order["events"][0]["by"], "api:tests");
    expect_time(&order["events"][0]["at"]);

    let page = order["order_url"].as_str().unwrap();
    let path = page.strip_prefix("http://shop.example").unwrap();
    Reply::of(app.get(path)).await.expect(200).expect_text(&["my_Order-7"]);
}

#[actix_web::test]
async fn a_paid_order_tells_of_its_payment() {
    let app = App::real();
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    let order = app.order(&order["uid"]).await;
    assert_eq!(order["status"], "paid");
    assert_eq!(order["paid"], 8);
    assert_eq!(order["left_to_pay"], 0);
    assert_eq!(order["payment"], Value::Null);
    let paid = &order["payments"][0];
    expect_members(paid, &["id", "sum", "counted", "sure", "payer", "at"]);
    assert_eq!(paid["sum"], 8);
    assert_eq!(paid["counted"], true);
    assert_eq!(paid["sure"], "callback");
    assert_eq!(paid["payer"], "Steve_01");
    expect_time(&paid["at"]);
    let kinds: Vec<&Value> =
        order["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["placed", "paid"]);
    assert_eq!(order["events"][1]["by"], "dromon");
}

#[actix_web::test]
async fn a_sum_stands_in_place_of_items() {
    let app = App::real();
    let order = app.place_sum(1_000_000_000).await;
    assert_eq!(order["total"], 1_000_000_000);
    assert_eq!(order["payment"]["sum"], 1_000_000_000);
    assert_eq!(order["items"], json!([]));
    let uid = order["uid"].as_str().unwrap();
    assert_eq!(order["text"], format!("Заказ {uid}"));
}

#[actix_web::test]
async fn kassas_own_uid_can_be_typed_in_a_game() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let uid = order["uid"].as_str().unwrap();
    let (digits, letter) = uid.split_once('-').unwrap();
    assert_eq!(digits.len(), 5, "{uid}");
    let number: usize = digits.parse().unwrap();
    assert_eq!(letter, &"ABEKMHPCTYX"[number % 11..=number % 11]);
}

//! A receipt to print.

use diesel::RunQueryDsl;
use serde_json::json;

use super::order::page;
use crate::support::{App, payment};

#[actix_web::test]
async fn there_is_a_receipt_once_some_money_counts() {
    let app = App::real();
    let order = app
        .place(json!({
            "customer": { "nickname": "Steve_01" },
            "items": [{ "name": "Шалкер <b>с</b> землёй", "price": 4, "quantity": 2 }],
        }))
        .await;
    let browser = app.browser();
    let receipt = format!("{}/receipt", page(&order));
    browser.get(&receipt).await.expect(404);
    assert!(!browser.get(&page(&order)).await.text.contains("/receipt\""));
    let mut part = payment(&order, 3, 0);
    part["user"]["username"] = json!("Alex<i>\u{202e}");
    app.pay(&part).await;
    browser.get(&page(&order)).await.expect_text(&[
        &format!("href=\"{receipt}\""),
        "Paid by the player",
        "Alex&#60;i&#62;</bdi>",
    ]);
    let shown = browser.get(&receipt).await;
    shown.expect(200).expect_text(&[
        order["uid"].as_str().unwrap(),
        "Steve_01",
        "Шалкер &#60;b&#62;с&#60;/b&#62; землёй",
        "4\u{a0}AR",
        "8\u{a0}AR",
        "Alex&#60;i&#62;",
        "Left to pay</th><td>5\u{a0}AR",
        "noindex",
    ]);
    for absent in ["<nav", "<button", "<form", "<script", "\u{202e}"] {
        assert!(!shown.text.contains(absent), "{absent}");
    }
    assert_eq!(shown.header("referrer-policy"), "no-referrer");
    app.pay(&payment(&order, 5, 1)).await;
    let paid = browser.get(&receipt).await;
    paid.expect_text(&["Paid</dd>", "Steve_01</bdi></th><td>5\u{a0}AR"]);
    assert!(!paid.text.contains("Left to pay"));
}

#[actix_web::test]
async fn only_the_token_opens_a_receipt() {
    let app = App::real();
    let order = app.place_sum(8).await;
    app.pay(&payment(&order, 8, 0)).await;
    let browser = app.browser();
    for token in [order["uid"].as_str().unwrap(), "00000000-0000-4000-8000-000000000000"] {
        browser.get(&format!("/o/{token}/receipt")).await.expect(404);
    }
    // Who paid himself need not be told who paid.
    assert!(!browser.get(&page(&order)).await.text.contains("Paid by the player"));
}

/// Nobody should send money for an order that is none any more.
#[actix_web::test]
async fn only_what_can_be_paid_is_left_to_pay() {
    let app = App::real();
    let order = app.place_sum(8).await;
    app.pay(&payment(&order, 3, 0)).await;
    let browser = app.browser();
    let receipt = format!("{}/receipt", page(&order));
    browser.get(&receipt).await.expect_text(&["Left to pay"]);
    diesel::sql_query("UPDATE orders SET status = 'cancelled'")
        .execute(&mut app.books_to_write())
        .unwrap();
    let cancelled = browser.get(&receipt).await;
    cancelled.expect(200).expect_text(&["Cancelled</dd>", "<td>3\u{a0}AR"]);
    assert!(!cancelled.text.contains("Left to pay"), "{}", cancelled.text);
}

//! An order's own page.

use serde_json::Value;

use crate::support::{App, Reply, payment};

/// The path of the order's page.
pub(super) fn page(order: &Value) -> String {
    url::Url::parse(order["order_url"].as_str().unwrap()).unwrap().path().to_owned()
}

#[actix_web::test]
async fn the_pay_button_leads_to_the_payment_link() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let link = order["payment"]["url"].as_str().unwrap().replace('&', "&#38;");
    let shown = app.browser().get(&page(&order)).await;
    shown.expect(200).expect_text(&[
        &format!("href=\"{link}\""),
        order["uid"].as_str().unwrap(),
        &format!("src=\"{}/qr/8.svg\"", page(&order)),
        // Dromon's fee is named.
        "9\u{a0}AR",
    ]);
    app.pay(&payment(&order, 8, 0)).await;
    let shown = app.browser().get(&page(&order)).await;
    shown.expect_text(&["id=\"state\">Paid<"]);
    assert!(!shown.text.contains("pay-link"));
}

/// The code is that of the link as long as that sum is to be paid.
#[actix_web::test]
async fn the_payment_link_is_a_picture_for_a_phone() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let browser = app.browser();
    let code = |sum: i64| format!("{}/qr/{sum}.svg", page(&order));
    let shown = browser.get(&code(8)).await;
    shown.expect(200).expect_text(&["<svg", "viewBox"]);
    assert_eq!(shown.header("content-type"), "image/svg+xml");
    assert_eq!(shown.header("referrer-policy"), "no-referrer");
    for path in [code(7), "/o/00000000-0000-4000-8000-000000000000/qr/8.svg".to_owned()] {
        browser.get(&path).await.expect(404);
    }
    browser.get(&format!("{}/qr/all.svg", page(&order))).await.expect(404);
    app.pay(&payment(&order, 3, 0)).await;
    browser.get(&code(8)).await.expect(404);
    browser.get(&code(5)).await.expect(200);
    app.pay(&payment(&order, 5, 1)).await;
    browser.get(&code(5)).await.expect(404);
}

#[actix_web::test]
async fn only_the_token_opens_it() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let uid = order["uid"].as_str().unwrap();
    let browser = app.browser();
    for path in [
        format!("/o/{uid}"),
        "/o/1".to_owned(),
        "/o/00000000-0000-4000-8000-000000000000".to_owned(),
        format!("/o/{}/", "x".repeat(2000)),
        "/o/%3Cscript%3E".to_owned(),
        "/nowhere".to_owned(),
        "/static/kassa.css".to_owned(),
        "/o/00000000-0000-4000-8000-000000000000/events?after=0".to_owned(),
    ] {
        let reply = browser.get(&path).await;
        reply.expect(404);
        if path.starts_with("/static/") {
            reply.expect_problem(404);
        } else {
            reply.expect_text(&["<html lang=\"en\"", "There is no such page"]);
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        }
        assert!(!reply.text.contains("<script>"));
    }
    let reply = browser.post("/o/00000000-0000-4000-8000-000000000000/cancel", &[]).await;
    reply.expect(404);
}

#[actix_web::test]
async fn a_customer_cancels_what_is_not_paid() {
    let app = App::real();
    let browser = app.browser();
    let order = app.place_sum(8).await;
    let cancel = format!("{}/cancel", page(&order));
    browser.get(&page(&order)).await.expect_text(&["cancel-button"]);
    let reply = browser.post(&cancel, &[]).await;
    assert_eq!(reply.expect(303).header("location"), page(&order));
    let shown = browser.get(&page(&order)).await;
    shown.expect_text(&["id=\"state\">Cancelled<"]);
    assert!(!shown.text.contains("cancel-button") && !shown.text.contains("pay-link"));
    let order = app.order(&order["uid"]).await;
    assert_eq!(order["status"], "cancelled");
    assert_eq!(order["payment"], Value::Null);
    assert_eq!(order["events"][1]["by"], "customer");
    browser.post(&cancel, &[]).await.expect(409).expect_text(&["Something changed meanwhile"]);
}

#[actix_web::test]
async fn a_customer_cannot_cancel_what_is_paid() {
    let app = App::real();
    let browser = app.browser();
    for sum in [1, 8, 9] {
        let order = app.place_sum(8).await;
        app.pay(&payment(&order, sum, 0)).await;
        let shown = browser.get(&page(&order)).await;
        assert!(!shown.text.contains("cancel-button"));
        let reply = browser.post(&format!("{}/cancel", page(&order)), &[]).await;
        reply.expect(409);
        assert_ne!(app.order(&order["uid"]).await["status"], "cancelled");
    }
}

/// A GET changes nothing: a link preview must not cancel an order.
#[actix_web::test]
async fn looking_at_an_address_cancels_nothing() {
    let app = App::real();
    let order = app.place_sum(8).await;
    app.browser().get(&format!("{}/cancel", page(&order))).await.expect(405);
    let head = app.request(reqwest::Method::HEAD, &page(&order));
    Reply::of(head).await.expect(200);
    assert_eq!(app.order(&order["uid"]).await["status"], "awaiting_payment");
}

//! "I have paid": what a customer says when nothing has come.

use serde_json::Value;

use super::order::page;
use crate::support::{App, Browser, Customer, JavaScript, Reply, payment};

const LINE: &str = "[24.11.2026 09:15:02] Steve_01 -> Shop # 8 АР | Заказ [1]";

async fn claim(browser: &Browser<'_>, order: &Value, line: &str) -> Reply {
    browser.post(&format!("{}/claim", page(order)), &[("line", line)]).await
}

/// The kinds of an order's events, as its API tells them.
async fn kinds(app: &App, order: &Value) -> Vec<String> {
    let order = app.order(&order["uid"]).await;
    let events = order["events"].as_array().unwrap();
    events.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_customer_says_that_he_has_paid_and_that_pays_for_nothing() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let browser = app.browser();
    browser.get(&page(&order)).await.expect_text(&["id=\"claim-form\"", "I have paid"]);
    // A double click is one claim.
    for _ in 0..2 {
        let said = claim(&browser, &order, LINE).await;
        assert_eq!(said.expect(303).header("location"), format!("{}#claim", page(&order)));
    }
    assert_eq!(kinds(&app, &order).await, ["placed", "claimed"]);
    assert_eq!(app.order(&order["uid"]).await["status"], "awaiting_payment");
    let shown = browser.get(&page(&order)).await;
    shown.expect_text(&[
        "You said that you have paid",
        "there is no need to pay again",
        "pay-link",
    ]);
    // The payment comes after all, and nobody is asked any more.
    app.pay(&payment(&order, 8, 0)).await;
    let shown = browser.get(&page(&order)).await;
    assert!(!shown.text.contains("id=\"claim"), "{}", shown.text);
    let late = claim(&browser, &order, LINE).await;
    late.expect(409).expect_text(&["id=\"state\">Paid<"]);
}

#[actix_web::test]
async fn what_is_no_line_comes_back_and_none_of_it_is_markup() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let browser = app.browser();
    let long = "я".repeat(301);
    let reply = claim(&browser, &order, &long).await;
    reply.expect(422).expect_text(&[
        &long,
        "aria-invalid=\"true\"",
        "id=\"claim-form\" open",
        &format!("data-page=\"{}\"", page(&order)),
        &format!("href=\"{}?lang=ru\"", page(&order)),
    ]);
    claim(&browser, &order, "две\nстроки").await.expect(422);
    claim(&browser, &order, "a\0").await.expect(422);
    assert_eq!(kinds(&app, &order).await, ["placed"]);
    let hostile = "</bdi><script>alert(1)</script>\u{202e}";
    claim(&browser, &order, hostile).await.expect(303);
    let shown = browser.get(&page(&order)).await;
    assert!(!shown.text.contains("<script>alert") && !shown.text.contains('\u{202e}'));
    let desk = app.owner().get("/admin/attention").await;
    assert!(!desk.text.contains("<script>alert") && !desk.text.contains('\u{202e}'));
}

#[actix_web::test]
async fn he_says_it_so_often_and_only_with_his_token() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let browser = app.browser();
    for nth in 0..5 {
        claim(&browser, &order, &nth.to_string()).await.expect(303);
    }
    let more = claim(&browser, &order, "5").await;
    more.expect(409).expect_text(&["5 times already"]);
    assert!(!more.text.contains("claim-button"), "{}", more.text);
    assert_eq!(kinds(&app, &order).await.len(), 6);
    for token in ["00000000-0000-4000-8000-000000000000", order["uid"].as_str().unwrap()] {
        browser.post(&format!("/o/{token}/claim"), &[("line", "x")]).await.expect(404);
    }
    browser.get(&format!("{}/claim", page(&order))).await.expect(405);
}

#[actix_web::test]
async fn an_order_whose_time_is_over_can_be_claimed_and_a_cancelled_one_cannot() {
    let app = App::real();
    let browser = app.browser();
    let expired = app.place_sum(8).await;
    diesel::RunQueryDsl::execute(
        diesel::sql_query(
            "UPDATE orders SET expires_at = created_at WHERE status = 'awaiting_payment'",
        ),
        &mut app.books_to_write(),
    )
    .unwrap();
    let shown = browser.get(&page(&expired)).await;
    shown.expect_text(&["id=\"state\">The time to pay is over<", "claim-button"]);
    claim(&browser, &expired, "").await.expect(303);
    let order = app.place_sum(8).await;
    browser.post(&format!("{}/cancel", page(&order)), &[]).await.expect(303);
    assert!(!browser.get(&page(&order)).await.text.contains("claim-button"));
    claim(&browser, &order, "").await.expect(409);
}

/// From another network.
async fn say_from(
    browser: &Browser<'_>,
    network: u8,
    path: &str,
    field: &str,
    text: &str,
) -> Reply {
    let request = browser
        .posting(path, &[(field, text)])
        .header("Sec-Fetch-Site", "same-origin")
        .header("X-Forwarded-For", format!("203.0.113.{network}"));
    Reply::of(request).await
}

/// Whoever has an order cannot flood those who read; nothing that he typed is lost, and nobody else waits for him.
#[actix_web::test]
async fn one_network_says_so_much_in_a_row() {
    let app = App::real_with(&[("TRUSTED_PROXIES", "127.0.0.1")]);
    let (order, other) = (app.place_sum(8).await, app.place_sum(8).await);
    let browser = app.browser();
    for nth in 0..5 {
        for order in [&order, &other] {
            let write = format!("{}/note", page(order));
            say_from(&browser, 1, &write, "note", &nth.to_string()).await.expect(303);
        }
    }
    let (claims, notes) = (format!("{}/claim", page(&order)), format!("{}/note", page(&order)));
    for (path, field, open) in
        [(&claims, "line", "id=\"claim-form\" open"), (&notes, "note", "class=\"tell\" open")]
    {
        let refused = say_from(&browser, 1, path, field, "что <b>было").await;
        refused.expect(429).expect_text(&["Too many messages", "что &#60;b&#62;было", open]);
        assert!(!refused.text.contains("aria-invalid"), "{}", refused.text);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 31);
    }
    assert_eq!(kinds(&app, &order).await.len(), 6, "what was refused is not written");
    say_from(&browser, 2, &claims, "line", LINE).await.expect(303);
}

/// What a form's answer brought back to be sent again is still there when something happens to the order meanwhile.
#[actix_web::test]
async fn what_was_not_sent_outlasts_an_event() {
    let app = App::real();
    let (order, other) = (app.place_sum(8).await, app.place_sum(8).await);
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(app.url(&page(&order))).await;
    customer.find("#claim-summary").await.send_keys("\n").await.unwrap();
    customer.fill("#claim-line", "моя строка").await;
    // From the same network, so that nothing more is taken from it.
    for nth in 0..10 {
        let write = format!("{}/note", page(&other));
        app.browser().post(&write, &[("note", &nth.to_string())]).await.expect(303);
    }
    customer.type_there("\n").await;
    customer.find("main[data-page] #claim-problem").await;
    assert_eq!(customer.typed("#claim-line").await, "моя строка");
    app.pay(&payment(&order, 3, 0)).await;
    customer.find("main:not([data-page]) #claim-line").await;
    assert_eq!(customer.typed("#claim-line").await, "моя строка");
    customer.find("#claim-form[open]").await;
}

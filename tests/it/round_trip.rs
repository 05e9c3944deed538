//! An order is placed, paid in the sandbox and marked paid, as a newcomer clicks it.

use reqwest::Client;
use serde_json::Value;

use crate::support::{App, Reply, between, eventually};

/// Where the pay button leads.
fn pay_link(page: &str) -> String {
    between(page, "id=\"pay-link\" href=\"", "\"").replace("&#38;", "&")
}

async fn press_pay(link: &str, form: &[(&str, &str)]) -> Reply {
    let request = Client::new().post(link).header("Sec-Fetch-Site", "same-origin").form(form);
    Reply::of(request).await
}

#[actix_web::test]
async fn an_order_is_placed_and_paid() {
    let app = App::sandbox();
    let browser = app.browser();
    let path = browser.order().await;
    let page = browser.get(&path).await;
    let uid = Value::from(between(&page.text, "data-copied=\"Copied\">", "<"));
    let link = pay_link(&page.text);
    let sandbox = app.sandbox.unwrap();
    assert!(link.starts_with(&format!("http://{sandbox}/app/sandbox/16?")), "{link}");

    let shown = Reply::of(Client::new().get(&link)).await;
    shown.expect(200).expect_text(&[uid.as_str().unwrap()]);
    // The button of its answer leads back.
    let paid = press_pay(&link, &[("nickname", "Alex_02")]).await;
    paid.expect(200).expect_text(&[&app.url("/return")]);
    eventually("the order being paid", async || {
        browser.get(&path).await.text.contains("id=\"state\">Paid<").then_some(())
    })
    .await;
    assert_eq!(browser.get("/return").await.header("location"), path);

    let order = app.order(&uid).await;
    assert_eq!(order["status"], "paid");
    assert_eq!(order["held"], false);
    assert_eq!(order["discrepancies"], serde_json::json!([]));
    assert_eq!(order["payments"][0]["payer"], "Alex_02");
    assert_eq!(order["payments"][0]["sum"], 16);
    assert_eq!(app.kept().len(), 1);
}

/// A payer who changes the link pays less, and pays the rest by a new link.
#[actix_web::test]
async fn a_part_payment_gets_a_link_for_the_rest() {
    let app = App::sandbox();
    let browser = app.browser();
    let path = browser.order().await;
    let link = pay_link(&browser.get(&path).await.text);
    press_pay(&link, &[("nickname", "Steve_01"), ("fault", "paid-less")]).await.expect(200);
    let page = eventually("a part payment", async || {
        let page = browser.get(&path).await.text;
        page.contains("id=\"state\">Partly paid<").then_some(page)
    })
    .await;
    let rest = pay_link(&page);
    assert_ne!(rest, link);
    press_pay(&rest, &[("nickname", "Steve_01")]).await.expect(200);
    eventually("the rest being paid", async || {
        browser.get(&path).await.text.contains("id=\"state\">Paid<").then_some(())
    })
    .await;
}

/// A link whose signature is not Kassa's own is no payment.
#[actix_web::test]
async fn a_changed_link_pays_nothing() {
    let app = App::sandbox();
    let browser = app.browser();
    let path = browser.order().await;
    let link = pay_link(&browser.get(&path).await.text).replace("/16?", "/1?");
    let refused = press_pay(&link, &[("nickname", "Steve_01")]).await;
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    assert_eq!(app.kept().len(), 0);
}

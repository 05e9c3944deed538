//! What this browser ordered, and nobody else's.

use diesel::RunQueryDsl;
use reqwest::header;
use serde_json::Value;

use crate::support::{App, Browser, Reply, between, payment};

const EMPTY: &str = "Your orders will appear here";

/// The cookie by which the shop knows a browser.
async fn cookie(browser: &Browser<'_>) -> String {
    // Each look at the checkout lengthens its life.
    let window = browser.get("/checkout").await;
    let set = window.headers.get_all(header::SET_COOKIE);
    let set = set.iter().map(|value| value.to_str().unwrap());
    let set = set.filter(|value| value.starts_with("kassa_sandbox_browser="));
    let set: Vec<&str> = set.collect();
    assert_eq!(set.len(), 1, "{set:?}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(set[0].contains(attribute), "{}", set[0]);
    }
    assert!(!set[0].contains("Secure"), "this shop is on http");
    set[0].split(';').next().unwrap().to_owned()
}

/// Where Dromon's button leads.
async fn returns(browser: &Browser<'_>) -> String {
    browser.get("/return").await.expect(303).header("location").to_owned()
}

/// The order of that page, as the API tells it.
async fn placed(app: &App, browser: &Browser<'_>, page: &str) -> Value {
    let shown = browser.get(page).await;
    let number = between(&shown.text, "class=\"uid\" translate=\"no\"", "/span>");
    app.order(&between(number, ">", "<").into()).await
}

#[actix_web::test]
async fn a_browser_sees_its_own_orders_alone() {
    let app = App::sandbox();
    let (one, other) = (app.browser(), app.browser());
    let first = one.order().await;
    let second = one.order().await;
    assert_ne!(first, second);
    one.get("/my").await.expect(200).expect_text(&[&first, &second]);
    other.get("/").await;
    other.get("/my").await.expect(200).expect_text(&[EMPTY]);
    let third = other.order().await;
    let mine = other.get("/my").await;
    mine.expect_text(&[&third]);
    assert!(!mine.text.contains(&first) && !mine.text.contains(&second));
}

#[actix_web::test]
async fn a_forged_cookie_is_nobodys() {
    let app = App::sandbox();
    let browser = app.browser();
    let page = browser.order().await;
    let genuine = cookie(&browser).await;
    let my = async |cookie: &str| {
        let request = app.get("/my").header("Cookie", cookie).header("Accept-Language", "en");
        Reply::of(request).await
    };
    my(&genuine).await.expect(200).expect_text(&[&page]);

    let (name, value) = genuine.split_once('=').unwrap();
    let id = &value[value.len() - 36..];
    let first = if value.starts_with('A') { 'B' } else { 'A' };
    let last = if value.ends_with('0') { '1' } else { '0' };
    for forged in [
        format!("{name}={id}"),
        format!("{name}={}{last}", &value[..value.len() - 1]),
        format!("{name}={first}{}", &value[1..]),
        format!("{name}="),
        format!("{name}=x"),
        format!("kassa_browser={value}"),
    ] {
        my(&forged).await.expect(200).expect_text(&[EMPTY]);
    }
}

#[actix_web::test]
async fn returning_leads_to_the_order_that_waits_and_claims_nothing() {
    let app = App::sandbox();
    let browser = app.browser();
    assert_eq!(browser.get("/return").await.expect(303).header("location"), "/my");
    let order = browser.order().await;
    let to = returns(&browser).await;
    assert!(to.starts_with(&format!("{order}?back=")), "{to}");
    browser.get(&to).await.expect_text(&["Awaiting payment", "data-stage=\"now\""]);
    assert_eq!(returns(&app.browser()).await, "/my");
}

/// That no payment has come is not said of another order than the one that was paid.
#[actix_web::test]
async fn of_several_orders_the_paid_one_is_meant_or_the_only_one_that_waits() {
    let app = App::sandbox();
    let browser = app.browser();
    let (paid, waiting) = (browser.order().await, browser.order().await);
    assert_eq!(returns(&browser).await, "/my", "it may be either");
    app.pay(&payment(&placed(&app, &browser, &paid).await, 16, 0)).await;
    assert_eq!(returns(&browser).await, paid);
    // What was placed after that payment is another errand, and it is one of two.
    let third = browser.order().await;
    assert_eq!(returns(&browser).await, "/my");
    browser.post(&format!("{waiting}/cancel"), &[]).await.expect(303);
    let to = returns(&browser).await;
    assert!(to.starts_with(&format!("{third}?back=")), "{to}");
    // None of them waits: the latest tells what became of it.
    browser.post(&format!("{third}/cancel"), &[]).await.expect(303);
    diesel::sql_query("UPDATE payments SET at = at - 3600000000")
        .execute(&mut app.books_to_write())
        .unwrap();
    let to = returns(&browser).await;
    assert!(to.starts_with(&format!("{third}?back=")), "{to}");
}

/// Whatever ran out some time ago is nothing that somebody comes back from.
#[actix_web::test]
async fn an_order_that_ran_out_long_ago_is_not_meant() {
    let app = App::sandbox();
    let browser = app.browser();
    browser.order().await;
    diesel::sql_query("UPDATE orders SET expires_at = created_at - 3600000000")
        .execute(&mut app.books_to_write())
        .unwrap();
    let order = browser.order().await;
    let to = returns(&browser).await;
    assert!(to.starts_with(&format!("{order}?back=")), "{to}");
}

#[actix_web::test]
async fn many_orders_come_in_pages() {
    let app = App::sandbox();
    let browser = app.browser();
    let oldest = browser.order().await;
    // More than may wait unpaid at once.
    for _ in 0..20 {
        app.place_sum(8).await;
    }
    diesel::sql_query("UPDATE orders SET browser = (SELECT browser FROM orders WHERE id = 1)")
        .execute(&mut app.books_to_write())
        .unwrap();
    let first = browser.get("/my").await;
    assert_eq!(first.text.matches("href=\"/o/").count(), 20);
    assert!(!first.text.contains(&oldest));
    let older = between(&first.text, "<a rel=\"next\" href=\"", "\"");
    let second = browser.get(older).await;
    assert_eq!(second.text.matches("href=\"/o/").count(), 1);
    second.expect_text(&[&oldest]);
    assert!(!second.text.contains("rel=\"next\""));
    // A page of somebody else's order is no page of mine.
    let stranger = app.browser();
    let reply = stranger.get(older).await;
    assert!(!reply.text.contains("href=\"/o/"), "{}", reply.text);
}

//! An open order page learns of changes.

use reqwest::Response;
use serde_json::Value;

use crate::support::{App, PATIENCE, payment};

/// An open stream of server-sent events.
struct Line {
    response: Response,
    text: String,
}

impl Line {
    async fn open(app: &App, order: &Value, after: &str) -> Self {
        let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
        let path = format!("{}/events?after={after}", page.path());
        let response = app.get(&path).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self { response, text: String::new() }
    }

    /// What comes next, `None` at the end.
    async fn more(&mut self) -> Option<()> {
        let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
        let chunk = chunk.expect("something should have come").unwrap()?;
        self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        Some(())
    }

    async fn until(&mut self, words: &str) {
        while !self.text.contains(words) {
            self.more().await.expect("the line should stay open");
        }
    }
}

/// The version that the order's page shows.
async fn shown(app: &App, order: &Value) -> String {
    let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    let page = app.browser().get(page.path()).await;
    crate::support::between(&page.text, "events?after=", "\"").to_owned()
}

#[actix_web::test]
async fn a_payment_is_told_to_the_open_pages() {
    let app = App::real();
    let (order, other) = (app.place_sum(8).await, app.place_sum(8).await);
    let version = shown(&app, &order).await;
    let mut lines = Vec::new();
    for _ in 0..3 {
        let mut line = Line::open(&app, &order, &version).await;
        line.until(": hello").await;
        lines.push(line);
    }
    // Somebody else's order is no news.
    app.pay(&payment(&other, 8, 0)).await;
    app.pay(&payment(&order, 3, 0)).await;
    for line in &mut lines {
        line.until("event: changed").await;
        assert_eq!(line.text.matches("event: changed").count(), 1, "{}", line.text);
    }
    let part_paid = shown(&app, &order).await;
    assert_ne!(part_paid, version);
    app.pay(&payment(&order, 5, 1)).await;
    let paid = shown(&app, &order).await;
    for line in &mut lines {
        line.until(&format!("data: {paid}\n")).await;
        assert!(line.text.contains(&format!("event: changed\nid: {part_paid}\n")), "{}", line.text);
    }
}

/// What happened between the page and its line is told at once.
#[actix_web::test]
async fn a_page_that_is_behind_is_told_at_once() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let version = shown(&app, &order).await;
    app.pay(&payment(&order, 8, 0)).await;
    let mut line = Line::open(&app, &order, &version).await;
    line.more().await.unwrap();
    let paid = shown(&app, &order).await;
    assert_eq!(line.text, format!("event: changed\nid: {paid}\ndata: {paid}\n\n"));
    let mut line = Line::open(&app, &order, &paid).await;
    line.more().await.unwrap();
    assert!(!line.text.contains("changed"), "{}", line.text);
}

#[actix_web::test]
async fn an_expiry_is_told_too() {
    let app = App::real_with(&[("ORDER_TTL", "2s")]);
    let order = app.place_sum(8).await;
    let version = shown(&app, &order).await;
    let mut line = Line::open(&app, &order, &version).await;
    line.until("event: changed").await;
    assert_eq!(app.order(&order["uid"]).await["status"], "expired");
}

#[actix_web::test]
async fn a_version_that_is_none_is_refused() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    for query in ["", "?after=", "?after=x", "?after=99999999999999999999", "?before=1"] {
        app.browser().get(&format!("{}/events{query}", page.path())).await.expect(400);
    }
}

/// An open page holds its line for ever, so a stop has to end it.
#[actix_web::test]
async fn a_stop_ends_open_lines() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let version = shown(&app, &order).await;
    let mut line = Line::open(&app, &order, &version).await;
    line.until(": hello").await;
    // Fails unless it stops.
    drop(app);
    while line.more().await.is_some() {}
    assert!(!line.text.contains("changed"));
}

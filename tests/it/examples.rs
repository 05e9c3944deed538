//! The examples are programs as people write them: each is run, from placing an order to "paid".

use std::{path::PathBuf, process::Command};

use reqwest::{Client, redirect::Policy};
use serde_json::json;

use crate::support::{App, Program, Reply, eventually, payment};

/// A shop that may call this machine.
fn shop() -> App {
    App::real_with(&[("DROMON_SOURCES", "127.0.0.1"), ("WEBHOOK_NETWORKS", "127.0.0.0/8")])
}

/// Runs one, at a shop that it finds at that address.
async fn start(app: &App, url: &str, program: &str, arguments: &[&str], listen: &str) -> Program {
    let key = app.key_for("read orders admin").await;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples"))
        .env("KASSA_URL", url)
        .env("KASSA_KEY", key)
        .env(listen, "127.0.0.1:0");
    Program::start(&mut command)
        .unwrap_or_else(|error| panic!("{program}: {error}; scripts/test installs it"))
}

async fn pay(app: &App, uid: &str) {
    let order = app.order(&json!(uid)).await;
    assert_eq!(app.pay(&payment(&order, order["total"].as_i64().unwrap(), 0)).await, "paid");
}

#[actix_web::test]
async fn the_bot_hears_that_its_order_is_paid() {
    let app = shop();
    let arguments = ["python-bot/bot.py", "Steve_01", "Алмаз", "4", "2"];
    let mut bot = start(&app, &app.url(""), "python3", &arguments, "BOT_LISTEN").await;
    let placed = bot.next();
    assert_eq!((&placed["what"], &placed["sum"]), (&json!("pay"), &json!(8)));
    pay(&app, placed["uid"].as_str().unwrap()).await;
    assert_eq!(bot.next()["what"], "order.paid");
    let done = bot.next();
    assert_eq!((&done["status"], &done["paid"]), (&json!("paid"), &json!(8)));
    assert!(bot.wait().success());
    // It has tidied up.
    assert_eq!(app.ask("/webhooks").await.expect(200).json()["data"], json!([]));
}

/// Buys at the site, pays at the shop, and waits until the site's page shows it.
async fn buy(app: &App, client: &Client, here: &str) {
    let bought = client.post(format!("{here}/buy")).form(&[("nickname", "Alex_Fox")]);
    let bought = Reply::of(bought).await;
    let link = bought.expect(303).header("location");
    assert!(link.starts_with(app.config.page().base.as_str()), "{link}");
    let uid = bought.header("x-order").to_owned();
    let page = format!("{here}/orders/{uid}");
    Reply::of(client.get(&page)).await.expect(200).expect_text(&["awaiting_payment"]);
    pay(app, &uid).await;
    eventually("the site's news", async || {
        let shown = Reply::of(client.get(&page)).await;
        shown.text.contains("<p id=\"status\">paid</p>").then_some(())
    })
    .await;
}

#[actix_web::test]
async fn the_site_shows_that_an_order_is_paid() {
    let app = shop();
    let site = start(&app, &app.url(""), "node", &["node-site/site.mjs"], "SITE_LISTEN").await;
    let here = site.next()["listening"].as_str().unwrap().to_owned();
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    buy(&app, &client, &here).await;
    // Whoever is not the shop tells it nothing.
    let forged = client.post(format!("{here}/hook")).body("{}");
    Reply::of(forged).await.expect(401);
}

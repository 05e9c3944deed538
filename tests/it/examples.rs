//! The examples are programs as people write them: each is run, from placing an order to "paid".

use std::{
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use actix_web::{HttpRequest, HttpResponse, HttpServer, http::StatusCode, web};
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

/// Passes on to the shop what comes, but says no to the first who asks for an order.
struct Moody {
    shop: String,
    client: Client,
    asked: AtomicUsize,
}

impl Moody {
    /// Where it stands in front of that shop. It goes with the test.
    fn before(app: &App) -> String {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let moody = Self { shop: app.url(""), client, asked: AtomicUsize::new(0) };
        let moody = web::Data::new(moody);
        let server = HttpServer::new(move || {
            let pass =
                web::to(async |request: HttpRequest, body: web::Bytes, it: web::Data<Self>| {
                    it.pass(&request, body).await
                });
            actix_web::App::new().app_data(moody.clone()).default_service(pass)
        });
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let here = format!("http://{}", server.addrs()[0]);
        actix_web::rt::spawn(server.run());
        here
    }

    async fn pass(&self, request: &HttpRequest, body: web::Bytes) -> HttpResponse {
        let path = request.path();
        let asks_for_order = request.method() == "GET" && path.starts_with("/api/v1/orders/");
        if asks_for_order && self.asked.fetch_add(1, Ordering::Relaxed) == 0 {
            return HttpResponse::ServiceUnavailable().json(json!({ "type": "unavailable" }));
        }
        let method = request.method().as_str().parse().unwrap();
        let mut on = self.client.request(method, format!("{}{path}", self.shop)).body(body);
        for name in ["authorization", "content-type", "idempotency-key"] {
            if let Some(value) = request.headers().get(name) {
                on = on.header(name, value.as_bytes());
            }
        }
        let answer = on.send().await.unwrap();
        let status = StatusCode::from_u16(answer.status().as_u16()).unwrap();
        let body = answer.bytes().await.unwrap();
        HttpResponse::build(status).content_type("application/json").body(body)
    }
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

#[actix_web::test]
async fn a_webhook_that_the_site_could_not_follow_comes_again_and_is_followed() {
    let app = shop();
    let moody = Moody::before(&app);
    let site = start(&app, &moody, "node", &["node-site/site.mjs"], "SITE_LISTEN").await;
    let here = site.next()["listening"].as_str().unwrap().to_owned();
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    buy(&app, &client, &here).await;
}

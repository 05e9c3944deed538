//! The examples are programs as people write them: each is run, from placing an order to "paid".

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

use crate::support::{App, Reply, eventually, payment};

/// A shop that may call this machine.
fn shop() -> App {
    App::real_with(&[("DROMON_SOURCES", "127.0.0.1"), ("WEBHOOK_NETWORKS", "127.0.0.0/8")])
}

/// A program that runs, and goes with the test.
struct Example {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Example {
    async fn start(app: &App, program: &str, arguments: &[&str], listen: &str) -> Self {
        let key = app.key_for("read orders admin").await;
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples"))
            .env("KASSA_URL", app.url(""))
            .env("KASSA_KEY", key)
            .env(listen, "127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}; scripts/test installs it"));
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// What it prints next. It ends where it fails, and so does the wait.
    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn pay(app: &App, uid: &str) {
    let order = app.order(&json!(uid)).await;
    assert_eq!(app.pay(&payment(&order, order["total"].as_i64().unwrap(), 0)).await, "paid");
}

#[actix_web::test]
async fn the_bot_hears_that_its_order_is_paid() {
    let app = shop();
    let arguments = ["python-bot/bot.py", "Steve_01", "Алмаз", "4", "2"];
    let mut bot = Example::start(&app, "python3", &arguments, "BOT_LISTEN").await;
    let placed = bot.next();
    assert_eq!((&placed["what"], &placed["sum"]), (&json!("pay"), &json!(8)));
    pay(&app, placed["uid"].as_str().unwrap()).await;
    assert_eq!(bot.next()["what"], "order.paid");
    let done = bot.next();
    assert_eq!((&done["status"], &done["paid"]), (&json!("paid"), &json!(8)));
    assert!(bot.child.wait().unwrap().success());
    // It has tidied up.
    assert_eq!(app.ask("/webhooks").await.expect(200).json()["data"], json!([]));
}

#[actix_web::test]
async fn the_site_shows_that_an_order_is_paid() {
    let app = shop();
    let mut site = Example::start(&app, "node", &["node-site/site.mjs"], "SITE_LISTEN").await;
    let here = site.next()["listening"].as_str().unwrap().to_owned();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let client = client.build().unwrap();
    let bought = client.post(format!("{here}/buy")).form(&[("nickname", "Alex_Fox")]);
    let bought = Reply::of(bought).await;
    let link = bought.expect(303).header("location");
    assert!(link.starts_with(app.config.page().base.as_str()), "{link}");
    let uid = bought.header("x-order").to_owned();
    let page = format!("{here}/orders/{uid}");
    Reply::of(client.get(&page)).await.expect(200).expect_text(&["awaiting_payment"]);
    pay(&app, &uid).await;
    eventually("the site's news", async || {
        let shown = Reply::of(client.get(&page)).await;
        shown.text.contains("<p id=\"status\">paid</p>").then_some(())
    })
    .await;
    // Whoever is not the shop tells it nothing.
    let forged = client.post(format!("{here}/hook")).body("{}");
    Reply::of(forged).await.expect(401);
}

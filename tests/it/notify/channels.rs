//! The other channels: Telegram, e-mail, and a bot that writes to customers.

use serde_json::json;

use super::new_order;
use crate::support::{
    App, BOT_TOKEN, BotAnswer, BotServer, BotService, CHAT, PostOffice, Premises, REAL, Reply,
    SMTP_PASSWORD, Stage, eventually, payment,
};

/// What every service has, and a shop that writes to all of them.
pub struct Services {
    pub telegram: BotServer,
    pub discord: BotServer,
    pub office: PostOffice,
    urls: [String; 3],
}

impl Services {
    pub fn open() -> Self {
        let telegram = BotServer::open(BotService::Telegram);
        let discord = BotServer::open(BotService::Discord);
        let office = PostOffice::open();
        let urls = [telegram.url(), discord.url(), office.url()];
        Self { telegram, discord, office, urls }
    }

    pub fn settings(&self) -> Vec<(&str, &str)> {
        let [telegram, discord, office] = &self.urls;
        vec![
            ("DROMON_SOURCES", "127.0.0.1"),
            ("TELEGRAM_BOT_TOKEN", BOT_TOKEN),
            ("TELEGRAM_CHAT", CHAT),
            ("TELEGRAM_API", telegram),
            ("DISCORD_BOT_TOKEN", BOT_TOKEN),
            ("DISCORD_API", discord),
            ("SMTP_URL", office),
            ("MAIL_FROM", "Лавка <shop@shop.example>"),
            ("MAIL_TO", "irina@shop.example, vanya@shop.example"),
        ]
    }
}

/// The three channels' consumers.
const CONSUMERS: i64 = 3;

async fn telling() -> (App, Services) {
    let services = Services::open();
    let app = App::real_with(&services.settings());
    let begun = async || (super::consumers(&mut app.books()) == CONSUMERS).then_some(());
    eventually("the consumers", begun).await;
    (app, services)
}

#[actix_web::test]
async fn a_paid_order_is_told_on_every_channel() {
    let (app, services) = telling().await;
    let order = app.place(new_order()).await;
    let uid = order["uid"].as_str().unwrap();
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");

    let goods = "• Шалкер *с* землёй × 2: 8\u{a0}АР\nИтого: 8\u{a0}АР";
    let staff = format!(
        "Оплачен заказ {uid}\nПокупатель: Steve_01\n{goods}\nМожно собирать.\nhttp://shop.example/admin/orders/{uid}"
    );
    assert_eq!(services.telegram.wait_for_messages(1), [staff.as_str()]);
    assert!(services.telegram.asked()[0].body.get("parse_mode").is_none());
    let letters = services.office.wait_for(1);
    assert_eq!(letters[0].text, staff);
    assert_eq!(letters[0].to, ["irina@shop.example", "vanya@shop.example"]);

    let messages = services.discord.wait_for_messages(1);
    let page = order["order_url"].as_str().unwrap();
    let goods = "• Шалкер \\*с\\* землёй × 2: 8\u{a0}АР\nИтого: 8\u{a0}АР";
    assert_eq!(messages, [format!("**Ваш заказ {uid} оплачен**\n{goods}\n<{page}>")]);
    let asked = services.discord.asked();
    assert_eq!(asked[0].body, json!({ "recipient_id": "404236405116764162" }));
    assert_eq!(asked[1].body["allowed_mentions"], json!({ "parse": [] }));
}

/// Whoever a payment does not tell is not looked for, and a channel that fails keeps no other from telling.
#[actix_web::test]
async fn a_channel_that_fails_keeps_nothing_from_the_others_nor_from_a_callback() {
    let (app, services) = telling().await;
    services.telegram.next([
        BotAnswer::Say(
            429,
            "",
            json!({ "ok": false, "error_code": 429, "parameters": { "retry_after": 1 } }),
        ),
        BotAnswer::Say(502, "", json!({})),
    ]);
    services.office.says(Stage::Letter, "550 5.7.1 that is spam");
    services.discord.next_openings([BotAnswer::Never]);
    let mut uids = Vec::new();
    for nth in 0..3 {
        let order = app.place(new_order()).await;
        let mut paid = payment(&order, 8, nth);
        if nth == 0 {
            // Dromon tells nothing of who that was at Discord.
            paid["user"] = json!({ "username": "Steve_01" });
        }
        assert_eq!(app.pay(&paid).await, "paid");
        uids.push(order["uid"].as_str().unwrap().to_owned());
    }
    // What was limited and what failed comes all the same, and in order.
    let messages = services.telegram.wait_for_messages(3);
    for (message, uid) in messages.iter().zip(&uids) {
        assert!(message.starts_with(&format!("Оплачен заказ {uid}\n")), "{message}");
    }
    // What was refused for itself is left out, and waits for a person.
    let letters = services.office.wait_for(2);
    assert!(letters[0].text.contains(&uids[1]) && letters[1].text.contains(&uids[2]));
    let page = app.owner().get("/admin/attention").await;
    page.expect(200).expect_text(&["Сообщения не доставлены", &uids[0], "код 550"]);
    // The order of whom nobody knows is told to nobody; the others in their order, once the connection that hung is given up.
    let messages = services.discord.wait_for_messages(2);
    assert!(messages[0].contains(&uids[1]) && messages[1].contains(&uids[2]));
}

#[actix_web::test]
async fn a_bot_that_is_refused_is_said_where_it_is_looked_for() {
    let (app, services) = telling().await;
    services.telegram.always(BotAnswer::Say(
        403,
        "",
        json!({ "ok": false, "error_code": 403, "description": "Forbidden: bot was kicked" }),
    ));
    let order = app.place(new_order()).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    let said = eventually("the complaint", async || {
        let reply = Reply::of(app.get("/readyz")).await;
        (reply.json()["status"] == "degraded").then(|| reply.text.clone())
    });
    let said = said.await;
    assert!(said.contains("Telegram refuses the bot or its chat with status 403"), "{said}");
    assert!(!said.contains("s3cret") && !said.contains("/bot"), "{said}");
}

#[actix_web::test]
async fn half_a_channel_is_said_at_the_start_and_no_secret_is() {
    let premises = Premises::new();
    let bad = [
        ("TELEGRAM_BOT_TOKEN", BOT_TOKEN),
        ("SMTP_URL", "smtp://shop:s3cret@mail.example/?tls=none"),
        ("MAIL_TO", "nobody"),
        ("DISCORD_BOT_TOKEN", "Bot s3cret"),
    ];
    let refused = premises.run(&[], &[&REAL[..], &bad[..]].concat());
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr);
    for words in [
        "KASSA_TELEGRAM_CHAT is not set: it is missing, and without it KASSA_TELEGRAM_BOT_TOKEN does nothing",
        "KASSA_MAIL_FROM is not set",
        "KASSA_MAIL_TO is `nobody`: `nobody` is no e-mail address",
        "KASSA_SMTP_URL is set, but it has more than a server",
        "KASSA_DISCORD_BOT_TOKEN is set, but it has characters that no token has",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(!said.contains("s3cret"), "{said}");
}

/// At no time does anything tell a secret, whatever the services say.
#[actix_web::test]
async fn the_log_has_no_secret() {
    let premises = Premises::new();
    let key = premises.add_key();
    let services = Services::open();
    let settings = [&REAL[..], &services.settings(), &[("LOG", "trace")]].concat();
    let shop = premises.start(&settings);
    let begun = async || (super::consumers(&mut premises.books()) == CONSUMERS).then_some(());
    eventually("the consumers", begun).await;
    services.office.says(Stage::Auth, "535 5.7.8 s3cret/pass@word is wrong");
    services.telegram.next([BotAnswer::Say(401, "", json!({ "ok": false }))]);
    services.discord.next([BotAnswer::HangUp]);
    let order = shop.place(&key, &new_order()).await;
    Reply::of(shop.callback(&payment(&order, 8, 0))).await.expect(200);
    services.discord.wait_for_messages(1);
    eventually("the complaints", async || {
        let log = premises.log();
        (log.contains("the mail server refuses Kassa") && log.contains("Telegram refuses"))
            .then_some(())
    })
    .await;
    shop.kill();
    let log = premises.log();
    for secret in [BOT_TOKEN, SMTP_PASSWORD, "s3cret/pass@word", "AHNob3AAczNjcmV0"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{line:?}");
    }
}

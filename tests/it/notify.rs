//! Staff are told what they should not miss, in a channel of Discord's.

pub mod channels;

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::support::{
    App, DiscordServer, Premises, Process, REAL, Reply, Say, WEBHOOK_TOKEN, eventually, payment,
};

pub fn new_order() -> Value {
    json!({
        "customer": { "nickname": "Steve_01" },
        "items": [{ "name": "Шалкер *с* землёй", "price": 4, "quantity": 2 }],
    })
}

/// A shop that tells, and the channel.
fn telling() -> (App, DiscordServer) {
    let server = DiscordServer::open();
    let webhook = server.webhook();
    let settings = [("DROMON_SOURCES", "127.0.0.1"), ("DISCORD_WEBHOOK", webhook.as_str())];
    (App::real_with(&settings), server)
}

/// Waits until the shop tells what happens from now on.
async fn begun(mut consumers: impl AsyncFnMut() -> i64) {
    eventually("the consumer", async || (consumers().await == 1).then_some(())).await;
}

impl App {
    async fn tells(&self) {
        begun(async || consumers(&mut self.books())).await;
    }
}

pub fn consumers(books: &mut kassa::db::Connection) -> i64 {
    use diesel::prelude::*;
    use kassa::db::schema::consumers;
    // Webhooks are told by one of their own.
    let channels = consumers::table.filter(consumers::name.ne("webhooks"));
    channels.count().get_result(books).unwrap()
}

#[actix_web::test]
async fn a_paid_order_is_in_the_channel() {
    let (app, server) = telling();
    app.tells().await;
    let order = app.place(new_order()).await;
    let (uid, sum) = (order["uid"].as_str().unwrap().to_owned(), 8);
    assert_eq!(app.pay(&payment(&order, sum, 0)).await, "paid");
    let messages = server.wait_for_messages(1);
    let expected = format!(
        "**Оплачен заказ {uid}**\nПокупатель: Steve\\_01\n• Шалкер \\*с\\* землёй × 2: 8\u{a0}АР\n\
        Итого: 8\u{a0}АР\nМожно собирать.\n<http://shop.example/admin/orders/{uid}>"
    );
    assert_eq!(messages, [expected]);
    // An error would be seen, and nobody is mentioned.
    let request = &server.requests()[0];
    assert!(request.head.contains("?wait=true HTTP/1.1\r\n"), "{}", request.head);
    assert_eq!(request.body["allowed_mentions"], json!({ "parse": [] }));
    // What does not add up is told too, and a repeat is no second sale.
    assert_eq!(app.pay(&payment(&order, sum, 0)).await, "repeated");
    let messages = server.wait_for_messages(2);
    assert!(messages[1].contains("то же уведомление"), "{}", messages[1]);
    assert!(messages[1].ends_with("\n<http://shop.example/admin/attention>"), "{}", messages[1]);
}

/// A message that Discord does not take is said and left out; what comes after it waits as Discord says, and is told.
#[actix_web::test]
async fn what_discord_refuses_keeps_nothing_else_back() {
    let (app, server) = telling();
    app.tells().await;
    server.next([Say::Malformed, Say::LastForNow(0.1), Say::LastForNow(0.1)]);
    let mut uids = Vec::new();
    for _ in 0..4 {
        let order = app.place(new_order()).await;
        assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
        uids.push(order["uid"].as_str().unwrap().to_owned());
    }
    let messages = server.wait_for_messages(3);
    for (message, uid) in messages.iter().zip(&uids[1..]) {
        assert!(message.starts_with(&format!("**Оплачен заказ {uid}**\n")), "{message}");
    }
    assert_eq!(server.requests().len(), 4);
}

#[actix_web::test]
async fn a_channel_that_does_not_answer_holds_no_callback_up() {
    let (app, server) = telling();
    app.tells().await;
    server.next([Say::Never]);
    let orders = [app.place(new_order()).await, app.place(new_order()).await];
    for order in &orders {
        assert_eq!(app.pay(&payment(order, 8, 0)).await, "paid");
    }
    // One is waited for, and the other not asked yet.
    server.wait_for(1);
    assert_eq!(app.order(&orders[1]["uid"]).await["status"], "paid");
    assert_eq!(server.requests().len(), 1);
}

#[actix_web::test]
async fn a_webhook_that_is_gone_is_said_where_it_is_looked_for() {
    let (app, server) = telling();
    app.tells().await;
    server.always(Say::Unknown);
    let order = app.place(new_order()).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    let readiness = async || {
        let reply = Reply::of(app.get("/readyz")).await;
        let json = reply.expect(200).json();
        (json["status"] == "degraded").then(|| reply.text.clone())
    };
    let said = eventually("the complaint", readiness).await;
    assert!(
        said.contains("staff get no notices: the webhook is refused with status 404"),
        "{said}"
    );
    assert!(!said.contains(WEBHOOK_TOKEN) && !said.contains("/webhooks/"), "{said}");
    assert_eq!(server.requests().len(), 1);
}

async fn place_and_pay(shop: &Process, key: &str) -> String {
    let order = shop.place(key, &new_order()).await;
    Reply::of(shop.callback(&payment(&order, 8, 0))).await.expect(200);
    order["uid"].as_str().unwrap().to_owned()
}

/// What could not be told before the process died is told by the next one; and at no time does anything tell where.
#[actix_web::test]
async fn a_restart_loses_no_notice_and_the_log_has_no_secret() {
    let premises = Premises::new();
    let key = premises.add_key();
    let server = DiscordServer::open();
    let webhook = server.webhook();
    let settings = [&REAL[..], &[("DISCORD_WEBHOOK", webhook.as_str()), ("LOG", "trace")]].concat();
    let shop = premises.start(&settings);
    begun(async || consumers(&mut premises.books())).await;

    let mut paid = vec![place_and_pay(&shop, &key).await];
    server.wait_for_messages(1);
    server.always(Say::Error(500));
    paid.push(place_and_pay(&shop, &key).await);
    paid.push(place_and_pay(&shop, &key).await);
    server.wait_for(3);
    shop.kill();

    // The dead one's lease would run out by itself.
    premises.books_to_write().batch_execute("UPDATE consumers SET held_until = 0").unwrap();
    server.always(None);
    server.next([Say::Limited { body: 0.05, header: 0 }, Say::HangUp]);
    let mut shop = premises.start(&settings);
    server.wait_for_messages(3);
    paid.push(place_and_pay(&shop, &key).await);
    server.wait_for_messages(4);
    // A process that stops as it should leaves the channel to the next one at once.
    shop.terminate();
    assert!(shop.wait().success());
    let shop = premises.start(&settings);
    paid.push(place_and_pay(&shop, &key).await);
    let messages = server.wait_for_messages(5);
    shop.kill();

    let titles: Vec<_> = messages.iter().map(|text| text.lines().next().unwrap()).collect();
    let expected: Vec<_> = paid.iter().map(|uid| format!("**Оплачен заказ {uid}**")).collect();
    assert_eq!(titles, expected);
    let log = premises.log();
    assert!(log.contains("INFO"), "{log}");
    for secret in [WEBHOOK_TOKEN, "/api/webhooks"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{line:?}");
    }
}

#[test]
fn a_webhook_that_is_none_is_said_at_the_start() {
    let premises = Premises::new();
    let settings = [&REAL[..], &[("DISCORD_WEBHOOK", "http://discord.com/s3cret")]].concat();
    let refused = premises.run(&[], &settings);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("KASSA_DISCORD_WEBHOOK is set, but that is no https URL"), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
}

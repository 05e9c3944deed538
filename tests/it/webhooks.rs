//! Programs are told what happens: the real shop, and somebody's bot.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::Stdio,
};

use kassa::{
    db::{Connection, schema::webhook_deliveries},
    staff::Role,
};
use serde_json::{Value, json};

use diesel::prelude::*;

use crate::support::{App, Colleague, Do, Got, Receiver, between, eventually, payment};

const NEAR: (&str, &str) = ("WEBHOOK_NETWORKS", "127.0.0.0/8");

fn new_order(uid: &str) -> Value {
    json!({
        "uid": uid,
        "customer": { "nickname": "Steve_01" },
        "items": [{ "name": "Земля", "price": 8, "quantity": 1 }],
    })
}

/// A shop whose webhooks may come to this machine.
fn telling() -> (App, Receiver) {
    let app = App::real_with(&[("DROMON_SOURCES", "127.0.0.1"), NEAR]);
    (app, Receiver::open())
}

impl Colleague<'_> {
    /// Adds an endpoint and returns its secret.
    async fn add_webhook(&self, fields: &[(&str, &str)]) -> String {
        let added = self.post("/admin/webhooks", fields).await;
        between(&added.expect(200).text, "<code class=\"secret\">", "</code>").to_owned()
    }
}

fn of_status(books: &mut Connection, status: &str) -> i64 {
    let of_status = webhook_deliveries::table.filter(webhook_deliveries::status.eq(status));
    of_status.count().get_result(books).unwrap()
}

async fn delivered(app: &App, count: i64) {
    let mut books = app.books();
    eventually("the deliveries", async || {
        (of_status(&mut books, "delivered") == count).then_some(())
    })
    .await;
}

#[actix_web::test]
async fn a_bot_is_told_what_happens_and_can_believe_it() {
    let (app, receiver) = telling();
    let owner = app.owner();
    let url = receiver.url();
    let secret = owner.add_webhook(&[("url", &url), ("description", "Бот <b>")]).await;
    assert!(secret.starts_with("whsec_"), "{secret}");
    let order = app.place(new_order("A-1")).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    let got = receiver.wait_for(2);
    let told: Vec<Value> = got.iter().map(|got| serde_json::from_str(&got.body).unwrap()).collect();
    assert_eq!(
        (&told[0]["type"], &told[1]["type"]),
        (&json!("order.placed"), &json!("order.paid"))
    );
    assert_eq!(told[0]["data"]["by"], "api:tests");
    assert_eq!(
        (&told[1]["data"]["order"], &told[1]["data"]["kind"]),
        (&json!("A-1"), &json!("paid"))
    );
    for each in &got {
        each.verify(&secret).unwrap();
        each.verify("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap_err();
    }
    delivered(&app, 2).await;

    // On its page is what was sent, and what was answered; the secret is on none any more, and no signature.
    let page = owner.get("/admin/webhooks/1").await;
    page.expect(200).expect_text(&["Бот &#60;b&#62;", "order.paid", "доставлено", "ответ 200"]);
    let one = owner.get("/admin/webhooks/1/deliveries/2").await;
    one.expect(200).expect_text(&[got[1].id(), "order.paid", "webhook-timestamp", "ok"]);
    for page in [&page, &one, &owner.get("/admin/webhooks").await] {
        assert!(!page.text.contains(&secret) && !page.text.contains("v1,"), "{}", page.text);
    }
    // A program is told how often it was tried, and how each try went.
    let told = app.ask("/webhooks/1/deliveries/2").await.expect(200).json();
    let tries = told["tries"].as_array().unwrap();
    assert_eq!(told["attempts"], tries.len());
    assert_eq!(tries[0]["status"], 200);
    owner.get("/admin/webhooks/1/deliveries/99").await.expect(404);
    owner.get("/admin/webhooks/99").await.expect(404);

    // Again, under the same id.
    owner.post("/admin/webhooks/1/deliveries/2/redeliver", &[]).await.expect(303);
    let again = &receiver.wait_for(3)[2];
    assert_eq!((again.id(), &again.body), (got[1].id(), &got[1].body));
    owner.post("/admin/webhooks/1/deliveries/99/redeliver", &[]).await.expect(404);
    let since = [("since", "2020-01-01T00:00")];
    let queued = owner.post("/admin/webhooks/1/redeliver", &since).await;
    assert_eq!(queued.expect(303).header("location"), "/admin/webhooks/1?soon=1");
    owner.get("/admin/webhooks/1?soon=1").await.expect_text(&["Ставим в очередь"]);
    receiver.wait_for(5);
    owner.post("/admin/webhooks/1/redeliver", &[("since", "soon")]).await.expect(422);

    // A test, signed with both secrets.
    let changed = owner.post("/admin/webhooks/1/secret", &[]).await;
    let new = between(&changed.expect(200).text, "<code class=\"secret\">", "</code>").to_owned();
    assert_ne!(new, secret);
    owner.post("/admin/webhooks/1/test", &[]).await.expect(303);
    let test = &receiver.wait_for(6)[5];
    assert!(test.body.contains("\"type\":\"webhook.test\""), "{}", test.body);
    test.verify(&new).unwrap();
    test.verify(&secret).unwrap();

    owner.get("/admin/audit").await.expect_text(&[
        "вебхуки",
        "новый секрет",
        "послано снова: 1",
        "послано снова всё с 20",
    ]);
    owner.post("/admin/webhooks/1/remove", &[]).await.expect(303);
    owner.get("/admin/webhooks/1").await.expect(404);
    app.place(new_order("A-2")).await;
    assert_eq!(receiver.got().len(), 6);
}

#[actix_web::test]
async fn an_endpoint_is_told_what_it_wants_while_it_is_not_paused() {
    let (app, receiver) = telling();
    let owner = app.owner();
    let url = receiver.url();
    let order = app.place(new_order("A-1")).await;
    let other = app.place(new_order("A-2")).await;
    owner.add_webhook(&[("url", &url), ("kind", "paid"), ("order", "A-2")]).await;
    app.pay(&payment(&order, 8, 0)).await;
    app.pay(&payment(&other, 8, 1)).await;
    let got = receiver.wait_for(1);
    assert!(got[0].body.contains("\"order\":\"A-2\""), "{}", got[0].body);
    delivered(&app, 1).await;
    owner.get("/admin/webhooks").await.expect_text(&["Только заказ", "A-2"]);
    // It may be changed.
    owner.post("/admin/webhooks/1", &[("url", &url), ("description", "Сайт")]).await.expect(303);
    app.pay(&payment(&other, 3, 2)).await;
    assert!(receiver.wait_for(2)[1].body.contains("\"type\":\"order.payment\""));
    owner.post("/admin/webhooks/1/pause", &[]).await.expect(303);
    owner.get("/admin/webhooks").await.expect_text(&["На паузе с"]);
    app.pay(&payment(&other, 4, 3)).await;
    owner.post("/admin/webhooks/1/resume", &[]).await.expect(303);
    owner.post("/admin/webhooks/1/test", &[]).await.expect(303);
    assert!(receiver.wait_for(3)[2].body.contains("webhook.test"));

    for (fields, words) in [
        (&[("url", "bot")][..], "Это не адрес"),
        (&[("url", "https://10.0.0.1/")], "не в открытом интернете"),
        (&[("url", "http://1.1.1.1/")], "Без https"),
        (&[("url", "https://a:b@bot.example/")], "с именем или паролем"),
        (&[("url", &url), ("order", "A-9")], "Заказа с таким номером нет"),
    ] {
        owner.post("/admin/webhooks", fields).await.expect(422).expect_text(&[words]);
        if !words.starts_with("Заказа") {
            owner.post("/admin/webhooks/1", fields).await.expect(422).expect_text(&[words]);
        }
    }
}

/// Where nothing else is said, nothing is sent to this machine, whatever it is called.
#[actix_web::test]
async fn nothing_is_sent_to_this_machine_unless_that_is_allowed() {
    let app = App::real();
    let receiver = Receiver::open();
    let owner = app.owner();
    let port = receiver.address.port();
    for host in ["127.0.0.1", "[::1]", "2130706433"] {
        let url = format!("https://{host}:{port}/hook");
        let refused = owner.post("/admin/webhooks", &[("url", &url)]).await;
        refused.expect(422).expect_text(&["не в открытом интернете", "KASSA_WEBHOOK_NETWORKS"]);
    }
    let plain = format!("http://localhost:{port}/hook");
    owner.post("/admin/webhooks", &[("url", &plain)]).await.expect(422);
    // What a name leads to is seen when it is asked.
    owner.add_webhook(&[("url", &format!("https://localhost:{port}/hook"))]).await;
    owner.post("/admin/webhooks/1/test", &[]).await.expect(303);
    eventually("the try", async || {
        owner.get("/admin/webhooks/1").await.text.contains("not public").then_some(())
    })
    .await;
    assert_eq!(receiver.got().len(), 0);
    assert!(std::net::TcpStream::connect(receiver.address).is_ok(), "it was there");
}

/// Staff is told of an endpoint that fails for an hour, and who may not see its address does not.
#[actix_web::test]
async fn an_endpoint_that_fails_waits_for_a_person() {
    let (app, receiver) = telling();
    let owner = app.owner();
    receiver.always(Do::status(500));
    owner.add_webhook(&[("url", &receiver.url()), ("description", "Бот")]).await;
    app.place(new_order("A-1")).await;
    receiver.wait_for(1);
    assert!(!owner.get("/admin/attention").await.expect(200).text.contains("Вебхуки не доходят"));
    eventually("the failure", async || {
        owner.get("/admin/webhooks").await.text.contains("Ничего не принимает с").then_some(())
    })
    .await;
    let mut books = app.books_to_write();
    diesel::sql_query("UPDATE webhook_endpoints SET failing_since = failing_since - 3700000000")
        .execute(&mut books)
        .unwrap();
    let page = owner.get("/admin/attention").await;
    page.expect(200).expect_text(&["Вебхуки не доходят", "Бот", "/admin/webhooks/1"]);
    // The navigation counts it with the rest that waits there.
    page.expect_text(&["<span class=\"count\">1</span>"]);
    let manager = app.staff("Ира", Role::Manager);
    let page = manager.get("/admin/attention").await;
    page.expect(200).expect_text(&["Вебхуки не доходят", "Бот"]);
    assert!(!page.text.contains("/admin/webhooks/1") && !page.text.contains("/hook"));
    manager.get("/admin/webhooks").await.expect(403);
    // It is mended, and a person need not wait.
    receiver.always(None);
    let since = [("since", "2020-01-01T00:00")];
    owner.post("/admin/webhooks/1/redeliver", &since).await.expect(303);
    delivered(&app, 1).await;
    assert!(!owner.get("/admin/attention").await.text.contains("Вебхуки не доходят"));
}

/// And a script is told the same as JSON, from which the request can be made up again to the byte.
#[actix_web::test]
async fn the_command_line_listens_for_scripts() {
    let (app, receiver) = telling();
    app.place(new_order("A-1")).await;
    let there = receiver.url();
    let arguments =
        ["webhooks", "listen", "--json", "--print", "--since", "0", "--forward-to", &there];
    let mut listening = app.command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(listening.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told: Vec<Value> = lines.take(3).map(|line| serde_json::from_str(&line).unwrap()).collect();
    let [secret, request, answer] = told.try_into().unwrap();
    let secret = secret["secret"].as_str().unwrap();
    let request = &request["request"];
    let got = receiver.wait_for(1);
    got[0].verify(secret).unwrap();
    assert_eq!(request["body"], got[0].body);
    assert_eq!(request["headers"]["webhook-id"], got[0].id());
    let answer = &answer["answer"];
    assert_eq!((&answer["status"], &answer["body"]), (&json!(200), &json!("ok")));
    assert_eq!(answer["webhook_id"], got[0].id());
    listening.kill().unwrap();
    listening.wait().unwrap();
}

/// A developer sees on his own machine what a bot would be told, also of a shop that runs.
#[actix_web::test]
async fn the_command_line_listens_and_sends_again() {
    let (app, receiver) = telling();
    let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
    let there = receiver.url();
    let arguments =
        ["webhooks", "listen", "--print", "--since", "0", "--secret", own, "--forward-to", &there];
    let mut listening = app.command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(listening.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap(), format!("secret: {own}"));
    app.place(new_order("A-1")).await;
    let payload = lines.find(|line| line.starts_with('{')).unwrap();
    assert!(payload.starts_with("{\"type\":\"order.placed\""), "{payload}");
    let answered = lines.find(|line| line.starts_with("order.placed")).unwrap();
    assert!(
        answered.starts_with("order.placed → 200 in ") && answered.ends_with(" ok"),
        "{answered}"
    );
    let got = receiver.wait_for(1);
    got[0].verify(own).unwrap();
    assert_eq!(got[0].body, payload);
    listening.kill().unwrap();
    listening.wait().unwrap();

    // An endpoint that was added later is sent what happened before.
    let owner = app.owner();
    let bot = Receiver::open();
    let none = app.run(&["webhooks", "resend", "1"]);
    assert!(String::from_utf8(none.stderr).unwrap().contains("there is no webhook endpoint"));
    owner.add_webhook(&[("url", &bot.url()), ("description", "Бот")]).await;
    let printed = |arguments: &[&str]| {
        let output = app.run(arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        printed(&["webhooks", "resend", "1"]),
        "ENDPOINT  DESCRIPTION  WAITING\n1         Бот          1\n"
    );
    bot.wait_for(1);
    delivered(&app, 1).await;
    let resent = printed(&["webhooks", "resend", "--since", "1h", "--endpoint", "1", "--json"]);
    let resent: Value = serde_json::from_str(&resent).unwrap();
    assert_eq!(resent, json!([{ "endpoint": 1, "description": "Бот", "waiting": null }]));
    let got = bot.wait_for(2);
    let ids: BTreeSet<&str> = got.iter().map(Got::id).collect();
    assert_eq!(ids.len(), 1);
    let unknown = app.run(&["webhooks", "resend", "1", "--endpoint", "9"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("no webhook endpoint 9"));
}

//! The channels as the owner sets them up, and what they could not deliver.

use kassa::staff::Role;
use serde_json::json;

use crate::{
    it::notify::channels::Services,
    support::{
        App, BotAnswer, Customer, DiscordServer, JavaScript, Say, Stage, between, eventually,
        payment,
    },
};

const HERE: &str = "/admin/settings/notifications";

fn new_order() -> serde_json::Value {
    crate::it::notify::new_order()
}

async fn telling() -> (App, Services) {
    let services = Services::open();
    let app = App::real_with(&services.settings());
    let begun = async || (crate::it::notify::consumers(&mut app.books()) == 3).then_some(());
    eventually("the consumers", begun).await;
    (app, services)
}

/// What the page says of a channel.
fn channel(page: &str, word: &str) -> String {
    between(page, &format!("<li id=\"channel-{word}\">"), "</li>").to_owned()
}

#[actix_web::test]
async fn the_owner_sees_which_channels_there_are_and_what_the_others_need() {
    let app = App::real();
    let page = app.owner().get(HERE).await;
    page.expect(200);
    for (word, settings) in [
        ("discord", "KASSA_DISCORD_WEBHOOK"),
        ("telegram", "KASSA_TELEGRAM_BOT_TOKEN, KASSA_TELEGRAM_CHAT"),
        ("email", "KASSA_SMTP_URL, KASSA_MAIL_FROM, KASSA_MAIL_TO"),
        ("discord-dm", "KASSA_DISCORD_BOT_TOKEN"),
    ] {
        let said = channel(&page.text, word);
        assert!(said.contains("Не подключён") && said.contains(settings), "{said}");
        assert!(!said.contains("<form"), "{said}");
    }
    app.staff("Вера", Role::Manager).get(HERE).await.expect(403);
    let nobody = app.owner().post(&format!("{HERE}/test"), &[("channel", "telegram")]).await;
    nobody.expect(409);
}

#[actix_web::test]
async fn a_test_tells_what_became_of_it() {
    let (app, services) = telling().await;
    let owner = app.owner();
    let test = async |word: &str, to: &str| {
        let form = [("channel", word), ("to", to)];
        let page = owner.post(&format!("{HERE}/test"), &form).await;
        channel(&page.text, word)
    };
    for (word, to) in [("telegram", ""), ("email", ""), ("discord-dm", "17")] {
        let said = test(word, to).await;
        assert!(said.contains("Доставлено."), "{said}");
        assert!(said.contains("Подключён"), "{said}");
    }
    assert_eq!(services.telegram.messages(), ["Проверка: сообщения от Кассы доходят."]);
    assert_eq!(services.office.letters()[0].text, "Проверка: сообщения от Кассы доходят.");
    let said = test("discord-dm", "Steve#1").await;
    assert!(said.contains("Впишите Discord ID цифрами") && said.contains("value=\"Steve#1\""));

    let limited = json!({ "ok": false, "parameters": { "retry_after": 7 } });
    services.telegram.next([
        BotAnswer::Say(429, "", limited),
        BotAnswer::Say(403, "", json!({ "ok": false, "description": "Forbidden" })),
        BotAnswer::HangUp,
    ]);
    for words in [
        "подождать 7\u{a0}с".replace('\u{a0}', " "),
        "код 403".to_owned(),
        "Не доставлено".to_owned(),
    ] {
        let said = test("telegram", "").await;
        assert!(said.contains(&words), "{words} in {said}");
    }
    services.office.says(Stage::Letter, "554 5.7.1 spam");
    assert!(test("email", "").await.contains("не принял это сообщение (код 554)"));
    let closed = json!({ "message": "Cannot send messages to this user", "code": 50007 });
    services.discord.next([BotAnswer::Say(403, "", closed)]);
    assert!(test("discord-dm", "17").await.contains("не принимает сообщений"));
    let audit = owner.get("/admin/audit").await;
    audit.expect(200).expect_text(&["уведомления", "проверка"]);
}

#[actix_web::test]
async fn each_channel_is_told_what_was_chosen_for_it_in_its_language() {
    let (app, services) = telling().await;
    let owner = app.owner();
    let form = [
        ("channel", "telegram"),
        ("lang-telegram", "en"),
        ("wanted", "telegram/paid"),
        ("wanted", "email/paid"),
    ];
    let saved = owner.post(HERE, &form).await;
    assert_eq!(saved.expect(303).header("location"), "/admin/settings/notifications?saved");
    let page = owner.get(HERE).await.text;
    assert!(page.contains("value=\"telegram/paid\" checked"));
    assert!(page.contains("value=\"telegram/discrepancy\">"));
    // What the form does not name stays as it is.
    assert!(page.contains("value=\"email/discrepancy\" checked"));
    let order = app.place(new_order()).await;
    let uid = order["uid"].as_str().unwrap();
    // The repeat is a discrepancy, which Telegram is not told of any more.
    for answer in ["paid", "repeated"] {
        assert_eq!(app.pay(&payment(&order, 8, 0)).await, answer);
    }
    services.office.wait_for(2);
    let last = app.place(new_order()).await;
    assert_eq!(app.pay(&payment(&last, 8, 1)).await, "paid");
    let messages = services.telegram.wait_for_messages(2);
    assert!(messages[0].starts_with(&format!("Order {uid} is paid\n")), "{}", messages[0]);
    assert!(messages[1].contains(last["uid"].as_str().unwrap()), "{}", messages[1]);
    let audit = owner.get("/admin/audit").await;
    audit.expect(200).expect_text(&["Расхождение", "язык"]);
}

#[actix_web::test]
async fn staff_writes_its_own_words_and_sees_them_first() {
    let (app, services) = telling().await;
    let owner = app.owner();
    let path = format!("{HERE}/customers/paid/ru");
    let page = owner.get(&path).await;
    page.expect(200)
        .expect_text(&["**Ваш заказ {uid} оплачен**", "<code translate=\"no\">{items}</code>"]);
    assert!(!page.text.contains("{words}"), "{}", page.text);

    let own = "Спасибо, {customer}!\r\n{hand_over}\r\n**{total}** <b>";
    let preview = owner.post(&path, &[("text", own), ("do", "preview")]).await;
    let shown = between(&preview.expect(200).text, "id=\"preview\"", "</section>").to_owned();
    assert!(shown.contains("Спасибо, Steve_01!"), "{shown}");
    assert!(shown.contains("<strong>29\u{a0}АР</strong>"), "{shown}");
    assert!(shown.contains("&#60;b&#62;") && !shown.contains("<b>"), "{shown}");
    // Nothing is kept by looking.
    assert!(owner.get(&path).await.text.contains("**Ваш заказ {uid} оплачен**"));

    let wrong = owner.post(&path, &[("text", "{words} {link}"), ("do", "save")]).await;
    wrong.expect(422).expect_text(&["Здесь нет {words}. Есть: {uid}, {customer}, {items}"]);
    let saved = owner.post(&path, &[("text", own), ("do", "save")]).await;
    assert_eq!(saved.expect(303).header("location"), format!("{path}?saved"));
    assert!(owner.get(HERE).await.text.contains("RU <span class=\"small\">свой</span>"));
    let order = app.place(new_order()).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    let messages = services.discord.wait_for_messages(1);
    assert_eq!(messages, ["Спасибо, Steve\\_01!\n**8\u{a0}АР** <b>"]);

    owner.post(&path, &[("text", "x"), ("do", "usual")]).await.expect(303);
    assert!(!owner.get(HERE).await.text.contains("свой</span>"));
    for path in ["customers/untaken/ru", "staff/paid/de", "nobody/paid/ru"] {
        owner.get(&format!("{HERE}/{path}")).await.expect(404);
    }
}

/// The same with the script: what is written is shown while it is written.
#[actix_web::test]
async fn the_preview_follows_whoever_writes() {
    let app = App::real();
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(app.url("/admin/sign-in")).await;
    customer.carry(&app.url("/admin"), &app.owner().cookie).await;
    customer.open(app.url(&format!("{HERE}/staff/paid/ru"))).await;
    customer.fill("#text", "Ура: {uid}").await;
    let shown = async || customer.shows("#preview", "Ура: 48817-X").await.then_some(());
    eventually("the preview", shown).await;
    customer.fill("#text", "Ура: {nobody}").await;
    let shown = async || customer.shows("#preview", "Здесь нет {nobody}").await.then_some(());
    eventually("the mistake", shown).await;
    let is_said_wrong = || customer.count("#text[aria-invalid=\"true\"]");
    eventually("that it is wrong", async || (is_said_wrong().await == 1).then_some(())).await;
    customer.fill("#text", "Ура: {uid}").await;
    eventually("that it is not", async || (is_said_wrong().await == 0).then_some(())).await;
}

#[actix_web::test]
async fn what_was_not_delivered_is_tried_again_or_left() {
    let server = DiscordServer::open();
    let webhook = server.webhook();
    let settings = [("DROMON_SOURCES", "127.0.0.1"), ("DISCORD_WEBHOOK", webhook.as_str())];
    let app = App::real_with(&settings);
    let begun = async || (crate::it::notify::consumers(&mut app.books()) == 1).then_some(());
    eventually("the consumer", begun).await;
    server.next([Say::Malformed, Say::Malformed, Say::Malformed]);
    let mut uids = Vec::new();
    for nth in 0..3 {
        let order = app.place(new_order()).await;
        assert_eq!(app.pay(&payment(&order, 8, nth)).await, "paid");
        uids.push(order["uid"].as_str().unwrap().to_owned());
    }
    let manager = app.staff("Вера", Role::Manager);
    let page = eventually("the cards", async || {
        let page = manager.get("/admin/attention").await;
        page.expect(200);
        // Cards and their count are read one after the other, and may be of different moments.
        let all = page.text.matches("<li id=\"notice-").count() == 3
            && page.text.contains("<span class=\"count\">3</span>");
        all.then_some(page.text)
    });
    let page = page.await;
    for uid in &uids {
        assert!(page.contains(&format!("href=\"/admin/orders/{uid}\">")), "{uid}");
    }
    assert!(page.contains("код 50035"), "{page}");

    let decide = async |id: u8, way: &str| {
        manager.post(&format!("/admin/attention/notices/{id}"), &[("way", way)]).await
    };
    decide(1, "again").await.expect(303);
    let messages = server.wait_for_messages(1);
    assert!(messages[0].contains(&uids[0]), "{}", messages[0]);
    let left = decide(2, "leave").await;
    let page = manager.get(left.expect(303).header("location")).await;
    page.expect(200).expect_text(&["Сообщение оставлено недоставленным"]);
    decide(2, "again").await.expect(409).expect_text(&["кто-то уже решил"]);
    decide(3, "leave-all").await.expect(303);
    let page = manager.get("/admin/attention").await;
    assert!(!page.expect(200).text.contains("<li id=\"notice-"));
    decide(9, "leave").await.expect(404);
    decide(3, "burn").await.expect(422);
    app.staff("Петя", Role::Picker).post("/admin/attention/notices/1", &[]).await.expect(403);
    app.owner().get("/admin/audit").await.expect(200).expect_text(&["отправить ещё раз"]);
}

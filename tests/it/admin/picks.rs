//! Pick lists, and goods that are missing.

mod browser;

use kassa::staff::Role;
use serde_json::{Value, json};

use crate::support::{App, Colleague, Reply, between, payment};

/// An order of these goods, each with how many at 1 АР.
async fn place(app: &App, uid: &str, nickname: &str, goods: &[(&str, i64)]) -> Value {
    let items: Vec<Value> = goods
        .iter()
        .map(|(name, quantity)| json!({ "name": name, "price": 1, "quantity": quantity }))
        .collect();
    app.place(json!({ "uid": uid, "customer": { "nickname": nickname }, "items": items })).await
}

async fn paid(app: &App, uid: &str, nickname: &str, goods: &[(&str, i64)]) -> Value {
    let order = place(app, uid, nickname, goods).await;
    app.pay(&payment(&order, order["total"].as_i64().unwrap(), 0)).await;
    order
}

/// What the order list sends for these orders.
async fn keys(colleague: &Colleague<'_>, uids: &[&str]) -> Vec<String> {
    let page = colleague.get("/admin/orders").await;
    let key = |uid: &&str| {
        let start = format!("name=\"order\" value=\"{uid}:");
        format!("{uid}:{}", between(&page.text, &start, "\""))
    };
    uids.iter().map(key).collect()
}

/// Makes a list, and returns where that leads.
async fn make(colleague: &Colleague<'_>, uids: &[&str]) -> String {
    let keys = keys(colleague, uids).await;
    let chosen: Vec<(&str, &str)> = keys.iter().map(|key| ("order", key.as_str())).collect();
    let made = colleague.post("/admin/picks", &chosen).await;
    made.expect(303).header("location").to_owned()
}

async fn tick(colleague: &Colleague<'_>, list: &str, entries: &[&str], to: &str) -> Reply {
    let mut fields: Vec<(&str, &str)> = entries.iter().map(|entry| ("entry", *entry)).collect();
    fields.extend([("to", to), ("at", "g-a-1-0-0")]);
    colleague.post(&format!("{list}/tick"), &fields).await
}

#[actix_web::test]
async fn a_list_is_made_ticked_off_and_ended() {
    let app = App::real();
    paid(&app, "a-1", "Steve_01", &[("Песок", 3), ("Земля", 2)]).await;
    paid(&app, "a-2", "Alex", &[("Песок", 4)]).await;
    place(&app, "a-3", "Kitty", &[("Песок", 9)]).await;
    let picker = app.staff("Петя", Role::Picker);
    picker.get("/admin/picks").await.expect(200).expect_text(&["Открытых листов нет"]);

    let led = make(&picker, &["a-1", "a-2", "a-3"]).await;
    assert_eq!(led, "/admin/picks/1?refused=a-3.not_allowed");
    let page = picker.get(&led).await;
    page.expect(200).expect_text(&[
        "Не вошли в лист",
        "a-3",
        "0 из 2",
        "×7",
        "×3",
        "×4",
        "Steve_01",
    ]);
    assert!(!page.text.contains("АР"), "a picker needs no sums");
    assert_eq!(app.order(&json!("a-1")).await["status"], "assembling");
    assert_eq!(app.order(&json!("a-3")).await["status"], "awaiting_payment");
    picker.get("/admin/picks").await.expect_text(&["0 из 2", "2 заказа", "Петя"]);

    // The same form once more leads to the same list; one of them alone is said to be on it.
    assert_eq!(make(&picker, &["a-1", "a-2"]).await, "/admin/picks/1");
    assert_eq!(
        make(&picker, &["a-1", "a-3"]).await,
        "/admin/orders?refused=a-1.listed&refused=a-3.not_allowed"
    );

    let list = "/admin/picks/1";
    let ticked = tick(&picker, list, &["a-1.0.0.3", "a-2.0.0.4"], "on").await;
    assert_eq!(ticked.expect(303).header("location"), format!("{list}#g-a-1-0-0"));
    app.owner().get(list).await.expect_text(&["1 из 2", "aria-checked=\"true\"", "Петя"]);
    tick(&picker, list, &["a-2.0.0.4"], "off").await.expect(303);
    app.owner().get(list).await.expect_text(&["0 из 2", "aria-checked=\"mixed\""]);
    let early = picker.post(&format!("{list}/end"), &[]).await;
    early.expect(409).expect_text(&["Ещё не всё собрано"]);

    tick(&picker, list, &["a-2.0.0.4", "a-1.1.0.2"], "on").await.expect(303);
    picker.get(list).await.expect_text(&["2 из 2", "Всё собрано", "Закончить лист"]);
    for _ in 0..2 {
        let ended = picker.post(&format!("{list}/end"), &[]).await;
        assert_eq!(ended.expect(303).header("location"), list);
    }
    let page = picker.get(list).await;
    page.expect_text(&["Закончен", "href=\"/admin/orders/a-1\""]);
    assert!(!page.text.contains("<button class=\"tick"), "nothing is ticked any more");
    assert_eq!(app.order(&json!("a-1")).await["status"], "assembling");
    picker.get("/admin/picks").await.expect_text(&["Собранные листы", "Лист сборки № 1"]);
    tick(&picker, list, &["a-1.0.0.3"], "off").await.expect(409).expect_text(&["уже закончен"]);
}

#[actix_web::test]
async fn what_was_cancelled_meanwhile_is_struck_through_and_not_asked_for() {
    let app = App::real();
    paid(&app, "a-1", "Steve_01", &[("Песок", 3)]).await;
    paid(&app, "a-2", "Alex", &[("Песок", 4)]).await;
    let owner = app.owner();
    let list = make(&owner, &["a-1", "a-2"]).await;
    owner.get(&list).await.expect_text(&["×7"]);
    let page = owner.get("/admin/orders/a-2").await;
    let version = between(&page.text, "name=\"version\" value=\"", "\"");
    let cancel = [("version", version), ("move", "cancel"), ("reason", "передумал")];
    owner.post("/admin/orders/a-2/move", &cancel).await.expect(303);
    let page = owner.get(&list).await;
    page.expect_text(&[
        "<del><a class=\"uid\" href=\"/admin/orders/a-2\">",
        "снят с листа",
        "Отменён",
    ]);
    assert!(!page.text.contains("×7") && !page.text.contains("×4"), "{}", page.text);
    let late = tick(&owner, &list, &["a-1.0.0.3", "a-2.0.0.4"], "on").await;
    late.expect(409).expect_text(&["лист изменился", "0 из 1"]);
}

#[actix_web::test]
async fn what_people_typed_is_shown_as_text_and_nonsense_is_refused() {
    let app = App::real();
    let hostile = "<script>alert(1)</script>\u{202e}";
    paid(&app, "a-1", "Steve_01", &[(hostile, 3)]).await;
    let picker = app.staff("Петя", Role::Picker);
    let list = make(&picker, &["a-1"]).await;
    let page = picker.get(&list).await;
    page.expect_text(&["&#60;script&#62;alert(1)&#60;/script&#62;"]);
    assert!(!page.text.contains("<script>alert") && !page.text.contains('\u{202e}'));
    for nothing in ["0", "2", "x", "99999999999999999999"] {
        picker.get(&format!("/admin/picks/{nothing}")).await.expect(404);
        picker.post(&format!("/admin/picks/{nothing}/end"), &[]).await.expect(404);
    }
    for wrong in ["", "a-1", "a-1.0.0", "a-1.0.0.3.4", "a-1.x.0.3", "<b>.0.0.3"] {
        tick(&picker, &list, &[wrong], "on").await.expect(400);
    }
    let elsewhere = [("entry", "a-1.0.0.3"), ("to", "on"), ("at", "x\r\nSet-Cookie: a=b")];
    let ticked = picker.post(&format!("{list}/tick"), &elsewhere).await;
    assert_eq!(ticked.expect(303).header("location"), list);
    // A reload of what answered a form.
    for form in ["tick", "end"] {
        let back = picker.get(&format!("{list}/{form}")).await;
        assert_eq!(back.expect(303).header("location"), list);
    }
}

#[actix_web::test]
async fn the_list_speaks_english_too() {
    let app = App::real();
    paid(&app, "a-1", "Steve_01", &[("Песок", 3)]).await;
    let owner = app.owner();
    let list = make(&owner, &["a-1"]).await;
    owner.get(&format!("{list}?lang=en")).await.expect_text(&["Pick list no. 1", "0 of 1"]);
}

/// Sends a form of a line's page as it stands now.
async fn decide(
    colleague: &Colleague<'_>,
    line: &str,
    way: &str,
    fields: &[(&str, &str)],
) -> Reply {
    let page = colleague.get(line).await;
    let version = between(&page.expect(200).text, "name=\"version\" value=\"", "\"").to_owned();
    let mut sent = vec![("version", version.as_str())];
    sent.extend(fields);
    colleague.post(&format!("{line}/{way}"), &sent).await
}

#[actix_web::test]
async fn what_is_missing_is_substituted_refunded_or_waited_for() {
    let app = App::real();
    let goods = [("Песок", 10), ("Земля", 5), ("Кирка", 1)];
    let order = paid(&app, "a-1", "Steve_01", &goods).await;
    let owner = app.owner();
    let list = make(&owner, &["a-1"]).await;
    let line = |position: i64| format!("/admin/orders/a-1/lines/{position}");

    let form = [
        ("quantity", "4"),
        ("instead", "Гравий <i>"),
        ("instead_quantity", "6"),
        ("reason", "Discord, 15:40"),
        ("list", "1"),
    ];
    let done = decide(&owner, &line(0), "substitute", &form).await;
    assert_eq!(done.expect(303).header("location"), format!("{list}#l-g-a-1-0-0"));
    let form = [("quantity", "2"), ("sum", "1"), ("reason", "земли нет")];
    let done = decide(&owner, &line(1), "refund", &form).await;
    assert_eq!(done.expect(303).header("location"), "/admin/orders/a-1");
    let form = [("quantity", "1"), ("reason", "завтра <к вечеру>")];
    decide(&owner, &line(2), "wait", &form).await.expect(303);

    let page = owner.get(&list).await;
    page.expect_text(&["Гравий &#60;i&#62;", "вместо: Песок", "×6", "×3", "ждёт товара"]);
    assert!(!page.text.contains("Кирка"), "it is set aside");
    owner.get("/admin/orders").await.expect_text(&["ждёт товара"]);
    let page = owner.get("/admin/orders/a-1").await;
    page.expect_text(&[
        "Песок, ×4: вместо этого Гравий &#60;i&#62;, ×6",
        "Земля, ×2: вернуть 1\u{a0}АР",
        "Кирка, ×1: ждём товара",
        "Discord, 15:40",
        "ждёт товара",
        "собираемся отправить",
        "href=\"/admin/picks/1\"",
    ]);
    let slip = owner.get("/admin/orders/a-1/slip").await;
    slip.expect_text(&["Не кладём", "Кирка, ×1: ждём товара", "вместо: Песок", "×6"]);
    assert!(!slip.text.contains("АР"));

    // The customer reads what concerns him, and what he ordered stays as it was.
    let public = order["order_url"].as_str().unwrap().to_owned();
    let path = url::Url::parse(&public).unwrap().path().to_owned();
    let page = Reply::of(app.get(&path).header("accept-language", "ru")).await;
    page.expect(200).expect_text(&[
        "Вместо части заказа вы получите замену",
        "вместо этого Гравий &#60;i&#62;",
        "магазин вернёт за неё деньги",
        "завтра &#60;к вечеру&#62;",
        "16\u{a0}АР",
    ]);
    for secret in ["Discord", "земли нет"] {
        assert!(!page.text.contains(secret), "{secret} is the shop's own business");
    }

    decide(&owner, &line(2), "remedies/1/take-up", &[]).await.expect(303);
    owner.get(&list).await.expect_text(&["Кирка"]);
    let page = owner.get("/admin/orders").await;
    assert!(!page.text.contains("ждёт товара"));
}

#[actix_web::test]
async fn a_form_that_cannot_be_carried_out_says_why_beside_the_field() {
    let app = App::real();
    paid(&app, "a-1", "Steve_01", &[("Песок", 10)]).await;
    let owner = app.owner();
    let line = "/admin/orders/a-1/lines/0";
    let full = [
        ("quantity", "4"),
        ("instead", "Гравий"),
        ("instead_quantity", "6"),
        ("sum", "4"),
        ("reason", "да"),
    ];
    for (way, field, wrong, told) in [
        ("substitute", "quantity", "11", "от 1 до 10"),
        ("substitute", "quantity", "много", "от 1 до 10"),
        ("substitute", "instead", " ", "чем заменить"),
        ("substitute", "instead_quantity", "0", "целое число от 1"),
        ("substitute", "reason", "", "как покупатель согласился"),
        ("refund", "sum", "5", "не больше 4"),
        ("refund", "sum", "0", "целое число АР"),
        ("refund", "reason", "", "Напишите, почему"),
        ("wait", "reason", "", "чего ждём"),
        ("wait", "quantity", "-1", "от 1 до 10"),
    ] {
        let fields: Vec<(&str, &str)> = full
            .iter()
            .map(|(name, value)| (*name, if *name == field { wrong } else { value }))
            .collect();
        let refused = decide(&owner, line, way, &fields).await;
        refused.expect(422).expect_text(&[told, "aria-invalid=\"true\"", "open"]);
        if way == "substitute" && field != "instead" {
            refused.expect_text(&["value=\"Гравий\""]);
        }
    }
    assert!(!owner.get(line).await.text.contains("Что решено"), "nothing was done");
    for nowhere in
        ["/admin/orders/a-1/lines/1", "/admin/orders/a-1/lines/x", "/admin/orders/b/lines/0"]
    {
        owner.get(nowhere).await.expect(404);
    }
    for way in ["substitute", "refund", "needs-refund", "wait"] {
        let back = owner.get(&format!("{line}/{way}")).await;
        assert_eq!(back.expect(303).header("location"), line);
    }

    // Somebody was faster; a second click of one's own is no conflict.
    let page = owner.get(line).await;
    let version = between(&page.text, "name=\"version\" value=\"", "\"").to_owned();
    let late = [("version", version.as_str()), ("quantity", "1"), ("reason", "до завтра")];
    for _ in 0..2 {
        owner.post(&format!("{line}/wait"), &late).await.expect(303);
    }
    let other = app.staff("Вера", Role::Manager).post(&format!("{line}/wait"), &late).await;
    other.expect(409).expect_text(&["успел измениться", "Хозяин", "Песок, ×1: ждём товара"]);
    owner.get(line).await.expect_text(&["Ещё не решено: ×9"]);
}

#[actix_web::test]
async fn a_picker_asks_for_a_refund_and_whoever_may_sends_it() {
    let app = App::real();
    paid(&app, "a-1", "Steve_01", &[("Песок", 10)]).await;
    let picker = app.staff("Петя", Role::Picker);
    let line = "/admin/orders/a-1/lines/0";
    let page = picker.get(line).await;
    page.expect(200).expect_text(&["О деньгах решает управляющий"]);
    assert!(!page.text.contains("АР") && !page.text.contains("name=\"sum\""), "{}", page.text);
    let form = [("quantity", "4"), ("sum", "4"), ("reason", "нет")];
    decide(&picker, line, "refund", &form).await.expect(403);
    decide(&picker, line, "needs-refund", &form).await.expect(303);
    picker.get("/admin/orders/a-1").await.expect_text(&["нужен возврат"]);
    let asked = [("sum", "4"), ("reason", "нет")];
    decide(&picker, line, "remedies/1/refund", &asked).await.expect(403);
    let owner = app.owner();
    owner.get(line).await.expect_text(&["value=\"4\"", "нужно вернуть деньги"]);
    let dear = decide(&owner, line, "remedies/1/refund", &[("sum", "5"), ("reason", "нет")]).await;
    dear.expect(422).expect_text(&["не больше 4"]);
    decide(&owner, line, "remedies/1/refund", &asked).await.expect(303);
    let page = owner.get("/admin/orders/a-1").await;
    page.expect_text(&["вернуть 4\u{a0}АР", "собираемся отправить"]);
    assert!(!page.text.contains("нужен возврат</span>"));
}

//! Pick lists.

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

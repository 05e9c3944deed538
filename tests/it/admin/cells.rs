//! Cells, and orders that are handed over out of them.

mod browser;
mod code;

use serde_json::{Value, json};

use std::time::Duration;

use chrono::{FixedOffset, NaiveDateTime, TimeZone};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
use kassa::{
    clock::{self, UtcTime},
    db::schema::hand_overs,
    staff::Role,
};

use crate::support::{App, Colleague, Reply, between, eventually, payment};

const LATER: &str = "2099-11-30T12:00";

async fn assembling(app: &App, picker: &Colleague<'_>, nth: u16) -> Value {
    let order = app.place(json!({ "sum": 8, "customer": { "nickname": "Steve_01" } })).await;
    app.pay(&payment(&order, 8, nth)).await;
    post(picker, &order, "move", &[("move", "assemble")]).await.expect(303);
    order
}

fn path(order: &Value) -> String {
    format!("/admin/orders/{}", order["uid"].as_str().unwrap())
}

fn version(page: &Reply) -> String {
    between(&page.text, "name=\"version\" value=\"", "\"").to_owned()
}

/// Sends a form of the order's page as it is now.
async fn post(who: &Colleague<'_>, order: &Value, to: &str, fields: &[(&str, &str)]) -> Reply {
    let path = path(order);
    let version = version(&who.get(&path).await);
    let fields = [&[("version", version.as_str())], fields].concat();
    who.post(&format!("{path}/{to}"), &fields).await
}

/// The customer's own page.
async fn seen_by_customer(app: &App, order: &Value) -> String {
    let address = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    app.browser().get(address.path()).await.expect(200).text.clone()
}

/// The id that the list gives that cell.
async fn cell(who: &Colleague<'_>, name: &str) -> String {
    let page = who.get("/admin/cells").await;
    let mut rows = page.expect(200).text.split("<li id=\"cell-").skip(1);
    let row = rows.find(|row| row.contains(&format!("translate=\"no\">{name}</bdi>")));
    row.expect("a cell").split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn an_order_lies_in_a_cell_and_everybody_sees_in_which() {
    let app = App::real();
    let manager = app.staff("Вера", Role::Manager);
    let picker = app.staff("Петя", Role::Picker);
    let names = [("names", "A1-A2"), ("place", "у <фонтана>")];
    manager.post("/admin/cells", &names).await.expect(303);
    let order = assembling(&app, &picker, 0).await;
    let a2 = cell(&picker, "A2").await;
    let fields = [("move", "ready"), ("hand_over", "cell"), ("cell", &a2), ("until", LATER)];
    post(&picker, &order, "move", &fields).await.expect(303);

    let uid = order["uid"].as_str().unwrap();
    let told = ["A2", "30\u{a0}ноября 2099, 12:00"];
    let place = "у &#60;фонтана&#62;";
    for page in [path(&order), format!("{}/slip", path(&order)), "/admin/cells".to_owned()] {
        let page = picker.get(&page).await;
        page.expect(200).expect_text(&told).expect_text(&[place, uid, "Steve_01"]);
    }
    picker.get("/admin/orders").await.expect(200).expect_text(&["A2, до 30\u{a0}ноября 2099"]);
    // The customer's browser prefers English.
    let page = seen_by_customer(&app, &order).await;
    for seen in ["A2", place, "30\u{a0}November 2099, 12:00", "waits for you in a cell"] {
        assert!(page.contains(seen), "{seen}\n{page}");
    }
    let event =
        app.order(&order["uid"]).await["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(event["hand_over"]["cell"], "A2");
    assert_eq!(event["hand_over"]["until"], "2099-11-30T09:00:00.000Z");
    assert!(event["note"].is_null());

    // It is gone, and the cell is free.
    let courier = app.staff("Катя", Role::Courier);
    post(&courier, &order, "move", &[("move", "complete")]).await.expect(303);
    assert!(!picker.get("/admin/cells").await.text.contains(uid));
    assert!(!seen_by_customer(&app, &order).await.contains("waits for you"));
}

#[actix_web::test]
async fn two_orders_do_not_fit_into_one_cell() {
    let app = App::real();
    let (manager, picker) = (app.staff("Вера", Role::Manager), app.staff("Петя", Role::Picker));
    manager.post("/admin/cells", &[("names", "A1, A2")]).await.expect(303);
    let (one, other) = (assembling(&app, &picker, 0).await, assembling(&app, &picker, 1).await);
    let a1 = cell(&picker, "A1").await;
    let fields = [("move", "ready"), ("hand_over", "cell"), ("cell", &a1), ("until", LATER)];
    post(&picker, &one, "move", &fields).await.expect(303);
    let refused = post(&picker, &other, "move", &fields).await;
    refused.expect(409).expect_text(&["положили другой заказ", "value=\"2099-11-30T12:00\""]);
    assert_eq!(app.order(&other["uid"]).await["status"], "assembling");
    // Nor is a full cell given up.
    let refused = manager.post(&format!("/admin/cells/{a1}/remove"), &[]).await;
    refused.expect(409).expect_text(&["В ячейке лежит заказ"]);
}

#[actix_web::test]
async fn what_is_no_time_or_no_place_says_so_beside_what_was_typed() {
    let app = App::real();
    let picker = app.staff("Петя", Role::Picker);
    let order = assembling(&app, &picker, 0).await;
    for (place, at, why) in [
        ("спавн", "завтра", "Напишите день и время"),
        ("спавн", "2020-01-01T10:00", "уже прошло"),
        (" ", LATER, "где встретиться"),
        (&*"я".repeat(101), LATER, "не больше 100"),
    ] {
        let fields = [("move", "ready"), ("hand_over", "courier"), ("place", place), ("at", at)];
        let refused = post(&picker, &order, "move", &fields).await;
        refused.expect(422).expect_text(&[why, "class=\"otherwise\" open"]);
    }
    assert_eq!(app.order(&order["uid"]).await["status"], "assembling");
    let fields = [("move", "ready"), ("hand_over", "courier"), ("place", "спавн"), ("at", LATER)];
    post(&picker, &order, "move", &fields).await.expect(303);
    assert!(seen_by_customer(&app, &order).await.contains("A courier brings it to you"));
}

#[actix_web::test]
async fn a_ready_order_gets_more_time_by_whoever_hands_it_over() {
    let app = App::real();
    let (manager, picker) = (app.staff("Вера", Role::Manager), app.staff("Петя", Role::Picker));
    let courier = app.staff("Катя", Role::Courier);
    manager.post("/admin/cells", &[("names", "A1")]).await.expect(303);
    let order = assembling(&app, &picker, 0).await;
    let ready = [("move", "ready"), ("hand_over", "cell"), ("until", LATER)];
    post(&picker, &order, "move", &ready).await.expect(303);
    let seen = version(&courier.get(&path(&order)).await);
    let a1 = cell(&courier, "A1").await;
    let change = [("hand_over", "cell"), ("cell", &a1), ("until", "2099-12-05T09:30")];
    post(&courier, &order, "hand-over", &change).await.expect(303);
    let page = courier.get(&path(&order)).await;
    page.expect(200).expect_text(&["5\u{a0}декабря 2099, 09:30", "Выдача изменена"]);
    // A page that is older than that changes nothing.
    let late = [&[("version", seen.as_str())], &[("hand_over", "agreed")][..]].concat();
    let refused = picker.post(&format!("{}/hand-over", path(&order)), &late).await;
    refused.expect(409).expect_text(&["Заказ успел измениться", "Катя"]);
}

#[actix_web::test]
async fn several_at_once_go_into_the_next_free_cells() {
    let app = App::real();
    let (manager, picker) = (app.staff("Вера", Role::Manager), app.staff("Петя", Role::Picker));
    manager.post("/admin/cells", &[("names", "A1-A2")]).await.expect(303);
    let mut fields = vec![("move".to_owned(), "ready".to_owned())];
    let mut orders = Vec::new();
    for nth in 0..3 {
        let order = assembling(&app, &picker, nth).await;
        let version = version(&picker.get(&path(&order)).await);
        fields.push(("order".to_owned(), format!("{}:{version}", order["uid"].as_str().unwrap())));
        orders.push(order);
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let moved = picker.post("/admin/orders/move", &fields).await;
    let told = picker.get(moved.expect(303).header("location")).await;
    told.expect(200).expect_text(&["Все ячейки заняты", "A1, до", "A2, до"]);
    let mut ready = Vec::new();
    for order in &orders {
        ready.push(app.order(&order["uid"]).await["status"].clone());
    }
    assert_eq!(ready, ["ready", "ready", "assembling"]);
}

#[actix_web::test]
async fn how_long_an_order_waits_in_its_cell_is_set_by_the_owner() {
    let app = App::real_with(&[("DROMON_SOURCES", "127.0.0.1"), ("PICK_UP_TIME", "3h")]);
    let (manager, picker) = (app.staff("Вера", Role::Manager), app.staff("Петя", Role::Picker));
    manager.post("/admin/cells", &[("names", "A1")]).await.expect(303);
    let order = assembling(&app, &picker, 0).await;
    let three_hours_on = || clock::now().plus(Duration::from_hours(3));
    let earliest = three_hours_on();
    let page = picker.get(&path(&order)).await;
    let offered = moscow(between(&page.text, "name=\"until\" value=\"", "\""));
    let a_minute = Duration::from_mins(1);
    assert!(offered.plus(a_minute) > earliest && offered <= three_hours_on(), "{offered}");
    // And where nobody is asked, as in the list.
    let chosen = format!("{}:{}", order["uid"].as_str().unwrap(), version(&page));
    let earliest = three_hours_on();
    let fields = [("move", "ready"), ("order", chosen.as_str())];
    picker.post("/admin/orders/move", &fields).await.expect(303);
    let due: UtcTime =
        hand_overs::table.select(hand_overs::due_at).get_result(&mut app.books()).unwrap();
    assert!((earliest..=three_hours_on()).contains(&due), "{due}");
}

/// What a field for a day and a time says, in the zone of the tests' shop.
fn moscow(typed: &str) -> UtcTime {
    let local = NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M").unwrap();
    let zone = FixedOffset::east_opt(3 * 60 * 60).unwrap();
    zone.from_local_datetime(&local).unwrap().to_utc().into()
}

#[actix_web::test]
async fn the_list_of_cells_is_kept_by_whoever_manages_goods() {
    let app = App::real();
    let manager = app.staff("Вера", Role::Manager);
    manager.get("/admin/cells").await.expect(200).expect_text(&["Ячеек пока нет"]);
    for (names, status, why) in [
        (" , ", 422, "хотя бы одно"),
        ("A1, a1", 422, "названа дважды"),
        ("1-500", 422, "не больше 100"),
        ("<b>слишком длинное название</b>", 422, "&#60;b&#62;слишком"),
    ] {
        let refused = manager.post("/admin/cells", &[("names", names)]).await;
        refused.expect(status).expect_text(&[why]);
    }
    manager.post("/admin/cells", &[("names", "A1-A3")]).await.expect(303);
    let taken = manager.post("/admin/cells", &[("names", "a2")]).await;
    taken.expect(409).expect_text(&["«A2» уже есть", "value=\"a2\""]);
    let a3 = cell(&manager, "A3").await;
    let renamed = [("name", "Сундук"), ("place", "у ворот")];
    manager.post(&format!("/admin/cells/{a3}"), &renamed).await.expect(303);
    manager.post(&format!("/admin/cells/{a3}/shift"), &[("to", "up")]).await.expect(303);
    let page = manager.get("/admin/cells").await;
    let (first, second) = (page.text.find(">Сундук<").unwrap(), page.text.find(">A2<").unwrap());
    assert!(first < second && page.text.contains("у ворот"));
    manager.post(&format!("/admin/cells/{a3}/remove"), &[]).await.expect(303);
    manager.post(&format!("/admin/cells/{a3}/remove"), &[]).await.expect(409);
    // Whoever only looks is offered no forms.
    let picker = app.staff("Петя", Role::Picker).get("/admin/cells").await;
    assert!(!picker.expect(200).text.contains("action=\"/admin/cells"));
}

#[actix_web::test]
async fn whoever_does_not_come_is_told_and_waits_for_a_decision() {
    let app = App::real();
    let (manager, picker) = (app.staff("Вера", Role::Manager), app.staff("Петя", Role::Picker));
    manager.post("/admin/cells", &[("names", "A1")]).await.expect(303);
    let order = assembling(&app, &picker, 0).await;
    let ready = [("move", "ready"), ("hand_over", "cell"), ("until", LATER)];
    post(&picker, &order, "move", &ready).await.expect(303);
    let attention = manager.get("/admin/attention").await;
    assert!(!attention.expect(200).text.contains("Не забрали в срок"));
    diesel::update(hand_overs::table)
        .set(hand_overs::due_at.eq(clock::now()))
        .execute(&mut app.books_to_write())
        .unwrap();
    let uid = order["uid"].as_str().unwrap();
    let attention = manager.get("/admin/attention").await;
    attention.expect(200).expect_text(&["Не забрали в срок", uid, "A1, до"]);
    assert!(seen_by_customer(&app, &order).await.contains("the order is still yours"));
    eventually("an event", async || {
        let events = app.order(&order["uid"]).await["events"].clone();
        (events.as_array()?.last()?["kind"] == "missed").then_some(())
    })
    .await;
    let later = [("hand_over", "agreed")];
    post(&picker, &order, "hand-over", &later).await.expect(303);
    assert!(!manager.get("/admin/attention").await.text.contains("Не забрали в срок"));
}

//! Orders for which nobody came: what becomes of them is decided where they are told of.

use kassa::{
    db::schema::{hand_overs, sessions},
    delivery::Plan,
    desk::{hand_over, moves::Move},
};

use super::*;
use crate::support::{
    Colleague, Customer, JavaScript, between, eventually,
    look::{Light, WIDTHS},
    scene::{Scene, by, minutes_ago},
};

const LATER: &str = "2099-11-30T12:00";

/// Orders whose time is over, each in a cell, and the clock has written that down.
pub(super) async fn missed<const N: usize>(app: &App) -> [String; N] {
    let uids = {
        let mut connection = app.books_to_write();
        let mut scene = Scene::new(&mut connection);
        let vanya = by("Ваня", "собрал");
        [(); N].map(|()| {
            let order = assembling(&mut scene);
            scene.in_a_cell(&order, &vanya, 0).uid.to_string()
        })
    };
    for uid in &uids {
        is_noted(app, uid).await;
    }
    uids
}

fn assembling(scene: &mut Scene<'_>) -> kassa::orders::Order {
    let order = scene.place("Steve_01", &[("Шалкер с <землёй>", 8, 1)], 60);
    scene.paid(&order);
    scene.moved(&order, &[Move::Assemble], &by("Ваня", "собираю"))
}

async fn is_noted(app: &App, uid: &str) {
    eventually("it is written down that nobody came", async || {
        let events = app.order(&json!(uid)).await["events"].clone();
        (events.as_array()?.last()?["kind"] == "missed").then_some(())
    })
    .await;
}

/// What the page says of that order; `None`: nothing.
fn told<'a>(page: &'a Reply, uid: &str) -> Option<&'a str> {
    let (_, rest) = page.text.split_once(&format!("<li id=\"missed-{uid}\">"))?;
    rest.split("</li>").next()
}

/// The number beside the page's name in the navigation.
fn number(page: &Reply) -> &str {
    let place = between(&page.text, "href=\"/admin/attention\"", "</a>");
    place.split_once("class=\"count\">").map_or("", |(_, rest)| rest.split('<').next().unwrap())
}

#[track_caller]
fn version(page: &Reply, uid: &str) -> String {
    let told = told(page, uid).expect("the order is told of");
    between(told, "name=\"version\" value=\"", "\"").to_owned()
}

async fn decide(who: &Colleague<'_>, uid: &str, version: &str, fields: &[(&str, &str)]) -> Reply {
    let fields = [&[("version", version)], fields].concat();
    who.post(&format!("/admin/attention/missed/{uid}"), &fields).await
}

/// The page that a decision leads on to.
async fn after(who: &Colleague<'_>, reply: &Reply) -> Reply {
    let location = reply.expect(303).header("location");
    let page = who.get(location.strip_suffix("#missed").expect("back to the section")).await;
    page.expect(200);
    page
}

#[actix_web::test]
async fn each_way_out_stands_there_and_the_number_falls() {
    let app = App::real();
    let [waits, again, off] = missed(&app).await;
    let manager = app.staff("Вера", Role::Manager);
    let page = manager.get("/admin/attention").await;
    page.expect(200).expect_text(&["Не забрали в срок"]);
    assert_eq!(number(&page), "3");
    for uid in [&waits, &again, &off] {
        let told = told(&page, uid).unwrap();
        expect_words(told, &["Steve_01", "до ", "Заплачено 8\u{a0}АР"]);
        assert_eq!(buttons(told), ["Дать ещё время", "Вернуть в сборку", "Отменить заказ"]);
    }

    let fields = [("way", "more-time"), ("until", LATER)];
    let reply = decide(&manager, &waits, &version(&page, &waits), &fields).await;
    let page = after(&manager, &reply).await;
    page.expect_text(&[&format!("Заказ {waits} ждёт до 30\u{a0}ноября 2099, 12:00.")]);
    assert_eq!((told(&page, &waits), number(&page)), (None, "2"));
    let order = app.order(&json!(waits)).await;
    let last = order["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&order["status"], &last["kind"]), (&json!("ready"), &json!("hand_over")));
    assert_eq!(last["hand_over"]["until"], "2099-11-30T09:00:00.000Z");

    let seen = version(&page, &again);
    let reply = decide(&manager, &again, &seen, &[("way", "undo")]).await;
    let page = after(&manager, &reply).await;
    page.expect_text(&[&format!("Заказ {again} снова собирают.")]);
    assert_eq!((told(&page, &again), number(&page)), (None, "1"));
    assert_eq!(app.order(&json!(again)).await["status"], "assembling");

    let seen = version(&page, &off);
    let fields = [("way", "cancel"), ("reason", "не пришёл <вовремя>")];
    let reply = decide(&manager, &off, &seen, &fields).await;
    let page = after(&manager, &reply).await;
    page.expect_text(&[&format!("Заказ {off} отменён."), "Больше таких заказов нет"]);
    expect_words(card(&page, "Покупателю нужно вернуть деньги"), &["8\u{a0}АР", &off]);
    // Of all that is left there is the refund.
    assert_eq!(number(&page), "1");
    assert_eq!(app.order(&json!(off)).await["status"], "cancelled");
    let page = manager.get(&format!("/admin/orders/{off}")).await;
    page.expect(200).expect_text(&["не пришёл &#60;вовремя&#62;", "Вера"]);
}

#[actix_web::test]
async fn a_courier_comes_to_the_same_place_again() {
    let app = App::real();
    let order = {
        let mut connection = app.books_to_write();
        let mut scene = Scene::new(&mut connection);
        let order = assembling(&mut scene);
        let plan = Plan::Courier { place: "у <ворот>".parse().unwrap(), at: minutes_ago(0) };
        let (vanya, seen) = (by("Ваня", "собрал"), order.last_event);
        scene
            .write(|c| hand_over::ready(c, order.id, seen, &plan, &vanya, minutes_ago(1)))
            .unwrap();
        order
    };
    let uid = order.uid.as_str();
    is_noted(&app, uid).await;
    let owner = app.owner();
    let page = owner.get("/admin/attention").await;
    let found = told(&page, uid).unwrap();
    expect_words(found, &["курьер, ", "у &#60;ворот&#62;", "Курьер придёт туда же"]);
    let fields = [("way", "more-time"), ("until", LATER)];
    after(&owner, &decide(&owner, uid, &version(&page, uid), &fields).await).await;
    let order = app.order(&json!(uid)).await;
    let told = &order["events"].as_array().unwrap().last().unwrap()["hand_over"];
    assert_eq!(told["place"], "у <ворот>");
    assert_eq!(told["at"], "2099-11-30T09:00:00.000Z");
}

#[actix_web::test]
async fn whoever_saw_it_as_it_was_changes_nothing() {
    let app = App::real();
    let [uid, noted] = missed(&app).await;
    let (owner, manager) = (app.owner(), app.staff("Вера", Role::Manager));
    let page = owner.get("/admin/attention").await;
    let (seen, also_seen) = (version(&page, &uid), version(&page, &noted));
    let longer = [("way", "more-time"), ("until", LATER)];
    let first = decide(&manager, &uid, &seen, &longer).await;
    first.expect(303);
    // It is told of no more; what became of it is said at the top.
    let late = decide(&owner, &uid, &seen, &[("way", "undo")]).await;
    late.expect(409).expect_text(&["Заказ успел измениться"]);
    assert!(told(&late, &uid).is_none() && told(&late, &noted).is_some());
    assert_eq!(app.order(&json!(uid)).await["status"], "ready");
    // Whoever clicks twice has done it once.
    let second = decide(&manager, &uid, &seen, &longer).await;
    assert_eq!(second.expect(303).header("location"), first.header("location"));
    let events = app.order(&json!(uid)).await["events"].clone();
    let changed = events.as_array().unwrap().iter().filter(|event| event["kind"] == "hand_over");
    assert_eq!(changed.count(), 1);
    // And another's click is none of his.
    decide(&owner, &uid, &seen, &longer).await.expect(409);

    let note = [("version", also_seen.as_str()), ("text", "видел его на спавне")];
    manager.post(&format!("/admin/orders/{noted}/note"), &note).await.expect(303);
    let late = decide(&owner, &noted, &also_seen, &longer).await;
    let found = told(late.expect(409), &noted).unwrap();
    expect_words(found, &["Заказ успел измениться", "role=\"alert\""]);
    assert_ne!(version(&late, &noted), also_seen);
}

#[actix_web::test]
async fn only_who_may_decide_decides() {
    let app = App::real();
    let [uid] = missed(&app).await;
    let seen = version(&app.owner().get("/admin/attention").await, &uid);
    let ways = [
        &[("way", "more-time"), ("until", LATER)][..],
        &[("way", "undo")],
        &[("way", "cancel"), ("reason", "просто так")],
    ];
    for role in [Role::Picker, Role::Courier] {
        let colleague = app.staff(role.as_str(), role);
        for fields in ways {
            decide(&colleague, &uid, &seen, fields).await.expect(403);
        }
        assert!(!colleague.get("/admin/orders").await.expect(200).text.contains("/attention"));
    }
    let order = app.order(&json!(uid)).await;
    assert_eq!(order["events"].as_array().unwrap().last().unwrap()["kind"], "missed");
}

#[actix_web::test]
async fn the_list_shows_whom_nobody_came_for() {
    let app = App::real();
    let [one, other] = missed(&app).await;
    let owner = app.owner();
    let listed = async || {
        let page = owner.get("/admin/orders?status=overdue").await;
        let uids = page.expect(200).text.split("id=\"o-").skip(1);
        let uids: Vec<String> =
            uids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        let tab = between(&page.text, "href=\"/admin/orders?status=overdue\" aria-current", "</a>");
        (uids, between(tab, "class=\"count\">", "<").to_owned())
    };
    assert_eq!(listed().await, (vec![other.clone(), one.clone()], "2".to_owned()));
    let page = owner.get("/admin/attention").await;
    page.expect_text(&["href=\"/admin/orders?status=overdue\""]);
    let fields = [("way", "more-time"), ("until", LATER)];
    decide(&owner, &one, &version(&page, &one), &fields).await.expect(303);
    assert_eq!(listed().await, (vec![other], "1".to_owned()));
    let export = owner.get("/admin/export?status=overdue").await;
    export.expect(200).expect_text(&["<bdi>Не забрали в срок</bdi>"]);
}

/// And an open one by itself.
#[actix_web::test]
async fn an_open_list_is_told_that_nobody_came() {
    let app = App::real();
    let browser = Customer::arrive(JavaScript::On).await;
    browser.open(app.url("/admin/sign-in")).await;
    browser.carry(&app.url("/admin"), &app.owner().cookie).await;
    browser.open(app.url("/admin/orders?status=overdue")).await;
    browser.find("main[data-live]").await;
    assert_eq!(browser.count("[id^=o-]").await, 0);
    let [uid] = missed(&app).await;
    browser.find(&format!("#o-{uid}")).await;
    assert_eq!(browser.read("#tabs [aria-current] .count").await, "1");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// A form cannot be sent after the password, so it is not shown before.
#[actix_web::test]
async fn cancelling_what_is_paid_asks_for_the_password_again() {
    let app = App::real();
    let [uid] = missed(&app).await;
    let owner = app.owner();
    diesel::update(sessions::table)
        .set(sessions::confirmed_at.eq(minutes_ago(120)))
        .execute(&mut app.books_to_write())
        .unwrap();
    let page = owner.get("/admin/attention").await;
    let confirm = format!("/admin/confirm?next=%2Fadmin%2Fattention%23missed-{uid}");
    let found = told(&page, &uid).unwrap();
    expect_words(found, &[&format!("href=\"{confirm}\"")]);
    assert_eq!(buttons(found), ["Дать ещё время", "Вернуть в сборку"]);
    let fields = [("way", "cancel"), ("reason", "не пришёл")];
    let reply = decide(&owner, &uid, &version(&page, &uid), &fields).await;
    assert_eq!(reply.expect(303).header("location"), confirm);
    assert_eq!(app.order(&json!(uid)).await["status"], "ready");
}

#[actix_web::test]
async fn what_was_typed_wrong_is_told_beside_its_field_and_kept() {
    let app = App::real();
    let [uid] = missed(&app).await;
    let owner = app.owner();
    let seen = version(&owner.get("/admin/attention").await, &uid);
    let long = "я".repeat(501);
    for (fields, words) in [
        ([("way", "more-time"), ("until", "за<втра")], ["Напишите день и время", "за&#60;втра"]),
        ([("way", "more-time"), ("until", "2020-01-01T10:00")], ["уже прошло", "2020-01-01T10:00"]),
        ([("way", "cancel"), ("reason", " ")], ["Напишите, почему", "-others\" open"]),
        ([("way", "cancel"), ("reason", &*long)], ["не больше 500 знаков", &*long]),
    ] {
        let reply = decide(&owner, &uid, &seen, &fields).await;
        let found = told(reply.expect(422), &uid).unwrap();
        expect_words(found, &words);
        let problem = format!("missed-{uid}-{}-problem", fields[0].1);
        let expected = ["aria-invalid=\"true\"", &*format!("id=\"{problem}\" role=\"alert\"")];
        expect_words(found, &expected);
        assert_eq!(found.matches("role=\"alert\"").count(), 1, "{found}");
    }
    decide(&owner, &uid, &seen, &[("way", "steal")]).await.expect(422);
    decide(&owner, "48817-X", &seen, &[("way", "undo")]).await.expect(404);
    let order = app.order(&json!(uid)).await;
    assert_eq!(order["events"].as_array().unwrap().last().unwrap()["kind"], "missed");
}

/// An address can be made up.
#[actix_web::test]
async fn the_page_says_nothing_that_is_not_so() {
    let app = App::real();
    let [uid] = missed(&app).await;
    for way in ["cancel", "undo", "more-time", "steal"] {
        let page = app.owner().get(&format!("/admin/attention?missed={uid}&way={way}")).await;
        assert!(!page.expect(200).text.contains("class=\"became\""), "{way}");
    }
    let page = app.owner().get("/admin/attention?missed=%3Cb%3E&way=undo").await;
    assert!(!page.expect(200).text.contains("class=\"became\""));
}

/// In a browser: the time that stands there is a good one, and a click gives it.
#[actix_web::test]
async fn more_time_is_a_click() {
    let app = App::real();
    let [uid, other] = missed(&app).await;
    let browser = Customer::arrive(JavaScript::On).await;
    browser.open(app.url("/admin/sign-in")).await;
    browser.carry(&app.url("/admin"), &app.staff("Вера", Role::Manager).cookie).await;
    browser.open(app.url("/admin/attention")).await;
    let card = format!("#missed-{uid}");
    assert!(browser.read(".places [aria-current]").await.ends_with('2'));
    assert!(!browser.typed(&format!("{card}-more-time-until")).await.is_empty());
    browser.click(&format!("{card}-more-time-button")).await;
    let became = browser.read("#missed [role=status]").await;
    assert!(became.starts_with(&format!("Заказ {uid} ждёт до ")), "{became}");
    assert_eq!(browser.count(&card).await, 0);
    assert_eq!(browser.count(&format!("#missed-{other}")).await, 1);
    assert!(browser.read(".places [aria-current]").await.ends_with('1'));
    let due: Vec<UtcTime> = hand_overs::table
        .filter(hand_overs::due_at.gt(clock::now()))
        .select(hand_overs::due_at)
        .load(&mut app.books())
        .unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(browser.complaints().await, Vec::<String>::new());

    // The others are folded away, and the keyboard reaches them.
    browser.click(&format!("#missed-{other}-others-summary")).await;
    for (width, light) in
        WIDTHS.into_iter().flat_map(|width| Light::BOTH.map(|light| (width, light)))
    {
        browser.look(width, light).await;
        assert_eq!(browser.violations().await, Vec::<String>::new());
        assert_eq!(browser.overflow().await, None, "{width}");
    }
    browser.fill(&format!("#missed-{other}-cancel-reason"), "не пришёл").await;
    browser.click(&format!("#missed-{other}-cancel-button")).await;
    let kind = "[data-kind=refund_due]";
    browser.find(kind).await;
    assert_eq!(browser.count(&format!("#missed-{other}")).await, 0);
}

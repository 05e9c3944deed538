//! A courier's run, from the orders that wait to the last stop.

mod browser;

use serde_json::{Value, json};

use kassa::staff::Role;

use crate::support::{App, Colleague, Reply, between, payment};

/// A ready order that a courier brings at that hour of a day far away.
async fn by_courier(app: &App, picker: &Colleague<'_>, nickname: &str, hour: u16) -> Value {
    let item = json!({ "name": "Шалкер с песком", "price": 8, "quantity": 130 });
    let new = json!({ "items": [item], "customer": { "nickname": nickname } });
    let order = app.place(new).await;
    app.pay(&payment(&order, 8 * 130, hour)).await;
    let at = format!("2099-11-30T{hour:02}:00");
    let steps: [&[(&str, &str)]; 2] = [
        &[("move", "assemble")],
        &[("move", "ready"), ("hand_over", "courier"), ("place", "у <портала>"), ("at", &at)],
    ];
    for step in steps {
        let version = version(&picker.get(&path(&order)).await);
        let fields = [&[("version", version.as_str())], step].concat();
        picker.post(&format!("{}/move", path(&order)), &fields).await.expect(303);
    }
    order
}

fn uid(order: &Value) -> &str {
    order["uid"].as_str().unwrap()
}

fn path(order: &Value) -> String {
    format!("/admin/orders/{}", uid(order))
}

fn version(page: &Reply) -> String {
    between(&page.text, "name=\"version\" value=\"", "\"").to_owned()
}

/// What the customer's page tells him to say.
async fn code(app: &App, order: &Value) -> String {
    let page = seen_by_customer(app, order).await;
    between(&page, "id=\"code\" translate=\"no\">", "<").to_owned()
}

async fn seen_by_customer(app: &App, order: &Value) -> String {
    let address = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    app.browser().get(address.path()).await.expect(200).text.clone()
}

fn another(code: &str) -> &'static str {
    if code == "012345" { "543210" } else { "012345" }
}

/// Makes a run of these; its address.
async fn run_of(courier: &Colleague<'_>, orders: &[&Value]) -> String {
    let chosen: Vec<(&str, &str)> = orders.iter().map(|order| ("uid", uid(order))).collect();
    let made = courier.post("/admin/runs", &chosen).await;
    made.expect(303).header("location").to_owned()
}

/// Sends a form of the next stop, as the run's page has it now.
async fn at_stop(
    courier: &Colleague<'_>,
    run: &str,
    order: &Value,
    to: &str,
    fields: &[(&str, &str)],
) -> Reply {
    let version = version(&courier.get(run).await);
    let always = [("uid", uid(order)), ("version", version.as_str())];
    courier.post(&format!("{run}/{to}"), &[&always, fields].concat()).await
}

#[actix_web::test]
async fn a_courier_goes_from_stop_to_stop() {
    let app = App::real();
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    let late = by_courier(&app, &picker, "LateBird", 20).await;
    let soon = by_courier(&app, &picker, "SoonBird", 9).await;
    courier.get("/admin/cells").await.expect(200).expect_text(&["href=\"/admin/runs\""]);
    courier.get("/admin/runs").await.expect(200).expect_text(&["SoonBird", "LateBird"]);
    let run = run_of(&courier, &[&late, &soon]).await;

    // Whoever is met first comes first; what he ordered is told as players count.
    let page = courier.get(&run).await;
    page.expect(200).expect_text(&["Шалкер с песком", "у &#60;портала&#62;", "09:00"]);
    let (next, later) = page.text.split_once("id=\"later\"").expect("a later stop");
    assert!(next.contains("SoonBird") && later.contains("LateBird"), "{}", page.text);
    let told = code(&app, &soon).await;
    let wrong = at_stop(&courier, &run, &soon, "deliver", &[("code", another(&told))]).await;
    wrong.expect(422).expect_text(&["Код неверный", "SoonBird"]);
    at_stop(&courier, &run, &soon, "deliver", &[("code", "12")]).await.expect(422);
    at_stop(&courier, &run, &soon, "deliver", &[("code", &told)]).await.expect(303);
    assert_eq!(app.order(&soon["uid"]).await["status"], "completed");

    // A second click changes nothing, and is no error.
    let again = [("uid", uid(&soon)), ("version", "1"), ("code", &told)];
    courier.post(&format!("{run}/deliver"), &again).await.expect(303);

    // The other one is not there, and is met tomorrow.
    let tomorrow = [("place", "у маяка"), ("at", "2099-12-01T10:30")];
    let nobody = at_stop(&courier, &run, &late, "nobody", &tomorrow).await;
    let page = courier.get(nobody.expect(303).header("location")).await;
    page.expect(200).expect_text(&["id=\"ended\"", "никого не нашли", "отдан"]);
    let seen = seen_by_customer(&app, &late).await;
    for text in ["The courier did not find you", "у маяка", "1\u{a0}December 2099, 10:30"] {
        assert!(seen.contains(text), "{text}\n{seen}");
    }
    courier.get("/admin/runs").await.expect(200).expect_text(&["LateBird", "у маяка"]);
}

#[actix_web::test]
async fn after_the_third_attempt_somebody_decides() {
    let app = App::real();
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    let manager = app.staff("Вера", Role::Manager);
    manager.post("/admin/cells", &[("names", "A1")]).await.expect(303);
    let order = by_courier(&app, &picker, "Nowhere_Man", 9).await;
    for day in 1..=3 {
        let run = run_of(&courier, &[&order]).await;
        let at = format!("2099-12-{day:02}T10:00");
        let fields = [("place", "спавн"), ("at", at.as_str())];
        at_stop(&courier, &run, &order, "nobody", &fields).await.expect(303);
    }
    // No courier goes there any more.
    assert!(!courier.get("/admin/runs").await.expect(200).text.contains("Nowhere_Man"));
    let none = courier.post("/admin/runs", &[("uid", uid(&order))]).await;
    let told = courier.get(none.expect(303).header("location")).await;
    told.expect(200).expect_text(&["заказ не ждёт курьера"]);
    manager.get("/admin/attention").await.expect(200).expect_text(&["Nowhere_Man"]);
    let page = manager.get(&path(&order)).await;
    page.expect(200).expect_text(&["id=\"tried-enough\"", "Никого не нашли 3 раза"]);
    assert!(!page.text.contains("id=\"change-courier\""), "{}", page.text);
    let version = version(&page);
    let again = [
        ("version", version.as_str()),
        ("hand_over", "courier"),
        ("place", "спавн"),
        ("at", "2099-12-09T10:00"),
    ];
    let to = format!("{}/hand-over", path(&order));
    manager.post(&to, &again).await.expect(409).expect_text(&["три раза"]);
    let cell =
        [("version", version.as_str()), ("hand_over", "cell"), ("until", "2099-12-09T10:00")];
    manager.post(&to, &cell).await.expect(303);
}

#[actix_web::test]
async fn what_changed_meanwhile_is_said() {
    let app = App::real();
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    let manager = app.staff("Вера", Role::Manager);
    let (one, two) =
        (by_courier(&app, &picker, "One", 9).await, by_courier(&app, &picker, "Two", 10).await);
    let run = run_of(&courier, &[&one, &two]).await;
    let seen = courier.get(&run).await;
    let cancel = format!("{}/move", path(&one));
    let seen_by_manager = version(&manager.get(&path(&one)).await);
    let fields =
        [("version", seen_by_manager.as_str()), ("move", "cancel"), ("reason", "передумал")];
    manager.post(&cancel, &fields).await.expect(303);
    let version = version(&seen);
    let fields = [("uid", uid(&one)), ("version", version.as_str()), ("code", "012345")];
    let told = courier.post(&format!("{run}/deliver"), &fields).await;
    told.expect(409).expect_text(&["Отменён", "Two"]);
    let off = [("uid", uid(&one)), ("to", "first")];
    courier.post(&format!("{run}/shift"), &off).await.expect(409).expect_text(&["уже нет в рейсе"]);
}

#[actix_web::test]
async fn a_run_is_the_couriers_and_ends_by_hand() {
    let app = App::real();
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    let (one, two) =
        (by_courier(&app, &picker, "One", 9).await, by_courier(&app, &picker, "Two", 10).await);
    picker.get("/admin/runs").await.expect(403);
    courier.post("/admin/runs", &[]).await.expect(422).expect_text(&["хотя бы один заказ"]);
    let run = run_of(&courier, &[&one, &two]).await;
    let first = [("uid", uid(&two)), ("to", "first")];
    courier.post(&format!("{run}/shift"), &first).await.expect(303);
    let page = courier.get(&run).await;
    let (next, later) = page.text.split_once("id=\"later\"").expect("a later stop");
    assert!(next.contains("Two") && later.contains("One"), "{}", page.text);
    courier.post(&format!("{run}/take-off"), &[("uid", uid(&two))]).await.expect(303);
    courier.get("/admin/runs").await.expect(200).expect_text(&["Two"]);
    for _ in 0..2 {
        courier.post(&format!("{run}/end"), &[]).await.expect(303);
    }
    courier.get(&run).await.expect(200).expect_text(&["Рейс закончен", "Катя"]);
    courier.get(&format!("{run}/end")).await.expect(303);
    courier.get("/admin/runs/999").await.expect(404);
    let into = [("uid", uid(&one)), ("to", run.rsplit('/').next().unwrap())];
    courier.post("/admin/runs", &into).await.expect(409).expect_text(&["Рейс уже закончен"]);
}

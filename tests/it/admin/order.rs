//! An order's page for staff.

mod browser;
mod conflict;
mod looks;
mod money;

use serde_json::{Value, json};

use kassa::{
    orders::{self, Order},
    staff::Role,
};

use crate::support::{App, Reply, between, payment};

/// An order of two goods, as a program places it: 20 АР.
async fn placed(app: &App) -> Value {
    app.place(json!({
        "items": [
            { "name": "Шалкер <i>", "price": 8, "quantity": 2 },
            { "name": "Алмаз", "price": 4, "quantity": 1 },
        ],
        "customer": { "nickname": "Steve_01" },
    }))
    .await
}

async fn paid(app: &App) -> Value {
    let order = placed(app).await;
    app.pay(&payment(&order, 20, 0)).await;
    order
}

fn path(order: &Value) -> String {
    format!("/admin/orders/{}", order["uid"].as_str().unwrap())
}

/// The version in a page's forms.
fn version(page: &Reply) -> String {
    between(&page.text, "name=\"version\" value=\"", "\"").to_owned()
}

fn in_books(app: &App, order: &Value) -> Order {
    let uid = order["uid"].as_str().unwrap();
    orders::find_by_uid(&mut app.books(), uid).unwrap().unwrap()
}

#[actix_web::test]
async fn an_order_goes_its_way_in_three_pairs_of_hands() {
    let app = App::real();
    let order = paid(&app).await;
    let path = path(&order);
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    for (who, step, status) in [
        (&picker, "assemble", "assembling"),
        (&picker, "ready", "ready"),
        (&courier, "complete", "completed"),
        (&courier, "undo", "ready"),
        (&picker, "undo", "assembling"),
    ] {
        let page = who.get(&path).await;
        assert!(page.expect(200).text.contains(&format!("id=\"move-{step}\"")), "{step}");
        let sent = [("version", version(&page)), ("move", step.to_owned())];
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, &**value)).collect();
        let reply = who.post(&format!("{path}/move"), &sent).await;
        assert_eq!(reply.expect(303).header("location"), path);
        assert_eq!(in_books(&app, &order).written_status.as_str(), status);
    }
    let page = app.owner().get(&path).await;
    for told in ["Петя", "Катя", "Взят в сборку", "Отдан покупателю", "снова готов"]
    {
        assert!(page.text.contains(told), "{told}");
    }
}

#[actix_web::test]
async fn a_role_makes_its_own_moves_only() {
    let app = App::real();
    let order = paid(&app).await;
    let move_path = format!("{}/move", path(&order));
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    let version = version(&picker.get(&path(&order)).await);
    for (who, step) in
        [(&courier, "assemble"), (&courier, "restore"), (&picker, "complete"), (&picker, "cancel")]
    {
        let fields = [("version", version.as_str()), ("move", step), ("reason", "надо")];
        assert_eq!(who.post(&move_path, &fields).await.status, 403, "{step}");
    }
    assert_eq!(in_books(&app, &order).last_event.to_string(), version);
}

#[actix_web::test]
async fn cancelling_asks_for_a_reason_and_for_the_right() {
    let app = App::real();
    let order = placed(&app).await;
    let path = path(&order);
    let manager = app.staff("Вера", Role::Manager);
    let version = version(&manager.get(&path).await);
    let fields = [("version", version.as_str()), ("move", "cancel"), ("reason", "  ")];
    let refused = manager.post(&format!("{path}/move"), &fields).await;
    assert!(refused.expect(422).text.contains("Напишите, почему"));
    assert!(refused.text.contains("id=\"decide-cancel\" class=\"decision\" open"));
    let long = "я".repeat(501);
    let fields = [("version", version.as_str()), ("move", "cancel"), ("reason", &long)];
    let refused = manager.post(&format!("{path}/move"), &fields).await;
    assert!(refused.expect(422).text.contains("не больше 500"));

    let reason = "покупатель <просил>";
    let fields = [("version", version.as_str()), ("move", "cancel"), ("reason", reason)];
    manager.post(&format!("{path}/move"), &fields).await.expect(303);
    let page = manager.get(&path).await;
    assert!(page.text.contains("покупатель &#60;просил&#62;"));
    let version = self::version(&page);
    let fields = [("version", version.as_str()), ("move", "restore"), ("reason", "передумал")];
    manager.post(&format!("{path}/move"), &fields).await.expect(303);
    assert_eq!(in_books(&app, &order).written_status.as_str(), "awaiting_payment");
}

#[actix_web::test]
async fn a_note_is_for_colleagues_alone() {
    let app = App::real();
    let order = paid(&app).await;
    let picker = app.staff("Петя", Role::Picker);
    let page = picker.get(&path(&order)).await;
    let fields = [("version", version(&page)), ("text", "Синие <шалкеры>\r\nкончились".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, &**text)).collect();
    let note = format!("{}/note", path(&order));
    picker.post(&note, &fields).await.expect(303);
    let page = app.staff("Катя", Role::Courier).get(&path(&order)).await;
    assert!(page.text.contains("Синие &#60;шалкеры&#62;"));
    let public = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    assert!(!app.browser().get(public.path()).await.text.contains("Синие"));
    // Whoever wrote one on an old page does not lose it.
    picker.post(&note, &[("version", "1"), ("text", "ещё")]).await.expect(303);
    assert!(picker.post(&note, &[("version", "1"), ("text", " ")]).await.status == 422);
    // The page that a reload asks for.
    assert_eq!(picker.get(&note).await.expect(303).header("location"), path(&order));
}

#[actix_web::test]
async fn a_form_that_is_none_is_refused() {
    let app = App::real();
    let order = paid(&app).await;
    let owner = app.owner();
    let to = |form: &str| format!("{}/{form}", path(&order));
    for (form, fields) in [
        ("move", vec![("move", "assemble")]),
        ("move", vec![("version", "x"), ("move", "assemble")]),
        ("move", vec![("version", "1"), ("move", "fly")]),
        ("refunds", vec![("version", "1"), ("sum", "1"), ("payee", "a"), ("to", "lost")]),
    ] {
        assert_eq!(owner.post(&to(form), &fields).await.status, 400, "{form} {fields:?}");
    }
    let nowhere = owner.post("/admin/orders/1-A/move", &[("version", "1"), ("move", "undo")]).await;
    assert_eq!(nowhere.status, 404);
}

//! What a courier brings is handed over for the code that its customer tells.

use serde_json::Value;

use kassa::staff::Role;

use super::{LATER, assembling, path, post, seen_by_customer, version};
use crate::support::{App, Colleague, between};

async fn by_courier(app: &App, picker: &Colleague<'_>) -> Value {
    let order = assembling(app, picker, 0).await;
    let fields = [("move", "ready"), ("hand_over", "courier"), ("place", "спавн"), ("at", LATER)];
    post(picker, &order, "move", &fields).await.expect(303);
    order
}

/// What the customer's page tells him to say.
async fn code(app: &App, order: &Value) -> String {
    let page = seen_by_customer(app, order).await;
    between(&page, "id=\"code\" translate=\"no\">", "<").to_owned()
}

fn another(code: &str) -> &'static str {
    if code == "012345" { "543210" } else { "012345" }
}

#[actix_web::test]
async fn the_customer_tells_the_code_and_the_courier_types_it() {
    let app = App::real();
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    let manager = app.staff("Вера", Role::Manager);
    let order = by_courier(&app, &picker).await;
    let code = code(&app, &order).await;
    // Nobody of the shop reads it anywhere.
    for page in [path(&order), format!("{}/slip", path(&order)), "/admin/orders".to_owned()] {
        assert!(!manager.get(&page).await.expect(200).text.contains(&format!(">{code}<")));
    }
    let page = courier.get(&path(&order)).await;
    assert!(page.expect(200).text.contains("id=\"code-button\""));
    assert!(!page.text.contains("id=\"move-complete\""));
    post(&courier, &order, "move", &[("move", "complete")])
        .await
        .expect(409)
        .expect_text(&["везёт курьер"]);
    let short = post(&courier, &order, "deliver", &[("code", "123")]).await;
    short.expect(422).expect_text(&["Код — это шесть цифр", "столько раз: 5"]);
    let wrong = post(&courier, &order, "deliver", &[("code", another(&code))]).await;
    wrong.expect(422).expect_text(&["Код неверный", "Осталось попыток: 4"]);
    assert_eq!(app.order(&order["uid"]).await["status"], "ready");
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    post(&courier, &order, "deliver", &[("code", &spaced)]).await.expect(303);
    assert_eq!(app.order(&order["uid"]).await["status"], "completed");
    assert!(!seen_by_customer(&app, &order).await.contains("id=\"code\""));
}

#[actix_web::test]
async fn after_five_wrong_codes_a_manager_makes_a_new_one() {
    let app = App::real();
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    let manager = app.staff("Вера", Role::Manager);
    let order = by_courier(&app, &picker).await;
    let first = code(&app, &order).await;
    for _ in 0..4 {
        post(&courier, &order, "deliver", &[("code", another(&first))]).await.expect(422);
    }
    let last = post(&courier, &order, "deliver", &[("code", another(&first))]).await;
    last.expect(409).expect_text(&["попыток больше нет", "id=\"code-locked\""]);
    post(&courier, &order, "deliver", &[("code", &first)]).await.expect(409);
    let reason = [("reason", "опечатался")];
    for to in ["code", "deliver-without-code"] {
        post(&courier, &order, to, &reason).await.expect(403);
        post(&manager, &order, to, &[]).await.expect(422);
    }
    // Nor does the courier have it handed over otherwise, where no code is asked for.
    let agreed = [("hand_over", "agreed")];
    post(&courier, &order, "hand-over", &agreed).await.expect(403);
    post(&manager, &order, "code", &reason).await.expect(303);
    let second = code(&app, &order).await;
    post(&courier, &order, "deliver", &[("code", &second)]).await.expect(303);
    assert_eq!(app.order(&order["uid"]).await["status"], "completed");
}

#[actix_web::test]
async fn without_the_code_somebody_answers_for_it() {
    let app = App::real();
    let (picker, manager) = (app.staff("Петя", Role::Picker), app.staff("Вера", Role::Manager));
    let order = by_courier(&app, &picker).await;
    let version = version(&manager.get(&path(&order)).await);
    let several = format!("{}:{version}", order["uid"].as_str().unwrap());
    let fields = [("move", "complete"), ("order", several.as_str())];
    let moved = manager.post("/admin/orders/move", &fields).await;
    let told = manager.get(moved.expect(303).header("location")).await;
    told.expect(200).expect_text(&["код покупателя вводят на странице"]);
    let reason = [("reason", "потерял телефон")];
    post(&manager, &order, "deliver-without-code", &reason).await.expect(303);
    manager.get(&path(&order)).await.expect(200).expect_text(&["потерял телефон"]);
    assert_eq!(app.order(&order["uid"]).await["status"], "completed");
}

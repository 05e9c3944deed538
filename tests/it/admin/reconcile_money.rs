//! What is decided by a comparison of the books with Dromon's: the way from the page to the desk's verbs on money.

use diesel::prelude::*;
use kassa::db::schema::{history_lines, payments, refunds, withdrawals};
use serde_json::Value;

use super::reconcile::{PAGE, line, paid, state, sure};
use crate::support::{App, between, payment};

/// The value of a hidden field of the page's first form that has it.
fn hidden<'a>(text: &'a str, name: &str) -> &'a str {
    between(text, &format!("name=\"{name}\" value=\""), "\"")
}

#[actix_web::test]
async fn one_click_confirms_what_adds_up_to_the_difference() {
    let app = App::real();
    paid(&app, 8).await;
    let waiting = app.place_sum(5).await;
    state(&app, "13").await.expect(303);
    let staff = app.owner();
    let page = staff.get(PAGE).await;
    let form =
        [("statement", hidden(&page.text, "statement")), ("order", hidden(&page.text, "order"))];
    let path = "/admin/reconcile/confirm";
    let reply = staff.post(path, &form).await;
    assert_eq!(reply.expect(303).header("location"), "/admin/reconcile?done=confirmed");
    let order = app.order(&waiting["uid"]).await;
    assert_eq!((&order["status"], &order["paid"]), (&"paid".into(), &5.into()));
    staff.get(PAGE).await.expect_text(&["Разница объяснена", "Впишите баланс ещё раз"]);
    // A second click finds that it is done.
    staff.post(path, &form).await.expect(409).expect_text(&["что-то изменилось"]);
    assert_eq!(sure(&app), ["callback", "staff"]);
    state(&app, "13").await.expect(303);
    assert_eq!(sure(&app), ["balance", "balance"]);
    // The callback comes after all: the same money.
    assert_eq!(app.pay(&payment(&order, 5, 0)).await, "recorded");
    let order = app.order(&order["uid"]).await;
    assert_eq!((&order["paid"], &order["held"]), (&5.into(), &true.into()));
    state(&app, "13").await.expect(303);
    staff.get(PAGE).await.expect_text(&["Сошлось: 13"]);
}

#[actix_web::test]
async fn several_orders_are_confirmed_together_or_not_at_all() {
    let app = App::real();
    let (three, two) = (app.place_sum(3).await, app.place_sum(2).await);
    state(&app, "5").await.expect(303);
    let staff = app.owner();
    let page = staff.get(PAGE).await;
    let statement = hidden(&page.text, "statement");
    let chosen: Vec<&str> = page
        .text
        .split("name=\"order\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(chosen.len(), 2);
    // One of the two is paid meanwhile.
    assert_eq!(app.pay(&payment(&two, 2, 0)).await, "paid");
    let form = [("statement", statement), ("order", chosen[0]), ("order", chosen[1])];
    staff.post("/admin/reconcile/confirm", &form).await.expect(409);
    assert_eq!(app.order(&three["uid"]).await["status"], "awaiting_payment");
    assert_eq!(sure(&app), ["callback"]);
}

#[actix_web::test]
async fn what_never_came_is_doubted_and_then_the_rest_agrees() {
    let app = App::real();
    let forged = paid(&app, 8).await;
    paid(&app, 5).await;
    state(&app, "5").await.expect(303);
    let staff = app.owner();
    let form = [("payment", "1"), ("reason", "баланс меньше на 8")];
    let reply = staff.post("/admin/reconcile/contest", &form).await;
    assert_eq!(reply.expect(303).header("location"), "/admin/reconcile?done=contested");
    assert_eq!(app.order(&forged["uid"]).await["held"], true);
    staff.get(PAGE).await.expect_text(&["Разница объяснена"]);
    state(&app, "5").await.expect(303);
    assert_eq!(sure(&app), ["contested", "balance"]);
    // It came after all: it is the first that is thought of.
    state(&app, "13").await.expect(303);
    staff.get(PAGE).await.expect_text(&["Платёж под сомнением на ту же сумму"]);
}

#[actix_web::test]
async fn what_nobody_wrote_down_is_written_down() {
    let app = App::real();
    let order = paid(&app, 8).await;
    state(&app, "1").await.expect(303);
    let staff = app.owner();
    let form = [("sum", "4"), ("reason", "на блоки")];
    let reply = staff.post("/admin/reconcile/withdraw", &form).await;
    assert_eq!(reply.expect(303).header("location"), "/admin/reconcile?done=withdrawn");
    let uid = order["uid"].as_str().unwrap().to_lowercase();
    let form = [("sum", "3"), ("order", &uid), ("payee", "Steve_01"), ("reason", "не подошло")];
    let reply = staff.post("/admin/reconcile/refund", &form).await;
    assert_eq!(reply.expect(303).header("location"), "/admin/reconcile?done=refunded");
    let withdrawn: Vec<i64> =
        withdrawals::table.select(withdrawals::sum).load(&mut app.books()).unwrap();
    let refunded: Vec<(i64, String)> =
        refunds::table.select((refunds::sum, refunds::state)).load(&mut app.books()).unwrap();
    assert_eq!((withdrawn, refunded), (vec![4], vec![(3, "confirmed".to_owned())]));
    state(&app, "1").await.expect(303);
    staff.get(PAGE).await.expect_text(&["Сошлось: 1"]);
    let form = [("sum", "1"), ("order", "99999-X"), ("payee", "a"), ("reason", "a")];
    staff.post("/admin/reconcile/refund", &form).await.expect(422);
}

/// Pastes a line of a lost payment, and returns what its form sends.
async fn paste(app: &App, lost: &Value, sum: i64) -> (String, String) {
    let staff = app.owner();
    let reply = staff.post("/admin/reconcile/history", &[("lines", &line(lost, sum))]).await;
    let page = staff.get(reply.expect(303).header("location")).await;
    let action = between(&page.text, "action=\"/admin/reconcile/lines/", "\"");
    (format!("/admin/reconcile/lines/{action}"), hidden(&page.text, "version").to_owned())
}

#[actix_web::test]
async fn a_line_and_a_reason_confirm_a_payment() {
    let app = App::real();
    let lost = app.place_sum(5).await;
    let (path, version) = paste(&app, &lost, 5).await;
    let form = [("version", version.as_str()), ("reason", "видел его экран")];
    app.owner().post(&path, &form).await.expect(303);
    assert_eq!(app.order(&lost["uid"]).await["status"], "paid");
    let confirmed: Vec<(Option<i64>, Option<String>)> = history_lines::table
        .select((history_lines::payment_id, history_lines::confirmed_by))
        .load(&mut app.books())
        .unwrap();
    assert_eq!(confirmed, [(Some(1), Some("staff:Хозяин".to_owned()))]);
    app.owner().post(&path, &form).await.expect(409);
    let count: i64 = payments::table.count().get_result(&mut app.books()).unwrap();
    assert_eq!(count, 1);
}

#[actix_web::test]
async fn a_line_and_a_balance_confirm_a_payment() {
    let app = App::real();
    let (lost, other) = (app.place_sum(5).await, app.place_sum(5).await);
    state(&app, "5").await.expect(303);
    let (path, version) = paste(&app, &lost, 5).await;
    app.owner().post(&path, &[("version", &version)]).await.expect(303);
    assert_eq!(app.order(&lost["uid"]).await["status"], "paid");
    // The difference has explained one payment, and no second one.
    let (path, version) = paste(&app, &other, 5).await;
    app.owner().post(&path, &[("version", &version)]).await.expect(422);
    assert_eq!(app.order(&other["uid"]).await["status"], "awaiting_payment");
}

//! Two of staff at once.

use diesel::connection::SimpleConnection;

use super::*;

#[actix_web::test]
async fn the_second_is_told_who_did_what() {
    let app = App::real();
    let order = paid(&app).await;
    let path = path(&order);
    let (first, second) = (app.staff("Петя", Role::Picker), app.staff("Вера", Role::Manager));
    let seen = version(&second.get(&path).await);
    let fields = [("version", seen.as_str()), ("move", "assemble")];
    first.post(&format!("{path}/move"), &fields).await.expect(303);

    let told = second.post(&format!("{path}/move"), &fields).await;
    let alert = between(&told.expect(409).text, "id=\"trouble\"", "</section>");
    assert!(alert.contains("Взят в сборку") && alert.contains("Петя"), "{alert}");
    assert!(!alert.contains("Заказ оплачен"), "what he had seen is no news: {alert}");
    // The buttons are those of now, and work.
    assert!(told.text.contains("id=\"move-ready\"") && !told.text.contains("id=\"move-assemble\""));
    let now = version(&told);
    assert_ne!(now, seen);
    let fields = [("version", now.as_str()), ("move", "ready")];
    second.post(&format!("{path}/move"), &fields).await.expect(303);
    assert_eq!(in_books(&app, &order).written_status.as_str(), "ready");
}

#[actix_web::test]
async fn a_second_click_is_no_conflict() {
    let app = App::real();
    let order = paid(&app).await;
    let path = path(&order);
    let picker = app.staff("Петя", Role::Picker);
    let seen = version(&picker.get(&path).await);
    let fields = [("version", seen.as_str()), ("move", "assemble")];
    for _ in 0..2 {
        let reply = picker.post(&format!("{path}/move"), &fields).await;
        assert_eq!(reply.expect(303).header("location"), path);
    }
    // Something else with that version is one.
    let fields = [("version", seen.as_str()), ("move", "ready")];
    picker.post(&format!("{path}/move"), &fields).await.expect(409);
    assert_eq!(in_books(&app, &order).written_status.as_str(), "assembling");
}

#[actix_web::test]
async fn a_held_order_is_not_assembled() {
    let app = App::real_with(&[("DROMON_SOURCES", "")]);
    let order = paid(&app).await;
    let path = path(&order);
    let picker = app.staff("Петя", Role::Picker);
    let page = picker.get(&path).await;
    assert!(page.expect(200).text.contains("уведомление с незнакомого адреса"));
    assert!(!page.text.contains("id=\"move-assemble\""));
    let seen = version(&page);
    let fields = [("version", seen.as_str()), ("move", "assemble")];
    let refused = picker.post(&format!("{path}/move"), &fields).await;
    let alert = between(&refused.expect(409).text, "id=\"trouble\"", "</section>");
    assert!(alert.contains("уведомление с незнакомого адреса"), "{alert}");
    assert_eq!(in_books(&app, &order).written_status.as_str(), "paid");
    // He cannot lift the hold; a manager is offered to.
    let page = app.staff("Вера", Role::Manager).get(&path).await;
    assert!(page.text.contains("id=\"decide-override\""));
    let fields = [("version", seen.as_str()), ("reason", "надо")];
    assert_eq!(picker.post(&format!("{path}/override"), &fields).await.status, 403);
}

#[actix_web::test]
async fn what_is_decided_about_money_asks_for_the_password_again() {
    let app = App::real();
    let (order, unpaid) = (paid(&app).await, placed(&app).await);
    let manager = app.staff("Вера", Role::Manager);
    app.books_to_write().batch_execute("UPDATE sessions SET confirmed_at = 1").unwrap();
    let page = manager.get(&path(&order)).await;
    let again = format!("/admin/confirm?next={}", path(&order).replace('/', "%2F"));
    assert!(page.expect(200).text.contains(&format!("href=\"{again}\"")), "{}", page.text);
    assert!(!page.text.contains("id=\"decide-cancel\""));
    let seen = version(&page);
    let fields = [("version", seen.as_str()), ("move", "cancel"), ("reason", "надо")];
    let sent = manager.post(&format!("{}/move", path(&order)), &fields).await;
    assert_eq!(sent.expect(303).header("location"), again);
    assert_eq!(in_books(&app, &order).written_status.as_str(), "paid");
    // An order without money in it is cancelled without.
    let seen = version(&manager.get(&path(&unpaid)).await);
    let fields = [("version", seen.as_str()), ("move", "cancel"), ("reason", "надо")];
    manager.post(&format!("{}/move", path(&unpaid)), &fields).await.expect(303);
    assert_eq!(in_books(&app, &unpaid).written_status.as_str(), "cancelled");
}

//! What staff decides about an order's money, through its page.

use super::*;
use crate::support::Colleague;

/// Sends a form of the page as it is now.
async fn send(who: &Colleague<'_>, path: &str, form: &str, fields: &[(&str, &str)]) -> Reply {
    let version = version(&who.get(path).await);
    let fields: Vec<(&str, &str)> =
        [("version", version.as_str())].into_iter().chain(fields.iter().copied()).collect();
    who.post(&format!("{path}/{form}"), &fields).await
}

#[actix_web::test]
async fn a_payment_is_confirmed_by_hand_with_a_reason() {
    let app = App::real();
    let order = placed(&app).await;
    let path = path(&order);
    let manager = app.staff("Вера", Role::Manager);
    let page = manager.get(&path).await;
    let form = between(&page.expect(200).text, "id=\"decide-confirm\"", "</details>");
    assert!(form.contains("value=\"20\""), "what is left stands there: {form}");

    let silent = send(&manager, &path, "confirm-payment", &[("sum", "20")]).await;
    assert!(silent.expect(422).text.contains("Напишите, почему"));
    for sum in ["0", "-1", "2.5", "много", "", "9007199254740992"] {
        let fields = [("sum", sum), ("reason", "видел")];
        let refused = send(&manager, &path, "confirm-payment", &fields).await;
        assert!(refused.expect(422).text.contains("целое число"), "{sum}");
    }
    assert_eq!(in_books(&app, &order).counted.get(), 0);

    let reason = "есть в истории <Dromon>";
    let fields = [("sum", " 2\u{a0}0 "), ("reason", reason)];
    send(&manager, &path, "confirm-payment", &fields).await.expect(303);
    assert_eq!(in_books(&app, &order).written_status.as_str(), "paid");
    let page = manager.get(&path).await;
    assert!(page.text.contains("есть в истории &#60;Dromon&#62;"));
    assert!(page.text.contains("Подтвердил сотрудник"));
    // It assembles like any other.
    send(&app.staff("Петя", Role::Picker), &path, "move", &[("move", "assemble")])
        .await
        .expect(303);
}

#[actix_web::test]
async fn a_hold_is_lifted_with_a_reason() {
    let app = App::real_with(&[("DROMON_SOURCES", "")]);
    let order = paid(&app).await;
    let path = path(&order);
    let manager = app.staff("Вера", Role::Manager);
    send(&manager, &path, "override", &[("reason", " ")]).await.expect(422);
    send(&manager, &path, "override", &[("reason", "адрес Dromon сменился")]).await.expect(303);
    let page = manager.get(&path).await;
    assert!(page.text.contains("Удержание снято") && page.text.contains("адрес Dromon сменился"));
    send(&manager, &path, "move", &[("move", "assemble")]).await.expect(303);
}

#[actix_web::test]
async fn a_refund_is_written_down_once_and_never_for_more_than_was_paid() {
    let app = App::real();
    let order = paid(&app).await;
    let path = path(&order);
    let manager = app.staff("Вера", Role::Manager);
    let refund = |sum| [("sum", sum), ("payee", "Steve_01"), ("to", "sent"), ("reason", "брак")];
    let too_much = send(&manager, &path, "refunds", &refund("21")).await;
    assert!(too_much.expect(422).text.contains("не больше 20"));
    assert!(too_much.text.contains("id=\"decide-refund\" class=\"decision\" open"));
    let nobody = [("sum", "5"), ("payee", " "), ("to", "sent"), ("reason", "брак")];
    send(&manager, &path, "refunds", &nobody).await.expect(422);

    let seen = version(&manager.get(&path).await);
    let fields: Vec<(&str, &str)> =
        [("version", seen.as_str())].into_iter().chain(refund("5")).collect();
    manager.post(&format!("{path}/refunds"), &fields).await.expect(303);
    manager.post(&format!("{path}/refunds"), &fields).await.expect(409);
    let page = manager.get(&path).await;
    assert_eq!(page.text.matches("отправлено</span>").count(), 1, "{}", page.text);

    let id = between(&page.text, &format!("{path}/refunds/"), "\"");
    let change = [("from", "sent"), ("to", "confirmed"), ("reason", "видел в истории")];
    send(&manager, &path, &format!("refunds/{id}"), &change).await.expect(303);
    send(&manager, &path, &format!("refunds/{id}"), &change).await.expect(409);
    assert!(manager.get(&path).await.text.contains("дошло"));
    // Another order's page does not lead to it.
    let other = self::path(&paid(&app).await);
    assert_eq!(send(&manager, &other, &format!("refunds/{id}"), &change).await.status, 404);
}

#[actix_web::test]
async fn a_payment_that_is_doubted_holds_its_order() {
    let app = App::real();
    let order = paid(&app).await;
    let path = path(&order);
    let manager = app.staff("Вера", Role::Manager);
    let page = manager.get(&path).await;
    let id = between(&page.text, "id=\"decide-contest-", "\"").to_owned();
    let form = format!("payments/{id}/contest");
    send(&manager, &path, &form, &[("reason", "")]).await.expect(422);
    send(&manager, &path, &form, &[("reason", "в истории его нет")]).await.expect(303);
    let page = manager.get(&path).await;
    assert!(page.text.contains("платёж оспорен") && page.text.contains("в истории его нет"));
    send(&manager, &path, "move", &[("move", "assemble")]).await.expect(409);
    let other = self::path(&paid(&app).await);
    assert_eq!(send(&manager, &other, &form, &[("reason", "нет")]).await.status, 404);
}

//! Taking a way out.

use kassa::db::schema::sessions;

use super::*;

/// The id of the only open discrepancy, and the version that a page would show of it.
fn only(app: &App) -> (i64, String) {
    let found: Vec<(i64, UtcTime)> = discrepancies::table
        .filter(discrepancies::resolved_at.is_null())
        .select((discrepancies::id, discrepancies::last_at))
        .load(&mut app.books())
        .unwrap();
    let [(id, last_at)] = found.as_slice() else { panic!("{found:?}") };
    (*id, last_at.micros().to_string())
}

async fn stray(app: &App) -> (i64, String) {
    app.pay(&json!({ "uid": "no-such", "sum": 8, "user": { "username": "Steve_01" } })).await;
    only(app)
}

async fn decide(app: &App, id: i64, fields: &[(&str, &str)]) -> Reply {
    app.owner().post(&format!("/admin/attention/{id}"), fields).await
}

/// The words that were typed are still there, on the card that they were typed into.
#[actix_web::test]
async fn a_form_that_is_not_filled_in_comes_back() {
    let app = App::real();
    let (id, seen) = stray(&app).await;
    let long = "я".repeat(501);
    for (fields, words) in [
        ([("way", "dismiss"), ("reason", " "), ("order", "")], "Напишите причину"),
        ([("way", "dismiss"), ("reason", &*long), ("order", "")], "Причина длиннее 500 знаков"),
        ([("way", "attach"), ("reason", ""), ("order", "12345-Q")], "Заказа с таким номером нет"),
    ] {
        let fields = [&fields[..], &[("seen", &*seen)]].concat();
        let reply = decide(&app, id, &fields).await;
        reply.expect(422);
        let card = card(&reply, "Платёж без заказа");
        expect_words(card, &[words, "Ничего не изменено", "<details", " open>"]);
        if fields[0].1 == "attach" {
            expect_words(card, &["value=\"12345-Q\""]);
        }
    }
    assert_eq!(only(&app), (id, seen));
}

#[actix_web::test]
async fn what_is_no_way_out_is_none() {
    let app = App::real();
    let (id, seen) = stray(&app).await;
    let reply = decide(&app, id, &[("way", "steal"), ("seen", &seen)]).await;
    assert_eq!(reply.status, 422);
    assert_eq!(decide(&app, id + 1, &[("way", "wait"), ("seen", &seen)]).await.status, 404);
    // Merging is a way out, and none of a stray payment's.
    let reply = decide(&app, id, &[("way", "merge"), ("seen", &seen)]).await;
    assert_eq!(reply.status, 409);
    assert_eq!(only(&app).0, id);
}

/// A form cannot be sent after the password, so it is not shown before.
#[actix_web::test]
async fn a_decision_about_money_asks_for_the_password_again() {
    let app = App::real();
    let (id, seen) = stray(&app).await;
    let owner = app.owner();
    let two_hours_ago = UtcTime::from(chrono::Utc::now() - chrono::TimeDelta::hours(2));
    diesel::update(sessions::table)
        .set(sessions::confirmed_at.eq(two_hours_ago))
        .execute(&mut app.books_to_write())
        .unwrap();
    let page = owner.get("/admin/attention").await;
    let confirm = format!("/admin/confirm?next=%2Fadmin%2Fattention%23d{id}");
    let card = card(&page, "Платёж без заказа");
    expect_words(card, &[&format!("href=\"{confirm}\"")]);
    assert!(!card.contains("value=\"refund\""), "{card}");
    let fields = [("way", "refund"), ("seen", &*seen), ("reason", "ошибся магазином")];
    let reply = owner.post(&format!("/admin/attention/{id}"), &fields).await;
    assert_eq!(reply.expect(303).header("location"), confirm);
    // The others go on as ever.
    expect_words(card, &["value=\"dismiss\"", "value=\"attach\""]);
}

#[actix_web::test]
async fn a_stray_payment_is_attached_by_a_number_in_any_spelling() {
    let app = App::real();
    let (id, seen) = stray(&app).await;
    let order = app.place_sum(8).await;
    let typed = order["uid"].as_str().unwrap().split('-').next().unwrap();
    let reply = decide(&app, id, &[("way", "attach"), ("seen", &seen), ("order", typed)]).await;
    assert_eq!(reply.expect(303).header("location"), format!("/admin/attention?done={id}"));
    assert_eq!(app.order(&order["uid"]).await["status"], "paid");
    let page = app.owner().get(reply.header("location")).await;
    page.expect_text(&["Решено: «Платёж без заказа».", "Всё сходится"]);
}

#[actix_web::test]
async fn what_is_put_aside_says_so() {
    let app = App::real();
    app.callback("{}").await.expect(400);
    let (id, seen) = only(&app);
    let reply = decide(&app, id, &[("way", "wait"), ("seen", &seen)]).await;
    let page = app.owner().get(reply.expect(303).header("location")).await;
    page.expect_text(&["Отложено до сверки: «Уведомление, которое не прочитать»."]);
}

/// Nobody decides about what he has not seen.
#[actix_web::test]
async fn the_second_of_two_is_told() {
    let app = App::real();
    let unknown = json!({ "uid": "no-such", "sum": 8 });
    app.pay(&unknown).await;
    let (id, seen) = only(&app);
    let dismiss = [("way", "dismiss"), ("seen", &*seen), ("reason", "подарок")];
    decide(&app, id, &dismiss).await.expect(303);
    let second = decide(&app, id, &dismiss).await;
    assert_eq!(second.status, 409);
    second.expect_text(&["Ничего не изменено", "Пока вы смотрели"]);
}

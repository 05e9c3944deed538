//! Nothing is heard from Dromon.

use kassa::db::schema::silence_signs;

use super::*;
use crate::support::eventually;

fn signs(app: &App) -> i64 {
    silence_signs::table.count().get_result(&mut app.books()).unwrap()
}

/// As if it had been so long ago.
fn minutes_ago(app: &App, minutes: i64) {
    let then = UtcTime::from(chrono::Utc::now() - chrono::TimeDelta::minutes(minutes));
    diesel::update(silence_signs::table)
        .set(silence_signs::since.eq(then))
        .execute(&mut app.books_to_write())
        .unwrap();
}

#[actix_web::test]
async fn a_customer_who_came_back_in_vain_is_told_of_until_something_is_heard() {
    let app = App::sandbox();
    let browser = app.browser();
    let page = browser.order().await;
    let uid: String = orders::table.select(orders::uid).get_result(&mut app.books()).unwrap();
    let returned = browser.get("/return").await;
    assert!(returned.expect(303).header("location").starts_with(&format!("{page}?back=")));
    eventually("the return being noted", async || (signs(&app) == 1).then_some(())).await;
    let quiet = "Уведомлений что-то не слышно";
    minutes_ago(&app, 2);
    assert!(!attention(&app).await.text.contains(quiet), "it may still come");
    minutes_ago(&app, 4);
    attention(&app).await.expect_text(&[
        quiet,
        "1 покупатель ушёл платить",
        "Не пришло ещё ни одного уведомления",
        &format!("href=\"/admin/orders/{uid}\""),
        "URL события",
        "/callback",
        "Почтовый ящик: пуст.",
        "href=\"/admin/reconcile\"",
    ]);

    // Anybody's: they do arrive.
    app.pay(&json!({ "uid": "no-such", "sum": 1 })).await;
    assert!(!attention(&app).await.text.contains(quiet));
}

#[actix_web::test]
async fn who_comes_back_without_an_order_or_with_a_paid_one_is_no_sign() {
    let app = App::sandbox();
    app.browser().get("/return").await.expect(303);
    let browser = app.browser();
    browser.order().await;
    let placed: (String, String, i64) = orders::table
        .select((orders::uid, orders::text, orders::total))
        .get_result(&mut app.books())
        .unwrap();
    app.pay(&json!({ "uid": placed.0, "text": placed.1, "sum": placed.2 })).await;
    browser.get("/return").await.expect(303);
    // Whoever comes back after them is noted, so they were looked at by then.
    let other = app.browser();
    other.order().await;
    other.get("/return").await.expect(303);
    eventually("the last return being noted", async || (signs(&app) >= 1).then_some(())).await;
    assert_eq!(signs(&app), 1);
}

//! Callbacks that were refused for their token.

use futures_util::future::{join, join_all};
use kassa::{
    db::schema::{audit, refused_callbacks, sessions},
    payments::refused::TokenHash,
};

use super::*;
use crate::support::{TOKEN, Wire, callback_head, eventually};

const WRONG: &str = "00000000000000000000000000000000";

async fn refuse(app: &App, body: impl Into<reqwest::Body>) {
    let request = app.post("/callback").bearer_auth(WRONG).body(body);
    Reply::of(request).await.expect_problem(401);
}

fn kept(app: &App) -> i64 {
    refused_callbacks::table
        .filter(refused_callbacks::taken_at.is_null())
        .count()
        .get_result(&mut app.books())
        .unwrap()
}

async fn until_kept(app: &App, count: i64) {
    eventually("the refused callbacks being written down", async || {
        (kept(app) >= count).then_some(())
    })
    .await;
}

/// The secret is mended: the token that came is the right one now.
fn mend(app: &App) {
    diesel::update(refused_callbacks::table)
        .set(refused_callbacks::token_hash.eq(Some(TokenHash::of(TOKEN.as_bytes()))))
        .execute(&mut app.books_to_write())
        .unwrap();
}

#[actix_web::test]
async fn a_refused_callback_is_shown_and_not_settled() {
    let app = App::real();
    let order = app.place_sum(8).await;
    refuse(&app, payment(&order, 8, 0).to_string()).await;
    until_kept(&app, 1).await;
    let uid = order["uid"].as_str().unwrap();
    let page = attention(&app).await;
    page.expect_text(&[
        "1 уведомление пришло с неверным ключом",
        "KASSA_DROMON_SECRET",
        &format!("8\u{a0}АР от Steve_01, номер «{uid}»"),
        "127.0.0.1",
        "ключ не от этого секрета",
        "Ключ не подходит",
    ]);
    assert!(!page.text.contains(WRONG));
    assert!(!page.text.contains("/receive"));
    assert_eq!(app.kept().len(), 0);
    assert_eq!(app.order(&order["uid"]).await["status"], "awaiting_payment");
    // Nor when somebody asks for it all the same.
    let id: i64 = refused_callbacks::table
        .select(refused_callbacks::id)
        .get_result(&mut app.books())
        .unwrap();
    for path in [
        format!("/admin/attention/refused/{id}/receive"),
        "/admin/attention/refused/receive".to_owned(),
    ] {
        let reply = app.owner().post(&path, &[]).await;
        assert_eq!(reply.expect(303).header("location"), "/admin/attention?received=0");
    }
    assert_eq!((app.kept().len(), kept(&app)), (0, 1));
}

#[actix_web::test]
async fn once_the_secret_is_mended_it_is_received() {
    let app = App::real();
    let orders = [app.place_sum(8).await, app.place_sum(9).await];
    for order in &orders {
        refuse(&app, payment(order, order["total"].as_i64().unwrap(), 0).to_string()).await;
    }
    until_kept(&app, 2).await;
    mend(&app);
    attention(&app)
        .await
        .expect_text(&["Ключ 2 уведомлений теперь подходит", "Принять все подходящие"]);
    let reply = app.owner().post("/admin/attention/refused/receive", &[]).await;
    let page = app.owner().get(reply.expect(303).header("location")).await;
    page.expect_text(&["Принято 2 уведомления"]);
    assert!(!page.text.contains("id=\"refused\""));
    for order in &orders {
        assert_eq!(app.order(&order["uid"]).await["status"], "paid");
    }
    let who: Vec<String> = audit::table.select(audit::who).load(&mut app.books()).unwrap();
    assert_eq!(who.iter().filter(|who| *who == "staff:Хозяин").count(), 2);
    // Twice is once.
    let reply = app.owner().post("/admin/attention/refused/receive", &[]).await;
    assert_eq!(reply.expect(303).header("location"), "/admin/attention?received=0");
    assert_eq!(app.payment_count(), 2);
}

/// The address that it came from is looked at as ever.
#[actix_web::test]
async fn a_received_callback_is_trusted_no_more_than_another() {
    let app = App::real_with(&[]);
    let order = app.place_sum(8).await;
    refuse(&app, payment(&order, 8, 0).to_string()).await;
    until_kept(&app, 1).await;
    mend(&app);
    app.owner().post("/admin/attention/refused/receive", &[]).await.expect(303);
    let order = app.order(&order["uid"]).await;
    assert_eq!((&order["status"], &order["held"]), (&json!("paid"), &json!(true)));
}

#[actix_web::test]
async fn receiving_asks_for_the_password_again() {
    let app = App::real();
    refuse(&app, "{}").await;
    until_kept(&app, 1).await;
    mend(&app);
    let owner = app.owner();
    let two_hours_ago = UtcTime::from(chrono::Utc::now() - chrono::TimeDelta::hours(2));
    diesel::update(sessions::table)
        .set(sessions::confirmed_at.eq(two_hours_ago))
        .execute(&mut app.books_to_write())
        .unwrap();
    let page = owner.get("/admin/attention").await;
    page.expect_text(&["/admin/confirm?next=%2Fadmin%2Fattention%23refused"]);
    assert!(!page.text.contains("action=\"/admin/attention/refused"));
    let reply = owner.post("/admin/attention/refused/receive", &[]).await;
    assert!(reply.expect(303).header("location").starts_with("/admin/confirm"));
    assert_eq!(kept(&app), 1);
}

/// Without a body, without a token, with nonsense: each is told, and none can be received.
#[actix_web::test]
async fn whatever_comes_is_told() {
    let app = App::real();
    Wire::connect(app.address).send(callback_head(&[&format!("Bearer {WRONG}")], 100)).reply();
    Wire::connect(app.address).send(callback_head(&[], 100)).reply();
    refuse(&app, "не JSON").await;
    refuse(&app, "x".repeat(20_000)).await;
    until_kept(&app, 4).await;
    let page = attention(&app).await;
    page.expect_text(&["тело не пришло", "прокси срезал заголовок Authorization", "не прочитать"]);
    let longest: Vec<Vec<u8>> =
        refused_callbacks::table.select(refused_callbacks::body).load(&mut app.books()).unwrap();
    assert_eq!(longest.iter().map(Vec::len).max(), Some(16 * 1024));
}

/// A flood of strangers neither fills the disk nor keeps a payment out.
#[actix_web::test]
async fn a_flood_is_bounded_and_right_callbacks_are_taken() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let body = "x".repeat(16 * 1024);
    let flood = join_all((0..300).map(|_| refuse(&app, body.clone())));
    let right = app.callback(payment(&order, 8, 0).to_string());
    let (_, right) = join(flood, right).await;
    assert_eq!(right.expect(200).json()["result"], "paid");
    until_kept(&app, 200).await;
    assert_eq!(kept(&app), 200);
}

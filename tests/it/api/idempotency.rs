//! A request that names itself is carried out once.

use std::collections::HashSet;

use futures_util::future::join_all;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{App, Reply};

fn order(sum: i64) -> String {
    json!({ "sum": sum, "customer": { "nickname": "Steve_01" } }).to_string()
}

fn named(app: &App, key: &str, sum: i64) -> RequestBuilder {
    app.placing(order(sum)).header("Idempotency-Key", key)
}

#[actix_web::test]
async fn the_same_request_gets_the_same_answer_again() {
    let app = App::real();
    let first = Reply::of(named(&app, "one", 8)).await.expect(201).json();
    let again = Reply::of(named(&app, "one", 8)).await.expect(201).json();
    assert_eq!(again, first);
    let other = Reply::of(named(&app, "two", 8)).await.expect(201).json();
    assert_ne!(other["uid"], first["uid"]);
}

#[actix_web::test]
async fn the_same_key_with_another_body_is_refused() {
    let app = App::real();
    Reply::of(named(&app, "one", 8)).await.expect(201);
    let reply = Reply::of(named(&app, "one", 9)).await;
    let detail = reply.expect_problem(422)["detail"].to_string();
    assert!(detail.contains("Idempotency-Key"), "{detail}");
}

/// What was not carried out may be put right under the same name.
#[actix_web::test]
async fn a_refused_request_does_not_use_its_key_up() {
    let app = App::real();
    Reply::of(named(&app, "one", 0)).await.expect_problem(422);
    Reply::of(named(&app, "one", 8)).await.expect(201);
}

/// Also where that is found out only after the key was claimed.
#[actix_web::test]
async fn a_request_that_the_books_refuse_does_not_use_its_key_up() {
    let app = App::real();
    let order = |uid: &str| {
        let body = json!({ "uid": uid, "sum": 8, "customer": { "nickname": "Steve_01" } });
        app.placing(body.to_string()).header("Idempotency-Key", "one")
    };
    let taken = app
        .placing(json!({ "uid": "A", "sum": 8, "customer": { "nickname": "Alex" } }).to_string());
    Reply::of(taken).await.expect(201);
    let problem = Reply::of(order("A")).await.expect_problem(409);
    assert_eq!(problem["type"], "urn:kassa:problem:uid-taken");
    assert_eq!(Reply::of(order("B")).await.expect(201).json()["uid"], "B");
}

/// Two programs may count their requests alike.
#[actix_web::test]
async fn a_key_names_a_request_of_one_program() {
    let app = App::real();
    let other = app.key_for("orders").await;
    let mine = Reply::of(named(&app, "one", 8)).await.expect(201).json();
    let request = app.post("/api/v1/orders").bearer_auth(&other).body(order(9));
    let theirs = Reply::of(request.header("Idempotency-Key", "one")).await.expect(201).json();
    assert_ne!(mine["uid"], theirs["uid"]);
}

#[actix_web::test]
async fn requests_at_once_place_one_order() {
    let app = App::real();
    let requests = (0..20).map(|nth| Reply::of(named(&app, ["a", "b"][nth % 2], 8)));
    let uids: HashSet<Value> = join_all(requests)
        .await
        .iter()
        .map(|reply| reply.expect(201).json()["uid"].clone())
        .collect();
    assert_eq!(uids.len(), 2);
}

#[actix_web::test]
async fn a_key_is_visible_ascii() {
    let app = App::real();
    for key in ["", " ", "a b", "é", &"k".repeat(256)] {
        Reply::of(named(&app, key, 8)).await.expect_problem(400);
    }
    let twice = named(&app, "one", 8).header("Idempotency-Key", "one");
    Reply::of(twice).await.expect_problem(400);
    Reply::of(named(&app, &"k".repeat(255), 8)).await.expect(201);
}

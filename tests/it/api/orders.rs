//! What programs do with orders: listing, moving, cancelling, writing notes.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{App, Reply, payment};

fn uid(order: &Value) -> &str {
    order["uid"].as_str().unwrap()
}

async fn paid(app: &App, sum: i64) -> Value {
    let order = app.place_sum(sum).await;
    app.pay(&payment(&order, sum, 0)).await;
    app.order(&order["uid"]).await
}

async fn listed(app: &App, query: &str) -> Vec<String> {
    let page = app.ask(&format!("/orders?{query}")).await.expect(200).json();
    let data = page["data"].as_array().unwrap().iter();
    data.map(|order| uid(order).to_owned()).collect()
}

#[actix_web::test]
async fn the_list_is_read_page_by_page_each_order_once() {
    let app = App::real();
    let mut placed = Vec::new();
    for sum in 1..=5 {
        placed.push(uid(&app.place_sum(sum).await).to_owned());
    }
    placed.reverse();
    let (mut read, mut after) = (Vec::new(), String::new());
    loop {
        let page = app.ask(&format!("/orders?limit=2{after}")).await.expect(200).json();
        read.extend(page["data"].as_array().unwrap().iter().map(|order| uid(order).to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(read, placed);
    placed.reverse();
    assert_eq!(listed(&app, "sort=longest_waiting").await, placed);
}

#[actix_web::test]
async fn orders_are_found_by_what_they_are() {
    let app = App::real();
    let waiting = app.place_sum(3).await;
    let paid = paid(&app, 8).await;
    let alex = json!({
        "items": [{ "name": "Алмаз", "price": 4, "quantity": 1 }],
        "customer": { "nickname": "Alex" },
    });
    let alex = app.place(alex).await;
    let all = [&alex, &paid, &waiting].map(|order| uid(order).to_owned());
    assert_eq!(listed(&app, "").await, all);
    for (query, found) in [
        ("status=paid", &paid),
        ("status=to_assemble", &paid),
        ("q=алм", &alex),
        ("q=alex", &alex),
        (&*format!("q={}", uid(&waiting)), &waiting),
        ("payer=steve_01", &paid),
        ("status=awaiting_payment&limit=1", &alex),
    ] {
        // A search finds what its upkeep has come to.
        crate::support::eventually(query, async || {
            (listed(&app, query).await == [uid(found)]).then_some(())
        })
        .await;
    }
    assert!(listed(&app, "status=overdue").await.is_empty());
    assert!(listed(&app, "discrepancy=any").await.is_empty());
    let moment = paid["created_at"].as_str().unwrap();
    assert_eq!(listed(&app, &format!("until={moment}")).await, [uid(&waiting)]);
    let order = &app.ask("/orders?status=paid").await.json()["data"][0];
    for member in ["uid", "version", "status", "total", "paid", "held", "customer", "created_at"] {
        assert_eq!(order[member], paid[member], "{member}");
    }
    assert!(order.get("order_url").is_none(), "its address opens it");
}

#[actix_web::test]
async fn a_parameter_that_is_wrong_is_named() {
    let app = App::real();
    for (query, parameter) in [
        ("status=nonsense", "status"),
        ("discrepancy=nonsense", "discrepancy"),
        ("from=yesterday", "from"),
        ("until=1", "until"),
        ("good=gold", "good"),
        ("sort=price", "sort"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("after=%26", "after"),
        ("after=nobody", "after"),
        ("colour=red", "colour"),
    ] {
        let problem = app.ask(&format!("/orders?{query}")).await.expect_problem(422);
        assert_eq!(problem["errors"][0]["field"], parameter, "{problem}");
        assert!(problem["errors"][0]["problem"].as_str().unwrap().len() > 10, "{problem}");
    }
}

#[actix_web::test]
async fn an_order_is_moved_on_and_back() {
    let app = App::real();
    let order = paid(&app, 8).await;
    let path = format!("/orders/{}/moves", uid(&order));
    for (step, status) in [
        ("assemble", "assembling"),
        ("undo", "paid"),
        ("assemble", "assembling"),
        ("ready", "ready"),
        ("complete", "completed"),
    ] {
        let moved = app.send(Method::POST, &path, &json!({ "move": step })).await;
        assert_eq!(moved.expect(200).json()["status"], status);
    }
    let refused = app.send(Method::POST, &path, &json!({ "move": "assemble" })).await;
    assert_eq!(refused.expect_problem(409)["type"], "urn:kassa:problem:not-now");
    let events = app.order(&order["uid"]).await["events"].clone();
    let by = events.as_array().unwrap().last().unwrap()["by"].clone();
    assert_eq!(by, "api:tests");
    for (body, field) in [
        (json!({}), "move"),
        (json!({ "move": "fly" }), "move"),
        (json!({ "move": "undo", "note": "" }), "note"),
        (json!({ "move": "undo", "why": "x" }), "why"),
    ] {
        let problem = app.send(Method::POST, &path, &body).await.expect_problem(422);
        let told = problem["errors"][0].to_string();
        assert!(told.contains(field), "{told}");
    }
    let unsaid = app.send(Method::POST, &path, &json!({ "move": "cancel" })).await;
    unsaid.expect_problem(422);
    app.send(Method::POST, "/orders/nobody/moves", &json!({ "move": "undo" }))
        .await
        .expect_problem(404);
}

#[actix_web::test]
async fn an_order_moves_only_if_it_still_is_what_was_seen() {
    let app = App::real();
    let order = paid(&app, 8).await;
    let path = format!("/api/v1/orders/{}", uid(&order));
    let shown = Reply::of(app.get(&path).bearer_auth(&app.key)).await;
    let tag = shown.expect(200).header("etag").to_owned();
    assert!(tag.starts_with(&format!("\"{}.", order["version"])), "{tag}");
    let same = app.get(&path).bearer_auth(&app.key).header("If-None-Match", &tag);
    assert_eq!(Reply::of(same).await.expect(304).text, "");
    let assemble = |tag: &str| {
        let request = app.post(&format!("{path}/moves")).bearer_auth(&app.key);
        Reply::of(request.header("If-Match", tag).body(r#"{"move":"assemble"}"#))
    };
    let problem = assemble("\"1\"").await.expect_problem(412);
    assert_eq!(problem["type"], "urn:kassa:problem:changed");
    assemble("1").await.expect_problem(400);
    let assembled = assemble(&tag).await;
    let next = assembled.expect(200).header("etag").to_owned();
    let again = app.get(&path).bearer_auth(&app.key).header("If-None-Match", &tag);
    Reply::of(again).await.expect(200);
    assemble(&tag).await.expect_problem(412);
    // The answer to a change is what the next one goes on from; the bare version will do, too.
    let known = app.get(&path).bearer_auth(&app.key).header("If-None-Match", &next);
    Reply::of(known).await.expect(304);
    let version = format!("\"{}\"", assembled.json()["version"]);
    let undo = app.post(&format!("{path}/moves")).bearer_auth(&app.key);
    Reply::of(undo.header("If-Match", version).body(r#"{"move":"undo"}"#)).await.expect(200);
}

#[actix_web::test]
async fn an_order_is_cancelled_with_a_reason_and_gets_notes() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let path = format!("/orders/{}", uid(&order));
    let note = json!({ "text": "у <портала>" });
    let noted = app.send(Method::POST, &format!("{path}/notes"), &note).await.expect(200).json();
    let last = noted["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["kind"], &last["note"]), (&json!("note"), &note["text"]));
    let cancel = format!("{path}/cancel");
    app.send(Method::POST, &cancel, &json!({ "reason": " " })).await.expect_problem(422);
    let reason = json!({ "reason": "передумал" });
    let cancelled = app.send(Method::POST, &cancel, &reason).await.expect(200).json();
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(cancelled["payment"], Value::Null);
    app.send(Method::POST, &cancel, &reason).await.expect_problem(409);
}

/// Whatever is asked for, not only orders.
#[actix_web::test]
async fn every_post_is_carried_out_once_under_one_key() {
    let app = App::real();
    let order = paid(&app, 8).await;
    let post = |path: String, key: &'static str, body: &'static str| {
        let request = app.post(&format!("/api/v1{path}")).bearer_auth(&app.key);
        Reply::of(request.header("Idempotency-Key", key).body(body))
    };
    let notes = format!("/orders/{}/notes", uid(&order));
    let first = post(notes.clone(), "n", r#"{"text":"раз"}"#).await;
    let again = post(notes.clone(), "n", r#"{"text":"раз"}"#).await;
    assert_eq!(first.expect(200).json(), again.expect(200).json());
    assert_eq!(
        (first.header("idempotent-replayed"), again.header("idempotent-replayed")),
        ("", "true")
    );
    let events = app.order(&order["uid"]).await["events"].clone();
    let notes_written = events.as_array().unwrap().iter().filter(|event| event["kind"] == "note");
    assert_eq!(notes_written.count(), 1);
    // The key is one request's: another body, or another address, is another one.
    let other = format!("/orders/{}/notes", uid(&app.place_sum(3).await));
    for (path, body) in [(notes, r#"{"text":"два"}"#), (other, r#"{"text":"раз"}"#)] {
        let problem = post(path, "n", body).await.expect_problem(422);
        assert_eq!(problem["type"], "urn:kassa:problem:key-reused");
    }
    let made = |key| post("/goods".to_owned(), key, r#"{"name":"Губка","price":3}"#);
    let good = made("g").await;
    let again = made("g").await;
    assert_eq!(good.expect(201).json(), again.expect(201).json());
    assert_eq!(good.header("location"), again.header("location"));
    assert_ne!(made("h").await.expect(201).json()["id"], good.json()["id"]);
}

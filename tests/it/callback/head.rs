//! What is decided before the body is read.

use reqwest::Method;

use super::{expect_closed, expect_result};
use crate::support::{App, Reply, SECRET, TOKEN, Wire, callback_head, payment};

/// The head is sent, the body is not: the answer comes all the same, and nothing is kept.
#[actix_web::test]
async fn whoever_has_no_token_is_refused_before_the_body() {
    let app = App::real();
    let upper = TOKEN.to_uppercase();
    let bearer = format!("Bearer {TOKEN}");
    let refused = [
        vec![],
        vec![bearer.clone(), bearer.clone()],
        vec![bearer.clone(), "Bearer 0".to_owned()],
        vec![TOKEN.to_owned()],
        vec![format!("Basic {TOKEN}")],
        vec![format!("Bearer{TOKEN}")],
        vec!["Bearer ".to_owned()],
        vec![format!("Bearer {SECRET}")],
        vec![format!("Bearer {upper}")],
        vec![format!("Bearer {}", &TOKEN[..31])],
        vec![format!("Bearer {TOKEN}0")],
        vec![format!("Bearer {TOKEN},")],
        vec!["Bearer 00000000000000000000000000000000".to_owned()],
    ];
    // All at once: a connection whose request was not read to its end is closed a little later.
    let wires = refused.map(|authorization| {
        let authorization: Vec<&str> = authorization.iter().map(String::as_str).collect();
        Wire::connect(app.address).send(callback_head(&authorization, 100))
    });
    for reply in wires.map(Wire::reply) {
        reply.expect_problem(401);
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        expect_closed(&reply);
    }
    assert_eq!(app.kept().len(), 0);
    assert_eq!(app.discrepancies(), [""; 0]);
}

#[actix_web::test]
async fn the_schemes_case_does_not_matter() {
    let app = App::real();
    for (nth, scheme) in (0..).zip(["Bearer", "bearer", "BEARER", "bEaReR"]) {
        let order = app.place_sum(8).await;
        let body = payment(&order, 8, nth).to_string();
        let head = callback_head(&[&format!("{scheme} {TOKEN}")], body.len());
        expect_result(&Wire::connect(app.address).send(head).send(body).reply(), "paid");
    }
}

#[actix_web::test]
async fn both_secrets_count_while_one_is_being_changed() {
    let app = App::real_with(&[
        ("DROMON_SOURCES", "127.0.0.1"),
        ("DROMON_SECRET", "the new secret"),
        ("DROMON_SECRET_PREVIOUS", SECRET),
    ]);
    assert_ne!(app.token(), TOKEN);
    for (nth, token) in (0..).zip([TOKEN, app.token()]) {
        let order = app.place_sum(8).await;
        let request = app.post("/callback").bearer_auth(token);
        let reply = Reply::of(request.body(payment(&order, 8, nth).to_string())).await;
        expect_result(&reply, "paid");
        assert_eq!(app.order(&order["uid"]).await["status"], "paid");
    }
    let reply = Reply::of(app.post("/callback").bearer_auth("0".repeat(32))).await;
    reply.expect_problem(401);
}

#[actix_web::test]
async fn nothing_but_post_is_a_callback() {
    let app = App::real();
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::HEAD] {
        let request = app.request(method.clone(), "/callback").bearer_auth(TOKEN);
        let reply = Reply::of(request).await;
        reply.expect(405);
        assert_eq!(reply.header("allow"), "POST", "{method}");
        expect_closed(&reply);
        if method != Method::HEAD {
            reply.expect_problem(405);
        }
    }
    assert_eq!(app.kept().len(), 0);
}

/// No page of another site could set the header, so there is nothing to refuse it for.
#[actix_web::test]
async fn a_callback_may_come_from_anywhere() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let request = app
        .post("/callback")
        .bearer_auth(TOKEN)
        .header("Origin", "https://evil.example")
        .header("Sec-Fetch-Site", "cross-site");
    let reply = Reply::of(request.body(payment(&order, 8, 0).to_string())).await;
    expect_result(&reply, "paid");
}

//! Who may use the API, and what is nobody's.

use serde_json::json;

use crate::support::{App, Reply, Wire};

#[actix_web::test]
async fn without_a_key_there_is_no_api() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let path = format!("/api/v1/orders/{}", order["uid"].as_str().unwrap());
    let (start, secret) = app.key.rsplit_once('_').unwrap();
    let bearer = format!("Bearer {}", app.key);
    for authorization in [
        vec![],
        vec![bearer.clone(), bearer.clone()],
        vec![app.key.clone()],
        vec![format!("Basic {}", app.key)],
        vec!["Bearer ".to_owned()],
        vec!["Bearer кошка".to_owned()],
        vec![format!("Bearer {secret}")],
        vec![format!("Bearer {}", app.token())],
        vec![format!("Bearer {start}_{}", "0".repeat(secret.len()))],
        vec![format!("Bearer kassa_999_{secret}")],
        vec![format!("Bearer kassa_99999999999999999999_{secret}")],
        vec![format!("Bearer {}0", app.key)],
        vec![format!("Bearer {}", &app.key[..app.key.len() - 1])],
    ] {
        let lines: Vec<String> =
            authorization.iter().map(|value| format!("Authorization: {value}\r\n")).collect();
        let lines = lines.concat();
        for start in [format!("GET {path}"), "POST /api/v1/orders".to_owned()] {
            let head = format!(
                "{start} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n{lines}\
                 Content-Length: 0\r\n\r\n"
            );
            let reply = Wire::connect(app.address).send(head).reply();
            let problem = reply.expect_problem(401);
            assert_eq!(reply.header("www-authenticate"), "Bearer");
            assert_eq!(problem["type"], "urn:kassa:problem:unauthorized");
        }
    }
    let reply = Reply::of(app.get(&path).header("Authorization", bearer.replace("Bear", "bEAR")));
    reply.await.expect(200);
}

/// A program sends no cookies, so no other site gains by sending a browser here.
#[actix_web::test]
async fn the_api_takes_requests_from_anywhere() {
    let app = App::real();
    let order = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } }).to_string();
    let request = app
        .placing(order)
        .header("Origin", "https://evil.example")
        .header("Sec-Fetch-Site", "cross-site");
    Reply::of(request).await.expect(201);
}

#[actix_web::test]
async fn what_is_not_there_is_a_problem_for_programs() {
    let app = App::real();
    for path in ["/api/v1/orders/48817-X", "/api/v1/orders/%00", "/api/v1/orders/a'b", "/api/v2"] {
        Reply::of(app.get(path).bearer_auth(&app.key)).await.expect_problem(404);
    }
    let request = app.get("/api/v1/orders").bearer_auth(&app.key);
    let reply = Reply::of(request).await;
    reply.expect_problem(405);
}

#[actix_web::test]
async fn the_process_says_how_it_is() {
    let app = App::real();
    let reply = Reply::of(app.get("/healthz")).await;
    assert_eq!(reply.expect(200).json(), json!({ "status": "ok" }));
    let reply = Reply::of(app.get("/readyz")).await;
    let inbox = json!({ "waiting": 0, "since": null });
    let ready = json!({ "status": "ready", "degraded": [], "inbox": inbox });
    assert_eq!(reply.expect(200).json(), ready);
}

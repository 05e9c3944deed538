//! Who may use the API, and what is nobody's.

use kassa::web::api::{self, ApiRoute};
use reqwest::Method;
use serde_json::json;

use crate::support::{App, Reply, Wire, eventually, payment};

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
    // An address takes what it takes, and says what that is.
    let request = app.request(Method::PUT, "/api/v1/orders").bearer_auth(&app.key);
    let reply = Reply::of(request).await;
    reply.expect_problem(405);
    assert_eq!(reply.header("allow"), "POST, GET");
    let request = app.request(Method::HEAD, "/api/v1/orders").bearer_auth(&app.key);
    assert_eq!(Reply::of(request).await.expect(200).text, "");
}

#[actix_web::test]
async fn a_key_opens_what_its_scopes_say() {
    let app = App::real();
    for opens in ["read", "orders", "settle", "admin"] {
        let key = app.key_for(opens).await;
        for ApiRoute { method, path, scope } in api::table() {
            // What is asked for need not be there: the scope is looked at first.
            let path = format!("/api/v1{}", path.replace(['{', '}'], ""));
            let scope = scope.as_str();
            let request = app.request(method.as_str().parse().unwrap(), &path).body("{}");
            let reply = Reply::of(request.bearer_auth(&key)).await;
            if scope == opens {
                assert_ne!(reply.status, 403, "{path} with {opens}");
                continue;
            }
            let problem = reply.expect_problem(403);
            assert_eq!(problem["type"], "urn:kassa:problem:scope-missing");
            assert!(problem["detail"].as_str().unwrap().contains(scope), "{problem}");
        }
    }
}

/// Nobody's money is decided about with a key that only moves orders.
#[actix_web::test]
async fn who_cancels_what_is_paid_decides_about_money() {
    let app = App::real();
    let order = app.place_sum(8).await;
    app.pay(&payment(&order, 8, 0)).await;
    let key = app.key_for("orders").await;
    let path = format!("/api/v1/orders/{}/cancel", order["uid"].as_str().unwrap());
    let cancel = |key: &str| {
        Reply::of(app.post(&path).bearer_auth(key).body(json!({ "reason": "нет" }).to_string()))
    };
    let problem = cancel(&key).await.expect_problem(403);
    assert!(problem["detail"].as_str().unwrap().contains("settle"), "{problem}");
    assert_eq!(app.order(&order["uid"]).await["status"], "paid");
    let both = app.key_for("orders settle").await;
    assert_eq!(cancel(&both).await.expect(200).json()["status"], "cancelled");
    // And letting it in again resolves what the money waits for.
    let path = path.replace("/cancel", "/moves");
    let restore = |key: &str| {
        let body = json!({ "move": "restore", "note": "передумал" }).to_string();
        Reply::of(app.post(&path).bearer_auth(key).body(body))
    };
    restore(&key).await.expect_problem(403);
    assert_eq!(restore(&both).await.expect(200).json()["status"], "paid");
}

#[actix_web::test]
async fn a_key_has_an_allowance_for_each_minute() {
    let app = App::real_with(&[("API_RATE", "3"), ("DROMON_SOURCES", "127.0.0.1")]);
    let ask = || Reply::of(app.get("/api/v1/goods").bearer_auth(&app.key));
    for left in [2, 1, 0] {
        let reply = ask().await;
        reply.expect(200);
        assert_eq!(reply.header("ratelimit-policy"), "\"key\";q=3;w=60");
        assert_eq!(reply.header("ratelimit"), format!("\"key\";r={left};t=20"));
    }
    let reply = ask().await;
    let problem = reply.expect_problem(429);
    assert_eq!(problem["type"], "urn:kassa:problem:too-many");
    let wait: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=21).contains(&wait), "{wait}");
    // Another key has its own.
    let other = app.key_for("read").await;
    Reply::of(app.get("/api/v1/goods").bearer_auth(&other)).await.expect(200);
}

#[actix_web::test]
async fn it_is_known_when_a_key_was_used() {
    let app = App::real();
    Reply::of(app.get("/api/v1/goods").bearer_auth(&app.key)).await.expect(200);
    eventually("its use", async || {
        let listed = String::from_utf8(app.run(&["api-key", "list"]).stdout).unwrap();
        listed.contains(", last used 20").then_some(())
    })
    .await;
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

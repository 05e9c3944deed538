//! Payments and discrepancies.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{App, Reply, payment};

#[actix_web::test]
async fn payments_are_listed_with_their_orders() {
    let app = App::real();
    let order = app.place_sum(8).await;
    app.pay(&payment(&order, 3, 0)).await;
    app.pay(&payment(&order, 5, 1)).await;
    app.pay(&payment(&json!({ "uid": "stray", "text": "?" }), 7, 2)).await;
    let page = app.ask("/payments?limit=2").await.expect(200).json();
    let newest = &page["data"][0];
    assert_eq!((&newest["sum"], &newest["order"]), (&json!(7), &Value::Null));
    assert_eq!(newest["by_callback"], true);
    let rest = app.ask(&format!("/payments?after={}", page["next"].as_str().unwrap())).await;
    let rest = rest.expect(200).json();
    assert_eq!((&rest["data"][0]["sum"], &rest["next"]), (&json!(3), &Value::Null));
    let of_order = app.ask(&format!("/payments?order={}", order["uid"].as_str().unwrap())).await;
    let sums: Vec<Value> = of_order.expect(200).json()["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|payment| payment["sum"].clone())
        .collect();
    assert_eq!(sums, [3, 5]);
    let one = app.ask(&format!("/payments/{}", newest["id"])).await.expect(200).json();
    assert_eq!(&one, newest);
    for path in ["/payments/999", "/payments/x", "/payments?order=nobody"] {
        app.ask(path).await.expect_problem(404);
    }
}

/// A stray payment, and the discrepancy that it is.
async fn stray(app: &App, sum: i64) -> Value {
    app.pay(&payment(&json!({ "uid": "stray", "text": "?" }), sum, 0)).await;
    let open = app.ask("/discrepancies?open=true&kind=unknown_order").await.expect(200).json();
    open["data"][0].clone()
}

#[actix_web::test]
async fn a_discrepancy_is_resolved_as_staff_would() {
    let app = App::real();
    let order = app.place_sum(7).await;
    let found = stray(&app, 7).await;
    assert_eq!(found["ways"], json!(["attach", "refund", "accept", "contest", "dismiss"]));
    let path = format!("/discrepancies/{}/resolve", found["id"]);
    let send = async |body: Value| app.send(Method::POST, &path, &body).await;
    for (body, field) in [
        (json!({ "way": "attach" }), "order"),
        (json!({ "way": "attach", "order": "nobody" }), "order"),
        (json!({ "way": "accept" }), "reason"),
        (json!({ "way": "away" }), "way"),
    ] {
        let problem = send(body).await.expect_problem(422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    send(json!({ "way": "merge" })).await.expect_problem(409);
    let resolved = send(json!({ "way": "attach", "order": order["uid"] })).await;
    let resolved = resolved.expect(200).json();
    assert_eq!((&resolved["open"], &resolved["ways"]), (&json!(false), &json!([])));
    assert_eq!(resolved["resolved"]["by"], "api:tests");
    assert_eq!(resolved["resolved"]["way"], "attach");
    assert_eq!(app.order(&order["uid"]).await["status"], "paid");
    send(json!({ "way": "attach", "order": order["uid"] })).await.expect_problem(409);
    let open = app.ask("/discrepancies?open=true").await.json();
    assert_eq!(open["data"], json!([]));
    let closed = app.ask("/discrepancies?open=false").await.json();
    assert_eq!(closed["data"][0]["id"], found["id"]);
}

#[actix_web::test]
async fn nobody_decides_about_what_he_has_not_seen() {
    let app = App::real();
    let found = stray(&app, 7).await;
    let path = format!("/api/v1/discrepancies/{}", found["id"]);
    let tag = Reply::of(app.get(&path).bearer_auth(&app.key)).await.header("etag").to_owned();
    let dismiss = |tag: String| {
        let request = app.post(&format!("{path}/resolve")).bearer_auth(&app.key);
        let body = json!({ "way": "dismiss", "reason": "проверено" }).to_string();
        Reply::of(request.header("If-Match", tag).body(body))
    };
    dismiss("\"1\"".to_owned()).await.expect_problem(412);
    dismiss(tag).await.expect(200);
}

#[actix_web::test]
async fn discrepancies_of_an_order_are_told_apart() {
    let app = App::real();
    stray(&app, 7).await;
    let order = app.place_sum(8).await;
    app.pay(&payment(&order, 3, 1)).await;
    let uid = order["uid"].as_str().unwrap();
    let page = app.ask(&format!("/discrepancies?order={uid}")).await.expect(200).json();
    let data = page["data"].as_array().unwrap();
    assert_eq!(data.len(), 1);
    assert_eq!((&data[0]["kind"], &data[0]["order"]), (&json!("underpaid"), &order["uid"]));
    assert_eq!(data[0]["id"], app.order(&order["uid"]).await["discrepancies"][0]["id"]);
    for path in ["/discrepancies/999", "/discrepancies/x", "/discrepancies?order=nobody"] {
        app.ask(path).await.expect_problem(404);
    }
    app.ask("/discrepancies?open=maybe").await.expect_problem(422);
}

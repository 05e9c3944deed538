//! The API's description: what is checked in is what is served, it tells of everything, and its examples are real.

use kassa::web::api;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{App, Reply, payment};

async fn document(app: &App) -> Value {
    Reply::of(app.get("/api/openapi.json")).await.expect(200).json()
}

/// An operation of the description.
struct Operation {
    method: Method,
    path: String,
    told: Value,
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, told) in item.as_object().unwrap() {
            let method = method.to_uppercase().parse().unwrap();
            all.push(Operation { method, path: path.clone(), told: told.clone() });
        }
    }
    all
}

#[actix_web::test]
async fn what_is_checked_in_is_what_is_served() {
    let served = document(&App::real()).await;
    let kept: Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap();
    assert!(
        kept == served,
        "docs/openapi.json is not this version's: `kassa openapi > docs/openapi.json`"
    );
    assert!(served["openapi"].as_str().unwrap().starts_with("3.1."), "{}", served["openapi"]);
}

#[actix_web::test]
async fn every_address_is_described_with_its_scope() {
    let document = document(&App::real()).await;
    let mut described: Vec<(String, String, String)> = operations(&document)
        .iter()
        .map(|each| {
            let scope = each.told["security"][0]["key"][0].as_str().unwrap_or_default();
            (each.method.to_string(), each.path.clone(), scope.to_owned())
        })
        .collect();
    let mut there: Vec<(String, String, String)> = api::table()
        .iter()
        .map(|route| {
            let path = format!("{}{}", api::PREFIX, route.path);
            (route.method.to_string(), path, route.scope.as_str().to_owned())
        })
        .collect();
    described.sort();
    there.sort();
    assert_eq!(described, there);
    for each in operations(&document) {
        assert!(
            each.told["summary"].as_str().is_some_and(|said| !said.is_empty()),
            "{}",
            each.path
        );
        let posts_a_body = each.told.get("requestBody").is_some();
        let example = &each.told["requestBody"]["content"]["application/json"]["example"];
        assert_eq!(posts_a_body, example.is_object(), "{} {}", each.method, each.path);
    }
}

/// What an operation's path leads to, made for it.
async fn place_of(app: &App, operation: &str) -> String {
    let paid = async || {
        let order = app.place_sum(8).await;
        app.pay(&payment(&order, 8, 0)).await;
        order["uid"].as_str().unwrap().to_owned()
    };
    match operation {
        "placeOrder" | "addGood" | "addPaymentLink" | "addWebhookEndpoint" => String::new(),
        "moveOrder" | "cancelOrder" | "writeNote" => paid().await,
        "resolveDiscrepancy" => {
            app.pay(&payment(&json!({ "uid": "stray", "text": "?" }), 5, 0)).await;
            app.ask("/discrepancies").await.json()["data"][0]["id"].to_string()
        }
        "changeGood" => {
            let good = json!({ "name": "Губка", "price": 3 });
            app.send(Method::POST, "/goods", &good).await.expect(201).json()["id"].to_string()
        }
        "changePaymentLink" => {
            let link = json!({ "slug": "kit", "name": "Набор", "sum": 3 });
            app.send(Method::POST, "/payment-links", &link).await.expect(201);
            "kit".to_owned()
        }
        "changeWebhookEndpoint" | "redeliverWebhooks" => {
            let endpoint = json!({ "url": "https://bot.example/hook" });
            let made = app.send(Method::POST, "/webhooks", &endpoint).await;
            made.expect(201).json()["id"].to_string()
        }
        "blockCustomer" => "Steve_01".to_owned(),
        other => panic!("where does the example of {other} lead to?"),
    }
}

#[actix_web::test]
async fn its_examples_are_carried_out() {
    let app = App::real();
    let (mut bodies, mut parameters) = (0, 0);
    for Operation { method, path, told } in operations(&document(&app).await) {
        let example = &told["requestBody"]["content"]["application/json"]["example"];
        if example.is_object() {
            // Each in a shop of its own.
            let app = App::real();
            let place = place_of(&app, told["operationId"].as_str().unwrap()).await;
            let path = match path.split_once('{') {
                Some((start, rest)) => format!("{start}{place}{}", rest.split_once('}').unwrap().1),
                None => path.clone(),
            };
            let request = app.request(method.clone(), &path).bearer_auth(&app.key);
            let reply = Reply::of(request.body(example.to_string())).await;
            assert!((200..300).contains(&reply.status), "{method} {path}: {}", reply.text);
            bodies += 1;
        }
        for parameter in told["parameters"].as_array().into_iter().flatten() {
            if let Some(example) = parameter["example"].as_str() {
                let name = parameter["name"].as_str().unwrap();
                let asked = app.get(&format!("{path}?{name}={example}")).bearer_auth(&app.key);
                Reply::of(asked).await.expect(200);
                parameters += 1;
            }
        }
    }
    assert!(bodies >= 10 && parameters >= 2, "{bodies} bodies, {parameters} parameters");
}

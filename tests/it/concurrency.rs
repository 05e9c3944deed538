//! Many callbacks at once.

use std::collections::HashMap;

use futures_util::future::join_all;

use crate::support::{App, Reply, payment};

async fn send_all(app: &App, bodies: &[String]) -> Vec<String> {
    let replies = join_all(bodies.iter().map(|body| app.callback(body.clone()))).await;
    let result = |reply: Reply| reply.expect(200).json()["result"].as_str().unwrap().to_owned();
    replies.into_iter().map(result).collect()
}

#[actix_web::test]
async fn two_hundred_callbacks_of_which_half_are_repeats() {
    let app = App::real();
    let orders = join_all((0..100).map(|_| app.place_sum(8))).await;
    let mut bodies: Vec<String> =
        orders.iter().map(|order| payment(order, 8, 0).to_string()).collect();
    // Each right behind its twin.
    bodies = bodies.iter().flat_map(|body| [body.clone(), body.clone()]).collect();
    let results = send_all(&app, &bodies).await;

    let mut counted: HashMap<(&str, &str), usize> = HashMap::new();
    for (body, result) in bodies.iter().zip(&results) {
        *counted.entry((body, result)).or_default() += 1;
    }
    for order in &orders {
        let body = payment(order, 8, 0).to_string();
        for result in ["paid", "repeated"] {
            assert_eq!(counted.get(&(body.as_str(), result)), Some(&1), "{result}: {body}");
        }
        let order = app.order(&order["uid"]).await;
        assert_eq!(order["status"], "paid");
        assert_eq!(order["paid"], 8);
        assert_eq!(order["payments"].as_array().unwrap().len(), 1);
        let kinds: Vec<_> =
            order["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
        assert_eq!(kinds, ["placed", "paid", "repeated"]);
    }
    let mut kept: Vec<Vec<u8>> = app.kept().into_iter().map(|kept| kept.body).collect();
    let mut sent: Vec<Vec<u8>> = bodies.into_iter().map(String::into_bytes).collect();
    kept.sort_unstable();
    sent.sort_unstable();
    assert!(kept == sent, "{} of {} were kept", kept.len(), sent.len());
    assert_eq!(app.payment_count(), 100);
}

#[actix_web::test]
async fn one_order_paid_in_many_parts_at_once() {
    let app = App::real();
    let order = app.place_sum(50).await;
    let bodies: Vec<String> = (0..60).map(|nth| payment(&order, 1, nth).to_string()).collect();
    let results = send_all(&app, &bodies).await;
    let count = |result: &str| results.iter().filter(|each| *each == result).count();
    assert_eq!((count("part_paid"), count("paid"), count("recorded")), (49, 1, 10));
    let order = app.order(&order["uid"]).await;
    assert_eq!((&order["status"], &order["paid"]), (&"paid".into(), &60.into()));
    assert_eq!(order["payments"].as_array().unwrap().len(), 60);
}

/// Orders that are placed at once have numbers of their own.
#[actix_web::test]
async fn one_uid_is_given_once() {
    let app = App::real();
    let order = r#"{"sum":8,"customer":{"nickname":"Steve_01"},"uid":"wanted"}"#;
    let replies = join_all((0..20).map(|_| Reply::of(app.placing(order)))).await;
    let count = |status| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(201), count(409)), (1, 19));
}

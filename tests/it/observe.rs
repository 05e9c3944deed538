//! What somebody sees of a shop who watches over it: the metrics, and which request a line of the log belongs to.

use std::{fs, time::Duration};

use diesel::prelude::*;
use kassa::db::schema::{consumers, undelivered_notices, webhook_deliveries, webhook_endpoints};
use serde_json::{Value, json};
use uuid::{Uuid, Version};

use crate::support::{
    App, METRICS_TOKEN, Premises, REAL, Reply, Scrape, TOKEN, eventually, payment,
};

fn watched() -> App {
    App::real_with(&[("DROMON_SOURCES", "127.0.0.1"), ("METRICS_TOKEN", METRICS_TOKEN)])
}

#[actix_web::test]
async fn nobody_reads_the_metrics_unless_it_is_wanted() {
    let app = App::real();
    Reply::of(app.get("/metrics")).await.expect_problem(404);
    Reply::of(app.get("/metrics").bearer_auth(METRICS_TOKEN)).await.expect_problem(404);
}

#[actix_web::test]
async fn only_whoever_has_the_token_reads_the_metrics() {
    let app = watched();
    for request in [
        app.get("/metrics"),
        app.get("/metrics").bearer_auth(&METRICS_TOKEN[1..]),
        app.get("/metrics").bearer_auth(format!("{METRICS_TOKEN}x")),
        app.get("/metrics").bearer_auth(&app.key),
        app.get("/metrics").bearer_auth(app.token()),
        app.get("/metrics").basic_auth("x", Some(METRICS_TOKEN)),
        app.get(&format!("/metrics?token={METRICS_TOKEN}")),
    ] {
        let problem = Reply::of(request).await.expect_problem(401);
        assert!(!problem.to_string().contains(METRICS_TOKEN), "{problem}");
    }
    Scrape::of(&app).await;
}

#[actix_web::test]
async fn callbacks_are_counted_by_what_became_of_them() {
    let app = watched();
    let before = Scrape::of(&app).await;
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 5, 0)).await, "part_paid");
    assert_eq!(app.pay(&payment(&order, 3, 1)).await, "paid");
    assert_eq!(app.pay(&payment(&order, 3, 1)).await, "repeated");
    app.callback("{").await.expect(400);
    Reply::of(app.post("/callback").bearer_auth(format!("{TOKEN}0")).body("{}")).await.expect(401);
    let after = Scrape::of(&app).await;
    for (result, more) in [
        ("part_paid", 1.0),
        ("paid", 1.0),
        ("repeated", 1.0),
        ("unreadable", 1.0),
        ("refused", 1.0),
        ("kept", 0.0),
        ("not_kept", 0.0),
    ] {
        let of = |scrape: &Scrape| scrape.sum("kassa_callbacks_total", &[("result", result)]);
        assert_eq!(of(&after), of(&before).map(|before| before + more), "{result}");
    }
    // A refused one is not offered to the books.
    assert_eq!(after.sum("kassa_settle_seconds_count", &[]), Some(4.0));
    let requests = [("route", "/callback"), ("class", "2xx")];
    assert_eq!(after.sum("kassa_http_requests_total", &requests), Some(3.0));
}

#[actix_web::test]
async fn requests_are_counted_by_route_and_no_address_is_told() {
    let app = watched();
    let order = app.place_sum(8).await;
    let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    Reply::of(app.get(page.path())).await.expect(200);
    Reply::of(app.get("/o/nobodys-token")).await.expect(404);
    Reply::of(app.get("/nobodys-address")).await.expect(404);
    Reply::of(app.get("/admin/nobodys-address")).await;
    let scrape = Scrape::of(&app).await;
    for (route, class, count) in [
        ("/o/{token}", "2xx", 1.0),
        ("/o/{token}", "4xx", 1.0),
        ("other", "4xx", 1.0),
        ("/api/v1/orders", "2xx", 1.0),
    ] {
        let labels = [("route", route), ("class", class)];
        let counted = scrape.sum("kassa_http_requests_total", &labels);
        assert!(counted.is_some_and(|counted| counted >= count), "{route} {class}: {counted:?}");
        let took = scrape.sum("kassa_http_request_seconds_count", &[("route", route)]);
        assert!(took.is_some_and(|took| took >= count), "{route}: {took:?}");
    }
    let reply = Reply::of(app.get("/metrics").bearer_auth(METRICS_TOKEN)).await;
    let token = page.path().strip_prefix("/o/").unwrap();
    let uid = order["uid"].as_str().unwrap();
    for secret in [token, uid, "nobodys", METRICS_TOKEN, TOKEN, app.key.as_str()] {
        assert!(!reply.text.contains(secret), "{secret} in {}", reply.text);
    }
}

#[actix_web::test]
async fn a_channel_that_was_switched_off_is_not_behind() {
    let app = watched();
    app.place_sum(8).await;
    for name in ["tests", "staff-notices-telegram"] {
        diesel::insert_into(consumers::table)
            .values((
                consumers::name.eq(name),
                consumers::cursor.eq(0),
                consumers::holder.eq("x"),
                consumers::held_until.eq(0),
            ))
            .execute(&mut app.books_to_write())
            .unwrap();
    }
    let scrape = Scrape::of(&app).await;
    for metric in ["kassa_consumer_lag_seconds", "kassa_consumer_lag_events"] {
        let of = |consumer| scrape.sum(metric, &[("consumer", consumer)]);
        assert!(of("tests").is_some_and(|behind| behind > 0.0), "{scrape:?}");
        assert_eq!(of("staff-notices-telegram"), None, "{metric}");
    }
}

#[actix_web::test]
async fn what_nobody_took_is_told() {
    let app = watched();
    let of = async |metric| Scrape::of(&app).await.sum(metric, &[]);
    let all = [
        "kassa_webhook_deliveries_waiting",
        "kassa_webhook_oldest_seconds",
        "kassa_notices_undelivered",
    ];
    for metric in all {
        assert_eq!(of(metric).await, Some(0.0), "{metric}");
    }
    let mut books = app.books_to_write();
    diesel::insert_into(webhook_endpoints::table)
        .values((
            webhook_endpoints::id.eq(1),
            webhook_endpoints::url.eq("https://bot.example/"),
            webhook_endpoints::description.eq(""),
            webhook_endpoints::secret.eq("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            webhook_endpoints::kinds.eq(""),
            webhook_endpoints::after_event.eq(0),
            webhook_endpoints::created_at.eq(0),
            webhook_endpoints::failures.eq(1),
            // It is left alone, so that nothing is sent meanwhile.
            webhook_endpoints::rests_until.eq(i64::MAX),
            webhook_endpoints::left_until.eq(i64::MAX),
            webhook_endpoints::anew_at.eq(0),
        ))
        .execute(&mut books)
        .unwrap();
    let now = kassa::clock::now();
    diesel::insert_into(webhook_deliveries::table)
        .values((
            webhook_deliveries::id.eq(1),
            webhook_deliveries::endpoint_id.eq(1),
            webhook_deliveries::message_type.eq("test"),
            webhook_deliveries::message_id.eq("m"),
            webhook_deliveries::payload.eq("{}"),
            webhook_deliveries::at.eq(0),
            webhook_deliveries::status.eq("waiting"),
            webhook_deliveries::attempts.eq(1),
            webhook_deliveries::tries.eq(1),
            webhook_deliveries::next_at.eq(i64::MAX),
            // Of the three days that it is tried one is left.
            webhook_deliveries::ends_at.eq(now.plus(Duration::from_hours(24)).micros()),
        ))
        .execute(&mut books)
        .unwrap();
    diesel::insert_into(undelivered_notices::table)
        .values((
            undelivered_notices::channel.eq("discord"),
            undelivered_notices::topic.eq("paid"),
            undelivered_notices::why.eq("refused"),
            undelivered_notices::at.eq(0),
        ))
        .execute(&mut books)
        .unwrap();
    drop(books);
    assert_eq!(of("kassa_webhook_deliveries_waiting").await, Some(1.0));
    assert_eq!(of("kassa_notices_undelivered").await, Some(1.0));
    let waits = of("kassa_webhook_oldest_seconds").await.unwrap();
    assert!((2.0 * 86_400.0..3.0 * 86_400.0).contains(&waits), "{waits}");
}

#[actix_web::test]
async fn what_is_in_quarantine_is_told_until_somebody_moves_it_away() {
    let app = watched();
    let quarantined = async || Scrape::of(&app).await.sum("kassa_inbox_quarantined", &[]);
    assert_eq!(quarantined().await, Some(0.0));
    // As a process before this one left it.
    let file = app.config.inbox_dir().join("quarantine-of-old");
    fs::write(&file, "rubbish").unwrap();
    assert_eq!(quarantined().await, Some(1.0));
    fs::remove_file(file).unwrap();
    assert_eq!(quarantined().await, Some(0.0));
}

#[actix_web::test]
async fn each_answer_has_an_id_of_its_own_and_no_stranger_chooses_it() {
    let app = App::real();
    let mut ids = Vec::new();
    for request in [
        app.get("/"),
        app.get("/healthz").header("x-request-id", "0197c0de-0000-7000-8000-000000000000"),
        app.get("/nowhere").header("x-request-id", "x"),
        app.post("/callback"),
        app.get("/static/nothing.css"),
    ] {
        let reply = Reply::of(request).await;
        let id: Uuid = reply.header("x-request-id").parse().unwrap();
        assert_eq!(id.get_version(), Some(Version::SortRand));
        ids.push(id);
    }
    let given = "0197c0de-0000-7000-8000-000000000000".parse().unwrap();
    assert!(!ids.contains(&given));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

#[actix_web::test]
async fn whoever_sees_an_error_can_quote_it() {
    let app = App::real();
    let refused = app.post("/cart").header("sec-fetch-site", "cross-site");
    let page = Reply::of(refused).await;
    page.expect(403).expect_text(&[page.header("x-request-id")]);
}

#[actix_web::test]
async fn each_line_of_a_request_says_which_one_it_was() {
    let premises = Premises::new();
    let settings = [&REAL[..], &[("LOG", "debug"), ("LOG_FORMAT", "json")]].concat();
    let shop = premises.start(&settings);
    let foreign = shop.post("/callback").bearer_auth(format!("{TOKEN}0")).body("{}");
    let refused = Reply::of(foreign).await;
    let unread = Reply::of(shop.callback(&json!("no object"))).await;
    let log = eventually("both answers are in the log", async || {
        let log = premises.log();
        (log.matches("\"answered\"").count() >= 2).then_some(log)
    })
    .await;
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (reply, said) in
        [(refused, "a callback was refused"), (unread, "a callback was kept unread")]
    {
        let id = reply.header("x-request-id");
        let of_request: Vec<_> = lines.iter().filter(|line| line["span"]["id"] == id).collect();
        for said in [said, "answered"] {
            assert!(of_request.iter().any(|line| line["message"] == said), "{said} in {log}");
        }
    }
}

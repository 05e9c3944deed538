//! What may stand in a callback's body.

use serde_json::{Value, json};

use super::{expect_closed, expect_result, open_kinds};
use crate::support::{App, TOKEN, Wire, callback_head, eventually, payment};

fn head(length: usize) -> String {
    callback_head(&[&format!("Bearer {TOKEN}")], length)
}

#[actix_web::test]
async fn what_tells_of_no_payment_is_kept_raw() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let uid = order["uid"].as_str().unwrap();
    let with_sum = |sum: &str| format!(r#"{{"uid":"{uid}","text":"T","sum":{sum}}}"#).into_bytes();
    let mut bodies = vec![
        Vec::new(),
        b" ".to_vec(),
        b"sum=8".to_vec(),
        b"null".to_vec(),
        b"8".to_vec(),
        format!(r#"["{uid}", 8]"#).into_bytes(),
        format!(r#"[{{"uid":"{uid}","sum":8}}]"#).into_bytes(),
        format!(r#"{{"uid":"{uid}"}}"#).into_bytes(),
        format!(r#"{{"uid":"{uid}","sum":8"#).into_bytes(),
        format!(r#"{{"uid":"{uid}","sum":8}}}}"#).into_bytes(),
        [br#"{"sum":8,"uid":""#.as_slice(), b"\xff\xfe", b"\"}"].concat(),
        // A known key twice: which of the two would it be?
        format!(r#"{{"uid":"{uid}","sum":8,"sum":8}}"#).into_bytes(),
        format!(r#"{{"uid":"{uid}","uid":"{uid}","sum":8}}"#).into_bytes(),
        format!(r#"{{"uid":"{uid}","sum":8,"text":"a","text":"a"}}"#).into_bytes(),
        format!(r#"{{"uid":"{uid}","sum":8,"time":"a","time":"b"}}"#).into_bytes(),
        format!(r#"{{"uid":"{uid}","sum":8,"user":{{}},"user":{{}}}}"#).into_bytes(),
    ];
    bodies.extend(
        [
            "8.5",
            "\"8\"",
            "-1",
            "0",
            "0.0",
            "9007199254740992",
            "9223372036854775808",
            "1e400",
            "null",
            "true",
            "[8]",
            "{}",
            "NaN",
            "08",
        ]
        .map(with_sum),
    );
    for (before, body) in bodies.into_iter().enumerate() {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let reply = app.callback(body.clone()).await;
        assert_eq!(reply.status, 400, "{shown}: {}", reply.text);
        reply.expect_problem(400);
        expect_closed(&reply);
        let kept = app.kept();
        assert_eq!(kept.len(), before + 1, "{shown}");
        assert_eq!(kept[before].body, body, "{shown}");
        assert_eq!(kept[before].completeness, "whole");
        assert_eq!(app.discrepancies(), vec!["unreadable"; before + 1], "{shown}");
    }
    assert_eq!(app.payment_count(), 0);
    assert_eq!(app.order(&order["uid"]).await["status"], "awaiting_payment");
}

/// A payer decides what most of it says; the money has moved all the same.
#[actix_web::test]
async fn monstrous_bodies_are_settled_by_uid_and_sum() {
    let app = App::real();
    let (deep, deep_end) = ("[".repeat(100_000), "]".repeat(100_000));
    let long = "я".repeat(2_500_000);
    for (rest, altered) in [
        (String::new(), false),
        (r#","extra":{"a":[1,2,{"b":null}]},"":0,"Sum":9,"UID":"x""#.to_owned(), false),
        (r#","user":null,"time":null"#.to_owned(), false),
        (r#","user":[1],"time":17"#.to_owned(), false),
        (r#","user":{"username":"<script>alert(1)</script>"}"#.to_owned(), false),
        (r#","user":{"_id":"'; DROP TABLE orders; --","id":5,"uuid":[]}"#.to_owned(), false),
        (r#","text":"<script>alert(1)</script>""#.to_owned(), true),
        (r#","text":"'; DROP TABLE orders; --""#.to_owned(), true),
        (r#","text":"\ud800""#.to_owned(), true),
        (r#","text":"\u0000""#.to_owned(), true),
        (r#","text":17"#.to_owned(), true),
        (format!(r#","text":{deep}{deep_end}"#), true),
        (format!(r#","text":"{long}""#), true),
        (format!(r#","other":{deep}{deep_end}"#), false),
    ] {
        let order = app.place_sum(8).await;
        let body = format!(r#"{{"uid":{},"sum":8.0{rest}}}"#, order["uid"]);
        let shown: String = rest.chars().take(60).collect();
        let reply = app.callback(body.clone()).await;
        assert_eq!(reply.status, 200, "{shown}: {}", reply.text);
        expect_result(&reply, "paid");
        let order = app.order(&order["uid"]).await;
        assert_eq!((&order["status"], &order["paid"]), (&json!("paid"), &json!(8)), "{shown}");
        let expected: &[&str] = if altered { &["altered"] } else { &[] };
        assert_eq!(open_kinds(&order), expected, "{shown}");
        assert_eq!(order["held"], altered, "{shown}");
        assert!(app.kept().last().unwrap().body == body.as_bytes(), "{shown}");
    }
}

#[actix_web::test]
async fn money_without_an_order_is_recorded() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let uid = order["uid"].as_str().unwrap();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut bodies: Vec<String> = [
        "17",
        "true",
        "null",
        "[]",
        r#"["48817-X"]"#,
        r#"{"$ne":null}"#,
        r#""0""#,
        r#""""#,
        r#""no such order""#,
        r#""\ud800""#,
        &deep,
        // Byte for byte: what a person may type in other ways, Dromon does not change.
        &format!("\"{}\"", uid.to_lowercase()),
        &format!("\" {uid}\""),
        &format!("\"{}\"", uid.replace('-', "")),
        &format!("[\"{uid}\"]"),
    ]
    .map(|uid| format!(r#"{{"uid":{uid},"text":"Пожертвование","sum":8}}"#))
    .to_vec();
    bodies.push(r#"{"text":"Пожертвование","sum":9}"#.to_owned());
    let count = bodies.len();
    for body in bodies {
        let reply = app.callback(body.clone()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        expect_result(&reply, "recorded");
        assert!(app.kept().last().unwrap().body == body.as_bytes());
    }
    assert_eq!(app.discrepancies(), vec!["unknown_order"; count]);
    assert_eq!(usize::try_from(app.payment_count()).unwrap(), count);
    assert_eq!(app.order(&order["uid"]).await["paid"], 0);
}

#[actix_web::test]
async fn each_result_is_told() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let result = async |sum, nth| app.pay(&payment(&order, sum, nth)).await;
    assert_eq!(result(3, 1).await, "part_paid");
    assert_eq!(result(3, 1).await, "repeated");
    assert_eq!(result(5, 2).await, "paid");
    assert_eq!(result(5, 2).await, "repeated");
    assert_eq!(result(5, 3).await, "recorded");
    assert_eq!(app.kept().len(), 5);
    let order = app.order(&order["uid"]).await;
    assert_eq!(order["paid"], 13);
    assert_eq!(open_kinds(&order), ["repeated", "repeated", "paid_again"]);
}

const MOST: usize = 8 * 1024 * 1024;

/// Not one byte more than 64 KiB is waited for.
#[actix_web::test]
async fn a_body_announced_as_too_long_is_kept_in_part() {
    let app = App::real();
    let beginning = vec![b'x'; 64 * 1024];
    let reply = Wire::connect(app.address).send(head(MOST + 1)).send(&beginning).reply();
    reply.expect_problem(413);
    expect_closed(&reply);
    expect_kept_in_part(&app, &beginning);
}

/// Dromon always announces the length; this is what happens if it ever stops.
#[actix_web::test]
async fn a_body_that_grows_too_long_is_kept_in_part() {
    let app = App::real();
    let head = format!(
        "POST /callback HTTP/1.1\r\nHost: shop.example\r\nAuthorization: Bearer {TOKEN}\r\n\
         Transfer-Encoding: chunked\r\n\r\n{:x}\r\n",
        MOST + 1
    );
    let body = vec![b'x'; MOST + 1];
    let wire = Wire::connect(app.address).send(head).send(&body);
    let reply = wire.send("\r\n0\r\n\r\n").reply();
    reply.expect_problem(413);
    expect_closed(&reply);
    expect_kept_in_part(&app, &body[..64 * 1024]);
}

#[track_caller]
fn expect_kept_in_part(app: &App, beginning: &[u8]) {
    let kept = app.kept();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].completeness, "too_long");
    assert!(kept[0].body == beginning, "{} bytes", kept[0].body.len());
    assert_eq!(app.discrepancies(), ["unreadable"]);
}

/// The largest body that is read.
#[actix_web::test]
async fn a_body_of_8_mib_is_settled() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let start = format!(r#"{{"uid":{},"sum":8,"more":""#, order["uid"]);
    let body = format!("{start}{}\"}}", "x".repeat(MOST - start.len() - 2));
    assert_eq!(body.len(), MOST);
    expect_result(&app.callback(body).await, "paid");
}

#[actix_web::test]
async fn a_body_cut_short_is_kept() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let body = payment(&order, 8, 0).to_string();
    let half = &body[..50];
    let reply = Wire::connect(app.address).send(head(body.len())).send(half).end().reply();
    reply.expect_problem(400);
    expect_closed(&reply);
    let kept = app.kept();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].body, half.as_bytes());
    assert_eq!(kept[0].completeness, "cut_short");
    assert_eq!(app.discrepancies(), ["unreadable"]);
}

#[actix_web::test]
async fn a_body_cut_off_by_a_vanished_caller_is_kept() {
    let app = App::real();
    let half = r#"{"uid":"48817-X","su"#;
    drop(Wire::connect(app.address).send(head(100)).send(half));
    let kept = eventually("keeping what came", async || app.kept().pop()).await;
    assert_eq!(kept.body, half.as_bytes());
    assert_eq!(kept.completeness, "cut_short");
}

#[actix_web::test]
async fn a_caller_that_hangs_up_has_paid_all_the_same() {
    let app = App::real();
    let mut orders = Vec::new();
    for nth in 0..10 {
        let order = app.place_sum(8).await;
        let body = payment(&order, 8, nth).to_string();
        drop(Wire::connect(app.address).send(head(body.len())).send(body));
        orders.push(order);
    }
    for order in orders {
        eventually("settling without the caller", async || {
            let order: Value = app.order(&order["uid"]).await;
            (order["status"] == "paid").then_some(())
        })
        .await;
    }
}

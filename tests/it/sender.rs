//! The sandbox's callbacks are, byte for byte, the ones that were captured from the provider's server.

use std::{net::SocketAddr, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use kassa::{
    dromon::{Secret, Sum, Token},
    sandbox::{
        payer::Payer,
        sender::{CallbackView, SendError, send},
    },
};
use serde_json::Value;
use url::Url;

use super::vectors::recorded;
use crate::support::{Answer, Shop};

const PATIENCE: Duration = Duration::from_secs(30);

fn token() -> Token {
    Token::of(&Secret::new("1q".to_owned()))
}

fn url_of(address: SocketAddr) -> Url {
    format!("http://{address}/cb").parse().unwrap()
}

/// The captures of the newest Node, with our listener's address in place of the recorder's.
#[actix_web::test]
async fn every_captured_request_is_sent_byte_for_byte() {
    let mut compared = 0;
    for capture in recorded("callbacks", 51) {
        let (Some(raw), Some(body)) =
            (capture["raw_request_base64"].as_str(), capture["body"].as_object())
        else {
            continue; // not sent, or not kept
        };
        if capture["node"] != "20.20.2" {
            continue; // older ones say `Connection: close`
        }
        let shop = Shop::open(Answer::Ok);
        let raw = String::from_utf8(BASE64_STANDARD.decode(raw).unwrap()).unwrap();
        let expected = raw.replacen("127.0.0.1:40121", &shop.address.to_string(), 1).replacen(
            "localhost:40121",
            &shop.address.to_string(),
            1,
        );

        let user = &body["user"];
        let field = |name: &str| user[name].as_str().map(str::to_owned);
        let payer = Payer {
            username: field("username").unwrap(),
            id: field("id").unwrap(),
            uuid: field("uuid"),
            own_id: field("_id").unwrap(),
        };
        let view = CallbackView {
            text: &body["text"],
            uid: &body["uid"],
            time: body["time"].as_str().unwrap(),
            sum: Sum::new(body["sum"].as_i64().unwrap()).unwrap(),
            user: &payer,
        };
        let sent_body = serde_json::to_vec(&view).unwrap().into();
        let request_line = capture["request_line"].as_str().unwrap();
        let path = request_line.split(' ').nth(1).unwrap();
        // What a URL has besides is not sent.
        let url = format!("http://user:pw@{}{path}#fragment", shop.address);
        let secret = capture["secret"].as_str().unwrap_or("undefined");
        let token = Token::of(&Secret::new(secret.to_owned()));

        let answer = send(&url.parse().unwrap(), &token, &sent_body, None, PATIENCE).await;
        assert_eq!(answer.unwrap(), 200);
        let sent = String::from_utf8(shop.take().await).unwrap();
        assert_same(&sent, &expected, capture);
        compared += 1;
    }
    assert_eq!(compared, 37);
}

fn assert_same(sent: &str, expected: &str, capture: &Value) {
    assert!(sent == expected, "{}\n--- sent\n{sent}\n--- captured\n{expected}", capture["name"]);
}

#[actix_web::test]
async fn the_status_is_told_and_nothing_is_done_about_it() {
    for (answer, status) in
        [(Answer::Unauthorized, 401), (Answer::Moved, 302), (Answer::Unavailable, 503)]
    {
        let shop = Shop::open(answer);
        let body = "{}".into();
        let sent = send(&url_of(shop.address), &token(), &body, None, PATIENCE).await;
        assert_eq!(sent.unwrap(), status);
        shop.take().await;
        shop.expect_silence();
    }
}

#[actix_web::test]
async fn a_body_in_two_halves_is_the_same_request() {
    let body = "{\"sum\":8}".into();
    let mut requests = Vec::new();
    for stall in [None, Some(Duration::from_millis(1))] {
        let shop = Shop::open(Answer::Ok);
        let sent = send(&url_of(shop.address), &token(), &body, stall, PATIENCE).await;
        assert_eq!(sent.unwrap(), 200);
        let request = String::from_utf8(shop.take().await).unwrap();
        requests.push(request.replace(&shop.address.to_string(), "shop"));
    }
    assert_eq!(requests[0], requests[1]);
}

#[actix_web::test]
async fn a_shop_that_does_not_answer_is_given_up() {
    let body = "{}".into();
    let shop = Shop::open(Answer::Never);
    let url = url_of(shop.address);
    let sent = send(&url, &token(), &body, None, Duration::from_millis(50)).await;
    assert!(matches!(sent, Err(SendError::TimedOut(_))), "{sent:?}");

    let shop = Shop::open(Answer::HangUp);
    let url = url_of(shop.address);
    let sent = send(&url, &token(), &body, None, PATIENCE).await;
    assert!(matches!(sent, Err(SendError::HungUp(_))), "{sent:?}");

    // Bound and dropped: nobody listens there now.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = url_of(nobody.local_addr().unwrap());
    drop(nobody);
    let sent = send(&url, &token(), &body, None, PATIENCE).await;
    assert!(matches!(sent, Err(SendError::Connect(_))), "{sent:?}");
}

#[actix_web::test]
async fn https_is_refused_with_a_remedy() {
    let url = "https://shop.example/callback".parse().unwrap();
    let error = send(&url, &token(), &"{}".into(), None, PATIENCE).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("https://") && error.contains("http://127.0.0.1:8080/callback"));
}

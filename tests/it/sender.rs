//! The sandbox's callbacks are, byte for byte, the ones that were captured from the provider's server.

use std::{
    io::{Read, Write},
    net::SocketAddr,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use kassa::{
    dromon::{Secret, Sum, Token},
    sandbox::{
        payer::Payer,
        sender::{Answer as Answered, Body, CallbackView, Manner, Pace, Reply, SendError, send},
    },
};
use serde_json::Value;
use url::Url;

use super::vectors::recorded;
use crate::support::{Answer, Shop};

fn token() -> Token {
    Token::of(&Secret::new("1q".to_owned()))
}

#[track_caller]
fn status(sent: Result<Reply, SendError>) -> u16 {
    match sent.unwrap() {
        Reply::Answered(answer) => answer.status,
        Reply::CutShort => panic!("nothing was cut short"),
    }
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
            time: body["time"].as_str(),
            sum: Sum::new(body["sum"].as_i64().unwrap()).unwrap(),
            user: &payer,
        };
        let sent_body = Body::of(&view).unwrap();
        let request_line = capture["request_line"].as_str().unwrap();
        let path = request_line.split(' ').nth(1).unwrap();
        // What a URL has besides is not sent.
        let url = format!("http://user:pw@{}{path}#fragment", shop.address);
        let secret = capture["secret"].as_str().unwrap_or("undefined");
        let token = Token::of(&Secret::new(secret.to_owned()));

        let url = url.parse().unwrap();
        let answer = send(&url, &token, &sent_body, Manner::AtOnce, Pace::INSTANT).await;
        assert_eq!(status(answer), 200);
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
        let url = url_of(shop.address);
        let sent = send(&url, &token(), &body, Manner::AtOnce, Pace::INSTANT).await;
        assert_eq!(self::status(sent), status);
        shop.take().await;
        shop.expect_silence();
    }
}

/// However slowly.
#[actix_web::test]
async fn a_body_in_pieces_is_the_same_request() {
    let body = "{\"sum\":8}".into();
    let pace = Pace {
        stall: Duration::from_millis(1),
        trickle: Duration::from_millis(1),
        ..Pace::default()
    };
    let mut requests = Vec::new();
    for manner in [Manner::AtOnce, Manner::Halves, Manner::Trickle] {
        let shop = Shop::open(Answer::Ok);
        let sent = send(&url_of(shop.address), &token(), &body, manner, pace).await;
        assert_eq!(status(sent), 200);
        let request = String::from_utf8(shop.take().await).unwrap();
        requests.push(request.replace(&shop.address.to_string(), "shop"));
    }
    assert_eq!(requests[0], requests[1]);
    assert_eq!(requests[0], requests[2]);
}

/// Half of the body comes, and then the end.
#[actix_web::test]
async fn a_body_cut_short_ends_with_its_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = url_of(listener.local_addr().unwrap());
    let received = std::thread::spawn(move || {
        let mut received = String::new();
        listener.accept().unwrap().0.read_to_string(&mut received).unwrap();
        received
    });
    let body = "{\"sum\":18}".into();
    let sent = send(&url, &token(), &body, Manner::CutShort, Pace::INSTANT).await;
    assert_eq!(sent.unwrap(), Reply::CutShort);
    let received = received.join().unwrap();
    assert!(received.contains("\r\nContent-Length: 10\r\n"), "{received}");
    assert!(received.ends_with("\r\n\r\n{\"sum"), "{received}");
}

/// A shop that refuses what it has not read to its end is heard all the same.
#[actix_web::test]
async fn an_answer_before_the_end_of_the_body_counts() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = url_of(listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0; 100]).unwrap();
        stream.write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nlong").unwrap();
        // Closed with megabytes unread.
    });
    let body = Body::from(vec![b'x'; 32 << 20]);
    let sent = send(&url, &token(), &body, Manner::AtOnce, Pace::INSTANT).await.unwrap();
    assert_eq!(sent, Reply::Answered(Answered { status: 413, words: "long".to_owned() }));
}

#[actix_web::test]
async fn a_shop_that_does_not_answer_is_given_up() {
    let body = "{}".into();
    let shop = Shop::open(Answer::Never);
    let url = url_of(shop.address);
    let impatient = Pace { patience: Duration::from_millis(50), ..Pace::INSTANT };
    let sent = send(&url, &token(), &body, Manner::AtOnce, impatient).await;
    assert!(matches!(sent, Err(SendError::TimedOut(_))), "{sent:?}");

    let shop = Shop::open(Answer::HangUp);
    let url = url_of(shop.address);
    let sent = send(&url, &token(), &body, Manner::AtOnce, Pace::INSTANT).await;
    assert!(matches!(sent, Err(SendError::HungUp(_))), "{sent:?}");

    // Bound and dropped: nobody listens there now.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = url_of(nobody.local_addr().unwrap());
    drop(nobody);
    let sent = send(&url, &token(), &body, Manner::AtOnce, Pace::INSTANT).await;
    assert!(matches!(sent, Err(SendError::Connect(_))), "{sent:?}");
}

#[actix_web::test]
async fn https_is_refused_with_a_remedy() {
    let url = "https://shop.example/callback".parse().unwrap();
    let error = send(&url, &token(), &"{}".into(), Manner::AtOnce, Pace::INSTANT).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("https://") && error.contains("http://127.0.0.1:8080/callback"));
}

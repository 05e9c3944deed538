//! What cannot be seen over HTTP without waiting for it: patience, and room in memory.

use std::{
    cell::Cell,
    pin::{Pin, pin},
    rc::Rc,
};

use actix_web::{FromRequest, error::PayloadError, test::TestRequest, web::Bytes};
use diesel::prelude::*;
use futures_util::{FutureExt, Stream, stream};
use tempfile::TempDir;
use tokio::sync::watch;

use super::*;
use crate::{
    config::Config,
    db::{Purpose, schema::callbacks},
    feed::Hub,
    payments::{Intake, inbox::Inbox, intake},
    server::books::{self, Opened},
    space::Space,
};

const SECRET: &str = "2967104";
const TOKEN: &str = "3f3d7f210a99c03b187c520552030420";

type Chunk = Result<Bytes, PayloadError>;

fn payload(chunks: impl Stream<Item = Chunk> + 'static) -> Payload {
    let chunks: Pin<Box<dyn Stream<Item = Chunk>>> = Box::pin(chunks);
    Payload::from(chunks)
}

fn chunk(bytes: &'static [u8]) -> impl Stream<Item = Chunk> {
    stream::iter([Ok(Bytes::from_static(bytes))])
}

#[tokio::test(start_paused = true)]
async fn a_stalled_body_is_given_up_after_20_s() {
    let before = Instant::now();
    let body = read(payload(chunk(b"{\"uid\"").chain(stream::pending())), Some(100)).await;
    assert_eq!(before.elapsed().as_secs(), 20);
    assert_eq!(body.bytes, b"{\"uid\"");
    assert_eq!(body.completeness, Completeness::CutShort);
    assert!(body.timed_out);
}

/// A byte now and then does not buy more time.
#[tokio::test(start_paused = true)]
async fn a_slow_body_is_given_up_after_20_s() {
    let slow = stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        Some((Ok(Bytes::from_static(b"x")), ()))
    });
    let before = Instant::now();
    let body = read(payload(slow), Some(100)).await;
    assert_eq!(before.elapsed().as_secs(), 20);
    assert_eq!(body.bytes, b"xxxxxx");
    assert!(body.timed_out);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_in_time_is_whole() {
    let late = stream::once(async {
        tokio::time::sleep(Duration::from_secs(19)).await;
        Ok(Bytes::from_static(b"b"))
    });
    let body = read(payload(chunk(b"a").chain(late)), Some(2)).await;
    assert_eq!(body.bytes, b"ab");
    assert_eq!(body.completeness, Completeness::Whole);
}

/// A shop whose books are in a directory that ends with the test.
async fn shop() -> (TempDir, Data<Shop>) {
    let directory = tempfile::tempdir().unwrap();
    let settings = [
        ("PUBLIC_URL", "http://shop.example"),
        ("DROMON_APP_ID", "5f00000000000000000000aa"),
        ("DROMON_SECRET", SECRET),
        ("DATA_DIR", directory.path().to_str().unwrap()),
    ];
    let env = settings.map(|(name, value)| (format!("KASSA_{name}"), value.to_owned()));
    let config = Config::from_sources(None, env).unwrap();
    let Opened { store, cookie_key } = books::open(&config, || {}).await.unwrap();
    let inbox = Inbox::open(&config.inbox_dir()).unwrap();
    let intake = Intake::new(store.clone(), inbox, intake::PATIENCE);
    let space = Space::new(Vec::new(), config.min_free_space);
    let stops = watch::channel(false).1;
    let shop = Shop::new(config, store, Hub::default(), intake, space, stops);
    shop.opening.open(&cookie_key);
    shop.intake.open();
    (directory, Data::new(shop))
}

async fn send(shop: &Data<Shop>, body: Payload) -> HttpResponse {
    let request = TestRequest::post()
        .uri("/callback")
        .insert_header((header::AUTHORIZATION, format!("Bearer {TOKEN}")))
        .peer_addr("127.0.0.1:1".parse().unwrap())
        .to_http_request();
    let mut body = body;
    let payload = web::Payload::from_request(&request, &mut body).await.unwrap();
    receive(request, payload, Data::clone(shop)).await
}

#[actix_web::test]
async fn without_room_in_memory_a_body_waits() {
    let (_directory, shop) = shop().await;
    let others = shop.bodies.acquire_many(64 * 1024).await.unwrap();
    let is_read = Rc::new(Cell::new(false));
    let body = {
        let is_read = Rc::clone(&is_read);
        stream::once(async move {
            is_read.set(true);
            Ok(Bytes::from_static(br#"{"uid":"48817-X","sum":8}"#))
        })
    };
    let mut answer = pin!(send(&shop, payload(body)));
    for _ in 0..100 {
        assert!(answer.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert!(!is_read.get(), "there is no room for it yet");

    drop(others);
    assert_eq!(answer.await.status(), 200);
    assert!(is_read.get());
    assert_eq!(shop.bodies.available_permits(), 64 * 1024);
}

/// The task that settles is nobody's: dropping what waits for it changes nothing.
#[actix_web::test]
async fn a_dropped_request_is_settled() {
    let (_directory, shop) = shop().await;
    let body = chunk(br#"{"uid":"48817-X","sum":8}"#);
    {
        let mut answer = pin!(send(&shop, payload(body)));
        // Far enough for the task to be there.
        assert!(answer.as_mut().now_or_never().is_none());
    }
    while shop.in_flight.count() == 0 {
        tokio::task::yield_now().await;
    }
    while shop.in_flight.count() > 0 {
        tokio::task::yield_now().await;
    }
    let mut database = shop.config.database.connect(Purpose::Read).unwrap();
    let kept: i64 = callbacks::table.count().get_result(&mut database).unwrap();
    assert_eq!(kept, 1);
}

/// What has come is kept, and the rest is waited for as long as a stop can.
#[actix_web::test]
async fn a_stop_cuts_a_body_that_is_still_coming() {
    let (_directory, shop) = shop().await;
    let (stop, stopping) = watch::channel(false);
    let shop = Shop { stopping, ..std::sync::Arc::into_inner(shop.into_inner()).unwrap() };
    tokio::time::pause();
    let slow = stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        Some((Ok(Bytes::from_static(b"x")), ()))
    });
    let mut reading =
        pin!(read(until_the_stop(payload(chunk(b"{").chain(slow)), &shop), Some(100)));
    assert!(tokio::time::timeout(Duration::from_secs(10), reading.as_mut()).await.is_err());

    stop.send(true).unwrap();
    let before = Instant::now();
    let body = reading.await;
    assert_eq!(before.elapsed().as_secs(), 4);
    assert_eq!(body.bytes, b"{xxxx");
    assert_eq!(body.completeness, Completeness::CutShort);
    assert!(!body.timed_out);
}

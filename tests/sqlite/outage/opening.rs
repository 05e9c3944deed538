//! The shop is started while its database is away.

use serde_json::json;

use super::{kept, lock, of_nobody, result};
use crate::support::{APP_ID, Process, REAL, Reply, add_key, eventually, log_of, payment};

#[actix_web::test]
async fn it_listens_keeps_callbacks_and_opens_when_it_can() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let key = add_key(directory.path());
    let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
    let shop = Process::start(directory.path(), &REAL);
    let order = shop.place(&key, &new).await;
    shop.kill();

    let lock = lock(&data);
    let shop = Process::start(directory.path(), &REAL);
    assert!(shop.greeting.contains("its books are not open yet"), "{}", shop.greeting);
    assert_eq!(result(&shop, &payment(&order, 8, 0)).await, "kept");
    Reply::of(shop.post("/callback").bearer_auth("0".repeat(32))).await.expect_problem(401);
    let unreadable = shop.post("/callback").bearer_auth(crate::support::TOKEN).body("nonsense");
    Reply::of(unreadable).await.expect_problem(400);

    for (language, words) in [("ru", "Магазин открывается"), ("en", "The shop is opening")]
    {
        for path in ["/", "/my", "/return", "/o/2f1c6d3e-0000-4000-8000-000000000000", "/nothing"] {
            let reply = Reply::of(shop.get(path).header("Accept-Language", language)).await;
            reply.expect(503).expect_text(&[words]);
            assert_eq!(reply.header("refresh"), "5", "{path}");
            assert_eq!(reply.header("retry-after"), "5", "{path}");
        }
    }
    // A form must not be sent again as if it were a page.
    let form = Reply::of(shop.post("/orders").header("Sec-Fetch-Site", "same-origin")).await;
    assert_eq!(form.expect(503).header("refresh"), "");
    let api = Reply::of(shop.post("/api/v1/orders").bearer_auth(&key).body(new.to_string())).await;
    assert_eq!(api.expect_problem(503)["type"], "urn:kassa:problem:closed");
    Reply::of(shop.get("/healthz")).await.expect(200);
    let readiness = shop.readiness().await;
    assert_eq!(readiness["status"], "degraded", "{readiness}");
    assert_eq!(readiness["inbox"]["waiting"], 2, "{readiness}");

    drop(lock);
    shop.ready().await;
    Reply::of(shop.get("/")).await.expect(200);
    let order = shop.order(&key, &order["uid"]).await;
    assert_eq!(order["status"], "paid");
    assert_eq!(result(&shop, &of_nobody("later")).await, "recorded");
    let log = log_of(directory.path());
    assert!(log.contains("THE BOOKS ARE NOT OPEN YET") && log.contains("the books are open"));
}

/// What a first look would have ended the start for: somebody has to see to it, and callbacks are kept until then.
#[actix_web::test]
async fn books_that_turn_out_to_be_another_shops_stay_closed() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    add_key(directory.path());
    let other = [&REAL[..], &[("DROMON_APP_ID", "ffffffffffffffffffffffff")]].concat();
    let lock = lock(&data);
    let mut shop = Process::start(directory.path(), &other);
    assert_eq!(result(&shop, &of_nobody("before")).await, "kept");
    drop(lock);

    eventually("it was said", async || {
        shop.readiness().await["degraded"].to_string().contains(APP_ID).then_some(())
    })
    .await;
    let page = Reply::of(shop.get("/").header("Accept-Language", "en")).await;
    page.expect(503).expect_text(&["The shop cannot open"]);
    assert!(log_of(directory.path()).contains("THE BOOKS CANNOT BE OPENED"));
    assert_eq!(result(&shop, &of_nobody("after")).await, "kept");
    assert!(kept(&data).is_empty());
    shop.terminate();
    assert!(shop.wait().success());

    // The settings are put right, and both are in the books.
    let shop = Process::start(directory.path(), &REAL);
    shop.ready().await;
    assert_eq!(kept(&data).len(), 2);
}

//! Nothing that opens anything is in the log, however much it tells.

use serde_json::json;

use crate::support::{Premises, REAL, Reply, SECRET, TOKEN, payment};

const PASSWORD: &str = "correct horse battery";

#[actix_web::test]
async fn no_secret_is_in_the_log() {
    let premises = Premises::new();
    let settings = [&REAL[..], &[("LOG", "trace")]].concat();
    let key = premises.add_key();
    let mut shop = premises.start(&settings);

    // A round trip, and what goes wrong on the way.
    let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
    let order = shop.place(&key, &new).await;
    let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    let token = page.path().strip_prefix("/o/").unwrap();
    Reply::of(shop.get(page.path())).await.expect(200);
    Reply::of(shop.callback(&payment(&order, 8, 0))).await.expect(200);
    Reply::of(shop.get(page.path())).await.expect(200);
    let events = format!("{}/events?after=0", page.path());
    assert!(shop.get(&events).send().await.unwrap().chunk().await.unwrap().is_some());
    Reply::of(shop.get(&format!("{}/nowhere", page.path()))).await.expect(404);
    Reply::of(shop.post(&format!("{}/cancel", page.path()))).await.expect(403);
    let foreign = shop.post("/callback").bearer_auth(format!("{TOKEN}0")).body("{}");
    Reply::of(foreign).await.expect(401);
    let unreadable = shop.post("/callback").bearer_auth(TOKEN).body("{");
    Reply::of(unreadable).await.expect(400);
    let refused = shop.get("/api/v1/orders/x").bearer_auth(format!("{key}0"));
    Reply::of(refused).await.expect(401);
    let checkout = Reply::of(shop.get("/checkout")).await;
    let cookie = checkout.header("set-cookie").to_owned();
    let cookie = crate::support::between(&cookie, "kassa_browser=", ";");
    let invited = premises.run(&["staff", "add", "boss", "--role", "owner"], &REAL);
    let invited = String::from_utf8(invited.stdout).unwrap();
    let welcome = url::Url::parse(invited.trim_end()).unwrap();
    Reply::of(shop.get(welcome.path())).await.expect(200);
    let chosen = shop.post(welcome.path()).header("sec-fetch-site", "same-origin");
    let chosen = chosen.form(&[("password", PASSWORD), ("again", PASSWORD)]);
    let entered = Reply::of(chosen).await;
    let session = entered.expect(303).header("set-cookie");
    let session = crate::support::between(session, "kassa_staff=", ";");
    Reply::of(shop.get("/my").header("Cookie", format!("kassa_browser={cookie}")))
        .await
        .expect(200);
    shop.terminate();
    assert!(shop.wait().success());

    let log = premises.log();
    assert!(
        log.contains("answered") && log.contains("/o/…") && log.contains("/admin/welcome/…"),
        "{log}"
    );
    let sign = order["payment"]["sign"].as_str().unwrap();
    let api_secret = key.rsplit_once('_').unwrap().1;
    let password = premises.database_password();
    let secrets = [
        ("the app's secret", SECRET),
        ("the callbacks' token", TOKEN),
        ("an order's token", token),
        ("an API key", api_secret),
        ("a browser's cookie", cookie),
        ("a payment link's sign", sign),
        ("a link for staff", welcome.path().strip_prefix("/admin/welcome/").unwrap()),
        ("a password", PASSWORD),
        ("a session's cookie", session),
    ];
    let password = password.iter().map(|password| ("the database's password", &password[..]));
    for (what, secret) in secrets.into_iter().chain(password) {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{what} is in the log: {line:?}");
    }
}

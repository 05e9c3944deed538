//! An announcement, and a shop that takes no orders for a while.

use kassa::staff::Role;
use serde_json::json;

use crate::support::{App, Reply, between, payment};

const SWITCH: &str = "/admin/settings/shop/closed";

#[actix_web::test]
async fn an_announcement_stands_on_every_page_of_the_shop_and_is_no_markup() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(super::HERE).await;
    let version = between(&page.text, "name=\"version\" value=\"", "\"");
    let fields = [("version", version), ("announcement", "<b>Скидки</b> до субботы")];
    owner.post(super::HERE, &fields).await.expect(303);
    let shown = "<bdi>&#60;b&#62;Скидки&#60;/b&#62; до субботы</bdi>";
    for path in ["/", "/checkout", "/my", "/nothing-here"] {
        app.browser().get(path).await.expect_text(&["class=\"announcement\"", shown]);
    }
    let staff = owner.get("/admin/orders").await;
    assert!(!staff.expect(200).text.contains("class=\"announcement\""));
}

/// Nobody can order, and whatever was ordered lives on.
#[actix_web::test]
async fn a_closed_shop_takes_no_orders_and_keeps_those_that_it_has() {
    let app = App::real();
    let owner = app.owner();
    let good = [("name", "Песок"), ("price", "8"), ("stack", "64")];
    owner.post("/admin/goods/new", &good).await.expect(303);
    let browser = app.browser();
    let before = app.place_sum(8).await;
    // A form whose answer was lost is sent once more when the shop is closed, and finds its order.
    browser.post("/cart", &[("quantity_1", "1")]).await.expect(303);
    let checkout = browser.get("/checkout").await;
    let attempt = between(&checkout.text, "name=\"attempt\" value=\"", "\"");
    let sent = [("attempt", attempt), ("quantity_1", "1"), ("nickname", "Steve_01")];
    let first = browser.post("/orders", &sent).await;
    let words = [("closed", "yes"), ("words", "До <субботы>\r\nв 18:00")];
    let manager = app.staff("Вера", Role::Manager);
    manager.post(SWITCH, &words).await.expect(403);
    owner.post(SWITCH, &[("closed", "maybe")]).await.expect(400);
    owner.post(SWITCH, &words).await.expect(303);

    let again = browser.post("/orders", &sent).await;
    assert_eq!(again.expect(303).header("location"), first.expect(303).header("location"));
    let window = browser.get("/").await;
    window.expect(200).expect_text(&[
        "Песок",
        "The shop is closed",
        "До &#60;субботы&#62;\nв 18:00",
    ]);
    assert!(!window.text.contains("id=\"to-checkout\""));
    // From a page of before.
    let form = [("quantity_1", "2"), ("nickname", "Steve_01"), ("note", "позовите")];
    let refused = browser.post("/orders", &form).await;
    let kept = ["has just closed", "value=\"2\"", "value=\"Steve_01\"", "позовите"];
    refused.expect(409).expect_text(&kept);
    let program = Reply::of(
        app.placing(json!({ "sum": 8, "customer": { "nickname": "Steve_01" } }).to_string()),
    )
    .await;
    program.expect(409).expect_text(&["urn:kassa:problem:shop-closed"]);

    // The one that is there can be paid.
    let address = url::Url::parse(before["order_url"].as_str().unwrap()).unwrap();
    browser.get(address.path()).await.expect(200).expect_text(&["id=\"pay-link\""]);
    app.pay(&payment(&before, 8, 0)).await;
    assert_eq!(app.order(&before["uid"]).await["status"], "paid");
    manager.get("/admin/orders").await.expect(200).expect_text(&["Магазин закрыт и не принимает"]);

    owner.post(SWITCH, &[("closed", "no")]).await.expect(303);
    browser.post("/orders", &form).await.expect(303);
    assert!(!manager.get("/admin/orders").await.text.contains("Магазин закрыт"));
    let log = owner.get("/admin/audit?what=looks").await;
    log.expect(200).expect_text(&["магазин закрыт", "магазин открыт"]);
}

#[actix_web::test]
async fn words_that_are_too_long_close_nothing() {
    let app = App::real();
    let owner = app.owner();
    let long = "я".repeat(501);
    let told = owner.post(SWITCH, &[("closed", "yes"), ("words", &long)]).await;
    told.expect(422).expect_text(&["id=\"words-error\"", "помещается 500", "яяяяя"]);
    assert!(!app.browser().get("/").await.text.contains("The shop is closed"));
}

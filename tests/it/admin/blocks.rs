//! Who may not order.

use kassa::staff::Role;

use crate::support::{App, Browser, between};

/// Somebody orders in the window; the number of his order.
async fn ordered(browser: &Browser<'_>) -> String {
    let page = browser.order().await;
    let page = browser.get(&page).await;
    between(&page.text, "data-copied=\"Copied\">", "<").to_owned()
}

#[actix_web::test]
async fn staff_says_who_may_not_order_and_takes_it_back() {
    let app = App::sandbox();
    let owner = app.owner();
    let (stranger, other) = (app.browser(), app.browser());
    let uid = ordered(&stranger).await;
    let order = owner.get(&format!("/admin/orders/{uid}")).await;
    let address = format!("/admin/blocks?order={uid}");
    order.expect(200).expect_text(&[&format!("href=\"{address}\"")]);
    let page = owner.get(&address).await;
    page.expect(200).expect_text(&[
        "Steve_01",
        "127.0.0.1",
        "value=\"browser\"",
        "value=\"nickname\"",
    ]);

    // Nothing chosen, or no reason: told, and what was typed is there again.
    let nothing = owner.post("/admin/blocks", &[("order", &uid), ("reason", "спамит")]).await;
    nothing.expect(422).expect_text(&["Отметьте, по чему узнавать", "value=\"спамит\""]);
    let silent = [("order", uid.as_str()), ("by", "browser"), ("reason", " ")];
    owner.post("/admin/blocks", &silent).await.expect(422).expect_text(&["role=\"alert\""]);

    let form = [("order", uid.as_str()), ("by", "browser"), ("reason", "спамит <b>")];
    let done = owner.post("/admin/blocks", &form).await;
    assert_eq!(done.expect(303).header("location"), "/admin/blocks");
    let list = owner.get("/admin/blocks").await;
    list.expect(200).expect_text(&["Браузер", "спамит &#60;b&#62;", "Хозяин"]);

    let order_form = [("quantity_1", "2"), ("nickname", "Alex_02")];
    let refused = stranger.post("/orders", &order_form).await;
    refused.expect(422).expect_text(&["The shop takes no orders from you", "value=\"Alex_02\""]);
    other.order().await;

    // His browser's whole name stands nowhere.
    let audit = owner.get("/admin/audit?what=blocked").await;
    audit.expect(200).expect_text(&["заказы больше не принимаются", &uid]);
    let id = between(&list.text, "action=\"/admin/blocks/", "/lift\"").to_owned();
    owner.post(&format!("/admin/blocks/{id}/lift"), &[]).await.expect(303);
    stranger.order().await;
    owner.get("/admin/blocks").await.expect(200).expect_text(&["Никто не закрыт"]);
}

#[actix_web::test]
async fn a_nickname_is_blocked_for_programs_too() {
    let app = App::sandbox();
    let manager = app.staff("Вера", Role::Manager);
    let order = app.place_sum(8).await;
    let uid = order["uid"].as_str().unwrap();
    // Nobody knows where a program's order came from.
    let page = manager.get(&format!("/admin/blocks?order={uid}")).await;
    page.expect(200);
    assert!(!page.text.contains("value=\"browser\"") && !page.text.contains("value=\"network\""));
    let form = [("order", uid), ("by", "nickname"), ("reason", "спам")];
    manager.post("/admin/blocks", &form).await.expect(303);
    let again =
        app.placing(r#"{"customer":{"nickname":"sTEVE_01"},"sum":8}"#).send().await.unwrap();
    let status = again.status().as_u16();
    let told = again.text().await.unwrap();
    assert_eq!(status, 403, "{told}");
    assert!(told.contains("the shop takes no orders from this customer"), "{told}");
}

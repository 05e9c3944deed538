//! What an owner sets up once.

use kassa::staff::Role;
use serde_json::json;

use crate::support::{App, SECRET, TOKEN, between, payment};

const HERE: &str = "/admin/settings/dromon";

/// What the checklist says of a point.
fn state(page: &str, title: &str) -> String {
    let before = page.split(&format!("<strong>{title}</strong>")).next().unwrap();
    let badge = before.rsplit("<span class=\"badge ").next().unwrap();
    between(badge, ">", "</span>").to_owned()
}

#[actix_web::test]
async fn the_values_for_dromons_form_are_there_and_the_secret_is_not() {
    let app = App::real_with(&[("DROMON_REDIRECT_URI", "http://shop.example/return")]);
    let page = app.owner().get(HERE).await;
    page.expect(200).expect_text(&[
        ">http://shop.example/callback</code>",
        ">http://shop.example/return</code>",
        "5f00000000000000000000aa",
    ]);
    for secret in [SECRET, TOKEN] {
        assert!(!page.text.contains(secret));
    }
    app.staff("Вера", Role::Manager).get(HERE).await.expect(403);
}

#[actix_web::test]
async fn the_checklist_tells_what_came() {
    let app = App::real();
    let owner = app.owner();
    let states = async || {
        let page = owner.get(HERE).await;
        ["Магазин открыт по https", "Уведомления доходят", "Токен подходит", "Подпись проверяется"]
            .map(|title| state(&page.expect(200).text, title))
    };
    let unknown = "Пока неизвестно";
    assert_eq!(states().await, ["Исправьте", unknown, unknown, unknown]);
    let order = app
        .place(json!({
            "uid": "a-1",
            "customer": { "nickname": "Steve_01" },
            "items": [{ "name": "Лук", "price": 8, "quantity": 1 }],
        }))
        .await;
    app.pay(&payment(&order, 8, 0)).await;
    assert_eq!(states().await, ["Исправьте", "Готово", "Готово", unknown]);
    let mut altered = payment(&order, 8, 1);
    altered["text"] = json!("Другое");
    app.pay(&altered).await;
    assert_eq!(states().await, ["Исправьте", "Готово", "Готово", "Исправьте"]);
}

#[actix_web::test]
async fn a_test_order_shows_whether_its_callback_arrived() {
    let app = App::real();
    let owner = app.owner();
    let placed = owner.post("/admin/settings/dromon/test", &[]).await;
    let way = placed.expect(303).header("location").to_owned();
    let uid = way.strip_prefix("/admin/settings/dromon?test=").unwrap();
    let page = owner.get(&way).await;
    page.expect(200).expect_text(&["ещё нет", "Оплатить на сайте Dromon", uid]);
    let order = json!({ "uid": uid, "text": format!("Заказ {uid}") });
    app.pay(&payment(&order, 1, 0)).await;
    owner.get(&way).await.expect(200).expect_text(&["всё работает"]);
    // Nobody else's order is told of there.
    let other = app
        .place(json!({
            "uid": "a-1",
            "customer": { "nickname": "Steve_01" },
            "items": [{ "name": "Лук", "price": 8, "quantity": 1 }],
        }))
        .await;
    app.pay(&payment(&other, 8, 1)).await;
    let page = owner.get(&format!("{HERE}?test=a-1")).await;
    assert!(!page.expect(200).text.contains("всё работает"));
}

#[actix_web::test]
async fn the_settings_have_one_place_and_a_navigation_of_their_own() {
    let app = App::real();
    let owner = app.owner();
    let begin = owner.get("/admin/settings").await;
    assert_eq!(begin.expect(303).header("location"), HERE);
    let orders = owner.get("/admin/orders").await;
    assert!(!orders.expect(200).text.contains("href=\"/admin/keys\""));
    for path in [
        HERE,
        "/admin/settings/shop",
        "/admin/settings/notifications",
        "/admin/blocks",
        "/admin/staff",
        "/admin/keys",
        "/admin/webhooks",
        "/admin/audit",
    ] {
        let page = owner.get(path).await;
        let tabs = between(&page.expect(200).text, "<nav class=\"page tabs\"", "</nav>").to_owned();
        assert_eq!(tabs.matches("href=").count(), 8, "{path}");
        assert!(tabs.contains(&format!("href=\"{path}\" aria-current=\"page\"")), "{path}");
    }
    let picker = app.staff("Петя", Role::Picker).get("/admin/orders").await;
    assert!(!picker.expect(200).text.contains("Настройки"));
}

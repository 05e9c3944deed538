//! Customers who say that they have paid.

use diesel::RunQueryDsl;
use kassa::staff::Role;
use serde_json::Value;

use crate::support::{App, Customer, JavaScript, Reply, between, payment};

fn uid(order: &Value) -> &str {
    order["uid"].as_str().unwrap()
}

/// The path of the order's page.
fn page(order: &Value) -> String {
    url::Url::parse(order["order_url"].as_str().unwrap()).unwrap().path().to_owned()
}

async fn claim(app: &App, order: &Value, line: &str) {
    app.browser().post(&format!("{}/claim", page(order)), &[("line", line)]).await.expect(303);
}

async fn attention(app: &App) -> Reply {
    let page = app.owner().get("/admin/attention").await;
    page.expect(200);
    page
}

async fn refuse(app: &App, name: &str, role: Role, order: &Value, nth: &str) -> Reply {
    let path = format!("/admin/attention/claims/{}", uid(order));
    app.staff(name, role).post(&path, &[("nth", nth)]).await
}

#[actix_web::test]
async fn a_claim_is_a_card_with_what_its_line_tells() {
    let app = App::real();
    let order = app.place_sum(1500).await;
    let before = attention(&app).await;
    assert!(!before.text.contains("id=\"claims\""));
    let line = format!("[24.11.2026 09:15:02] Alex -> Shop # 1 500 АР | Заказ [{}]", uid(&order));
    claim(&app, &order, &line).await;
    let shown = attention(&app).await;
    let card = between(&shown.text, &format!("id=\"claim-{}\"", uid(&order)), "</li>");
    for words in [
        "Steve_01",
        "не хватает 1\u{202f}500\u{a0}АР",
        "09:15:02",
        "Alex заплатил Shop 1\u{202f}500\u{a0}АР",
        &format!("href=\"/admin/orders/{}#decide-confirm\"", uid(&order)),
    ] {
        assert!(card.contains(words), "{words:?} in {card}");
    }
    assert!(!card.contains("class=\"problem\""), "{card}");
    assert_ne!(
        between(&before.text, "<nav", "</nav>"),
        between(&shown.text, "<nav", "</nav>"),
        "it is counted"
    );
    // Another order's line, and another sum; it replaces the first and is no second card.
    claim(&app, &order, "[24.11.2026 09:15:02] Alex -> Shop # 8 АР | Заказ [99999-X]").await;
    let shown = attention(&app).await;
    assert_eq!(shown.text.matches("<li id=\"claim-").count(), 1);
    shown.expect_text(&["Сумма в строке другая", "номер другого заказа"]);
    app.owner()
        .get(&format!("/admin/orders/{}", uid(&order)))
        .await
        .expect_text(&["id=\"decide-confirm\""]);
    app.pay(&payment(&order, 1500, 0)).await;
    let paid = attention(&app).await;
    assert!(!paid.text.contains("id=\"claims\""), "{}", paid.text);
}

#[actix_web::test]
async fn staff_answers_once_and_the_customer_is_told() {
    let app = App::real();
    let order = app.place_sum(8).await;
    claim(&app, &order, "строка").await;
    refuse(&app, "Ваня", Role::Picker, &order, "1").await.expect(403);
    refuse(&app, "Ира", Role::Owner, &order, "2").await.expect(409);
    // A second click answers nothing else.
    for _ in 0..2 {
        let told = refuse(&app, "Ира", Role::Owner, &order, "1").await;
        let to = format!("/admin/attention?refused-claim={}#claims", uid(&order));
        assert_eq!(told.expect(303).header("location"), to);
    }
    let late = refuse(&app, "Олег", Role::Owner, &order, "1").await;
    late.expect(409).expect_text(&["Ответ не отправлен"]);
    let done = app.owner().get(&format!("/admin/attention?refused-claim={}", uid(&order))).await;
    done.expect_text(&["такого платежа нет", "Больше никто не ждёт"]);
    let made_up = app.owner().get("/admin/attention?refused-claim=<b>").await;
    assert!(!made_up.text.contains("id=\"claims\""));
    let shown = app.browser().get(&page(&order)).await;
    shown.expect_text(&["The shop found no such payment", "Tell the shop again"]);
    claim(&app, &order, "другая").await;
    attention(&app).await.expect_text(&["другая"]);
    refuse(&app, "Ира", Role::Owner, &order, "1").await.expect(409);
}

/// What does not fit on the page is not kept quiet, and follows.
#[actix_web::test]
async fn more_claims_than_are_shown_are_told_of() {
    let app = App::real();
    let mut orders = Vec::new();
    for _ in 0..101 {
        orders.push(app.place_sum(8).await);
    }
    diesel::sql_query(
        "INSERT INTO payment_claims (order_id, nth, at) SELECT id, 1, created_at FROM orders",
    )
    .execute(&mut app.books_to_write())
    .unwrap();
    let shown = attention(&app).await;
    assert_eq!(shown.text.matches("<li id=\"claim-").count(), 100);
    shown.expect_text(&["id=\"claims-more\"", "Показаны только 100"]);
    let last = format!("<li id=\"claim-{}\"", uid(&orders[100]));
    assert!(!shown.text.contains(&last));
    refuse(&app, "Ира", Role::Owner, &orders[0], "1").await.expect(303);
    let shown = attention(&app).await;
    assert!(shown.text.contains(&last) && !shown.text.contains("claims-more"));
}

/// A customer finds his order on another device, says that he has paid, and is answered while he looks.
#[actix_web::test]
async fn an_order_is_found_elsewhere_claimed_and_answered() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let first = app.browser().get(&page(&order)).await;
    let code = between(&first.text, "id=\"short-code\" translate=\"no\">", "<");
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(app.url("/my")).await;
    customer.click("main a[href=\"/find\"]").await;
    customer.fill("#number", uid(&order)).await;
    customer.fill("#nickname", "steve_01").await;
    customer.fill("#code", code).await;
    customer.type_there("\n").await;
    customer.find("#claim-summary").await;
    assert_eq!(customer.address().await.path(), page(&order));
    customer.find("#claim-summary").await.send_keys("\n").await.unwrap();
    customer.fill("#claim-line", "моя строка").await;
    customer.type_there("\n").await;
    customer.find("#claim-waits").await;
    attention(&app).await.expect_text(&["моя строка"]);
    refuse(&app, "Ира", Role::Owner, &order, "1").await.expect(303);
    // By itself, since it is an event of the order.
    customer.find("#claim-refused").await;
    assert_eq!(customer.complaints().await, Vec::<String>::new());
}

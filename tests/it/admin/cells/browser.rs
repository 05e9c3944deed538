//! A hand-over in browsers: the customer's page changes by itself.

use kassa::staff::Role;
use serde_json::json;

use crate::support::{App, Customer, JavaScript, eventually, payment};

/// Waits until the customer's open page says that.
async fn shows(customer: &Customer, text: &str) {
    // Its source: what was found a moment ago may have given way to what is fresh.
    let source = async || customer.client().source().await.unwrap();
    eventually(text, async || source().await.contains(text).then_some(())).await;
}

#[actix_web::test]
async fn from_paid_to_fetched_while_the_customer_watches() {
    let app = App::real();
    let manager = app.staff("Вера", Role::Manager);
    let cells = [("names", "A1-A2"), ("place", "у фонтана")];
    manager.post("/admin/cells", &cells).await.expect(303);
    let order = app.place(json!({ "sum": 8, "customer": { "nickname": "Steve_01" } })).await;
    app.pay(&payment(&order, 8, 0)).await;
    let address = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(app.url(address.path())).await;
    customer.find("main[data-live]").await;

    let picker = Customer::arrive(JavaScript::Off).await;
    picker.open(app.url("/admin/sign-in")).await;
    picker.carry(&app.url("/admin"), &app.staff("Петя", Role::Picker).cookie).await;
    picker.open(app.url(&format!("/admin/orders/{}", order["uid"].as_str().unwrap()))).await;
    picker.click("#move-assemble").await;
    // The first free cell and a deadline stand there already.
    assert!(!picker.typed("#hand-over-until").await.is_empty());
    picker.click("#move-ready").await;
    picker.find("#change-hand-over").await;
    assert!(picker.read(".hand-over-facts").await.contains("A1"));
    shows(&customer, "ждёт вас в ячейке").await;
    let facts = customer.read(".hand-over-facts").await;
    assert!(facts.contains("A1") && facts.contains("у фонтана"), "{facts}");

    // A courier hands it over; the page knows at once, and says no cell any more.
    picker.carry(&app.url("/admin"), &app.staff("Катя", Role::Courier).cookie).await;
    picker.open(app.url(&format!("/admin/orders/{}", order["uid"].as_str().unwrap()))).await;
    picker.click("#move-complete").await;
    shows(&customer, "Заказ у вас").await;
    assert_eq!(customer.count(".hand-over-facts").await, 0);
    assert_eq!(customer.complaints().await, Vec::<String>::new());
}

//! A day's work in browsers: the owner invites, a new paid order appears by itself, the picker assembles it, the courier
//! delivers it.

use kassa::staff::Role;
use serde_json::json;

use crate::support::{App, Customer, JavaScript, payment};

/// Chooses a password with a link that works once.
async fn comes_in(customer: &Customer, app: &App, link: &str) {
    let path = link.find("/admin/welcome/").map(|start| &link[start..]).expect("a link");
    customer.open(app.url(path)).await;
    customer.fill("input[name=password]", "длинный пароль на день").await;
    customer.fill("input[name=again]", "длинный пароль на день").await;
    customer.click("main form button").await;
    customer.find(".places").await;
}

/// Clicks the button of that move.
async fn moves(customer: &Customer, step: &str) {
    customer.click(&format!("#move-{step}")).await;
}

#[actix_web::test]
async fn from_the_invitation_to_the_delivery() {
    let app = App::real();
    let owner = app.owner();
    let mut links = Vec::new();
    for (name, role) in [("Сборщик", Role::Picker), ("Курьер", Role::Courier)] {
        let page = owner.post("/admin/staff", &[("name", name), ("role", role.as_str())]).await;
        page.expect(200);
        let link = page.text.split_once("/admin/welcome/").expect("a link").1;
        let secret: String = link.chars().take_while(char::is_ascii_alphanumeric).collect();
        links.push(format!("/admin/welcome/{secret}"));
    }
    let (picker, courier) =
        (Customer::arrive(JavaScript::On).await, Customer::arrive(JavaScript::Off).await);
    comes_in(&picker, &app, &links[0]).await;
    comes_in(&courier, &app, &links[1]).await;

    // The list is open before the order is paid, and the order appears in it by itself.
    picker.open(app.url("/admin/orders")).await;
    picker.find("main[data-live]").await;
    let order = app
        .place(json!({
            "items": [{ "name": "Шалкер с землёй", "price": 8, "quantity": 2 }],
            "customer": { "nickname": "Steve_01" },
        }))
        .await;
    let uid = order["uid"].as_str().unwrap().to_owned();
    app.pay(&payment(&order, 16, 0)).await;
    picker.click(&format!("#o-{uid}")).await;
    let total = "16\u{a0}АР";
    assert!(!picker.read("main").await.contains(total), "a picker needs no sums");
    owner.get(&format!("/admin/orders/{uid}")).await.expect(200).expect_text(&[total]);
    moves(&picker, "assemble").await;
    moves(&picker, "ready").await;
    picker.find(".state").await;

    // Without JavaScript, too.
    courier.open(app.url("/admin/orders")).await;
    courier.click(&format!("#o-{uid}")).await;
    assert!(courier.read("main").await.contains("Steve_01"));
    moves(&courier, "complete").await;
    courier.find(".state").await;
    assert_eq!(app.order(&order["uid"]).await["status"], "completed");
    let told: Vec<String> = app.order(&order["uid"]).await["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            format!("{} {}", event["kind"].as_str().unwrap(), event["by"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told[2..],
        ["assembling staff:Сборщик", "ready staff:Сборщик", "completed staff:Курьер"]
    );
    assert_eq!(picker.complaints().await, Vec::<String>::new());
}

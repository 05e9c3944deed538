//! What a customer sees, in a real browser: the whole way round.

use url::Url;

use crate::support::{App, Customer, JavaScript};

/// The first good of the demo shop costs 8 АР, the second one 12.
pub const FIRST: &str = ".goods li:nth-child(1) input";
pub const SECOND: &str = ".goods li:nth-child(2) input";
/// The same goods in the cart.
pub const FIRST_LINE: &str = ".cart-lines li:nth-child(1) input";
pub const SECOND_LINE: &str = ".cart-lines li:nth-child(2) input";
pub const TO_CHECKOUT: &str = "#to-checkout";
pub const SUBMIT: &str = "#place-order";
pub const PAID: &str = ".state.tint-good";

/// Two of the first and one of the second: 28 АР.
pub async fn place_an_order(customer: &Customer, shop: &App) -> Url {
    customer.open(shop.at("/")).await;
    customer.fill(FIRST, "2").await;
    customer.fill(SECOND, "1").await;
    customer.click(TO_CHECKOUT).await;
    customer.fill("#nickname", "Bober_77").await;
    customer.click(SUBMIT).await;
    customer.find("main.order").await;
    customer.address().await
}

/// What the order's page says before it is paid. Returns the payment link.
pub async fn read_the_order(customer: &Customer, shop: &App) -> Url {
    let uid = customer.read(".order-head .uid").await;
    assert!(uid.parse::<kassa::orders::Uid>().is_ok(), "{uid}");
    assert!(customer.read(".order-head").await.contains("Bober_77"));
    assert_eq!(customer.read(".state h2").await, "Ждёт оплаты");
    assert_eq!(customer.read(".items tfoot .total td").await, "28 АР");
    assert_eq!(customer.count(".items tbody tr").await, 2);
    let pay = customer.read(".pay").await;
    assert!(pay.contains("спишется 29 АР"), "{pay}");
    customer.see_picture(".qr img").await;

    let link = customer.find("#pay-link").await.attr("href").await.unwrap().unwrap();
    let link: Url = link.parse().unwrap();
    assert_eq!(link.origin(), shop.config.page().base.origin());
    let named = link.query_pairs().find(|(name, _)| name == "uid").unwrap().1;
    assert_eq!(named, uid, "{link}");
    link
}

/// From the order's page over the stand-in's to its "paid".
pub async fn pay(customer: &Customer, link: &Url) {
    customer.click("#pay-link").await;
    customer.find("main form button").await;
    assert_eq!(&customer.address().await, link);
    assert!(customer.read("main").await.contains("29"));
    customer.click("main form button").await;
    assert_eq!(customer.read(".outcome.good h1").await, "Оплачено");
}

/// By the stand-in's button to the order, which is this browser's only one, and to the list of orders.
pub async fn come_back(customer: &Customer, shop: &App, order: &Url) {
    customer.click(".actions .button").await;
    customer.find("main.order").await;
    // It says besides when he came back.
    assert_eq!(customer.address().await.path(), order.path());

    customer.click("header nav a").await;
    customer.find(".orders").await;
    assert_eq!(customer.address().await, shop.at("/my"));
    assert_eq!(customer.count(".orders li").await, 1);
    customer.click(".orders a").await;
    customer.find("main.order").await;
    assert_eq!(&customer.address().await, order);
}

#[actix_web::test]
async fn an_order_is_placed_and_paid_and_its_open_page_notices() {
    let shop = App::sandbox();
    let customer = Customer::arrive(JavaScript::On).await;

    customer.open(shop.at("/")).await;
    customer.fill(FIRST, "2").await;
    assert_eq!(customer.read(".window .sum").await, "Итого: 16 АР");
    let order = place_an_order(&customer, &shop).await;
    let link = read_the_order(&customer, &shop).await;

    // A second tab that only watches. What a script keeps on `window` would not survive a reload.
    let browser = customer.client();
    let first = browser.window().await.unwrap();
    let watching = browser.new_window(true).await.unwrap().handle;
    browser.switch_to_window(watching.clone()).await.unwrap();
    customer.open(&order).await;
    assert_eq!(customer.read(".state h2").await, "Ждёт оплаты");
    browser.execute("window.keptFromBefore = true", vec![]).await.unwrap();

    browser.switch_to_window(first).await.unwrap();
    pay(&customer, &link).await;

    browser.switch_to_window(watching).await.unwrap();
    customer.find(PAID).await;
    let kept = browser.execute("return window.keptFromBefore === true", vec![]).await.unwrap();
    assert_eq!(kept, true, "the page was loaded again");
    assert_eq!(customer.read(".state h2").await, "Оплачен");
    assert!(browser.title().await.unwrap().contains("Оплачен"));
    assert_eq!(customer.read("#announcer").await, "Оплачен");
    assert_eq!(customer.count("#pay-link").await, 0);
    browser.close_window().await.unwrap();

    let only = browser.windows().await.unwrap().remove(0);
    browser.switch_to_window(only).await.unwrap();
    come_back(&customer, &shop, &order).await;
    customer.find(PAID).await;
}

/// What the page says may be old while nobody can tell it of changes.
#[actix_web::test]
async fn a_lost_line_is_told_until_it_is_back() {
    let shop = App::sandbox();
    let customer = Customer::arrive(JavaScript::On).await;
    place_an_order(&customer, &shop).await;
    let say = async |event: &str| {
        let script = format!("dispatchEvent(new Event('{event}'))");
        customer.client().execute(&script, Vec::new()).await.unwrap();
    };
    customer.find(".offline:empty").await;
    say("offline").await;
    let told = customer.read(".offline:not(:empty)").await;
    assert_eq!(told, "Нет связи: страница может быть устаревшей");
    say("online").await;
    customer.find(".offline:empty").await;
}

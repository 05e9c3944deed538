//! What else a customer sees, in a real browser. The database changes nothing about it.

use fantoccini::{Locator, key::Key};
use tokio::time::timeout;

use crate::{
    it::browser::{
        FIRST, FIRST_LINE, PAID, SECOND, SECOND_LINE, SUBMIT, TO_CHECKOUT, come_back, pay,
        place_an_order, read_the_order,
    },
    support::{App, Customer, JavaScript, PATIENCE},
};

#[actix_web::test]
async fn without_scripts_a_reload_tells_the_same() {
    let shop = App::sandbox();
    let customer = Customer::arrive(JavaScript::Off).await;

    let order = place_an_order(&customer, &shop).await;
    let reload = customer.find("noscript a").await;
    assert!(reload.is_displayed().await.unwrap(), "scripts should be off");
    let link = read_the_order(&customer, &shop).await;
    pay(&customer, &link).await;
    come_back(&customer, &shop, &order).await;
    // The callback may still be on its way: as a customer does, reload until it is there.
    let reloads = async {
        while customer.count(PAID).await == 0 {
            customer.click("noscript a").await;
            customer.find("main.order").await;
        }
    };
    timeout(PATIENCE, reloads).await.expect("the order should have been paid");
    assert_eq!(customer.read(".state h2").await, "Оплачен");
    assert_eq!(customer.count("#pay-link").await, 0);
}

#[actix_web::test]
async fn a_browser_lists_its_own_orders_only() {
    let shop = App::sandbox();
    let customer = Customer::arrive(JavaScript::On).await;
    place_an_order(&customer, &shop).await;
    customer.open(shop.at("/my")).await;
    assert_eq!(customer.count(".orders li").await, 1);

    let stranger = Customer::arrive(JavaScript::On).await;
    stranger.open(shop.at("/my")).await;
    assert_eq!(stranger.read("h1").await, "Здесь появятся ваши заказы");
    assert_eq!(stranger.count(".orders li").await, 0);
    stranger.open(shop.at("/return")).await;
    assert_eq!(stranger.address().await, shop.at("/my"));
}

#[actix_web::test]
async fn a_wrong_form_tells_what_is_wrong_and_keeps_what_was_typed() {
    let shop = App::sandbox();
    // Without the browser's own checks, the shop's are all that is left.
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(shop.at("/")).await;
    let unchecked = "document.querySelector('form').noValidate = true";
    customer.fill(FIRST, "3").await;
    customer.fill(SECOND, "1").await;
    customer.click(TO_CHECKOUT).await;
    customer.find("#nickname").await;
    customer.client().execute(unchecked, vec![]).await.unwrap();
    customer.fill(SECOND_LINE, "0").await;
    customer.fill("#nickname", "Бобёр").await;
    customer.click(SUBMIT).await;

    assert_eq!(customer.read("#errors").await, "Заказ ещё не оформлен");
    assert!(customer.client().title().await.unwrap().starts_with("Ошибка"));
    assert_eq!(customer.typed(FIRST_LINE).await, "3");
    assert_eq!(customer.typed(SECOND_LINE).await, "0");
    assert_eq!(customer.typed("#nickname").await, "Бобёр");
    for wrong in [SECOND_LINE, "#nickname"] {
        let field = customer.find(wrong).await;
        assert_eq!(field.attr("aria-invalid").await.unwrap().as_deref(), Some("true"), "{wrong}");
        // The field names the words that tell what is wrong with it, for who cannot see that they stand beside it.
        let told = field.attr("aria-describedby").await.unwrap().unwrap();
        let problem = format!("#{}.problem", told.split(' ').next().unwrap());
        assert!(!customer.read(&problem).await.is_empty(), "{problem}");
    }
    let right = customer.find(FIRST_LINE).await;
    assert_eq!(right.attr("aria-invalid").await.unwrap(), None);

    customer.fill(SECOND_LINE, "1").await;
    customer.fill("#nickname", "Bober_77").await;
    customer.click(SUBMIT).await;
    assert_eq!(customer.read(".items tfoot .total td").await, "36 АР");
}

#[actix_web::test]
async fn no_page_breaks_its_own_rules() {
    let shop = App::sandbox();
    let customer = Customer::arrive(JavaScript::On).await;
    let quiet = async |page: &str| {
        let complaints = customer.complaints().await;
        assert!(complaints.is_empty(), "{page}: {complaints:?}");
    };
    customer.open(shop.at("/")).await;
    customer.fill(FIRST, "1").await;
    quiet("the shop window").await;
    customer.click(TO_CHECKOUT).await;
    customer.find("#nickname").await;
    quiet("the checkout").await;
    place_an_order(&customer, &shop).await;
    quiet("the order awaiting").await;
    customer.click("#pay-link").await;
    customer.find("main form button").await;
    quiet("the payment page").await;
    customer.click("main form button").await;
    customer.find(".outcome.good").await;
    quiet("the stand-in's outcome").await;
    customer.click(".actions .button").await;
    customer.find(PAID).await;
    quiet("the order paid").await;
    customer.open(shop.at("/my")).await;
    quiet("the list of orders").await;
    customer.open(&shop.config.page().base).await;
    customer.find(".payments").await;
    quiet("the stand-in's home").await;

    // It would have been heard: a script in the page itself is what the policy forbids.
    customer.open(shop.at("/")).await;
    let forbidden = "const script = document.createElement('script'); \
        script.textContent = 'window.ran = true'; document.body.append(script); return window.ran === true";
    let ran = customer.client().execute(forbidden, vec![]).await.unwrap();
    assert_eq!(ran, false);
    assert_eq!(customer.complaints().await.len(), 1);
}

#[actix_web::test]
async fn a_keyboard_is_enough() {
    let shop = App::sandbox();
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(shop.at("/")).await;

    let quantity = customer.find(FIRST).await.attr("id").await.unwrap().unwrap();
    tab_to(&customer, &quantity).await;
    customer.type_there("2").await;
    tab_to(&customer, "to-checkout").await;
    customer.press(Key::Enter).await;
    customer.find("#nickname").await;
    tab_to(&customer, "nickname").await;
    customer.type_there("Bober_77").await;
    customer.press(Key::Enter).await;
    assert_eq!(customer.read(".items tfoot .total td").await, "16 АР");

    tab_to(&customer, "pay-link").await;
    customer.press(Key::Enter).await;
    customer.find("main form button").await;
    // The way back to the page's beginning is the address bar; the first stop there jumps over the header.
    customer.open(shop.at("/")).await;
    customer.press(Key::Tab).await;
    let first = customer.client().find(Locator::Css(":focus")).await.unwrap();
    assert_eq!(first.attr("href").await.unwrap().as_deref(), Some("#main"));
    assert!(first.is_displayed().await.unwrap());
}

/// Walks on until the focus is there.
async fn tab_to(customer: &Customer, id: &str) {
    for _ in 0..40 {
        customer.press(Key::Tab).await;
        if customer.focused().await == id {
            return;
        }
    }
    panic!("no way by the keyboard to {id}");
}

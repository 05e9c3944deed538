//! The cart and the checkout.

use kassa::staff::Role;

use crate::{
    it::browser::{FIRST, FIRST_LINE, SECOND, SECOND_LINE, SUBMIT, TO_CHECKOUT},
    support::{App, Customer, JavaScript, between, eventually},
};

#[actix_web::test]
async fn a_cart_waits_for_its_customer_and_is_empty_once_he_has_ordered() {
    let app = App::sandbox();
    let browser = app.browser();
    browser.get("/checkout").await.expect(200).expect_text(&["Your cart is empty"]);
    let chosen = [("quantity_1", "2"), ("quantity_2", ""), ("quantity_3", "1")];
    let to = browser.post("/cart", &chosen).await;
    assert_eq!(to.expect(303).header("location"), "/checkout");
    let window = browser.get("/").await;
    window.expect(200).expect_text(&["Cart (2)", "name=\"quantity_1\"", "value=\"2\""]);
    let checkout = browser.get("/checkout").await;
    checkout.expect(200).expect_text(&["Шалкер с землёй", "Стак алмазов", "Total: 656"]);
    assert!(!checkout.text.contains("Шалкер с песком"));

    // Cleared, and added up again.
    let fewer = [("quantity_1", ""), ("quantity_3", "2"), ("to", "checkout")];
    browser.post("/cart", &fewer).await.expect(303);
    let checkout = browser.get("/checkout").await;
    checkout.expect(200).expect_text(&["Cart (1)", "Total: 1,280"]);
    assert!(!checkout.text.contains("Шалкер с землёй"));
    let attempt = between(&checkout.text, "name=\"attempt\" value=\"", "\"");
    let form =
        [("attempt", attempt), ("quantity_3", "2"), ("nickname", "Steve_01"), ("contact", "steve")];
    browser.post("/orders", &form).await.expect(303);
    let again = browser.get("/checkout").await;
    again.expect(200).expect_text(&["Your cart is empty"]);
    // Who he is stands there the next time.
    browser.post("/cart", &[("quantity_1", "1")]).await.expect(303);
    let again = browser.get("/checkout").await;
    again
        .expect(200)
        .expect_text(&["name=\"nickname\" value=\"Steve_01\"", "name=\"contact\" value=\"steve\""]);
    // And everything can be taken out again.
    let none = [("quantity_1", ""), ("to", "checkout")];
    browser.post("/cart", &none).await.expect(303);
    browser.get("/checkout").await.expect(200).expect_text(&["Your cart is empty"]);
}

#[actix_web::test]
async fn what_is_wrong_with_a_cart_is_said_where_it_was_filled() {
    let app = App::sandbox();
    let browser = app.browser();
    let window = browser.post("/cart", &[("quantity_1", "")]).await;
    window.expect(422).expect_text(&["Choose at least one", "id=\"to-checkout\""]);
    let window = browser.post("/cart", &[("quantity_1", "many"), ("quantity_2", "3")]).await;
    window.expect(422).expect_text(&["id=\"quantity_1-error\"", "value=\"many\"", "value=\"3\""]);
    let form = [("quantity_1", "1.5"), ("to", "checkout")];
    let checkout = browser.post("/cart", &form).await;
    checkout.expect(422).expect_text(&["id=\"quantity_1-error\"", "id=\"place-order\""]);
    // A cookie that somebody made up is an empty cart.
    let made_up = app.get("/checkout").header("cookie", "kassa_sandbox_cart=<b>.1-x.99-1");
    let page = crate::support::Reply::of(made_up.header("accept-language", "en")).await;
    page.expect(200).expect_text(&["Your cart is empty"]);
}

/// What a customer asks for is what staff reads, and his words are nothing but words.
#[actix_web::test]
async fn what_a_customer_wishes_is_told_to_staff() {
    let app = App::real();
    let owner = app.owner();
    owner.post("/admin/cells", &[("names", "A1")]).await.expect(303);
    let good = [("name", "Песок"), ("price", "8"), ("stack", "64")];
    owner.post("/admin/goods/new", &good).await.expect(303);
    let browser = app.browser();
    let hostile = "<b>у портала</b>";
    let form = [
        ("quantity_1", "2"),
        ("nickname", "Steve_01"),
        ("contact", "steve#1"),
        ("way", "courier"),
        ("place", hostile),
        ("moment", "после восьми"),
        ("note", "позовите\r\nдважды"),
    ];
    let nowhere: Vec<_> = form.into_iter().filter(|(name, _)| *name != "place").collect();
    let refused = browser.post("/orders", &nowhere).await;
    refused.expect(422).expect_text(&[
        "id=\"place-error\"",
        "value=\"courier\" checked",
        "позовите",
    ]);
    let long = "я".repeat(101);
    let unfit = [&nowhere[..], &[("place", long.as_str())]].concat();
    browser.post("/orders", &unfit).await.expect(422).expect_text(&["At most 100 characters"]);

    let placed = browser.post("/orders", &form).await;
    let page = browser.get(placed.expect(303).header("location")).await;
    let shown =
        ["steve#1", "&#60;b&#62;у портала&#60;/b&#62;", "после восьми", "позовите<br>дважды"];
    page.expect(200).expect_text(&shown);
    assert!(!page.text.contains(hostile));
    let uid = between(&page.text, "data-copied=\"Copied\">", "<").to_owned();
    for address in [format!("/admin/orders/{uid}"), format!("/admin/orders/{uid}/slip")] {
        let seen = owner.get(&address).await;
        seen.expect(200).expect_text(&shown);
        assert!(!seen.text.contains(hostile), "{address}");
    }

    // Where he would meet a courier stands in the form of whoever packs it.
    let order = app.order(&uid.as_str().into()).await;
    app.pay(&crate::support::payment(&order, 16, 0)).await;
    let picker = app.staff("Петя", Role::Picker);
    let path = format!("/admin/orders/{uid}");
    let version =
        between(&picker.get(&path).await.text, "name=\"version\" value=\"", "\"").to_owned();
    let assemble = [("version", version.as_str()), ("move", "assemble")];
    picker.post(&format!("{path}/move"), &assemble).await.expect(303);
    picker.get(&path).await.expect(200).expect_text(&[
        "<details id=\"hand-over-otherwise\" class=\"otherwise\" open>",
        "name=\"place\" value=\"&#60;b&#62;у портала",
    ]);
}

/// From the window to the order, with a reload on the way.
async fn shop_round(javascript: JavaScript) {
    let app = App::sandbox();
    let customer = Customer::arrive(javascript).await;
    customer.open(app.at("/")).await;
    customer.fill(FIRST, "3").await;
    customer.fill(SECOND, "1").await;
    if javascript == JavaScript::On {
        // What was chosen is there again although nothing was sent.
        customer.open(app.at("/my")).await;
        customer.find("header nav a[href='/checkout']").await;
        customer.open(app.at("/")).await;
        assert_eq!(customer.typed(FIRST).await, "3");
    }
    customer.click(TO_CHECKOUT).await;
    customer.find("#nickname").await;
    assert_eq!(customer.read(".cart .sum").await, "Итого: 36 АР");
    customer.fill(SECOND_LINE, "2").await;
    customer.click("#recount").await;
    eventually("48", async || {
        let sum = customer.client().find(fantoccini::Locator::Css(".cart .sum")).await.ok()?;
        (sum.text().await.ok()? == "Итого: 48 АР").then_some(())
    })
    .await;
    assert_eq!(customer.typed(FIRST_LINE).await, "3");

    // A courier asks where; whoever fetches it himself is not asked.
    assert!(!customer.find("#place").await.is_displayed().await.unwrap());
    customer.click("#way-courier").await;
    assert!(customer.find("#place").await.is_displayed().await.unwrap());
    customer.fill("#place", "у портала").await;
    customer.fill("#nickname", "Bober_77").await;
    customer.click(SUBMIT).await;
    customer.find("main.order").await;
    assert!(customer.read(".wish-facts").await.contains("у портала"));
    assert_eq!(customer.read(".items tfoot .total td").await, "48 АР");
    customer.open(app.at("/checkout")).await;
    customer.find("#empty").await;
    assert_eq!(customer.complaints().await, Vec::<String>::new());
}

#[actix_web::test]
async fn from_the_window_over_the_cart_to_the_order() {
    shop_round(JavaScript::On).await;
}

#[actix_web::test]
async fn the_same_without_javascript() {
    shop_round(JavaScript::Off).await;
}

#[actix_web::test]
async fn goods_are_found_and_the_rest_of_the_cart_stays() {
    let app = App::sandbox();
    let browser = app.browser();
    browser.post("/cart", &[("quantity_1", "2"), ("quantity_4", "1")]).await.expect(303);
    let found = browser.get("/?q=%D0%97%D0%95%D0%9C%D0%9B%D0%95%D0%99").await;
    found.expect(200).expect_text(&["Шалкер с землёй", "Found: 1.", "data-others=\"4-1\""]);
    assert!(!found.text.contains("Маяк"));
    let chosen = [("others", "yes"), ("quantity_1", "5")];
    browser.post("/cart", &chosen).await.expect(303);
    browser.get("/checkout").await.expect(200).expect_text(&["value=\"5\"", "Маяк"]);
    let nothing = browser.get("/?q=%22%3E%3Cb%3Ex").await;
    nothing.expect(200).expect_text(&["id=\"nothing-found\"", "value=\"&#34;&#62;&#60;b&#62;x\""]);
    // Words of nothing but signs are no search.
    browser.get("/?q=%20-%20").await.expect(200).expect_text(&["Маяк"]);
}

#[actix_web::test]
async fn goods_are_found_while_the_words_are_typed() {
    let app = App::sandbox();
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(app.at("/")).await;
    customer.fill(FIRST, "3").await;
    customer.fill("#q", "ракет").await;
    assert_eq!(customer.read("#found").await, "Найдено: 1.");
    let shown = "return [...document.querySelectorAll('.goods > li')].filter((each) => each.checkVisibility()).length";
    assert_eq!(customer.client().execute(shown, vec![]).await.unwrap(), 1);
    // What was chosen is chosen still.
    customer.click(TO_CHECKOUT).await;
    customer.find("#nickname").await;
    assert_eq!(customer.typed(FIRST_LINE).await, "3");
    customer.open(app.at("/?q=%D1%88%D0%B0%D0%BB%D0%BA")).await;
    customer.fill(SECOND, "1").await;
    customer.open(app.at("/?q=%D0%BC%D0%B0%D1%8F%D0%BA")).await;
    // What is in the cart of goods that were not found is part of the sum: 24 and 12, and a beacon of 220.
    customer.fill(FIRST, "1").await;
    assert_eq!(customer.read(".window .sum").await, "Итого: 256 АР");
    customer.open(app.at("/checkout")).await;
    assert_eq!(customer.count(".cart-lines li").await, 3);
}

//! The shop window and its form.

use diesel::prelude::*;
use futures_util::future::join_all;
use kassa::db::schema::products;

use crate::support::{App, between};

#[actix_web::test]
async fn a_form_leads_to_the_orders_page() {
    let app = App::sandbox();
    let browser = app.browser();
    browser.get("/").await.expect(200).expect_text(&["Шалкер с землёй", "To checkout"]);
    let page = browser.order().await;
    let token = page.strip_prefix("/o/").unwrap();
    assert_eq!(token.len(), 36, "{token}");
    let order = browser.get(&page).await;
    order.expect(200).expect_text(&[
        "Steve_01",
        "Шалкер с землёй",
        "Awaiting payment",
        "/qr/16.svg",
    ]);
    let uid = between(&order.text, "data-copied=\"Copied\">", "<");
    let order = app.order(&uid.into()).await;
    assert_eq!(order["total"], 16);
    assert_eq!(order["events"][0]["by"], "customer");
    assert_eq!(order["text"], format!("Заказ {uid}"));
    assert_eq!(order["order_url"], app.url(&page));
}

/// The form comes back with what was typed, and the error stands beside its field.
#[actix_web::test]
async fn a_wrong_form_is_shown_again() {
    let app = App::sandbox();
    let browser = app.browser();
    let quantity = ("id=\"quantity_1-error\">", "aria-describedby=\"quantity_1-error\"");
    let nickname = ("id=\"nickname-error\">", "aria-describedby=\"nickname-error ");
    let whole = "4000000000000000000";
    for (typed, nick, (error, field), words) in [
        ("0", "Steve_01", quantity, "Type a whole number from 1 on"),
        ("-1", "Steve_01", quantity, "Type a whole number from 1 on"),
        ("1.5", "Steve_01", quantity, "Type a whole number from 1 on"),
        ("two", "Steve_01", quantity, "Type a whole number from 1 on"),
        ("1000000000000000000", "Steve_01", quantity, "You can order at most 125,000,000"),
        (whole, "Steve_01", quantity, "You can order at most 125,000,000"),
        ("2", "", nickname, "Enter your nickname"),
        ("2", "ab", nickname, "A nickname cannot look like this"),
        ("2", "a2345678901234567", nickname, "A nickname cannot look like this"),
        ("2", "Стив", nickname, "A nickname cannot look like this"),
        ("2", "Steve 01", nickname, "A nickname cannot look like this"),
    ] {
        let form = [("quantity_1", typed), ("quantity_2", "7"), ("nickname", nick)];
        let reply = browser.post("/orders", &form).await;
        reply.expect(422).expect_text(&[
            error,
            field,
            "aria-invalid=\"true\"",
            words,
            // What was typed, right or wrong.
            &format!("name=\"quantity_1\" type=\"number\" inputmode=\"numeric\" min=\"1\" step=\"1\" value=\"{typed}\""),
            "step=\"1\" value=\"7\"",
            &format!("name=\"nickname\" value=\"{nick}\""),
        ]);
        assert_eq!(reply.text.matches("class=\"problem\"").count(), 1, "{typed} {nick}");
        assert!(between(&reply.text, error, "</p>").contains(words), "{typed} {nick}");
    }
    browser.get("/my").await.expect(200).expect_text(&["Your orders will appear here"]);
}

#[actix_web::test]
async fn an_order_as_a_whole_may_be_wrong() {
    let app = App::sandbox();
    let browser = app.browser();
    for (form, words) in [
        (vec![("nickname", "Steve_01")], "role=\"alert\""),
        (vec![("nickname", "Steve_01"), ("quantity_1", " ")], "role=\"alert\""),
        // Each within 10^9, together over it.
        (
            vec![("nickname", "Steve_01"), ("quantity_1", "100000000"), ("quantity_2", "80000000")],
            "1,000,000,000",
        ),
        (vec![("nickname", "Steve_01"), ("quantity_99", "1")], "role=\"alert\""),
        (vec![], "role=\"alert\""),
    ] {
        browser.post("/orders", &form).await.expect(422).expect_text(&[words]);
    }
}

#[actix_web::test]
async fn a_product_that_is_gone_is_not_ordered() {
    let app = App::sandbox();
    let browser = app.browser();
    diesel::update(products::table.find(2))
        .set(products::hidden.eq(true))
        .execute(&mut app.books_to_write())
        .unwrap();
    let form = [("quantity_1", "3"), ("quantity_2", "1"), ("nickname", "Steve_01")];
    let reply = browser.post("/orders", &form).await;
    reply.expect(422).expect_text(&["step=\"1\" value=\"3\"", "value=\"Steve_01\""]);
    assert!(!reply.text.contains("quantity_2"));
}

#[actix_web::test]
async fn what_others_bought_meanwhile_is_not_sold_twice() {
    let app = App::sandbox();
    let browser = app.browser();
    let stock = |stock: Option<i64>| {
        diesel::update(products::table.find(2))
            .set(products::stock.eq(stock))
            .execute(&mut app.books_to_write())
            .unwrap();
    };
    let left = || -> Option<i64> {
        products::table.find(2).select(products::stock).get_result(&mut app.books()).unwrap()
    };
    stock(Some(3));
    let form = |quantity: &'static str| [("quantity_2", quantity), ("nickname", "Steve_01")];
    let placed = browser.post("/orders", &form("2")).await;
    assert_eq!(left(), Some(1));
    let page = browser.get(placed.expect(303).header("location")).await;
    page.expect(200).expect_text(&["The goods are put aside for you until"]);
    let refused = browser.post("/orders", &form("2")).await;
    refused.expect(422).expect_text(&["role=\"alert\"", "step=\"1\" value=\"2\""]);
    assert_eq!(left(), Some(1));
    browser.post("/orders", &form("1")).await.expect(303);
    assert_eq!(left(), Some(0));
}

#[actix_web::test]
async fn only_so_many_orders_wait_unpaid() {
    let app = App::sandbox();
    let browser = app.browser();
    for _ in 0..5 {
        browser.order().await;
    }
    let form = [("quantity_1", "2"), ("nickname", "Steve_01")];
    let refused = browser.post("/orders", &form).await;
    refused.expect(422).expect_text(&["You have 5 unpaid orders already", "value=\"Steve_01\""]);
    // Whoever shares the address and the nickname is not limited with him.
    app.browser().order().await;
}

/// Nobody orders that fast.
#[actix_web::test]
async fn a_flood_of_orders_is_slowed() {
    let app = App::sandbox();
    let mut answers = Vec::new();
    for _ in 0..40 {
        let form = [("quantity_1", "2"), ("nickname", "Steve_01")];
        answers.push(app.browser().post("/orders", &form).await);
    }
    let slowed = answers.iter().find(|answer| answer.status == 429).unwrap();
    slowed.expect(429).expect_text(&["Too many orders in a row", "value=\"Steve_01\""]);
    assert!(slowed.header("retry-after").parse::<u64>().unwrap() > 0);
}

#[actix_web::test]
async fn a_form_sent_twice_places_one_order() {
    let app = App::sandbox();
    let browser = app.browser();
    browser.post("/cart", &[("quantity_1", "2")]).await.expect(303);
    let checkout = browser.get("/checkout").await;
    let form = [
        ("attempt", between(&checkout.text, "name=\"attempt\" value=\"", "\"")),
        ("quantity_1", "2"),
        ("nickname", "Steve_01"),
    ];
    let replies = join_all((0..5).map(|_| browser.post("/orders", &form))).await;
    let first = replies[0].expect(303).header("location");
    for reply in &replies {
        assert_eq!(reply.expect(303).header("location"), first);
    }
    assert_eq!(browser.get("/my").await.text.matches("href=\"/o/").count(), 1);

    // Somebody else's form of the same name is somebody else's order.
    let other = app.browser().post("/orders", &form).await;
    assert_ne!(other.expect(303).header("location"), first);
}

/// Whatever a field says, a page shows it and does not obey it.
#[actix_web::test]
async fn hostile_texts_are_shown_as_texts() {
    let app = App::sandbox();
    let browser = app.browser();
    let hostile = "\"><script>alert('1')</script>{{7*7}}{ $sum }";
    diesel::update(products::table.find(1))
        .set((products::name.eq(hostile), products::description.eq(hostile)))
        .execute(&mut app.books_to_write())
        .unwrap();
    let form = [("quantity_1", hostile), ("nickname", hostile), ("attempt", hostile)];
    let pages = [
        browser.get("/").await,
        browser.post("/orders", &form).await,
        browser.get(&browser.order().await).await,
    ];
    for page in pages {
        assert!(!page.text.contains("<script>alert"), "{}", page.text);
        assert!(!page.text.contains(hostile), "{}", page.text);
        page.expect_text(&["&#60;script&#62;alert("]);
    }
}

#[actix_web::test]
async fn a_visitor_chooses_the_language() {
    let app = App::sandbox();
    let browser = app.browser();
    browser.get("/").await.expect_text(&["<html lang=\"en\"", "To checkout"]);
    browser.get("/my?lang=ru").await.expect_text(&["<html lang=\"ru\""]);
    // It is remembered.
    browser.get("/").await.expect_text(&["<html lang=\"ru\"", "К оформлению"]);
    browser.get("/?lang=xx").await.expect_text(&["<html lang=\"ru\""]);
    browser.get("/?lang=en").await.expect_text(&["<html lang=\"en\""]);
}

#[actix_web::test]
async fn a_form_that_is_none_is_refused_with_a_page() {
    let app = App::sandbox();
    let browser = app.browser();
    let send = |kind: &'static str, body: String| {
        let request = app.post("/orders").header("Sec-Fetch-Site", "same-origin");
        crate::support::Reply::of(request.header("Content-Type", kind).body(body))
    };
    for (kind, body) in [
        ("application/json", "{}".to_owned()),
        ("application/x-www-form-urlencoded", "nickname=%ff%fe".to_owned()),
        ("application/x-www-form-urlencoded", "=&&==&quantity_=1&quantity_x=1".to_owned()),
    ] {
        let reply = send(kind, body).await;
        assert!((400..500).contains(&reply.status), "{kind}: {}", reply.status);
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    }
    browser.get("/orders").await.expect(405).expect_text(&["<html"]);
}

/// More than there are is a mistake beside the field, told before anything is written.
#[actix_web::test]
async fn nobody_orders_more_than_there_are() {
    let app = App::sandbox();
    let browser = app.browser();
    let stock = |id: i64, stock: i64| {
        diesel::update(products::table.find(id))
            .set(products::stock.eq(stock))
            .execute(&mut app.books_to_write())
            .unwrap();
    };
    stock(1, 5);
    stock(2, 0);
    let window = browser.get("/").await;
    window.expect(200).expect_text(&["5\u{a0}pcs left", "max=\"5\"", "Out of stock"]);
    assert!(!window.text.contains("name=\"quantity_2\""));
    let form = [("quantity_1", "6"), ("quantity_2", "1"), ("nickname", "Steve_01")];
    let reply = browser.post("/orders", &form).await;
    reply.expect(422).expect_text(&["value=\"6\"", "href=\"#quantity_1\"", "href=\"#good_2\""]);
    let beside =
        |id: &str| between(&reply.text, &format!("id=\"quantity_{id}-error\">"), "</p>").to_owned();
    assert!(beside("1").contains("at most 5 now"), "{}", beside("1"));
    assert!(beside("2").contains("sold out"), "{}", beside("2"));
    browser.get("/my").await.expect_text(&["Your orders will appear here"]);
    browser.post("/orders", &[("quantity_1", "5"), ("nickname", "Steve_01")]).await.expect(303);
}

/// The form has a field for each, and a browser sends all of them.
#[actix_web::test]
async fn a_large_shop_shows_and_sells_everything() {
    let app = App::sandbox();
    let mut books = app.books_to_write();
    diesel::sql_query(
        "INSERT INTO products (name, description, price, position, hidden, created_at)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1900)
        SELECT 'Товар', '', 1, 100 + n, false, 0 FROM numbers",
    )
    .execute(&mut books)
    .unwrap();
    let browser = app.browser();
    let window = browser.get("/").await;
    let fields: Vec<&str> = window
        .text
        .split("name=\"quantity_")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(fields.len(), 1906);
    let names: Vec<String> = fields.iter().map(|id| format!("quantity_{id}")).collect();
    let mut form: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    form.iter_mut().find(|(name, _)| *name == "quantity_1906").unwrap().1 = "3";
    form.push(("nickname", "Steve_01"));
    let placed = browser.post("/orders", &form).await;
    browser.get(placed.expect(303).header("location")).await.expect(200).expect_text(&["Товар"]);
}

//! Picking with a phone, from the selection to the last tick, and on paper.

use fantoccini::key::Key;
use kassa::staff::Role;

use super::paid;
use crate::support::{App, Colleague, Customer, JavaScript, eventually, look::Light};

const LIST: &str = "/admin/picks/1";

/// A phone on which that colleague has signed in.
async fn phone(app: &App, colleague: &Colleague<'_>, javascript: JavaScript) -> Customer {
    let phone = Customer::arrive(javascript).await;
    phone.open(app.url("/")).await;
    phone.carry(&app.url("/admin"), &colleague.cookie).await;
    phone.look(360, Light::Light).await;
    phone
}

async fn reads(phone: &Customer, css: &str, text: &str) {
    let what = format!("{css} reads {text}");
    eventually(&what, async || {
        let shown = phone.client().execute(
            "return document.querySelector(arguments[0])?.textContent ?? ''",
            vec![css.into()],
        );
        let shown = shown.await.ok()?;
        shown.as_str()?.contains(text).then_some(())
    })
    .await;
}

/// By the keyboard: a bar that stays in sight may lie over it, and a thumb would scroll first.
async fn press_on(phone: &Customer, css: &str) {
    let enter = char::from(Key::Enter).to_string();
    phone.find(css).await.send_keys(&enter).await.unwrap();
}

/// Three orders are chosen, a good is substituted, one refunded in part, one waited for, and the rest ticked off.
async fn pick(javascript: JavaScript) {
    let app = App::real();
    let long = "Очень_длинный_товар_".repeat(9);
    paid(&app, "a-1", "Steve_01", &[("Песок", 10), ("Земля", 5)]).await;
    paid(&app, "a-2", "LongNickname_16b", &[("Песок", 20), (&long, 1)]).await;
    paid(&app, "a-3", "Alex", &[("Земля", 7)]).await;
    let owner = app.staff("Хозяин", Role::Owner);
    let phone = phone(&app, &owner, javascript).await;

    phone.open(app.url("/admin/orders")).await;
    for uid in ["a-1", "a-2", "a-3"] {
        phone.find(&format!("#c-{uid}")).await.send_keys(" ").await.unwrap();
    }
    phone.click("#make-picks").await;
    reads(&phone, "#progress", "0 из 3").await;
    if javascript == JavaScript::On {
        assert_eq!(phone.overflow().await, None);
        assert_eq!(small_targets(&phone).await, Vec::<String>::new());
    }

    // Four of the sand of a-1 are gravel.
    press_on(&phone, "#l-g-a-1-0-0 .missing-link").await;
    phone.click("#way-substitute-summary").await;
    phone.fill("#substitute-quantity", "4").await;
    phone.fill("#substitute-instead", "Гравий").await;
    phone.fill("#substitute-instead-quantity", "6").await;
    phone.fill("#substitute-reason", "Discord, 15:40").await;
    if javascript == JavaScript::On {
        assert_eq!(phone.overflow().await, None);
    }
    phone.click("#substitute-button").await;
    reads(&phone, "#progress", "0 из 4").await;
    // Two of the dirt of a-3 will never be there, and the long one comes tomorrow.
    press_on(&phone, "#l-g-a-3-0-0 .missing-link").await;
    phone.click("#way-refund-summary").await;
    phone.fill("#refund-quantity", "2").await;
    phone.fill("#refund-sum", "2").await;
    phone.fill("#refund-reason", "кончилась").await;
    phone.click("#refund-button").await;
    reads(&phone, "#goods", "×10").await;
    press_on(&phone, "#l-g-a-2-1-0 .missing-link").await;
    phone.click("#way-wait-summary").await;
    phone.fill("#wait-reason", "завтра к вечеру").await;
    phone.click("#wait-button").await;
    reads(&phone, "#progress", "0 из 3").await;
    reads(&phone, "main", "ждёт товара").await;

    for (nth, good) in ["g-a-1-0-1", "g-a-1-1-0", "g-a-1-0-0"].iter().enumerate() {
        press_on(&phone, &format!("#t-{good}")).await;
        reads(&phone, "#progress", &format!("{} из 3", nth + 1)).await;
    }
    phone.click("#end").await;
    reads(&phone, ".picks-head", "Закончен").await;
    phone.click("#done ~ .pick-orders a[href='/admin/orders/a-1']").await;
    phone.find("#move-ready").await;
    assert_eq!(phone.complaints().await, Vec::<String>::new());
}

#[actix_web::test]
async fn three_orders_are_picked_with_a_phone() {
    pick(JavaScript::On).await;
}

#[actix_web::test]
async fn and_without_javascript() {
    pick(JavaScript::Off).await;
}

/// What a thumb would miss: less high than 44 pixels.
async fn small_targets(phone: &Customer) -> Vec<String> {
    let measure =
        "return [...document.querySelectorAll('main :is(button, summary, .missing-link)')]
        .filter((each) => each.getBoundingClientRect().height < 44)
        .map((each) => each.outerHTML.slice(0, 120));";
    let found = phone.client().execute(measure, vec![]).await.unwrap();
    found.as_array().unwrap().iter().map(ToString::to_string).collect()
}

#[actix_web::test]
async fn a_tick_that_did_not_get_through_comes_back_and_two_see_each_others() {
    let app = App::real();
    paid(&app, "a-1", "Steve_01", &[("Песок", 10), ("Земля", 5)]).await;
    let (petya, vera) = (app.staff("Петя", Role::Picker), app.staff("Вера", Role::Manager));
    super::make(&petya, &["a-1"]).await;
    let phone = phone(&app, &petya, JavaScript::On).await;
    phone.open(app.url(LIST)).await;
    phone
        .client()
        .execute(
            "window.there = true; window.send = fetch; window.fetch = () => Promise.reject()",
            vec![],
        )
        .await
        .unwrap();
    phone.click("#t-g-a-1-0-0").await;
    reads(&phone, "#tick-problem", "Не отмечено").await;
    assert_eq!(
        phone.find("#t-g-a-1-0-0").await.attr("aria-checked").await.unwrap().unwrap(),
        "false"
    );
    // Meanwhile somebody else ticks the other one; the next tick shows both, without a new page.
    super::tick(&vera, LIST, &["a-1.1.0.5"], "on").await.expect(303);
    phone.client().execute("window.fetch = window.send", vec![]).await.unwrap();
    phone.click("#t-g-a-1-0-0").await;
    reads(&phone, "#progress", "2 из 2").await;
    assert_eq!(phone.focused().await, "t-g-a-1-0-0");
    let same = phone.client().execute("return window.there === true", vec![]).await.unwrap();
    assert_eq!(same, true);
    // And back again.
    phone.click("#t-g-a-1-0-0").await;
    reads(&phone, "#progress", "1 из 2").await;
}

#[actix_web::test]
async fn on_paper_there_is_the_list_and_nothing_else() {
    let app = App::real();
    paid(&app, "a-1", "Steve_01", &[("Песок", 10), ("Земля", 5)]).await;
    let owner = app.owner();
    super::make(&owner, &["a-1"]).await;
    let phone = phone(&app, &owner, JavaScript::On).await;
    phone.open(app.url(LIST)).await;
    phone.print().await;
    let shown = "return [...document.querySelectorAll(arguments[0])]
        .filter((each) => each.checkVisibility()).map((each) => each.className || each.tagName);";
    let count = async |css: &str| {
        let found = phone.client().execute(shown, vec![css.into()]).await.unwrap();
        found.as_array().unwrap().len()
    };
    assert_eq!(count("nav, header.bar, footer, .missing-link, details, progress").await, 0);
    assert_eq!(count(".pick-good .tick-good .box").await, 2, "a box for the pen");
    let torn = "return [...document.querySelectorAll('.pick-good')].map((each) => getComputedStyle(each).breakInside)";
    let torn = phone.client().execute(torn, vec![]).await.unwrap();
    assert_eq!(torn, serde_json::json!(["avoid", "avoid"]));
}

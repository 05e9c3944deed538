//! An order found again by number, nickname and short code.

use reqwest::header;
use serde_json::Value;

use super::order::page;
use crate::support::{App, Browser, Reply, between};

const NOT_FOUND: &str = "No such order was found";

/// The code that the order's own page shows.
async fn code(browser: &Browser<'_>, path: &str) -> String {
    let shown = browser.get(path).await;
    between(&shown.text, "id=\"short-code\" translate=\"no\">", "<").to_owned()
}

async fn seek(browser: &Browser<'_>, number: &str, nickname: &str, code: &str) -> Reply {
    browser.post("/find", &[("number", number), ("nickname", nickname), ("code", code)]).await
}

/// From that network.
async fn seek_from(browser: &Browser<'_>, network: u8, number: &str, code: &str) -> Reply {
    let form = [("number", number), ("nickname", "Steve_01"), ("code", code)];
    let request = browser
        .posting("/find", &form)
        .header("Sec-Fetch-Site", "same-origin")
        .header("X-Forwarded-For", format!("203.0.113.{network}"));
    Reply::of(request).await
}

fn uid(order: &Value) -> &str {
    order["uid"].as_str().unwrap()
}

/// Another code than that.
fn wrong(code: &str) -> String {
    let first = if code.starts_with('1') { '2' } else { '1' };
    format!("{first}{}", &code[1..])
}

#[actix_web::test]
async fn number_nickname_and_code_open_the_order_elsewhere() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let code = code(&app.browser(), &page(&order)).await;
    let elsewhere = app.browser();
    elsewhere.get("/find").await.expect(200).expect_text(&["noindex", "action=\"/find\""]);
    let typed = uid(&order).to_lowercase().replace('-', " ");
    let found = seek(&elsewhere, &typed, " sTEVE_01 ", &code.replace('-', "")).await;
    assert_eq!(found.expect(303).header("location"), page(&order));
    assert_eq!(found.header("cache-control"), "no-store");
    // The order stays whose it is.
    assert!(found.headers.get_all(header::SET_COOKIE).iter().next().is_none());
    let mine = elsewhere.get("/my").await;
    assert!(!mine.text.contains("href=\"/o/"), "{}", mine.text);
    mine.expect_text(&["href=\"/find\""]);
}

/// Whoever tries learns nothing of what did not fit.
#[actix_web::test]
async fn whatever_does_not_fit_is_told_in_the_same_words() {
    let app = App::real();
    let (order, other) = (app.place_sum(8).await, app.place_sum(8).await);
    let browser = app.browser();
    let mine = code(&browser, &page(&order)).await;
    for (number, nickname, code) in [
        (uid(&order), "Steve_01", wrong(&mine)),
        (uid(&order), "Stranger", mine.clone()),
        (uid(&other), "Steve_01", mine.clone()),
        ("99999999-A", "Steve_01", mine.clone()),
        ("<b>нет</b>", "Steve_01", mine.clone()),
        ("", "Steve_01", mine.clone()),
        ("1\0", "Steve_01", mine.clone()),
    ] {
        let reply = seek(&browser, number, nickname, &code).await;
        reply.expect(422).expect_text(&[NOT_FOUND, &format!("value=\"{code}\"")]);
        assert_eq!(reply.text.matches("role=\"alert\"").count(), 1, "{number} {nickname}");
        assert!(!reply.text.contains("<b>нет"), "{}", reply.text);
    }
    for (nickname, code) in
        [("Стив", "123-456"), ("", "123456"), ("Steve_01", "12345"), ("Steve_01", "")]
    {
        let reply = seek(&browser, uid(&order), nickname, code).await;
        reply.expect(422).expect_text(&["aria-invalid=\"true\"", uid(&order)]);
        assert!(!reply.text.contains(NOT_FOUND));
    }
    let hostile = "\"><script>alert(1)</script>";
    let reply = seek(&browser, hostile, hostile, hostile).await;
    assert!(!reply.expect(422).text.contains("<script>alert"), "{}", reply.text);
}

/// However a number is spelled and wherever it is tried from, it is one number; the right code then opens nothing either.
#[actix_web::test]
async fn nobody_guesses_the_code_of_one_order() {
    let app = App::real_with(&[("TRUSTED_PROXIES", "127.0.0.1")]);
    let (order, other) = (app.place_sum(8).await, app.place_sum(8).await);
    let browser = app.browser();
    let (right, others) =
        (code(&browser, &page(&order)).await, code(&browser, &page(&other)).await);
    let (typed, digits) = (uid(&order).to_lowercase(), uid(&order).split('-').next().unwrap());
    for nth in 0..30 {
        let number = [uid(&order), &typed, digits][usize::from(nth) % 3];
        seek_from(&browser, nth, number, &wrong(&right)).await.expect(422);
    }
    let refused = seek_from(&browser, 30, uid(&order), &right).await;
    refused.expect(429).expect_text(&["Too many attempts", uid(&order), &right, "Steve_01"]);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 301);
    assert!(!refused.text.contains(&page(&order)));
    seek_from(&browser, 30, uid(&other), &others).await.expect(303);
}

/// A number is no secret: whoever tries codes on it alone keeps nobody but himself from it.
#[actix_web::test]
async fn one_network_locks_nobody_out_of_an_order() {
    let app = App::real_with(&[("TRUSTED_PROXIES", "127.0.0.1")]);
    let (order, other) = (app.place_sum(8).await, app.place_sum(8).await);
    let browser = app.browser();
    let (right, others) =
        (code(&browser, &page(&order)).await, code(&browser, &page(&other)).await);
    let (typed, digits) = (uid(&order).to_lowercase(), uid(&order).split('-').next().unwrap());
    for number in [uid(&order), &typed, digits, uid(&order), digits] {
        seek_from(&browser, 1, number, &wrong(&right)).await.expect(422);
    }
    // However often he goes on: what is refused is not counted against the number.
    for _ in 0..10 {
        let refused = seek_from(&browser, 1, &typed, &right).await;
        refused.expect(429).expect_text(&["Too many attempts"]);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 121);
    }
    seek_from(&browser, 1, uid(&other), &others).await.expect(303);
    for nth in 2..22 {
        seek_from(&browser, nth, uid(&order), &right).await.expect(303);
    }
}

#[actix_web::test]
async fn one_network_tries_so_many_times() {
    let app = App::real();
    let browser = app.browser();
    for number in 10_000..10_020 {
        seek(&browser, &number.to_string(), "Steve_01", "123456").await.expect(422);
    }
    let refused = seek(&browser, "10021", "Steve_01", "123456").await;
    refused.expect(429).expect_text(&["Too many attempts", "value=\"10021\""]);
    // To look at the form is no attempt.
    browser.get("/find").await.expect(200);
}

#[actix_web::test]
async fn whoever_has_a_broken_address_is_led_there() {
    let app = App::real();
    let browser = app.browser();
    let lost = browser.get("/o/00000000-0000-4000-8000-000000000000").await;
    lost.expect(404).expect_text(&["href=\"/find\""]);
    assert!(!browser.get("/nowhere").await.expect(404).text.contains("href=\"/find\""));
    browser.get("/my").await.expect_text(&["href=\"/find\""]);
}

//! What the pages are like.

use actix_web::http::header;
use kassa::dromon::Sign;
use url::Url;

use super::BUTTON;
use crate::support::{Page, Stand};

#[actix_web::test]
async fn what_the_form_cannot_take_is_shown_again() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    let page = stand.pay(&link, &[("nickname", "Стив")]).await;
    page.expect(400, &["Такого ника", "value=\"Стив\"", BUTTON]);
    stand.close().await;
}

#[actix_web::test]
async fn the_return_button_runs_no_script() {
    let stand = Stand::open();
    let app = &stand.config.app;
    let sign = Sign::new("U", "T", "8", &app.id, &app.secret);
    let link =
        format!("/app/steveshop/8?text=T&uid=U&sign={sign}&redirect_uri=javascript:alert(1)");
    let page = stand.pay(&stand.base.join(&link).unwrap(), &[]).await;
    page.expect(400, &["Неверный redirect uri"]);
    assert!(!page.html.contains("href=\"javascript:"));
    stand.close().await;
}

#[actix_web::test]
async fn every_page_is_locked_down_and_works_without_script() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    for url in [&stand.base, &link, &stand.base.join("/app/").unwrap()] {
        let page = stand.get(url).await;
        let header = |name| page.headers[name].to_str().unwrap();
        let policy = header(header::CONTENT_SECURITY_POLICY.as_str());
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert!(!page.html.contains("<script") && !page.html.contains("style="));
        page.expect(page.status, &["Песочница. Деньги ненастоящие."]);
    }
    let css = stand.get(stand.base.join("/sandbox.css").unwrap()).await;
    css.expect(200, &["prefers-color-scheme"]);
    stand.close().await;
}

#[actix_web::test]
async fn english_browsers_are_answered_in_english() {
    let stand = Stand::open();
    for url in [stand.base.clone(), stand.link("U-1", "T", 8)] {
        let url: Url = url;
        let request = reqwest::Client::new().get(url.as_str());
        let page = Page::of(request.header("Accept-Language", "en-GB,ru;q=0.5")).await;
        page.expect(200, &["<html lang=\"en\">", "No real money"]);
    }
    stand.close().await;
}

#[test]
fn both_languages_have_the_same_texts() {
    let keys = |source: &'static str| -> Vec<&str> {
        let texts = source.lines().filter(|line| line.starts_with("sandbox-"));
        texts.map(|line| line.split(' ').next().unwrap()).collect()
    };
    let ru = keys(include_str!("../../../locales/ru/sandbox.ftl"));
    assert_eq!(ru, keys(include_str!("../../../locales/en/sandbox.ftl")));
}

//! Which language a page speaks.

use reqwest::header;

use crate::support::{App, Reply};

async fn window(app: &App, path: &str, accepted: &str, cookie: &str) -> Reply {
    let request = app.get(path).header(header::ACCEPT_LANGUAGE, accepted);
    Reply::of(request.header(header::COOKIE, cookie)).await
}

fn speaks(reply: &Reply, lang: &str) -> bool {
    reply.expect(200).text.contains(&format!("<html lang=\"{lang}\">"))
}

#[actix_web::test]
async fn a_browser_is_answered_in_the_language_that_it_likes_best() {
    let app = App::sandbox();
    for (accepted, lang) in [
        ("", "ru"),
        ("de-DE, fr;q=0.9", "ru"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.5, ru;q=0.8", "ru"),
        ("ru;q=0.1, en;q=0.7, *;q=0.5", "en"),
        ("uk, ru;q=0.3, en;q=0.2", "ru"),
        ("en;q=0, *", "ru"),
    ] {
        assert!(speaks(&window(&app, "/", accepted, "").await, lang), "{accepted}");
    }
}

/// A page in one language is kept for no browser that likes the other: it is kept by nobody.
#[actix_web::test]
async fn what_was_chosen_counts_more_than_what_a_browser_likes() {
    let app = App::sandbox();
    let chosen = window(&app, "/?lang=en", "ru", "").await;
    assert!(speaks(&chosen, "en"));
    assert!(chosen.header("set-cookie").starts_with("kassa_lang=en"));
    let later = window(&app, "/", "ru", "kassa_lang=en").await;
    assert!(speaks(&later, "en"));
    assert_eq!(later.header("cache-control"), "no-store");
    assert!(speaks(&window(&app, "/", "ru", "").await, "ru"));
    assert!(speaks(&window(&app, "/", "en", "kassa_lang=xx").await, "en"));
}

#[actix_web::test]
async fn search_engines_learn_of_both_languages() {
    let app = App::real_with(&[("PUBLIC_URL", "https://shop.example")]);
    window(&app, "/", "en", "").await.expect(200).expect_text(&[
        "<meta name=\"description\" content=\"",
        "<link rel=\"alternate\" hreflang=\"ru\" href=\"https://shop.example/?lang=ru\">",
        "<link rel=\"alternate\" hreflang=\"en\" href=\"https://shop.example/?lang=en\">",
        "<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://shop.example/\">",
    ]);
}

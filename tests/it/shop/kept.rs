//! Pages that were made before are shown again, and never when they would say something else: whoever changed it.

use std::io::Read;

use diesel::prelude::*;
use flate2::read::GzDecoder;
use kassa::{
    clock,
    db::schema::products,
    orders::{self, OrderToken},
};

use crate::support::App;

/// What a browser is shown: it takes gzip, as all that are shown a kept page of an order.
async fn look(app: &App, path: &str, lang: &str, cart: &str) -> String {
    let request = app.get(path).header("accept-encoding", "gzip").header("accept-language", lang);
    let request = request.header("cookie", format!("kassa_sandbox_cart={cart}"));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    if !answer.headers().contains_key("content-encoding") {
        assert!(!path.starts_with("/o/"), "{path}");
        return answer.text().await.unwrap();
    }
    let mut html = String::new();
    GzDecoder::new(&*answer.bytes().await.unwrap()).read_to_string(&mut html).unwrap();
    html
}

/// The writer here is another connection, as another process would be.
#[actix_web::test]
async fn an_order_is_shown_as_it_is_now() {
    let app = App::sandbox();
    let page = app.browser().order().await;
    for _ in 0..2 {
        assert!(look(&app, &page, "en", "").await.contains("Awaiting payment"));
    }
    let token: OrderToken = page.strip_prefix("/o/").unwrap().parse().unwrap();
    let mut books = app.books_to_write();
    let order = orders::find_by_token(&mut books, &token).unwrap().unwrap();
    orders::cancel(&mut books, &order, clock::now()).unwrap();
    assert!(look(&app, &page, "en", "").await.contains("Cancelled"));
}

/// Two that look at one page see it in their own language, with their own cart.
#[actix_web::test]
async fn nobody_is_shown_what_was_made_for_somebody_else() {
    let app = App::sandbox();
    let page = app.browser().order().await;
    for path in [&page, "/"] {
        for _ in 0..2 {
            let russian = look(&app, path, "ru", "").await;
            let english = look(&app, path, "en", "").await;
            assert!(
                russian.contains("<html lang=\"ru\">") && english.contains("<html lang=\"en\">")
            );
            assert!(!english.contains("href=\"/checkout\""));
            assert!(look(&app, path, "en", "1-2").await.contains("href=\"/checkout\""));
        }
    }
    assert!(look(&app, "/", "ru", "1-2").await.contains("value=\"2\""));
}

#[actix_web::test]
async fn the_window_shows_the_goods_as_they_are_now() {
    let app = App::sandbox();
    let browser = app.browser();
    for _ in 0..3 {
        browser.get("/").await.expect(200).expect_text(&["Шалкер с землёй"]);
    }
    let mut books = app.books_to_write();
    let first = products::table.filter(products::name.eq("Шалкер с землёй"));
    diesel::update(first).set(products::name.eq("Шалкер с глиной")).execute(&mut books).unwrap();
    // Each of the threads that answer has read the goods by itself.
    for _ in 0..8 {
        browser.get("/").await.expect(200).expect_text(&["Шалкер с глиной"]);
    }
}

//! In a real browser, without its scripts: a good with a picture, from an empty shop to the window.

use std::fs;

use tempfile::TempDir;

use crate::support::{App, Customer, JavaScript, png};

/// How wide the picture is that came.
const WIDTH: &str = "return document.querySelector('img.emblem').naturalWidth";

#[actix_web::test]
async fn an_owner_puts_a_good_with_a_picture_into_the_window() {
    let app = App::real();
    let owner = app.owner();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("земля.png");
    fs::write(&file, png(1000, 500, [90, 60, 30])).unwrap();
    let browser = Customer::arrive(JavaScript::Off).await;
    browser.open(app.url("/admin/sign-in")).await;
    browser.carry(&app.url("/admin"), &owner.cookie).await;
    browser.open(app.url("/admin/goods")).await;
    browser.click("a[href='/admin/goods/new']").await;
    browser.fill("#name", "Шалкер с землёй").await;
    browser.fill("#price", "8").await;
    browser.fill("#category", "Блоки").await;
    browser.fill("#stock", "5").await;
    browser.click("form.block .button").await;
    browser.find(".done").await;
    browser.find("#picture").await.send_keys(file.to_str().unwrap()).await.unwrap();
    browser.click("form[action$='/picture'] .button").await;
    browser.find("img.picture").await;
    browser.open(app.url("/")).await;
    assert_eq!(browser.read(".shelves h2").await, "Блоки");
    assert!(browser.read(".good").await.contains("Осталось 5 шт."));
    browser.find("img.emblem").await;
    crate::support::eventually("the picture is there", async || {
        let width = browser.client().execute(WIDTH, vec![]).await.unwrap();
        (width == 800).then_some(())
    })
    .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

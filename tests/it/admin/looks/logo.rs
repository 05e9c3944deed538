//! The logo: from a file to the header of each page, and away again.

use kassa::{catalog::pictures::MOST_BYTES, staff::Role};

use super::{HERE, send};
use crate::support::{App, Colleague, Reply, between, png};

const LOGO: &str = "/admin/settings/shop/logo";
const REMOVE: &str = "/admin/settings/shop/logo/remove";

/// Uploads that file, whatever it is called, to a page of that version.
async fn upload(owner: &Colleague<'_>, version: &str, name: &str, file: &[u8]) -> Reply {
    owner.post_file(LOGO, &[("version", version)], ("picture", name, file)).await
}

/// What stands before the shop's name in the header of that page.
fn brand(page: &str) -> &str {
    between(page, "<a class=\"brand\"", "<bdi>")
}

#[actix_web::test]
async fn a_logo_stands_beside_the_name_on_each_page() {
    let app = App::real();
    let owner = app.owner();
    assert!(brand(&app.browser().get("/").await.text).contains("/static/icon."));
    let saved = upload(&owner, "0", "..\\\"<b>.exe", &png(400, 100, [200, 0, 0])).await;
    assert_eq!(saved.expect(303).header("location"), format!("{HERE}?saved"));
    let page = owner.get(HERE).await;
    let address = format!("/pictures/{}", between(&page.text, "src=\"/pictures/", "\""));
    // The name is there in words; its room is known before the picture comes.
    let shown = format!("class=\"logo\" src=\"{address}\" alt=\"\" width=\"400\" height=\"100\">");
    assert!(brand(&page.text).contains(&shown), "{}", brand(&page.text));
    for path in ["/", "/my", "/nothing-here", "/admin/sign-in"] {
        let page = app.browser().get(path).await.text;
        assert!(brand(&page).contains(&shown), "{path}: {}", brand(&page));
        assert!(page.contains("<link rel=\"icon\" href=\"/static/icon."), "{path}");
    }
    let picture = Reply::of(app.get(&address)).await;
    assert_eq!(picture.expect(200).header("content-type"), "image/png");

    // A small drawing keeps its pixels.
    upload(&owner, "1", "b.png", &png(16, 16, [0, 0, 200])).await.expect(303);
    assert!(brand(&owner.get("/").await.text).contains("class=\"logo pixels\""));
    Reply::of(app.get(&address)).await.expect(404);
    // The texts do not touch it.
    let page = owner.get(HERE).await.text;
    send(&owner, &page, &[("name", "Лавка Бобра")]).await.expect(303);
    assert!(brand(&owner.get("/").await.text).contains("/pictures/"));
    owner.post(REMOVE, &[("version", "3")]).await.expect(303);
    let window = app.browser().get("/").await.text;
    assert!(brand(&window).contains("/static/icon.") && window.contains("<bdi>Лавка Бобра</bdi>"));
    let log = owner.get("/admin/audit?what=looks").await;
    log.expect(200).expect_text(&[">логотип<", ">логотип убран<", "Лавка Бобра"]);
}

#[actix_web::test]
async fn what_is_no_logo_is_refused_in_words() {
    let app = App::real();
    let owner = app.owner();
    let whole = png(300, 300, [1, 2, 3]);
    for (name, file, words) in [
        ("a.png", b"just words".as_slice(), "нет картинки PNG, JPEG или WebP"),
        ("a.png", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "нет картинки PNG"),
        ("a.png", &whole[..whole.len() / 2], "Картинка не читается"),
        ("a.png", b"", "Сначала выберите файл"),
        ("a.png", &vec![0; MOST_BYTES + 1], "Файл больше 5 МБ"),
    ] {
        let reply = upload(&owner, "0", name, file).await;
        let problem =
            between(&reply.expect(422).text, "id=\"picture-error\" role=\"alert\">", "</p>");
        assert!(problem.contains(words), "{words}: {problem}");
    }
    owner.post(LOGO, &[("version", "0")]).await.expect(400);
    owner.post_file(LOGO, &[], ("picture", "a.png", &whole)).await.expect(400);
    let manager = app.staff("Вера", Role::Manager);
    upload(&manager, "0", "a.png", &whole).await.expect(403);
    manager.post(REMOVE, &[("version", "0")]).await.expect(403);
    let window = app.browser().get("/").await;
    assert!(brand(&window.text).contains("/static/icon."));
}

#[actix_web::test]
async fn a_logo_that_comes_too_late_changes_nothing() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(HERE).await.text;
    send(&owner, &page, &[("name", "Первая")]).await.expect(303);
    let late = upload(&owner, "0", "a.png", &png(30, 30, [1, 2, 3])).await;
    late.expect(409).expect_text(&["настройки за это время изменили", "value=\"Первая\""]);
    assert!(brand(&late.text).contains("/static/icon."));
    // From the page that says so it can be done.
    let version = between(&late.text, "name=\"version\" value=\"", "\"");
    upload(&owner, version, "a.png", &png(30, 30, [1, 2, 3])).await.expect(303);
    owner.post(REMOVE, &[("version", version)]).await.expect(409);
    assert!(brand(&app.browser().get("/").await.text).contains("/pictures/"));
}

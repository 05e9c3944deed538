//! Pictures that are uploaded, good ones and others.

use kassa::catalog::pictures::MOST_BYTES;

use super::{EARTH, add, between, good};
use crate::support::{App, Reply, png};

/// Where a page shows that picture.
fn picture_of(page: &str) -> String {
    format!("/pictures/{}", between(page, "src=\"/pictures/", "\""))
}

#[actix_web::test]
async fn a_picture_is_shown_under_an_address_that_never_changes() {
    let app = App::real();
    let owner = app.owner();
    let page = add(&owner, &EARTH).await;
    let upload = format!("{page}/picture");
    let file = ("picture", "..\\\"<b>.exe", &*png(32, 16, [200, 0, 0]));
    let set = owner.post_file(&upload, &[("version", "0")], file).await;
    assert_eq!(set.expect(303).header("location"), page);
    let shown = owner.get(&page).await;
    let address = picture_of(&shown.expect(200).text);
    for path in ["/", "/admin/goods"] {
        let page = owner.get(path).await;
        page.expect(200).expect_text(&[&address, "width=\"32\" height=\"16\"", "loading=\"lazy\""]);
    }
    let picture = Reply::of(app.get(&address)).await;
    picture.expect(200);
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(picture.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    assert!(picture.header("content-security-policy").starts_with("default-src 'none'"));
    for wrong in [
        "/pictures/",
        "/pictures/x",
        &format!("/pictures/{}", "0".repeat(64)),
        &address.to_uppercase(),
    ] {
        Reply::of(app.get(wrong)).await.expect(404);
    }

    // Another one in its place: the first is gone, and so is the second when it is taken away.
    let file = ("picture", "b.png", &*png(8, 8, [0, 0, 200]));
    owner.post_file(&upload, &[("version", "1")], file).await.expect(303);
    Reply::of(app.get(&address)).await.expect(404);
    let second = picture_of(&owner.get(&page).await.text);
    let remove = format!("{upload}/remove");
    owner.post(&remove, &[("version", "1")]).await.expect(409).expect_text(&["изменили"]);
    owner.post(&remove, &[("version", "2")]).await.expect(303);
    Reply::of(app.get(&second)).await.expect(404);
    let window = app.browser().get("/").await;
    assert!(!window.text.contains("/pictures/") && window.text.contains("<svg class=\"emblem"));
    owner.get("/admin/audit?what=goods").await.expect_text(&[">картинка<", ">картинка убрана<"]);
}

#[actix_web::test]
async fn what_is_no_picture_is_refused_in_words() {
    let app = App::real();
    let owner = app.owner();
    let page = add(&owner, &EARTH).await;
    let upload = format!("{page}/picture");
    let mut bomb = png(1, 1, [0; 3]);
    // The head of a PNG: width and height behind its first sixteen bytes; the check sum follows them.
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    bomb[29..33].copy_from_slice(&0xc4cd_aa9d_u32.to_be_bytes());
    let whole = png(300, 300, [1, 2, 3]);
    for (name, file, words) in [
        (
            "a.png",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".as_slice(),
            "нет картинки PNG, JPEG или WebP",
        ),
        ("a.jpg", b"<html><script>alert(1)</script>", "нет картинки PNG, JPEG или WebP"),
        ("a.webp", b"GIF89a\x01\0\x01\0\x80\0\0", "нет картинки PNG, JPEG или WebP"),
        ("a.png", &whole[..whole.len() / 2], "Картинка не читается"),
        ("a.png", b"", "Сначала выберите файл"),
        ("a.png", &vec![0; MOST_BYTES + 1], "Файл больше 5 МБ"),
        ("a.png", &bomb, "50\u{202f}000 × 50\u{202f}000"),
    ] {
        let reply = owner.post_file(&upload, &[("version", "0")], ("picture", name, file)).await;
        reply.expect(422);
        let problem = between(&reply.text, "id=\"picture-error\" role=\"alert\">", "</p>");
        assert!(problem.contains(words), "{words}: {problem}");
        // Beside it the good stands as it is.
        reply.expect_text(&["value=\"Шалкер с землёй\""]);
    }
    assert_eq!(good(&app, &page).picture, None);
    // As large as may be: it is refused for what it is.
    let reply =
        owner.post_file(&upload, &[("version", "0")], ("picture", "a", &vec![0; MOST_BYTES])).await;
    reply.expect(422).expect_text(&["нет картинки PNG"]);
    owner.post(&upload, &[("version", "0")]).await.expect(400);
    let file = ("picture", "a.png", &*whole);
    owner.post_file(&upload, &[], file).await.expect(400);
    owner.post_file("/admin/goods/99/picture", &[("version", "0")], file).await.expect(404);
}

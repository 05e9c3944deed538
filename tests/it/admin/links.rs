//! Payment links, as staff makes them.

use crate::{
    it::shop::offer::link,
    support::{App, between, png},
};

#[actix_web::test]
async fn a_link_is_made_changed_and_deleted() {
    let app = App::real();
    let owner = app.owner();
    owner.get("/admin/links").await.expect(200).expect_text(&["Пока ни одной"]);
    owner.get("/admin/links/new").await.expect(200);
    let fields = [("name", "Чай"), ("asks", "free")];
    let id = link(&owner, &fields).await;
    let path = format!("/admin/links/{id}");
    let page = owner.get(&format!("{path}?added")).await;
    page.expect(200).expect_text(&["Ссылка готова", "Заказов по ней ещё не было", "любая сумма"]);
    // Nobody said what its address is, so it says nothing.
    let slug = between(&page.text, "href=\"/l/", "\"").to_owned();
    assert_eq!(slug.len(), 8, "{slug}");

    let changed = [("version", "0"), ("name", "Чай <и>"), ("asks", "sum"), ("sum", "1 000")];
    let saved = owner.post(&path, &changed).await;
    let saved = owner.get(saved.expect(303).header("location")).await;
    saved.expect(200).expect_text(&["Сохранено.", "Чай &#60;и&#62;", "value=\"1000\""]);
    // Somebody else had the form open since before.
    let late = owner.post(&path, &changed).await;
    late.expect(409).expect_text(&["ссылку за это время изменили", "name=\"version\" value=\"1\""]);

    owner.post(&format!("{path}/delete"), &[("version", "0")]).await.expect(409);
    let deleted = owner.post(&format!("{path}/delete"), &[("version", "1")]).await;
    owner.get(deleted.expect(303).header("location")).await.expect_text(&["Ссылка удалена"]);
    app.browser().get(&format!("/l/{slug}")).await.expect(404);
    owner.get(&path).await.expect(404);
    let audit = owner.get("/admin/audit").await;
    audit.expect(200).expect_text(&["платёжные ссылки", "added", "changed", "deleted"]);
}

#[actix_web::test]
async fn what_is_wrong_is_told_beside_its_field() {
    let app = App::real();
    let owner = app.owner();
    let good = [("name", "Песок"), ("price", "2"), ("stack", "64")];
    owner.post("/admin/goods/new", &good).await.expect(303);
    let long = "я".repeat(201);
    for (fields, wrong) in [
        (vec![("name", ""), ("asks", "free")], "name-error"),
        (vec![("name", long.as_str()), ("asks", "free")], "name-error"),
        (vec![("name", "Ч"), ("asks", "free"), ("slug", "ч а й")], "slug-error"),
        (vec![("name", "Ч"), ("asks", "sum"), ("sum", "1.5")], "sum-error"),
        (vec![("name", "Ч"), ("asks", "sum")], "sum-error"),
        (vec![("name", "Ч"), ("asks", "free"), ("least", "x")], "least-error"),
        (
            vec![("name", "Ч"), ("asks", "free"), ("suggested", "3"), ("least", "5")],
            "suggested-error",
        ),
        (vec![("name", "Ч"), ("asks", "goods")], "goods-error"),
        (vec![("name", "Ч"), ("asks", "goods"), ("quantity_1", "0")], "quantity_1-error"),
        (
            vec![("name", "Ч"), ("asks", "goods"), ("quantity_1", "999999999999")],
            "quantity_1-error",
        ),
        (vec![("name", "Ч"), ("asks", "free"), ("most_uses", "0")], "most_uses-error"),
        (vec![("name", "Ч"), ("asks", "free"), ("ends_at", "завтра")], "ends_at-error"),
    ] {
        let refused = owner.post("/admin/links/new", &fields).await;
        let (id, field) = (format!("id=\"{wrong}\""), wrong.trim_end_matches("-error"));
        refused.expect(422).expect_text(&[&id, &format!("href=\"#{field}\"")]);
    }
    // Both are told at once, and what was typed is there.
    let both = [("name", ""), ("asks", "free"), ("slug", "!!"), ("most_uses", "7")];
    let refused = owner.post("/admin/links/new", &both).await;
    refused.expect(422).expect_text(&["id=\"name-error\"", "id=\"slug-error\"", "value=\"7\""]);

    link(&owner, &[("name", "Чай"), ("asks", "free"), ("slug", "tips")]).await;
    let taken =
        owner.post("/admin/links/new", &[("name", "Ч"), ("asks", "free"), ("slug", "tips")]);
    taken.await.expect(409).expect_text(&["уже занято другой ссылкой", "value=\"tips\""]);
}

#[actix_web::test]
async fn a_link_has_a_picture_and_a_poster() {
    let app = App::real();
    let owner = app.owner();
    let id = link(&owner, &[("name", "Чай"), ("asks", "free"), ("slug", "tips")]).await;
    let path = format!("/admin/links/{id}");
    let picture = format!("{path}/picture");
    let none = ("picture", "a.png", &b"no picture"[..]);
    owner.post_file(&picture, &[("version", "0")], none).await.expect(422);
    let file = ("picture", "a.png", &*png(40, 20, [40, 90, 40]));
    owner.post_file(&picture, &[("version", "0")], file).await.expect(303);
    let page = app.browser().get("/l/tips").await;
    let hash = between(&page.expect(200).text, "src=\"/pictures/", "\"").to_owned();
    page.expect_text(&[&format!("content=\"{}\"", app.at(&format!("/pictures/{hash}")))]);
    app.browser().get(&format!("/pictures/{hash}")).await.expect(200);
    let removed = owner.post(&format!("{picture}/remove"), &[("version", "1")]).await;
    removed.expect(303);
    app.browser().get(&format!("/pictures/{hash}")).await.expect(404);

    let poster = owner.get(&format!("{path}/poster")).await;
    poster.expect(200).expect_text(&[app.at("/l/tips").as_str(), "<svg", "любая сумма", "Чай"]);
    owner.get("/admin/links/999/poster").await.expect(404);
}

/// A good that is hidden stays in the links that have it until somebody takes it out of them.
#[actix_web::test]
async fn a_hidden_good_stays_in_its_link() {
    let app = App::real();
    let owner = app.owner();
    for name in ["Песок", "Маяк"] {
        let good = [("name", name), ("price", "2"), ("stack", "64")];
        owner.post("/admin/goods/new", &good).await.expect(303);
    }
    let goods = [("asks", "goods"), ("quantity_1", "5"), ("quantity_2", "1")];
    let fields = [&[("name", "Набор"), ("slug", "kit")][..], &goods].concat();
    let path = format!("/admin/links/{}", link(&owner, &fields).await);
    let hidden = [("version", "0"), ("name", "Маяк"), ("price", "2"), ("hidden", "yes")];
    owner.post("/admin/goods/2", &hidden).await.expect(303);
    app.browser().get("/l/kit").await.expect(200).expect_text(&["The goods are gone"]);
    owner.get(&path).await.expect(200).expect_text(&["name=\"quantity_2\" value=\"1\""]);

    let other_words = [&[("version", "0"), ("name", "Набор каменщика")][..], &goods].concat();
    owner.post(&path, &other_words).await.expect(303);
    app.browser().get("/l/kit").await.expect(200).expect_text(&["The goods are gone", "Маяк"]);
    let without = [("version", "1"), ("name", "Набор"), ("asks", "goods"), ("quantity_1", "5")];
    owner.post(&path, &without).await.expect(303);
    let page = app.browser().get("/l/kit").await;
    page.expect(200).expect_text(&["id=\"place-order\""]);
    assert!(!page.text.contains("Маяк"));
    // Nor does one that is hidden come into a link.
    let again = [&[("version", "2"), ("name", "Набор")][..], &goods].concat();
    owner.post(&path, &again).await.expect(303);
    assert!(!app.browser().get("/l/kit").await.text.contains("Маяк"));
}

/// The form has a field for each good, and a shop may have two thousand.
#[actix_web::test]
async fn a_large_shop_makes_links_too() {
    let app = App::real();
    let owner = app.owner();
    let names: Vec<String> = (1..=2000).map(|id| format!("quantity_{id}")).collect();
    let mut fields = vec![("name", "Чай"), ("asks", "free"), ("slug", "tips")];
    fields.extend(names.iter().map(|name| (name.as_str(), "")));
    link(&owner, &fields).await;
    app.browser().get("/l/tips").await.expect(200);
}

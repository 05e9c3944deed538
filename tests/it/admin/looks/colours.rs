//! The shop's own colour, and the stylesheet that comes of it.

use kassa::{
    looks::{self, Colour, Palette, TypedLooks},
    staff::Role,
};

use super::{HERE, send};
use crate::support::{App, Reply, between, eventually};

const LINK: &str = "<link rel=\"stylesheet\" href=\"/looks/";

/// Where that page has the stylesheet of the shop's own colours.
fn stylesheet_of(page: &str) -> String {
    format!("/looks/{}", between(page, LINK, "\""))
}

#[actix_web::test]
async fn a_colour_comes_with_a_stylesheet_and_goes_with_it() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(HERE).await;
    page.expect(200).expect_text(&["type=\"color\" value=\"#0f6b62\""]);
    for text in [&page.text, &app.browser().get("/").await.text] {
        assert!(!text.contains("/looks/") && !text.contains("<figure>"));
    }
    send(&owner, &page.text, &[("accent", "#FFE066")]).await.expect(303);

    let own = Palette::of(Colour::new(0xff_e066));
    let page = owner.get(HERE).await;
    page.expect(200).expect_text(&[
        "type=\"color\" value=\"#ffe066\"",
        &format!("ссылки {}, кнопки {}", own.light.accent, own.light.button),
        &format!("fill=\"{}\"", own.dark.accent),
    ]);
    let address = stylesheet_of(&page.text);
    let order = app.place_sum(8).await;
    let order = app.order(&order["uid"]).await["order_url"].as_str().unwrap().to_owned();
    let order = &order[order.find("/o/").unwrap()..];
    for path in ["/", "/my", "/nothing-here", "/admin/sign-in", order] {
        assert_eq!(stylesheet_of(&app.browser().get(path).await.text), address, "{path}");
    }
    let sheet = Reply::of(app.get(&address)).await;
    sheet.expect(200).expect_text(&[
        &format!("--accent: {};", own.light.accent),
        &format!("--button: {};", own.dark.button),
    ]);
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(sheet.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(sheet.header("x-content-type-options"), "nosniff");
    for wrong in ["/looks/", "/looks/x.css", "/looks/0000000000000000.css", &address.to_uppercase()]
    {
        let missing = Reply::of(app.get(wrong)).await;
        assert_eq!(missing.expect(404).header("cache-control"), "no-store");
    }

    // Back to the usual colour, whatever stands in the field beside that.
    let usual = [("accent", "#ffe066"), ("usual", "yes")];
    send(&owner, &page.text, &usual).await.expect(303);
    assert!(!app.browser().get("/").await.text.contains("/looks/"));
    Reply::of(app.get(&address)).await.expect(404);
    let log = owner.get("/admin/audit?what=looks").await;
    assert_eq!(log.expect(200).text.matches(">Цвет<").count(), 2);
}

#[actix_web::test]
async fn what_is_no_colour_is_told_beside_its_field_and_comes_into_no_stylesheet() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(HERE).await.text;
    for odd in ["red", "#fff", "#00000", "#12345;}body{display:none}", "\"><script>x</script>"] {
        let refused = send(&owner, &page, &[("name", "Лавка <i>"), ("accent", odd)]).await;
        refused.expect(422).expect_text(&[
            "href=\"#accent\"",
            "id=\"accent-error\"",
            "type=\"color\" value=\"#0f6b62\"",
            "value=\"Лавка &#60;i&#62;\"",
        ]);
        assert!(!refused.text.contains("<script>x") && !refused.text.contains("/looks/"), "{odd}");
    }
    let refused = send(&owner, &page, &[("accent", "red")]).await;
    refused.expect(422).expect_text(&["«red» не цвет"]);
    let form = [("accent", "#ff0000")];
    app.staff("Вера", Role::Manager).post(HERE, &form).await.expect(403);
    assert!(!app.browser().get("/").await.text.contains("/looks/"));
}

#[actix_web::test]
async fn whoever_comes_too_late_sees_which_colour_it_is_now() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(HERE).await.text;
    send(&owner, &page, &[("accent", "#8a2be2")]).await.expect(303);
    let late = send(&owner, &page, &[("accent", "#ff0000")]).await;
    late.expect(409).expect_text(&[
        "<dt>Цвет</dt> <dd class=\"lines-kept\"><bdi>#8a2be2</bdi>",
        "type=\"color\" value=\"#ff0000\"",
    ]);
    send(&owner, &late.text, &[("accent", "")]).await.expect(303);
    let late = send(&owner, &late.text, &[("accent", "#ff0000")]).await;
    late.expect(409).expect_text(&["<bdi>обычный цвет</bdi>"]);
}

#[actix_web::test]
async fn a_colour_of_another_node_shows_by_itself() {
    let app = App::real();
    let typed = TypedLooks { accent: "#8a2be2".to_owned(), ..TypedLooks::default() };
    looks::change(&mut app.books_to_write(), 0, &typed.read().unwrap()).unwrap();
    // A page of the other node may ask this one before it has looked by itself.
    let address = format!("/looks/{}.css", looks::Stylesheet::of(Colour::new(0x8a_2be2)).hash);
    Reply::of(app.get(&address)).await.expect(200).expect_text(&["--button: #8a2be2;"]);
    eventually("the window in the new colour", async || {
        app.browser().get("/").await.text.contains(&address).then_some(())
    })
    .await;
}

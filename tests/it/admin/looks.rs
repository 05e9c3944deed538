//! What the shop is called, what it says of itself, and how it looks.

mod closed;
mod colours;
mod logo;

use kassa::{
    looks::{self, TypedLooks},
    staff::Role,
};

use crate::support::{App, Colleague, Reply, between, eventually};

const HERE: &str = "/admin/settings/shop";

const HOSTILE: [(&str, &str); 5] = [
    ("name", "</title><script>x</script>\"'&"),
    ("greeting", "<h1>Привет</h1>\r\nвторая {{ строка }}"),
    ("hours", "<img src=x onerror=hours>"),
    ("places", "\"><b>places</b>"),
    ("contact", "<a href=\"javascript:contact\">"),
];

/// Sends the form with what it showed in that page.
async fn send(owner: &Colleague<'_>, page: &str, fields: &[(&str, &str)]) -> Reply {
    let version = between(page, "name=\"version\" value=\"", "\"");
    owner.post(HERE, &[fields, &[("version", version)]].concat()).await
}

#[actix_web::test]
async fn a_shop_is_called_and_says_what_its_owner_likes_and_none_of_it_is_markup() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(HERE).await;
    page.expect(200).expect_text(&["Пустое: «Лавка».", "<bdi>Лавка</bdi>"]);
    let untouched = app.browser().get("/").await;
    assert!(!untouched.text.contains("lines-kept"));
    let saved = send(&owner, &page.text, &HOSTILE).await;
    assert_eq!(saved.expect(303).header("location"), format!("{HERE}?saved"));

    let name = "&#60;/title&#62;&#60;script&#62;x&#60;/script&#62;&#34;&#39;&#38;";
    let [shown_name, title] = [format!("<bdi>{name}</bdi>"), format!(" · {name}</title>")];
    let contact = "<bdi>&#60;a href=&#34;javascript:contact&#34;&#62;</bdi>";
    let window = app.browser().get("/").await;
    window.expect(200).expect_text(&[
        &shown_name,
        &title,
        "<bdi>&#60;h1&#62;Привет&#60;/h1&#62;\nвторая {{ строка }}</bdi>",
        "<bdi>&#60;img src=x onerror=hours&#62;</bdi>",
        "<bdi>&#34;&#62;&#60;b&#62;places&#60;/b&#62;</bdi>",
    ]);
    let missing = app.browser().get("/nothing-here").await;
    missing.expect(404).expect_text(&[&shown_name, &title, contact]);
    let placed = app.place_sum(8).await;
    let order = app.order(&placed["uid"]).await;
    let way = order["order_url"].as_str().unwrap().to_owned();
    let order = Reply::of(app.get(&way[way.find("/o/").unwrap()..])).await;
    order.expect(200).expect_text(&[&shown_name, &title, contact]);
    let sign_in = Reply::of(app.get("/admin/sign-in")).await;
    sign_in.expect(200).expect_text(&[&shown_name, &title]);
    let again = owner.get(&format!("{HERE}?saved")).await;
    again.expect(200).expect_text(&[
        &shown_name,
        "Сохранено",
        "value=\"&#60;/title&#62;",
        "&#34;&#62;&#60;b&#62;places",
    ]);
    for page in [&window, &missing, &order, &sign_in, &again] {
        assert!(!page.text.contains("<script>x") && !page.text.contains("<b>places"));
    }
    // Whoever lacks a right is no customer.
    let refused = app.staff("Вера", Role::Manager).get(HERE).await;
    assert!(!refused.expect(403).text.contains("javascript:contact"));

    // And all of it can be taken back.
    send(&owner, &again.text, &[]).await.expect(303);
    let window = app.browser().get("/").await;
    window.expect(200).expect_text(&["<bdi>Market stall</bdi>"]);
    assert!(!window.text.contains("lines-kept"));
    let log = owner.get("/admin/audit?what=looks").await;
    log.expect(200).expect_text(&[
        "настройки магазина",
        "Название; Приветствие; Часы работы; Где нас найти; Связь с магазином",
    ]);
}

#[actix_web::test]
async fn what_does_not_fit_is_told_beside_its_field_and_kept() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(HERE).await.text;
    let [long, text] = [41, 501].map(|length| "я".repeat(length));
    let form = [("name", &*long), ("hours", &*text), ("places", "a\u{1}b"), ("contact", "ник")];
    let refused = send(&owner, &page, &form).await;
    refused.expect(422).expect_text(&[
        "<title>Ошибка",
        "Здесь 41\u{a0}зн., помещается 40.",
        "Здесь 501\u{a0}зн., помещается 500.",
        "href=\"#places\"",
        "id=\"hours-error\"",
        &long,
        &text,
        ">ник</textarea>",
    ]);
    assert_eq!(refused.text.matches("aria-invalid=\"true\"").count(), 3);
    app.browser().get("/").await.expect(200).expect_text(&["<bdi>Market stall</bdi>"]);
}

#[actix_web::test]
async fn the_longest_texts_fit_however_many_bytes_they_take() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(HERE).await.text;
    let [name, text] = [40, 500].map(|length| "🦫".repeat(length));
    let fields = ["greeting", "hours", "places", "contact"].map(|field| (field, text.as_str()));
    let form = [&fields[..], &[("name", name.as_str())]].concat();
    send(&owner, &page, &form).await.expect(303);
    assert_eq!(owner.get(HERE).await.expect(200).text.matches(&text).count(), 4);
    app.browser().get("/").await.expect_text(&[&format!("<bdi>{name}</bdi>")]);

    // A little more is told beside its field; of what is far too long the rest is not even read.
    let page = owner.get(HERE).await.text;
    let longer = format!("{text}🦫");
    let fields = ["greeting", "hours", "places", "contact"].map(|field| (field, longer.as_str()));
    let refused = send(&owner, &page, &fields).await;
    assert_eq!(refused.expect(422).text.matches("class=\"problem\"").count(), 4);
    send(&owner, &page, &[("greeting", &text.repeat(9))]).await.expect(413);
}

#[actix_web::test]
async fn of_two_who_change_it_at_once_the_second_sees_what_the_first_wrote() {
    let app = App::real();
    let owner = app.owner();
    let page = owner.get(HERE).await.text;
    send(&owner, &page, &[("name", "Первая <i>"), ("hours", "с 9")]).await.expect(303);
    let late = send(&owner, &page, &[("name", "Вторая"), ("hours", "с 9")]).await;
    late.expect(409).expect_text(&[
        "<dt>Название</dt> <dd class=\"lines-kept\"><bdi>Первая &#60;i&#62;</bdi>",
        "value=\"Вторая\"",
    ]);
    assert!(!late.text.contains("<dt>Часы работы</dt>"));
    app.browser().get("/").await.expect_text(&["<bdi>Первая &#60;i&#62;</bdi>"]);
    // Who saves again has seen it.
    send(&owner, &late.text, &[("name", "Вторая")]).await.expect(303);
    app.browser().get("/").await.expect_text(&["<bdi>Вторая</bdi>"]);
}

#[actix_web::test]
async fn what_another_node_wrote_shows_by_itself() {
    let app = App::real();
    let typed =
        TypedLooks { name: "С другого узла".to_owned(), ..TypedLooks::default() };
    let fields = typed.read().unwrap();
    looks::change(&mut app.books_to_write(), 0, &fields).unwrap();
    let name = "<bdi>С другого узла</bdi>";
    eventually("the window with the new name", async || {
        app.browser().get("/").await.text.contains(name).then_some(())
    })
    .await;
}

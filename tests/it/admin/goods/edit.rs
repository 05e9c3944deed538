//! Adding, changing, hiding, deleting, and the order by hand.

use super::{EARTH, add, between, good, send, with};
use crate::support::App;
use diesel::prelude::*;
use kassa::{db::schema::products, staff::Role};

#[actix_web::test]
async fn what_is_added_stands_in_the_window_and_in_the_log() {
    let app = App::real();
    let owner = app.owner();
    owner
        .get("/admin/goods")
        .await
        .expect(200)
        .expect_text(&["Товаров пока нет", "/admin/goods/new"]);
    let page = add(&owner, &EARTH).await;
    let list = owner.get("/admin/goods").await;
    list.expect(200).expect_text(&["Шалкер с землёй", "<bdi>Блоки</bdi>", "40\u{a0}шт."]);
    let window = app.browser().get("/").await;
    window.expect(200).expect_text(&["Шалкер с землёй", "<bdi>Блоки</bdi>", "max=\"40\""]);
    owner.get(&format!("{page}?added")).await.expect_text(&["Товар добавлен"]);

    let form = owner.get(&page).await;
    form.expect(200).expect_text(&["На огород\nили на замок", "<option value=\"Блоки\">"]);
    let changed = send(&owner, &page, &form.text, &[("price", "12"), ("hidden", "yes")]).await;
    assert!(changed.expect(303).header("location").starts_with("/admin/goods#good-"));
    owner.get("/admin/goods").await.expect_text(&["скрыт", "12\u{a0}АР"]);
    assert!(!app.browser().get("/").await.text.contains("Шалкер с землёй"));
    let log = owner.get("/admin/audit?what=goods").await;
    let notes =
        ["Цена за штуку, АР: 8 → 12; Скрыть с витрины: − → +", ">добавлен<", "Шалкер с землёй"];
    log.expect(200).expect_text(&notes);
}

#[actix_web::test]
async fn what_is_wrong_stands_beside_its_field() {
    let app = App::real();
    let owner = app.owner();
    let page = add(&owner, &EARTH).await;
    let form = owner.get(&page).await.text;
    for (field, typed, words) in [
        ("name", " ", "Напишите, как товар называется"),
        ("name", &*"я".repeat(201), "помещается 200 знаков"),
        ("description", &*"я".repeat(1001), "знаков"),
        ("price", "0", "Нужно целое число от 1 до"),
        ("price", "8.5", "Нужно целое число от 1 до"),
        ("price", "1000000001", "Нужно целое число от 1 до"),
        ("price", "\"><script>", "Нужно целое число от 1 до"),
        ("category", &*"я".repeat(61), "помещается 60 знаков"),
        ("stack", "32", "Выберите из списка"),
        ("stock", "-1", "Нужно целое число от 0 до"),
        ("stock", "много", "Нужно целое число от 0 до"),
    ] {
        for reply in [
            owner.post("/admin/goods/new", &with(&[(field, typed)])).await,
            send(&owner, &page, &form, &[(field, typed)]).await,
        ] {
            let error = format!("id=\"{field}-error\">");
            reply.expect(422).expect_text(&[
                &error,
                &format!("href=\"#{field}\""),
                "aria-invalid=\"true\"",
            ]);
            assert!(between(&reply.text, &error, "</p>").contains(words), "{field}: {typed}");
            assert_eq!(reply.text.matches("class=\"problem\"").count(), 1, "{field}: {typed}");
            assert!(!reply.text.contains("<script>"), "{field}");
        }
    }
    assert_eq!(good(&app, &page).version, 0);
    owner
        .post(
            &page,
            &[
                ("shown_stock", "-9223372036854775808"),
                ("name", "a"),
                ("price", "1"),
                ("stock", "1"),
            ],
        )
        .await
        .expect(400);
    owner.get("/admin/goods/99").await.expect(404);
    owner.get("/admin/goods/x").await.expect(404);
    send(&owner, "/admin/goods/99", &form, &[]).await.expect(404);
}

#[actix_web::test]
async fn the_second_of_two_sees_what_the_first_has_done() {
    let app = App::real();
    let (vera, petr) = (app.staff("Вера", Role::Manager), app.staff("Пётр", Role::Manager));
    let page = add(&vera, &EARTH).await;
    let form = vera.get(&page).await.text;
    send(&vera, &page, &form, &[("price", "9"), ("stock", "30")]).await.expect(303);
    // Ten more, he thinks; and another name.
    let told = send(&petr, &page, &form, &[("name", "Земля"), ("stock", "50")]).await;
    told.expect(409).expect_text(&[
        "товар за это время изменили",
        "<dt>Цена за штуку, АР</dt> <dd><bdi>9</bdi></dd>",
        "<dt>Название</dt> <dd><bdi>Шалкер с землёй</bdi></dd>",
        "value=\"Земля\"",
        // Ten more than there are now.
        "name=\"stock\" value=\"40\"",
    ]);
    assert_eq!(good(&app, &page).name.as_str(), "Шалкер с землёй");
    // He looked at it, and says it again.
    send(&petr, &page, &told.text, &[("name", "Земля"), ("price", "9"), ("stock", "40")])
        .await
        .expect(303);
    let now = good(&app, &page);
    assert_eq!((now.name.as_str(), now.price.get(), now.stock), ("Земля", 9, Some(40)));
}

#[actix_web::test]
async fn a_correction_counts_what_was_sold_while_the_form_was_open() {
    let app = App::real();
    let owner = app.owner();
    let page = add(&owner, &EARTH).await;
    let form = owner.get(&page).await.text;
    diesel::update(products::table)
        .set(products::stock.eq(33))
        .execute(&mut app.books_to_write())
        .unwrap();
    send(&owner, &page, &form, &[("stock", "104")]).await.expect(303);
    assert_eq!(good(&app, &page).stock, Some(97));
}

#[actix_web::test]
async fn goods_and_categories_are_moved_by_hand() {
    let app = App::real();
    let owner = app.owner();
    for (name, category) in [("Кирка", "Железо"), ("Меч", "Железо"), ("Дёрн", "Блоки")]
    {
        add(&owner, &with(&[("name", name), ("category", category)])).await;
    }
    let order = async || {
        let window = app.browser().get("/").await.text;
        let mut places: Vec<(usize, &str)> =
            ["Кирка", "Меч", "Дёрн", "<bdi>Железо</bdi></h2>", "<bdi>Блоки</bdi></h2>"]
                .into_iter()
                .map(|name| {
                    (
                        window.find(name).unwrap(),
                        name.split(['<', '>'])
                            .find(|part| part.chars().count() > 3 || *part == "Меч")
                            .unwrap(),
                    )
                })
                .collect();
        places.sort_unstable();
        places.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    assert_eq!(order().await, ["Железо", "Кирка", "Меч", "Блоки", "Дёрн"]);
    let moved = owner.post("/admin/goods/2/move", &[("direction", "up")]).await;
    assert_eq!(moved.expect(303).header("location"), "/admin/goods#good-2");
    assert_eq!(order().await, ["Железо", "Меч", "Кирка", "Блоки", "Дёрн"]);
    let form = [("direction", "up"), ("category", "Блоки")];
    owner.post("/admin/goods/categories/move", &form).await.expect(303);
    assert_eq!(order().await, ["Блоки", "Дёрн", "Железо", "Меч", "Кирка"]);
    owner.post("/admin/goods/2/move", &[("direction", "away")]).await.expect(400);
    owner.post("/admin/goods/99/move", &[("direction", "up")]).await.expect(404);
    let form = [("direction", "up"), ("category", "Луки")];
    owner.post("/admin/goods/categories/move", &form).await.expect(404);
    owner.get("/admin/audit?what=goods").await.expect_text(&[">выше<"]);
}

#[actix_web::test]
async fn what_was_ordered_is_hidden_and_not_deleted() {
    let app = App::real();
    let owner = app.owner();
    let (ordered, never) =
        (add(&owner, &EARTH).await, add(&owner, &with(&[("name", "Песок")])).await);
    app.browser().order().await;
    let page = owner.get(&ordered).await;
    page.expect(200).expect_text(&["есть в заказах"]);
    assert!(!page.text.contains("/delete"));
    let refused = owner.post(&format!("{ordered}/delete"), &[("version", "0")]).await;
    refused.expect(409).expect_text(&["Товар не удалён"]);
    let delete = format!("{never}/delete");
    owner.get(&never).await.expect_text(&[&delete]);
    owner.post(&delete, &[("version", "7")]).await.expect(409);
    owner.post(&delete, &[("version", "0")]).await.expect(303);
    owner.get(&never).await.expect(404);
    owner.post(&delete, &[("version", "0")]).await.expect(404);
    owner.get("/admin/audit?what=goods").await.expect_text(&[">удалён<", "Песок"]);
}

#[actix_web::test]
async fn what_people_write_is_shown_and_not_obeyed() {
    let app = App::real();
    let owner = app.owner();
    let hostile = "\"><script>alert(1)</script>";
    let form = with(&[("name", hostile), ("description", hostile), ("category", hostile)]);
    let page = add(&owner, &form).await;
    for path in ["/admin/goods", &page, "/admin/audit?what=goods", "/"] {
        let reply = owner.get(path).await;
        reply.expect(200).expect_text(&["&#60;script&#62;"]);
        assert!(!reply.text.contains("<script>alert"), "{path}");
    }
}

//! All goods as a table, out of the shop and back.

use kassa::staff::Role;

use super::{EARTH, add, between, good, with};
use crate::support::{App, Colleague, Reply};

const IMPORT: &str = "/admin/goods/import";

/// Uploads a table and returns what it would do.
async fn upload(staff: &Colleague<'_>, table: &[u8]) -> Reply {
    staff.post_file(IMPORT, &[], ("table", "goods.csv", table)).await
}

/// Agrees to what a page says would be done.
async fn agree(staff: &Colleague<'_>, page: &str, table: &[u8]) -> Reply {
    let seen = between(page, "name=\"seen\" value=\"", "\"").to_owned();
    staff.post_file(IMPORT, &[("seen", &seen)], ("table", "", table)).await
}

#[actix_web::test]
async fn goods_leave_and_come_back_as_they_were() {
    let app = App::real();
    let owner = app.owner();
    let page = add(&owner, &EARTH).await;
    add(&owner, &with(&[("name", "=1+1"), ("description", "@SUM(A1:A9)"), ("stock", "")])).await;
    let file = owner.get("/admin/goods/export").await;
    file.expect(200).expect_text(&["id;название;описание;цена", "'=1+1", "'@SUM(A1:A9)"]);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"goods.csv\"");
    let same = upload(&owner, file.text.as_bytes()).await;
    same.expect(200).expect_text(&["Добавится: 0. Изменится: 0. Останется как есть: 2."]);
    assert!(!same.text.contains("name=\"seen\""));
    owner.get("/admin/audit?what=export").await.expect_text(&["goods.csv"]);

    let table = file.text.replace("Шалкер с землёй", "Дёрн").replace(";8;", ";9;")
        + ";Маяк;;220;;нет;;нет\r\n";
    let preview = upload(&owner, table.as_bytes()).await;
    preview.expect(200).expect_text(&[
        "Название: Шалкер с землёй → Дёрн; Цена за штуку, АР: 8 → 9",
        "<bdi>Маяк</bdi>",
    ]);
    assert_eq!(good(&app, &page).name.as_str(), "Шалкер с землёй");
    let done = agree(&owner, &preview.text, table.as_bytes()).await;
    assert_eq!(done.expect(303).header("location"), "/admin/goods?imported");
    owner.get("/admin/goods?imported").await.expect_text(&["Таблица загружена", "Дёрн", "Маяк"]);
    owner.get("/admin/audit?what=goods").await.expect_text(&["Шалкер с землёй → Дёрн", "Маяк"]);
}

#[actix_web::test]
async fn what_is_wrong_is_told_line_by_line_and_nothing_is_done() {
    let app = App::real();
    let owner = app.owner();
    let table = "название;цена;остаток\nМаяк;5;\n<script>;дорого;-1\n";
    let told = upload(&owner, table.as_bytes()).await;
    told.expect(422).expect_text(&[
        "Ошибок в таблице: 2",
        "<td>3</td><td>цена</td><td><bdi>дорого</bdi></td><td>Нужно целое число от 1",
        "<td>3</td><td>остаток</td><td><bdi>-1</bdi></td><td>Нужно целое число от 0",
        "Добавится: 1.",
    ]);
    assert!(!told.text.contains("name=\"seen\"") && !told.text.contains("<script>;"));
    // Whoever agrees all the same agrees to nothing.
    let forced = owner.post_file(IMPORT, &[("seen", "x")], ("table", "", table.as_bytes())).await;
    forced.expect(409).expect_text(&["Ничего не сделано"]);
    owner.get("/admin/goods").await.expect_text(&["Товаров пока нет"]);
    for (file, words) in [
        (b"".as_slice(), "Сначала выберите файл CSV"),
        (b"name,price", "нет ни одной строки"),
        ("цена;остаток\n1;2\n".as_bytes(), "Нужен столбец"),
        ("название;прайс\nа;2\n".as_bytes(), "Столбца «прайс»"),
        (b"PK\x03\x04\0\0", "не текстовая таблица"),
        (&vec![b'a'; 2 * 1024 * 1024 + 1], "Файл больше 2 МБ"),
        (&vec![b'a'; 5 * 1024 * 1024], "Файл больше 2 МБ"),
    ] {
        let refused = upload(&owner, file).await;
        let problem =
            between(&refused.expect(422).text, "id=\"table-error\" role=\"alert\">", "</p>");
        assert!(problem.contains(words), "{words}: {problem}");
    }
}

#[actix_web::test]
async fn who_agreed_to_something_else_is_asked_again() {
    let app = App::real();
    let (vera, petr) = (app.staff("Вера", Role::Manager), app.staff("Пётр", Role::Manager));
    let page = add(&vera, &EARTH).await;
    let table = "название;цена\nШалкер с землёй;9\nМаяк;5\n".as_bytes();
    let preview = upload(&vera, table).await;
    add(&petr, &with(&[("name", "Маяк")])).await;
    let again = agree(&vera, &preview.text, table).await;
    again.expect(409).expect_text(&["изменились", "Добавится: 0. Изменится: 2."]);
    assert_eq!(good(&app, &page).price.get(), 8);
    agree(&vera, &again.text, table).await.expect(303);
    assert_eq!(good(&app, &page).price.get(), 9);
}

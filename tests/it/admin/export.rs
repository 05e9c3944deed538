//! Exports, as whoever downloads them gets them.

use std::time::Duration;

use diesel::prelude::*;
use kassa::{
    catalog::{self, Stack},
    clock,
    db::schema::{audit, orders},
    dromon::Sum,
    feed::Actor,
    orders::{Items, NewItem, NewOrder, OrderToken, TextSource, Wish},
    staff::Role,
};
use reqwest::{Method, StatusCode, header};
use serde_json::json;

use crate::support::{App, Colleague, Reply, payment, scene};

/// The file, as it came.
async fn file(app: &App, colleague: &Colleague<'_>, address: &str) -> Vec<u8> {
    let request = app.get(address).header(header::COOKIE, &colleague.cookie);
    let answer = request.header(header::ACCEPT_LANGUAGE, "ru").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{address}");
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    answer.bytes().await.unwrap().to_vec()
}

/// Its rows, as a spreadsheet reads them; the first is the header.
fn rows(file: &[u8]) -> Vec<Vec<String>> {
    let text = file.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text);
    let record =
        |record: Result<csv::StringRecord, _>| record.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(record).collect()
}

async fn exported(app: &App, table: &str, query: &str) -> Vec<Vec<String>> {
    let address = format!("/admin/export/{table}.csv{query}");
    rows(&file(app, &app.owner(), &address).await)
}

/// The numbers that the list shows, on all of its pages.
async fn listed(app: &App, query: &str) -> Vec<String> {
    let owner = app.owner();
    let (mut all, mut next) = (Vec::new(), Some(format!("/admin/orders{query}")));
    while let Some(address) = next {
        let page = owner.get(&address).await;
        let links = page.expect(200).text.split("id=\"o-").skip(1);
        all.extend(links.map(|rest| rest.split('"').next().unwrap().to_owned()));
        next = page.text.split("rel=\"next\" href=\"").nth(1).map(|rest| {
            rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
        });
    }
    all
}

/// A hundred orders more than a page has, every other one of a good of the window.
fn many_orders(app: &App) {
    let mut books = app.books_to_write();
    let mut scene = scene::Scene::new(&mut books);
    scene.write(|connection| catalog::add_demo_goods(connection, clock::now())).unwrap();
    for n in 0..100 {
        let line = NewItem {
            product_id: Some(1 + n % 2),
            name: "Шалкер".parse().unwrap(),
            price: Sum::new(8).unwrap(),
            quantity: 1,
            stack: Stack::Loose,
        };
        let new = NewOrder {
            nickname: format!("Player_{}", n % 3).parse().unwrap(),
            browser: None,
            origin: None,
            attempt: None,
            uid: None,
            text: TextSource::Made("Заказ {uid}".parse().unwrap()),
            items: Items::of(vec![line]).unwrap(),
            wish: Wish::default(),
            lifetime: Duration::from_hours(24),
            hold: Duration::from_mins(30),
            actor: Actor::CUSTOMER,
        };
        scene
            .write(|connection| kassa::orders::place(connection, &new, scene::minutes_ago(400 - n)))
            .unwrap();
    }
}

#[actix_web::test]
async fn every_filter_exports_what_the_list_shows_on_all_its_pages() {
    let app = App::real();
    let day = scene::whole_day(&mut app.books_to_write()).unwrap();
    many_orders(&app);
    let searched = format!("?q={}", day.paid.uid);
    let filters = [
        "",
        "?sort=waiting",
        "?status=awaiting_payment",
        "?status=to_assemble",
        "?status=paid&trouble=hold",
        "?status=ready",
        "?status=overdue",
        "?status=completed",
        "?status=cancelled",
        "?status=expired",
        "?status=refunded",
        "?trouble=any&sort=waiting",
        "?trouble=overpaid",
        "?product=1",
        "?product=2&status=awaiting_payment",
        "?payer=RichUncle",
        "?q=player",
        "?q=%D0%BF%D0%B5%D1%81%D0%BA%D0%BE%D0%BC",
        "?from=2001-01-01&to=2100-01-01",
        "?from=2001-01-01&to=2001-01-02",
        &searched,
    ];
    let (mut some, mut paged) = (0, 0);
    for filter in filters {
        let listed = listed(&app, filter).await;
        some += usize::from(!listed.is_empty());
        paged += usize::from(listed.len() > 50);
        let table = exported(&app, "orders", filter).await;
        let uids: Vec<&str> = table[1..].iter().map(|row| row[0].as_str()).collect();
        assert_eq!(uids, listed, "{filter}");
        // The other tables are about the same orders, in the same order.
        for table in ["payments", "lines"] {
            let rows = exported(&app, table, filter).await;
            let mut uids: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
            uids.dedup();
            let left: Vec<&str> =
                listed.iter().map(String::as_str).filter(|uid| uids.contains(uid)).collect();
            assert_eq!(uids, left, "{table} {filter}");
        }
    }
    assert!(some >= filters.len() - 2 && paged > 3, "{some} {paged}");
    // Wherever in the list somebody is.
    let (_, whole) = (day, exported(&app, "orders", "?q=player").await);
    let after = format!("?q=player&after={}", whole[5][0]);
    assert_eq!(exported(&app, "orders", &after).await, whole);
}

#[actix_web::test]
async fn the_tables_tell_what_the_books_say() {
    let app = App::real();
    let order = app
        .place(json!({
            "uid": "a-1",
            "customer": { "nickname": "Steve_01" },
            "items": [
                { "name": "Шалкер с землёй", "price": 8, "quantity": 2 },
                { "name": "Кирка", "price": 96, "quantity": 1 },
            ],
        }))
        .await;
    app.pay(&payment(&order, 100, 0)).await;
    app.pay(&payment(&order, 12, 1)).await;
    let orders = exported(&app, "orders", "").await;
    assert_eq!(orders[0][0], "Заказ");
    assert_eq!(orders[0][1..3], ["Оформлен (Europe/Moscow)", "Оформлен (UTC)"]);
    let row: Vec<&str> = orders[1].iter().map(String::as_str).collect();
    assert_eq!(row[3..5], ["Оплачен", "Steve_01"]);
    assert_eq!(row[5], "Шалкер с землёй ×2; Кирка ×1");
    assert_eq!(row[7..9], ["112", "112"]);
    let format = "%Y-%m-%d %H:%M:%S";
    let [local, utc] =
        [row[1], row[2]].map(|at| chrono::NaiveDateTime::parse_from_str(at, format).unwrap());
    assert_eq!((local - utc).num_hours(), 3);
    let lines = exported(&app, "lines", "").await;
    let tails: Vec<String> = lines[1..].iter().map(|row| row[5..].join("|")).collect();
    assert_eq!(tails, ["Шалкер с землёй|8|2|×2|16", "Кирка|96|1|×1|96"]);
    let payments = exported(&app, "payments", "").await;
    let tails: Vec<String> = payments[1..].iter().map(|row| row[7..].join("|")).collect();
    let known = "да|Steve_01|уведомление Dromon";
    assert_eq!(tails, [format!("100|{known}"), format!("12|{known}")]);
}

/// Whatever people write is a text in a cell of its own, for a spreadsheet of either separator.
#[actix_web::test]
async fn what_people_wrote_opens_harmlessly() {
    let app = App::real();
    let names = [
        "=HYPERLINK(\"http://evil.example\";\"Счёт\")",
        "+7 900 000-00-00",
        "@SUM(A1:A9)",
        "-2+3",
        "  =1+1",
        "＝1+1",
        "земля, =1+1",
        "a;b\"c\"",
        "Ящик «Ёлка»",
    ];
    for (n, name) in names.iter().enumerate() {
        app.place(json!({
            "uid": format!("a-{n}"),
            "customer": { "nickname": "Steve_01" },
            "items": [{ "name": name, "price": 8, "quantity": 1 }],
        }))
        .await;
    }
    let order = app
        .place(json!({
            "uid": "b-1",
            "customer": { "nickname": "Steve_01" },
            "items": [{ "name": "Лук", "price": 8, "quantity": 1 }],
        }))
        .await;
    let body = payment(&order, 8, 0).to_string();
    let payer = "\\t=cmd|' /C calc'!A0\\r\\n\\\"x\\\"";
    app.callback(body.replace("Steve_01", payer)).await.expect(200);

    let lines = exported(&app, "lines", "?sort=waiting").await;
    let shown: Vec<&str> = lines[1..].iter().map(|row| row[5].as_str()).collect();
    assert_eq!(
        shown,
        [
            "'=HYPERLINK(\"http://evil.example\";\"Счёт\")",
            "'+7 900 000-00-00",
            "'@SUM(A1:A9)",
            "'-2+3",
            "  '=1+1",
            "'＝1+1",
            "земля, '=1+1",
            "a;b\"c\"",
            "Ящик «Ёлка»",
            "Лук",
        ]
    );
    let payments = exported(&app, "payments", "").await;
    assert_eq!(payments[1][9], " '=cmd|' /C calc'!A0  \"x\"");
    for table in ["orders", "payments", "lines"] {
        let bytes = file(&app, &app.owner(), &format!("/admin/export/{table}.csv")).await;
        for separator in [b';', b','] {
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(separator)
                .has_headers(false)
                .flexible(true)
                .from_reader(&bytes[3..]);
            for cell in reader.records().flat_map(|row| {
                row.unwrap().iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
            }) {
                let first = cell.trim_start_matches(['"', ' ']).chars().next();
                assert!(!first.is_some_and(|first| "=+-@＝".contains(first)), "{table}: {cell}");
            }
        }
    }
}

#[actix_web::test]
async fn who_exported_what_stands_in_the_log() {
    let app = App::real();
    let manager = app.staff("Вера", Role::Manager);
    let page = manager.get("/admin/orders?status=paid&q=%D0%BA%D0%B8%D1%80%D0%BA%D0%B0").await;
    let address = "/admin/export?status=paid&#38;q=%D0%BA%D0%B8%D1%80%D0%BA%D0%B0";
    page.expect(200).expect_text(&[&format!("href=\"{address}\"")]);
    let page = manager.get(&address.replace("&#38;", "&")).await;
    page.expect(200).expect_text(&[
        "Оплачен",
        "кирка",
        "href=\"/admin/export/lines.csv?status=paid",
    ]);
    let written = |app: &App| -> Vec<(String, Option<String>, Option<String>)> {
        audit::table
            .filter(audit::what.eq("export"))
            .order(audit::id)
            .select((audit::who, audit::subject, audit::note))
            .load(&mut app.books_to_write())
            .unwrap()
    };
    let head = app.request(Method::HEAD, "/admin/export/orders.csv");
    let head = Reply::of(head.header(header::COOKIE, &manager.cookie)).await;
    let name = head.expect(200).header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"kassa-orders-2") && name.ends_with(".csv\""));
    assert!(written(&app).is_empty(), "nothing was taken yet");
    file(&app, &manager, "/admin/export/lines.csv?status=paid&q=x").await;
    file(&app, &manager, "/admin/export/payments.csv").await;
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        written(&app),
        [
            ("Вера".to_owned(), text("lines"), text("status=paid&q=x")),
            ("Вера".to_owned(), text("payments"), None),
        ]
    );
    let picker = app.staff("Петя", Role::Picker).get("/admin/orders").await;
    assert!(!picker.expect(200).text.contains("/admin/export"));
}

/// A file that ends too early must not look like one that is whole.
#[actix_web::test]
async fn an_export_that_fails_on_its_way_breaks_off() {
    let app = App::real();
    many_orders(&app);
    many_orders(&app);
    let owner = app.owner();
    assert_eq!(exported(&app, "orders", "").await.len(), 201);
    let mut books = app.books_to_write();
    let oldest: i64 = orders::table
        .select(diesel::dsl::min(orders::id))
        .first::<Option<i64>>(&mut books)
        .unwrap()
        .unwrap();
    let of_oldest = orders::table.filter(orders::id.eq(oldest));
    let token: OrderToken = of_oldest.select(orders::token).first(&mut books).unwrap();
    let set = |books: &mut _, token: &str| {
        diesel::update(of_oldest).set(orders::token.eq(token.to_owned())).execute(books).unwrap()
    };
    set(&mut books, "rotten");
    let request = app.get("/admin/export/orders.csv").header(header::COOKIE, &owner.cookie);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "it begins like any other");
    let body = answer.bytes().await;
    assert!(body.is_err(), "it looked whole: {} bytes", body.unwrap().len());
    // What fails at its beginning is a page that says so.
    let page = owner.get("/admin/export/orders.csv?sort=waiting").await;
    assert_eq!((page.status, page.header("content-type")), (500, "text/html; charset=utf-8"));
    set(&mut books, token.as_str());
    assert_eq!(exported(&app, "orders", "").await.len(), 201);
}

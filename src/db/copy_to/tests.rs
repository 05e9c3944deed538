mod books;
mod failures;

use diesel::RunQueryDsl;

use self::books::{Books, rows};
use super::*;
use crate::{
    api_keys::{self, NewKey},
    db::{
        Connection,
        tables::{Kind, Table},
    },
    orders::{self, Status},
    payments::Received,
    testing::{TestDatabase, body, callback, moment},
};

fn url(db: &TestDatabase) -> PostgresUrl {
    let crate::db::Database::Postgres(url) = &db.database else {
        panic!("{} is no server", db.database);
    };
    url.clone()
}

fn copied(books: &Books, target: &TestDatabase) -> Copied {
    copy_to(&books.db.file(), &url(target), &mut |_| {}).unwrap()
}

/// The one column called `name`.
fn names(connection: &mut Connection, sql: &str) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let rows: Vec<Row> = diesel::sql_query(sql).load(connection).unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn every_row_is_copied_as_it_is() {
    let (mut books, mut target) = (Books::rich(), TestDatabase::postgres());
    let file = std::fs::read(books.db.file()).unwrap();
    let mut told = Vec::new();
    let report = &mut |progress: Progress| told.push(progress);
    let copied = copy_to(&books.db.file(), &url(&target), report).unwrap();
    for table in TABLES {
        let original = rows(&mut books.db.connection, table);
        assert!(!original.is_empty(), "{} should be tested with rows", table.name);
        assert_eq!(rows(&mut target.connection, table), original, "{}", table.name);
    }
    assert_eq!((copied.replaced, copied.since), (vec![], Since::Unchanged));
    assert_eq!(std::fs::read(books.db.file()).unwrap(), file, "the source is only read");

    let done: Vec<&str> = told
        .iter()
        .filter(|progress| progress.copied == progress.total)
        .map(|progress| progress.table)
        .collect();
    assert_eq!(done, TABLES.iter().map(|table| table.name).collect::<Vec<_>>());
    let all: i64 = TABLES.iter().map(|table| books.db.count(table.name)).sum();
    assert_eq!(copied.figures.all_rows(), all);
    let paid = books.db.number("SELECT SUM(sum) AS number FROM payments");
    let said = copied.figures.sums.iter().find(|figure| figure.name == "the sum of payments.sum");
    assert_eq!(said.unwrap().value, i128::from(paid));
}

#[test]
fn a_copied_shop_goes_on() {
    let (mut books, mut target) = (Books::rich(), TestDatabase::postgres());
    copied(&books, &target);
    let waiting = books.db.order(books.waiting.id);
    let same = orders::find_by_token(&mut target.connection, &waiting.token).unwrap().unwrap();
    assert_eq!(same.uid, waiting.uid);
    let lines = |connection: &mut Connection| -> Vec<(String, i64)> {
        let items = orders::items(connection, waiting.id).unwrap();
        items.iter().map(|item| (item.name.as_str().to_owned(), item.total())).collect()
    };
    assert_eq!(lines(&mut target.connection), lines(&mut books.db.connection));
    assert!(api_keys::find(&mut target.connection, &books.key, moment(1)).unwrap().is_some());

    assert_eq!(target.receive(&callback(body(&waiting, 21, "later"))), Received::Paid);
    assert_eq!(target.order(waiting.id).written_status, Status::Paid);
    // What Dromon sent before is known.
    assert_eq!(target.receive(&callback(books.paid_body.clone())), Received::Repeated);
    // Every table that numbers its rows goes on where the source would have.
    for db in [&mut books.db, &mut target] {
        let last = db.number("SELECT MAX(id) AS number FROM orders");
        assert_eq!(db.place(5).id, last + 1);
        db.run(
            "INSERT INTO products (name, description, price, position, hidden, created_at)
                VALUES ('new', '', 1, 9, false, 1);
            INSERT INTO customers (nickname, nickname_folded, created_at) VALUES ('n', 'n', 1);",
        );
        let new = NewKey::named("after".parse().unwrap());
        db.write(|c| api_keys::add(c, &new, moment(9))).unwrap();
        db.receive(&callback("neither"));
    }
    for table in ["products", "customers", "api_keys", "orders"] {
        let last = format!("SELECT MAX(id) AS number FROM {table}");
        assert_eq!(target.number(&last), books.db.number(&last), "{table}");
    }
}

#[test]
fn an_empty_shop_is_copied_too() {
    let (db, mut target) = (TestDatabase::sqlite(), TestDatabase::postgres());
    let copied = copy_to(&db.file(), &url(&target), &mut |_| {}).unwrap();
    assert_eq!(copied.figures.all_rows(), 0);
    assert_eq!(target.place(8).id, 1);
}

#[test]
fn a_zero_byte_is_replaced_and_counted() {
    let (mut books, mut target) = (Books::rich(), TestDatabase::postgres());
    books.db.run("UPDATE payments SET payer = 'a' || char(0) || 'b' || char(0) WHERE id IN (1, 2)");
    let copied = copied(&books, &target);
    let expected = Replaced { table: "payments", column: "payer", rows: 2 };
    assert_eq!(copied.replaced, [expected]);
    assert_eq!(target.count("payments WHERE payer = 'a\u{fffd}b\u{fffd}'"), 2);
}

#[test]
fn what_is_written_meanwhile_is_not_in_the_copy_and_that_is_said() {
    let (mut books, mut target) = (Books::rich(), TestDatabase::postgres());
    let before = books.db.count("orders");
    let file = books.db.file();
    let mut placed = false;
    let copied = copy_to(&file, &url(&target), &mut |_| {
        if !placed {
            books.db.place(77);
            placed = true;
        }
    })
    .unwrap();
    assert_eq!(copied.since, Since::Changed);
    assert_eq!(target.count("orders"), before);
    assert_eq!(books.db.count("orders"), before + 1);
}

#[test]
fn a_long_table_tells_how_far_it_is() {
    let (mut db, target) = (TestDatabase::sqlite(), TestDatabase::postgres());
    db.run(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
        INSERT INTO sources (address, first_seen_at) SELECT 'address ' || n, n FROM n",
    );
    let mut told = Vec::new();
    copy_to(&db.file(), &url(&target), &mut |Progress { table, copied, total }| {
        if table == "sources" {
            told.push((copied, total));
        }
    })
    .unwrap();
    assert_eq!(told, [(10_000, 20_000), (20_000, 20_000)]);
}

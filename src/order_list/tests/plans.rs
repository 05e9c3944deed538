//! No view of the list reads a whole table: each statement is caught on its way and its plan asked for.

use std::sync::{Arc, Mutex};

use diesel::{
    QueryableByName, RunQueryDsl,
    connection::{Connection as _, InstrumentationEvent, SimpleConnection},
    sql_types::Text,
};

use super::*;
use crate::db::Connection;

#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "../../../benches/admin/seed.rs"]
mod seed;

/// Enough that a planner which knows the tables prefers their indexes; SQLite's does not look how large they are.
const ON_POSTGRES: u64 = 40_000;
const ON_SQLITE: u64 = 3_000;

/// The tables that grow with the shop, and that have rows here: payments are reached by their key alone.
const LARGE: [&str; 8] = [
    "orders",
    "order_items",
    "order_shelves",
    "order_words",
    "other_payers",
    "words",
    "customers",
    "events",
];

fn filters() -> Vec<(Filter, Sort)> {
    let mut filters = vec![Filter::default(), show("to_assemble"), show("overdue")];
    filters.extend(Status::ALL.iter().map(|status| show(status.as_str())));
    for trouble in ["any", "hold", "overpaid", "paid_late"] {
        filters.push(Filter { trouble: Some(trouble.parse().unwrap()), ..Filter::default() });
    }
    filters.push(Filter { product: Some(7), ..Filter::default() });
    filters.push(Filter { product: Some(7), ..show("cancelled") });
    filters.push(Filter { payer: Some(seed::nickname(5)), ..Filter::default() });
    filters.push(Filter { from: Some(moment(0)), until: Some(later()), ..Filter::default() });
    let words = ["steve", "меч", "м", "заказ", "a", "ab", "лесной якорь", "алмазн меч ab"];
    let uid = seed::uid(77);
    for text in words.into_iter().chain([uid.as_str()]) {
        let search = Some(Search::of(text));
        filters.push(Filter { search: search.clone(), ..Filter::default() });
        filters.push(Filter { search, ..show("ready") });
    }
    let both = [Sort::NewestFirst, Sort::LongestWaiting];
    filters.into_iter().flat_map(|filter| both.map(|sort| (filter.clone(), sort))).collect()
}

/// What the list says to the database, each statement once.
fn said(connection: &mut Connection, orders: u64) -> Vec<String> {
    let said: Arc<Mutex<Vec<String>>> = Arc::default();
    let writer = Arc::clone(&said);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            writer.lock().unwrap().push(query.to_string());
        }
    });
    let open_orders = OpenOrders::default();
    open_orders.read(connection, later()).unwrap();
    crate::testing::happen(connection, Some(1));
    let open = open_orders.read(connection, later()).unwrap();
    open.count(connection).unwrap();
    for (filter, sort) in filters() {
        let middle = From::After(seed::uid(orders / 2).parse().unwrap());
        for from in [From::Start, middle] {
            super::super::find(connection, &open, &filter, sort, &from, 50).unwrap();
        }
    }
    connection.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let mut said = std::mem::take(&mut *said.lock().unwrap());
    said.retain(|sql| sql.starts_with("SELECT") || sql.starts_with("WITH"));
    said.sort();
    said.dedup_by_key(|sql| sql.split(" -- ").next().unwrap().to_owned());
    said
}

/// A statement with its values in their places, as far as its plan needs them.
fn with_values(sql: &str) -> String {
    let (sql, binds) = sql.split_once(" -- binds: [").unwrap();
    let mut sql = sql.to_owned();
    let binds = values(binds.strip_suffix(']').unwrap());
    for (place, bind) in binds.iter().enumerate().rev() {
        let value = match bind.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(list) => {
                let each: Vec<String> = values(list).iter().map(|value| plain(value)).collect();
                format!("'{{{}}}'", each.join(","))
            }
            // A number, too: a text of digits is one of text.
            None => format!("'{}'", plain(bind)),
        };
        sql = sql.replace(&format!("${}", place + 1), &value);
    }
    sql
}

/// The values of a list, a list within it as one.
fn values(list: &str) -> Vec<String> {
    let (mut values, mut depth) = (vec![String::new()], 0);
    for c in list.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            values.push(String::new());
        } else {
            values.last_mut().unwrap().push(c);
        }
    }
    values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}

/// As SQL has it what Rust shows: a number, a time, a text, or a word of ours.
fn plain(shown: &str) -> String {
    let number = shown.trim_start_matches("UtcTime(").trim_end_matches(')');
    if number.parse::<i64>().is_ok() {
        number.to_owned()
    } else if shown.starts_with('"') {
        shown.trim_matches('"').to_owned()
    } else {
        snake(shown)
    }
}

fn snake(camel: &str) -> String {
    let mut snake = String::new();
    for c in camel.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

fn lines<T: QueryableByName<diesel::sqlite::Sqlite> + QueryableByName<diesel::pg::Pg> + 'static>(
    connection: &mut Connection,
    sql: &str,
) -> Vec<T> {
    match connection {
        Connection::Sqlite(sqlite) => diesel::sql_query(sql).load(sqlite).unwrap(),
        Connection::Postgres(postgres) => diesel::sql_query(sql).load(postgres).unwrap(),
    }
}

#[derive(QueryableByName)]
struct SqliteLine {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresLine {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

fn seeded(mut db: TestDatabase, dialect: seed::Dialect, orders: u64) -> TestDatabase {
    let now = u64::try_from(later().utc().timestamp_micros()).unwrap();
    let sql = seed::sql(dialect, orders, now);
    let quickly = match dialect {
        seed::Dialect::Sqlite => "PRAGMA foreign_keys = OFF",
        seed::Dialect::Postgres => "SET session_replication_role = 'replica'",
    };
    db.run(&format!("{quickly}; BEGIN; {sql} COMMIT;"));
    db
}

/// Whether it looks for one of a list in which there is none: whatever the plan says, no row is read.
fn asks_for_nothing(sql: &str) -> bool {
    sql.contains("(1=0)") || sql.contains("ANY('{}')")
}

#[test]
fn on_sqlite_every_view_is_read_by_an_index() {
    let mut db = seeded(TestDatabase::sqlite(), seed::Dialect::Sqlite, ON_SQLITE);
    // A shop's file has no statistics; but nothing may depend on that.
    for analyze in ["SELECT 1", "ANALYZE"] {
        db.connection.batch_execute(analyze).unwrap();
        let said = said(&mut db.connection, ON_SQLITE);
        assert!(said.len() > 15, "{said:#?}");
        for sql in said.into_iter().filter(|sql| !asks_for_nothing(sql)) {
            let plan: Vec<SqliteLine> =
                lines(&mut db.connection, &format!("EXPLAIN QUERY PLAN {sql}"));
            let plan: Vec<String> = plan.into_iter().map(|line| line.detail).collect();
            for line in &plan {
                let scanned =
                    line.strip_prefix("SCAN ").map(|rest| rest.split(' ').next().unwrap());
                let large = scanned.is_some_and(|table| LARGE.contains(&table));
                assert!(!large, "{sql}\n{plan:#?}");
                let sorts = line.contains("TEMP B-TREE FOR ORDER BY") && sql.contains("LIMIT");
                assert!(!sorts, "{sql}\n{plan:#?}");
            }
        }
    }
}

#[test]
fn on_postgres_every_view_is_read_by_an_index() {
    let mut db = seeded(TestDatabase::postgres(), seed::Dialect::Postgres, ON_POSTGRES);
    db.connection.batch_execute("VACUUM ANALYZE").unwrap();
    let said = said(&mut db.connection, ON_POSTGRES);
    assert!(said.len() > 15, "{said:#?}");
    for sql in said.iter().map(|sql| with_values(sql)).filter(|sql| !asks_for_nothing(sql)) {
        let plan: Vec<PostgresLine> = lines(&mut db.connection, &format!("EXPLAIN {sql}"));
        let plan: Vec<String> = plan.into_iter().map(|line| line.line).collect();
        for line in &plan {
            let scanned =
                line.split("Seq Scan on ").nth(1).map(|rest| rest.split(' ').next().unwrap());
            let large = scanned.is_some_and(|table| LARGE.contains(&table));
            assert!(!large, "{sql}\n{plan:#?}");
            let sorts = line.trim_start().starts_with("->  Sort") && sql.contains("LIMIT");
            assert!(!sorts, "{sql}\n{plan:#?}");
        }
    }
}

/// However close together they lie and however common the words are: which of them have one is the same.
fn tells_which_orders_have_a_word(mut db: TestDatabase) {
    use diesel::{ExpressionMethods, QueryDsl};

    use crate::db::{
        dialect::orders_with_word,
        schema::{order_words, words},
    };

    let mut all_ids = |beginnings: &[&str]| -> Vec<i64> {
        words::table
            .filter(words::word.eq_any(beginnings))
            .select(words::id)
            .load(&mut db.connection)
            .unwrap()
    };
    let (common, some) = (all_ids(&["заказ"]), all_ids(&["меч", "шалкер"]));
    assert_eq!((common.len(), some.len()), (1, 2));
    let close: Vec<i64> = (1_000..1_128).rev().collect();
    let apart: Vec<i64> = (1..128).map(|n| n * 23).collect();
    for words in [&common, &some, &Vec::new()] {
        for orders in [&close, &apart, &vec![7], &Vec::new()] {
            let mut expected: Vec<i64> = order_words::table
                .filter(order_words::word_id.eq_any(words))
                .select(order_words::order_id)
                .load(&mut db.connection)
                .unwrap();
            expected.retain(|id| orders.contains(id));
            let mut found = orders_with_word(&mut db.connection, words, orders).unwrap();
            for ids in [&mut expected, &mut found] {
                ids.sort_unstable();
                ids.dedup();
            }
            assert_eq!(found, expected, "{words:?} in {orders:?}");
        }
    }
}

#[test]
fn on_sqlite_an_index_tells_which_orders_have_a_word() {
    tells_which_orders_have_a_word(seeded(
        TestDatabase::sqlite(),
        seed::Dialect::Sqlite,
        ON_SQLITE,
    ));
}

#[test]
fn on_postgres_an_index_tells_which_orders_have_a_word() {
    tells_which_orders_have_a_word(seeded(
        TestDatabase::postgres(),
        seed::Dialect::Postgres,
        ON_SQLITE,
    ));
}

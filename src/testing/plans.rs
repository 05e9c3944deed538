//! What a statement reads: it is caught on its way to the database, and its plan asked for.

use std::{
    mem,
    sync::{Arc, Mutex},
};

use diesel::{
    QueryableByName, RunQueryDsl,
    connection::{Connection as _, InstrumentationEvent},
    sql_types::Text,
};

use super::TestDatabase;
use crate::{clock::UtcTime, db::Connection};

#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "../../benches/admin/seed.rs"]
pub mod seed;

/// Enough that a planner which knows the tables prefers their indexes; SQLite's does not look how large they are.
pub const ON_POSTGRES: u64 = 40_000;
pub const ON_SQLITE: u64 = 3_000;

/// The tables that grow with the shop.
const LARGE: [&str; 11] = [
    "orders",
    "order_items",
    "order_shelves",
    "order_words",
    "other_payers",
    "words",
    "customers",
    "events",
    "payments",
    "webhook_attempts",
    "webhook_deliveries",
];

/// Books with so many orders, the newest of which was placed at that time.
pub fn seeded(mut db: TestDatabase, orders: u64, now: UtcTime) -> TestDatabase {
    let (dialect, quickly) = match db.connection {
        Connection::Sqlite(_) => (seed::Dialect::Sqlite, "PRAGMA foreign_keys = OFF"),
        Connection::Postgres(_) => {
            // On a machine that is busy with other tests, each of these statements may take long.
            let quickly = "SET session_replication_role = 'replica'; SET statement_timeout = 0";
            (seed::Dialect::Postgres, quickly)
        }
    };
    let sql = seed::sql(dialect, orders, u64::try_from(now.utc().timestamp_micros()).unwrap());
    db.run(&format!("{quickly}; BEGIN; {sql} COMMIT;"));
    db
}

/// Nothing that the work asks reads a large table whole.
pub fn assert_reads_by_index(connection: &mut Connection, asked: &[String]) {
    for sql in asked {
        let plan = Plan::of(connection, sql);
        let scanned = plan.scanned().map(|name| table(sql, name)).find(|name| LARGE.contains(name));
        assert_eq!(scanned, None, "{sql}\n{plan:#?}");
    }
}

/// The table that the statement calls so.
fn table<'a>(sql: &'a str, name: &'a str) -> &'a str {
    let mut words = sql.split_whitespace();
    let mut table = words.next();
    while let Some(word) = words.next() {
        if word == "AS" && words.clone().next() == Some(name) {
            return table.unwrap_or(name);
        }
        table = Some(word);
    }
    name
}

/// Nothing of which the work reads only the beginning is put in order first.
pub fn assert_sorts_no_list(connection: &mut Connection, asked: &[String]) {
    for sql in asked.iter().filter(|sql| sql.contains("LIMIT")) {
        let plan = Plan::of(connection, sql);
        assert!(!plan.sorts(), "{sql}\n{plan:#?}");
    }
}

/// What the work asks of the database or changes in it, each statement once, with the values of one time.
pub fn asked(connection: &mut Connection, work: impl FnOnce(&mut Connection)) -> Vec<String> {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let writer = Arc::clone(&asked);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            writer.lock().unwrap().push(query.to_string());
        }
    });
    work(connection);
    connection.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let mut asked = mem::take(&mut *asked.lock().unwrap());
    let reads = ["SELECT", "WITH", "UPDATE", "DELETE"];
    asked.retain(|sql| reads.iter().any(|verb| sql.starts_with(verb)));
    asked.sort();
    asked.dedup_by_key(|sql| sql.split(" -- ").next().unwrap().to_owned());
    asked
}

/// How the database means to carry out a statement.
#[derive(Debug)]
struct Plan {
    lines: Vec<String>,
}

impl Plan {
    fn of(connection: &mut Connection, sql: &str) -> Self {
        let lines = match connection {
            // Whatever the plan says, no row is read where one of a list is looked for in which there is none.
            _ if sql.contains("(1=0)") => Vec::new(),
            Connection::Sqlite(sqlite) => {
                let sql = format!("EXPLAIN QUERY PLAN {sql}");
                let lines: Vec<SqliteLine> = diesel::sql_query(sql).load(sqlite).unwrap();
                lines.into_iter().map(|line| line.detail).collect()
            }
            Connection::Postgres(postgres) => {
                let sql = with_values(sql);
                if sql.contains("ANY('{}')") {
                    return Self { lines: Vec::new() };
                }
                let lines: Vec<PostgresLine> =
                    diesel::sql_query(format!("EXPLAIN {sql}")).load(postgres).unwrap();
                lines.into_iter().map(|line| line.line).collect()
            }
        };
        Self { lines }
    }

    /// The tables that are read from their first row to their last.
    fn scanned(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| {
            let table = match line.strip_prefix("SCAN ") {
                Some(table) => table,
                None => line.split_once("Seq Scan on ")?.1,
            };
            table.split(' ').next()
        })
    }

    /// Whether what was found is put in order afterwards.
    fn sorts(&self) -> bool {
        self.lines.iter().any(|line| {
            line.contains("TEMP B-TREE FOR ORDER BY") || line.trim_start().starts_with("->  Sort")
        })
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
            None if bind == "None" => "NULL".to_owned(),
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
    let some = shown.strip_prefix("Some(").and_then(|some| some.strip_suffix(')'));
    let shown = some.unwrap_or(shown);
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

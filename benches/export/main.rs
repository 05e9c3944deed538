//! How long an export of a million orders takes, and how much memory: from a Kassa of its own, over HTTP, as a browser
//! downloads it. The overview is asked for once as well.
//!
//! `cargo bench --bench export` prints rows, seconds and peak memory for each table, on SQLite and on PostgreSQL; `sqlite`
//! or `postgres` after `--` runs one of them.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may fail loudly")]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/postgres/cluster.rs"]
mod cluster;
#[allow(dead_code, reason = "the order list's benchmark uses more of it")]
#[path = "../admin/seed.rs"]
mod seed;
mod served;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use cluster::Cluster;
use diesel::connection::SimpleConnection;
use kassa::{
    clock,
    db::{self, Database, Purpose},
};
use seed::Dialect;
use served::Served;

const ORDERS: u64 = 1_000_000;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {
            sqlite();
            postgres();
        }
        ["sqlite"] => sqlite(),
        ["postgres"] => postgres(),
        other => panic!("no such benchmark: {other:?}; say nothing, `sqlite` or `postgres`"),
    }
}

fn sqlite() {
    let directory = fresh_directory();
    fs::create_dir_all(directory.join("data")).unwrap();
    let database = Database::Sqlite(directory.join("data").join("kassa.sqlite"));
    let before =
        "PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA foreign_keys = OFF; BEGIN;";
    fill(&database, Dialect::Sqlite, before, "PRAGMA wal_checkpoint(TRUNCATE)");
    measure("sqlite", &directory, &database, None);
    let _ = fs::remove_dir_all(&directory);
}

fn postgres() {
    let cluster = Cluster::durable();
    let server = cluster.database();
    let directory = fresh_directory();
    let database = Database::Postgres(server.url.parse().unwrap());
    let before = "SET statement_timeout = 0; SET session_replication_role = 'replica'; BEGIN;";
    fill(&database, Dialect::Postgres, before, "VACUUM ANALYZE");
    measure("postgres", &directory, &database, Some(&server.url));
    let _ = fs::remove_dir_all(&directory);
}

fn fresh_directory() -> std::path::PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-export");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

/// The books of the order list's benchmark, and a payment of each order that is paid.
fn fill(database: &Database, dialect: Dialect, before: &str, after: &str) {
    db::migrate(database).unwrap();
    let mut connection = database.connect(Purpose::Write).unwrap();
    let now = u64::try_from(clock::now().utc().timestamp_micros()).unwrap();
    let sql = seed::sql(dialect, ORDERS, now);
    connection
        .batch_execute(&format!(
            "{before} {sql}
            INSERT INTO payments (id, order_id, sum, counted, sure, payer, at)
                SELECT last_payment, id, 8, TRUE, 'callback', nickname, created_at FROM orders
                WHERE last_payment IS NOT NULL ORDER BY last_payment;
            INSERT INTO feed_progress (reader, event_id, history) VALUES ('search', {ORDERS}, 0);
            COMMIT;"
        ))
        .unwrap();
    connection.batch_execute(after).unwrap();
}

fn measure(name: &str, directory: &Path, database: &Database, url: Option<&str>) {
    let mut served = Served::start(directory, database, url);
    println!("{name}: {ORDERS} orders; peak memory before: {} MiB", served.peak_mebibytes());
    let (bytes, _, took) = download(&mut served, "/admin");
    println!("{name}: overview: {:.2} s ({bytes} bytes)", took.as_secs_f64());
    for table in ["orders", "payments", "lines"] {
        let (bytes, rows, took) = download(&mut served, &format!("/admin/export/{table}.csv"));
        println!(
            "{name}: {table}: rows={} mebibytes={} seconds={:.1} peak_mebibytes={}",
            rows - 1,
            bytes / (1024 * 1024),
            took.as_secs_f64(),
            served.peak_mebibytes(),
        );
    }
}

/// How many bytes and lines come, and how long it takes.
fn download(served: &mut Served, path: &str) -> (usize, usize, Duration) {
    let start = Instant::now();
    let (mut bytes, mut lines) = (0, 0);
    served.download(path, |piece| {
        bytes += piece.len();
        lines += piece.split(|byte| *byte == b'\n').count() - 1;
    });
    (bytes, lines, start.elapsed())
}

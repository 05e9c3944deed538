//! How long the order list takes, on books of a million orders of which five thousand are open.
//!
//! `cargo bench --bench admin` prints p50 and p99 of each view on SQLite and on PostgreSQL; `sqlite` or `postgres` after
//! `--` runs one of them. Each view is asked for many times, with other values each time where it has some; before each time
//! something has happened to an open order.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may fail loudly")]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/postgres/cluster.rs"]
mod cluster;
mod seed;
mod views;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use cluster::Cluster;
use diesel::connection::SimpleConnection;
use kassa::{
    clock::{self, UtcTime},
    db::{self, Connection, Database, Purpose, StoreError},
    order_list::{self, OpenOrders},
};
use seed::Dialect;

const ORDERS: u64 = 1_000_000;

/// How often each view is asked for.
const ROUNDS: u64 = 300;

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
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-admin");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    let file: PathBuf = directory.join("kassa.sqlite");
    let database = Database::Sqlite(file);
    db::migrate(&database).unwrap();
    let mut connection = database.connect(Purpose::Write).unwrap();
    let now = clock::now();
    let sql = seed::sql(Dialect::Sqlite, ORDERS, micros(now));
    connection
        .batch_execute(&format!(
            "PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA foreign_keys = OFF; BEGIN; {sql} COMMIT;
            PRAGMA wal_checkpoint(TRUNCATE);"
        ))
        .unwrap();
    drop(connection);
    measure("sqlite", &database, now);
    let _ = fs::remove_dir_all(&directory);
}

fn postgres() {
    let cluster = Cluster::durable();
    let server = cluster.database();
    let database = Database::Postgres(server.url.parse().unwrap());
    db::migrate(&database).unwrap();
    let mut connection = database.connect(Purpose::Write).unwrap();
    let now = clock::now();
    let sql = seed::sql(Dialect::Postgres, ORDERS, micros(now));
    connection
        .batch_execute(&format!(
            "SET statement_timeout = 0; SET session_replication_role = 'replica'; BEGIN; {sql} COMMIT;"
        ))
        .unwrap();
    connection.batch_execute("VACUUM ANALYZE").unwrap();
    drop(connection);
    measure("postgres", &database, now);
}

fn micros(now: UtcTime) -> u64 {
    u64::try_from(now.utc().timestamp_micros()).unwrap()
}

fn measure(name: &str, database: &Database, now: UtcTime) {
    let mut connection = database.connect(Purpose::Read).unwrap();
    let open_orders = OpenOrders::default();
    let mut shop = database.connect(Purpose::Write).unwrap();
    shop.batch_execute(match database {
        Database::Sqlite(_) => "PRAGMA synchronous = OFF",
        Database::Postgres(_) => "SET synchronous_commit = off",
    })
    .unwrap();
    println!("{name}: {ORDERS} orders, {} of them open; {ROUNDS} times each", seed::open(ORDERS));
    let mut worst = ("", Duration::ZERO);
    for (view, ask) in views::views(ORDERS, micros(now)) {
        let mut rows = 0;
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|round| {
                let order = ORDERS - round * 7 % seed::open(ORDERS);
                shop.batch_execute(&format!(
                    "INSERT INTO events (order_id, kind, actor, at) VALUES ({order}, 'note', 'staff:a', {})",
                    micros(now)
                ))
                .unwrap();
                let start = Instant::now();
                rows = ask.once(&mut connection, &open_orders, round, now);
                start.elapsed()
            })
            .collect();
        // The first finds nothing prepared.
        times.remove(0);
        times.sort_unstable();
        let (p50, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        println!(
            "{name}: {view}: p50_ms={:.2} p99_ms={:.2} (last: {rows} rows)",
            p50.as_secs_f64() * 1e3,
            p99.as_secs_f64() * 1e3
        );
        if p99 > worst.1 {
            worst = (view, p99);
        }
    }
    println!("{name}: worst p99_ms={:.2} ({})", worst.1.as_secs_f64() * 1e3, worst.0);
}

/// What a page of the list reads: its orders, and the numbers on its tabs.
fn page(
    connection: &mut Connection,
    open_orders: &OpenOrders,
    filter: &order_list::Filter,
    sort: order_list::Sort,
    from: &order_list::From,
    now: UtcTime,
) -> usize {
    connection
        .reading(|connection| {
            let open = open_orders.read(connection, now)?;
            open.count(connection)?;
            let page = order_list::find(connection, &open, filter, sort, from, 50)?;
            Ok::<_, StoreError>(page.rows.len())
        })
        .unwrap()
}

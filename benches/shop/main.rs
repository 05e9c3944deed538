//! How many pages a second, on books of a million orders, beside an endpoint that does nothing: the window, the pages of
//! 1,200 unpaid orders whose customers look again and again, and those of any orders, each looked at once.
//!
//! `cargo bench --bench shop` prints each figure as the median of its rounds, and what part of the no-op's it is; all of one run,
//! since only ratios of one run hold on a shared machine. A word after `--` measures that page alone, for a profiler: `window`,
//! `any`, `unpaid`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may fail loudly")]

mod client;
#[allow(dead_code, reason = "the order list's benchmark uses more of it")]
#[path = "../admin/seed.rs"]
mod seed;
mod served;

use std::{fs, path::Path, time::Duration};

use client::Target;
use diesel::{RunQueryDsl, connection::SimpleConnection, sql_types::Text};
use kassa::{
    catalog, clock,
    db::{self, Connection, Database, Purpose},
};
use seed::Dialect;
use served::Served;

const ORDERS: u64 = 1_000_000;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-shop");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    let database = Database::Sqlite(directory.join("kassa.sqlite"));
    let mut connection = fill(&database);
    // A stride without a common divisor visits each order once, in no order that a page would like.
    let any = pages(
        &mut connection,
        &format!("id IN (SELECT id * 618033 % {ORDERS} FROM orders WHERE id <= 200000)"),
    );
    // As many as are looked at while a crowd pays.
    let unpaid = pages(&mut connection, "id > 998000 AND status = 'awaiting_payment'");
    assert_eq!(unpaid.len(), 1200);
    drop(connection);

    let served = Served::start(&directory);
    let (noop, shop) = (served.noop(), served.shop());
    let targets = [
        ("no-op", Target::new(noop, &["/".to_owned()])),
        ("window", Target::new(shop, &["/".to_owned()])),
        ("any", Target::new(shop, &any)),
        ("unpaid", Target::new(shop, &unpaid)),
    ];
    let chosen = |name: &str| arguments.is_empty() || arguments.iter().any(|word| word == name);
    let targets: Vec<_> = targets.into_iter().filter(|(name, _)| chosen(name)).collect();
    assert!(
        !targets.is_empty(),
        "no such page: {arguments:?}; say nothing, `window`, `any` or `unpaid`"
    );
    println!(
        "orders: {ORDERS}, rounds: {ROUNDS} of {} s, clients: {}",
        ROUND.as_secs(),
        client::CLIENTS
    );
    let mut rounds = vec![Vec::new(); targets.len()];
    // The first round finds nothing prepared, and does not count.
    for round in 0..=ROUNDS {
        for ((_, target), figures) in targets.iter().zip(&mut rounds) {
            let figure = target.load(ROUND);
            if round > 0 {
                figures.push(figure);
            }
        }
    }
    served.stop();
    let _ = fs::remove_dir_all(&directory);
    let medians: Vec<f64> =
        rounds.iter().map(|of| median(of.iter().map(|f| f.per_second))).collect();
    for (((name, _), figures), per_second) in targets.iter().zip(&rounds).zip(&medians) {
        println!(
            "{name}: {per_second:.0}/s, {:.2} of the first ({} bytes an answer)",
            per_second / medians[0],
            figures[0].bytes
        );
    }
}

/// The books of the order list's benchmark, with the demo goods in the window.
fn fill(database: &Database) -> Connection {
    db::migrate(database).unwrap();
    let mut connection = database.connect(Purpose::Write).unwrap();
    let now = clock::now();
    let sql =
        seed::sql(Dialect::Sqlite, ORDERS, u64::try_from(now.utc().timestamp_micros()).unwrap());
    connection
        .batch_execute(&format!(
            "PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA foreign_keys = OFF; BEGIN; {sql}
            INSERT INTO feed_progress (reader, event_id, history) VALUES ('search', {ORDERS}, 0);
            UPDATE order_items SET product_id = NULL;
            DELETE FROM products;"
        ))
        .unwrap();
    assert!(catalog::add_demo_goods(&mut connection, now).unwrap());
    connection.batch_execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    connection
}

#[derive(diesel::QueryableByName)]
struct Token {
    #[diesel(sql_type = Text)]
    token: String,
}

/// The addresses of the orders' pages, in an order that is known and looks random.
fn pages(connection: &mut Connection, condition: &str) -> Vec<String> {
    let sql = format!("SELECT token FROM orders WHERE {condition} ORDER BY id * 7919 % 1000003");
    let tokens: Vec<Token> = diesel::sql_query(sql).load(connection).unwrap();
    tokens.into_iter().map(|row| format!("/o/{}", row.token)).collect()
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

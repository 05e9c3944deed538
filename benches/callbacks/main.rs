//! How many callbacks a second, on books of a million orders.
//!
//! `cargo bench --bench callbacks` prints each figure as the median of its rounds; all of one run, since only ratios of
//! one run hold on a shared machine. A word after `--` runs something else:
//!
//! - `newest`: the same without the second row
//! - `growth`: from ten thousand orders to ten millions
//! - `postgres`: one node and two on a PostgreSQL of its own, beside `pgbench` with the same statements
//! - `channels`: the same while a Discord channel and a webhook are dead, beside a shop that has none
//! - `inbox`: a hundred thousand callbacks while the database is locked, and their replay
//! - `store`, `http`: a part, for a profiler
//! - `load ADDRESS TOKEN`: the load alone, for a Kassa that serves these books already (`scripts/measure` uses it)
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may fail loudly")]

mod books;
mod channels;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/postgres/cluster.rs"]
mod cluster;
mod disk;
mod http;
mod inbox;
mod postgres;
mod store;

use books::{Bench, Draw};
use http::Served;
use kassa::db::Store;

/// Callbacks in a round.
const ROUND: usize = 10_000;
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => measure(),
        ["newest"] => println!("callbacks: {}", row(&Bench::open(books::ORDERS), Draw::Newest)),
        ["growth"] => growth(),
        ["inbox"] => inbox::measure(),
        ["channels"] => channels::measure(),
        ["postgres"] => postgres::measure(),
        ["store"] => store_alone(),
        ["http"] => http_alone(),
        ["load", address, token] => load(address, token),
        other => {
            panic!(
                "no such benchmark: {other:?}; say nothing, `newest`, `growth`, `channels`, `inbox`, `postgres`, `store`, `http`, or `load ADDRESS TOKEN`"
            )
        }
    }
}

fn measure() {
    let bench = Bench::open(books::ORDERS);
    println!("orders: {}, callbacks a round: {ROUND}, rounds: {ROUNDS}", books::ORDERS);
    println!("fdatasync: p50 {:.0} µs", disk::fdatasync_micros(bench.directory()));
    let newest = row(&bench, Draw::Newest);
    let uniform = row(&bench, Draw::Uniform);
    println!("callbacks (uniform): {uniform}");
    println!("callbacks: {newest}");
}

/// How the figures change while a shop grows: from ten thousand orders to ten millions.
fn growth() {
    let mut grown = Vec::new();
    for orders in [10_000, 100_000, 1_000_000, 10_000_000] {
        let bench = Bench::open(orders);
        let mebibytes = bench.mebibytes();
        let served = Served::start(&bench);
        let [newest, uniform] = [Draw::Newest, Draw::Uniform].map(|draw| {
            let rounds: Vec<_> =
                (0..=ROUNDS).map(|_| served.callbacks(&bench, draw, 64, ROUND)).collect();
            http::Figures::median(&rounds[1..])
        });
        served.stop();
        println!("orders={orders}: file_mib={mebibytes} newest {newest}; uniform {uniform}");
        grown.push((newest, uniform));
    }
    let (small, large) = (grown[1], grown[3]);
    println!(
        "growth: newest slower_by={:.2} p99_by={:.2}; uniform slower_by={:.2} p99_by={:.2} (10,000,000 orders against 100,000)",
        small.0.per_second / large.0.per_second,
        large.0.p99_ms / small.0.p99_ms,
        small.1.per_second / large.1.per_second,
        large.1.p99_ms / small.1.p99_ms,
    );
}

/// All figures for orders drawn that way.
fn row(bench: &Bench, draw: Draw) -> String {
    let (store, single) = without_http(bench, draw);
    println!("{draw:?}: store_per_s={store:.0} single_per_s={single:.0}");
    let served = Served::start(bench);
    let mut at_64 = None;
    for clients in [1, 64, 256] {
        let count = if clients == 1 { ROUND / 5 } else { ROUND };
        // In turn, so that a machine that slows down slows both.
        let (mut http, mut noop) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let did_nothing = served.noop(bench, draw, clients, count);
            let received = served.callbacks(bench, draw, clients, count);
            // The first warms up.
            if round > 0 {
                noop.push(did_nothing);
                http.push(received);
            }
        }
        let (http, noop) = (http::Figures::median(&http), http::Figures::median(&noop));
        println!("{draw:?}: {clients:>3} clients: http {http}; noop {noop}");
        if clients == 64 {
            at_64 = Some((http, noop));
        }
    }
    served.stop();
    let (http, noop) = at_64.unwrap();
    format!(
        "ratio={:.2} gain={:.1} http_per_s={:.0} noop_per_s={:.0} store_per_s={store:.0} single_per_s={single:.0} p50_ms={:.2} p99_ms={:.2}",
        http.per_second / noop.per_second,
        store / single,
        http.per_second,
        noop.per_second,
        http.p50_ms,
        http.p99_ms,
    )
}

/// `store_per_s` and `single_per_s`.
fn without_http(bench: &Bench, draw: Draw) -> (f64, f64) {
    let store = Store::open(bench.database().clone(), || {}).unwrap();
    // The first warms up.
    let warm = |figures: Vec<f64>| median(figures[1..].to_vec());
    let together = warm((0..=ROUNDS).map(|_| store::group_commit(bench, &store, draw)).collect());
    let single = warm((0..=ROUNDS).map(|_| store::one_by_one(bench, &store, draw)).collect());
    (together, single)
}

/// The store's figures alone, for a profiler.
fn store_alone() {
    let bench = Bench::open(books::ORDERS);
    let store = Store::open(bench.database().clone(), || {}).unwrap();
    for _ in 0..=ROUNDS {
        println!("store_per_s={:.0}", store::group_commit(&bench, &store, Draw::Newest));
    }
}

/// Callbacks from 64 clients on the books of the run before, for a profiler.
fn http_alone() {
    let bench = Bench::existing();
    let served = Served::start(&bench);
    for _ in 0..=ROUNDS {
        println!("noop {}", served.noop(&bench, Draw::Newest, 64, ROUND));
        println!("http {}", served.callbacks(&bench, Draw::Newest, 64, ROUND));
    }
    served.stop();
}

/// The load alone: every newest order is paid, and paid again.
fn load(address: &str, token: &str) {
    let bench = Bench::existing();
    let address = address.trim_start_matches("http://").trim_end_matches('/');
    for _ in 0..ROUNDS {
        let figures =
            http::post(&bench, Draw::Newest, 64, ROUND, &[address.parse().unwrap()], token);
        println!("load: {figures}");
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

//! What it costs the callbacks that nobody takes what they make happen: a Discord channel and a webhook that accept each
//! connection and never answer.

use std::{
    net::{SocketAddr, TcpListener},
    thread,
    time::{Duration, Instant},
};

use diesel::prelude::*;
use kassa::{
    clock,
    db::{
        Purpose,
        schema::{webhook_attempts, webhook_deliveries},
    },
    feed::{self, lag},
    staff::By,
    webhooks::{self, EndpointUrl, NewEndpoint, Subscription, Targets},
};

use super::{
    ROUND,
    books::{self, Bench, Draw},
    http::{Figures, Served},
};

/// How long what one round made happen may take to be before the channels.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often each of both is started.
const TIMES: usize = 3;

/// Rounds at each start, after one that makes the ten thousand events that are before the channels.
const ROUNDS: usize = 3;

pub fn measure() {
    let hole = hole();
    let hook = format!("http://{hole}/hook");
    let quiet = Bench::open_at("quiet", books::ORDERS);
    let dead = Bench::open_at("dead", books::ORDERS);
    add_endpoint(&dead, &hook);
    let channels = [("KASSA_DISCORD_WEBHOOK", &*hook), ("KASSA_WEBHOOK_NETWORKS", "127.0.0.0/8")];
    let (mut without, mut with) = (Vec::new(), Vec::new());
    // In turn, so that a machine that slows down slows both.
    for _ in 0..TIMES {
        without.extend(rounds(&quiet, &[], |_| {}));
        with.extend(rounds(&dead, &channels, back_up));
    }
    println!("channels: without: {}", Figures::median(&without));
    println!("channels: {ROUND} events and more before two dead ones: {}", Figures::median(&with));
}

fn rounds(bench: &Bench, settings: &[(&str, &str)], ready: fn(&Bench)) -> Vec<Figures> {
    let served = Served::with(bench, bench.directory(), settings);
    served.callbacks(bench, Draw::Newest, 64, ROUND);
    ready(bench);
    let rounds = (0..ROUNDS).map(|_| served.callbacks(bench, Draw::Newest, 64, ROUND)).collect();
    served.stop();
    rounds
}

/// Waits until what the first round made happen is before both channels, which take nothing: otherwise the figures compare nothing.
fn back_up(bench: &Bench) {
    let mut books = bench.database().connect(Purpose::Read).unwrap();
    let round = i64::try_from(ROUND).unwrap();
    let begun = Instant::now();
    let mut waiting: i64 = 0;
    while waiting < round && begun.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(50));
        let found = webhook_deliveries::table.filter(webhook_deliveries::status.eq("waiting"));
        waiting = found.count().get_result(&mut books).unwrap();
    }
    let attempts: i64 = webhook_attempts::table.count().get_result(&mut books).unwrap();
    let lags = lag::lags(&mut books).unwrap();
    let notices = lags.iter().filter(|lag| lag.consumer != "webhooks").map(|lag| lag.events).max();
    println!(
        "channels: after {:.1} s {waiting} webhooks wait after {attempts} tries, {notices:?} events before the notices",
        begun.elapsed().as_secs_f64()
    );
    assert!(waiting >= round, "the webhook should have been told");
    assert!(notices >= Some(round), "the Discord channel should have been told");
}

/// Somebody who takes every connection, and says nothing.
fn hole() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let connections: Vec<_> = listener.incoming().collect();
        drop(connections);
    });
    address
}

fn add_endpoint(bench: &Bench, hook: &str) {
    let targets = Targets::new(vec!["127.0.0.0/8".parse().unwrap()]);
    let new = NewEndpoint {
        url: EndpointUrl::parse(hook, &targets).unwrap(),
        description: "".parse().unwrap(),
        subscription: Subscription::all(),
        order_id: None,
    };
    let mut books = bench.database().connect(Purpose::Write).unwrap();
    let by = By::command_line();
    books.begin_write().unwrap();
    let after = feed::newest(&mut books).unwrap();
    webhooks::add(&mut books, &new, after, &by, clock::now()).unwrap();
    books.commit().unwrap();
}

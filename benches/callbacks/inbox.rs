//! What the inbox takes while the database is locked, and how long it takes to put it into the books.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use kassa::db::Purpose;

use super::{
    books::{self, Bench, Draw},
    http::{self, Served},
};

const RECORDS: usize = 100_000;

pub fn measure() {
    let bench = Bench::open(books::ORDERS);
    let served = Served::start(&bench);
    let mut other = bench.database().connect(Purpose::Write).unwrap();
    other.begin_write().unwrap();
    // These wait for the database; then the gate is shut, and nobody waits any more.
    http::post(&bench, Draw::Uniform, 1, 1, &[served.shop()], served.token());
    let start = Instant::now();
    let received = http::post(&bench, Draw::Uniform, 64, RECORDS, &[served.shop()], served.token());
    let receiving = start.elapsed();
    other.rollback().unwrap();
    let start = Instant::now();
    while waiting(served.shop()) > 0 {
        thread::sleep(Duration::from_millis(20));
    }
    let replaying = start.elapsed();
    served.stop();
    println!(
        "inbox: records={RECORDS} received_in_s={:.1} replayed_in_s={:.1} received {received}",
        receiving.as_secs_f64(),
        replaying.as_secs_f64(),
    );
}

/// As the shop itself says.
fn waiting(shop: SocketAddr) -> u64 {
    let mut stream = TcpStream::connect(shop).unwrap();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    body["inbox"]["waiting"].as_u64().unwrap()
}

//! PostgreSQL: a server of the benchmark's own, Kassa on it with one node and with two, and what the server itself does
//! with the same statements.

use std::{fs, process::Command};

use super::{
    ROUND, ROUNDS,
    books::{Bench, Draw, FIRST, SPAN, SPREAD},
    cluster::Cluster,
    http::{Figures, Served},
    median,
};

const ORDERS: u64 = 1_000_000;

/// As many as a node has (`db::postgres::pool`).
const CONNECTIONS: usize = 16;

pub fn measure() {
    let cluster = Cluster::durable();
    let database = cluster.database();
    let bench = Bench::on_postgres(&database.url, ORDERS);
    println!("PostgreSQL, orders: {ORDERS}, callbacks a round: {ROUND}, rounds: {ROUNDS}");
    let script = bench.directory().join("callback.sql");
    fs::write(&script, script_of_a_callback()).unwrap();

    let (one, other) = (bench.directory().join("one"), bench.directory().join("other"));
    let first = Served::node(&bench, &one);
    let second = Served::node(&bench, &other);
    let (mut server, mut alone, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        // In turn, so that a machine that slows down slows all.
        let transactions = pgbench(&cluster, &database.url, script.to_str().unwrap(), round);
        let by_one = first.callbacks(&bench, Draw::Newest, 64, ROUND);
        let by_both = first.callbacks_of(&bench, Draw::Newest, 64, ROUND, &[&second]);
        println!(
            "round {round}: pgbench {transactions:.0}/s; one node {by_one}; two nodes {by_both}"
        );
        // The first warms up.
        if round > 0 {
            server.push(transactions);
            alone.push(by_one);
            both.push(by_both);
        }
    }
    first.stop();
    second.stop();
    let server = median(server);
    let (alone, both) = (Figures::median(&alone), Figures::median(&both));
    println!(
        "postgres: ratio={:.2} one_node_per_s={:.0} two_nodes_per_s={:.0} pgbench_per_s={server:.0} p50_ms={:.2} p99_ms={:.2} two_nodes_p99_ms={:.2}",
        alone.per_second / server,
        alone.per_second,
        both.per_second,
        alone.p50_ms,
        alone.p99_ms,
        both.p99_ms,
    );
}

/// What a callback says to PostgreSQL (as `log_statement = 'all'` shows it), for one of the newest orders.
fn script_of_a_callback() -> String {
    let first = ORDERS - 9_999;
    format!(
        "\\set order random({first}, {ORDERS})
\\set number {FIRST} + :order * {SPREAD} % {SPAN}
\\set counter :counter + 1
\\set stamp :run * 1000000000 + :counter * 1000 + :client_id
BEGIN; SELECT pg_current_xact_id();
INSERT INTO callbacks (uuid, received_at, source, body, completeness) VALUES ((:stamp)::text, 1795503903000000, '127.0.0.1', '\\x{body}', 'whole') ON CONFLICT (uuid) DO NOTHING RETURNING id AS callback \\gset
SELECT id, uid, token, nickname, text, total, counted, status, last_event AS event, COALESCE(last_payment, 0) AS payment, created_at, expires_at FROM orders WHERE uid = (:number)::text || '-' || substr('ABEKMHPCTYX', (:number % 11 + 1)::int, 1) FOR NO KEY UPDATE \\gset o_
SELECT id FROM payments WHERE fingerprint = (:stamp)::text;
INSERT INTO payments (order_id, callback_id, previous, sum, counted, sure, payer, at, fingerprint) VALUES (:o_id, :callback, NULLIF(:o_payment, 0), 8, true, 'callback', 'Steve_01', 1795503903000000, (:stamp)::text) RETURNING id AS payment \\gset
INSERT INTO events (order_id, previous, kind, actor, at, payment_id, note) VALUES (:o_id, :o_event, 'paid', 'dromon', 1795503903000000, :payment, NULL) RETURNING id AS event \\gset
UPDATE orders SET status = 'paid', counted = 8, last_event = :event, last_payment = :payment WHERE id = :o_id AND last_event = :o_event;
COMMIT;
",
        body = hex::encode([b'.'; 230]),
    )
}

/// Transactions a second.
fn pgbench(cluster: &Cluster, url: &str, script: &str, round: usize) -> f64 {
    // Keys that grow, as Kassa's do.
    let run = format!("run={}", round + 1);
    let each = (ROUND / CONNECTIONS).to_string();
    let clients = CONNECTIONS.to_string();
    let ran = Command::new(cluster.program("pgbench"))
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=1", "--client", &clients])
        .args(["--define", &run, "--define", "counter=0"])
        .args(["--transactions", &each, "--file", script, url])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next());
    tps.and_then(|tps| tps.parse().ok()).unwrap_or_else(|| panic!("no tps in {said}"))
}

//! How many callbacks a second.

use std::{
    net::Ipv4Addr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use kassa::{
    db::{self, Connection, Database, Purpose, Store, StoreError},
    orders::Uid,
    payments::{self, Completeness, RawCallback, Received, SourceRule},
};

const ORDERS: u64 = 1_000_000;

fn number(n: u64) -> u64 {
    1_000_000 + n * 7_368_787 % 9_000_000
}

fn seed(connection: &mut Connection) {
    connection
        .batch_execute(&format!(
            "BEGIN;
            INSERT INTO customers VALUES (1, 'Steve_01', 'steve_01', '2026-11-24 00:00:00');
            CREATE TEMP TABLE n AS
                WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {ORDERS})
                SELECT id, 1000000 + id * 7368787 % 9000000 AS number FROM n;
            INSERT INTO orders
                SELECT id, number || '-' || substr('ABEKMHPCTYX', number % 11 + 1, 1),
                    number || substr('ABEKMHPCTYX', number % 11 + 1, 1),
                    lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-'
                        || hex(randomblob(2)) || '-' || hex(randomblob(6))),
                    1, 'Steve_01', NULL, NULL, 'Заказ ' || number || '-' || substr('ABEKMHPCTYX', number % 11 + 1, 1),
                    8, 0, 'awaiting_payment', id, NULL, '2026-11-24 00:00:00', '2099-01-01 00:00:00'
                FROM n;
            INSERT INTO events SELECT id, id, NULL, 'placed', 'customer', '2026-11-24 00:00:00', NULL, NULL FROM n;
            COMMIT;
            PRAGMA wal_checkpoint(TRUNCATE);"
        ))
        .unwrap();
}

fn callback(n: u64, at: &str) -> Vec<u8> {
    let uid = Uid::of_number(number(n));
    format!(
        r#"{{"text":"Заказ {uid}","uid":"{uid}","time":"{at}","sum":8,"user":{{"username":"Steve_01","id":"404236405116764162","uuid":"8667ba71b85a4004af54457a9734eed7","_id":"5f00000000000000000000aa"}}}}"#
    )
    .into_bytes()
}

fn main() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-callbacks");
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    let database = Database::Sqlite(dir.join("kassa.sqlite"));
    db::migrate(&database).unwrap();
    let mut connection = database.connect(Purpose::Write).unwrap();
    let start = Instant::now();
    seed(&mut connection);
    eprintln!("seeded in {:?}", start.elapsed());
    let store = Store::open(database.clone(), || {}).unwrap();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for round in 0..5 {
        let ids: Vec<u64> = (0..10_000).map(|i| ORDERS - 9_999 + (i * 7919) % 10_000).collect();
        let raws: Vec<RawCallback> = ids
            .iter()
            .enumerate()
            .map(|(i, n)| {
                let at = format!("2026-11-24T07:0{round}:{:02}.{:03}Z", i / 1000 % 60, i % 1000);
                RawCallback::new(
                    Ipv4Addr::LOCALHOST.into(),
                    SourceRule::Allowed,
                    callback(*n, &at),
                    Completeness::Whole,
                )
            })
            .collect();
        let queue = Arc::new(std::sync::Mutex::new(raws.into_iter()));
        let start = Instant::now();
        runtime.block_on(async {
            let tasks: Vec<_> = (0..64)
                .map(|_| {
                    let (store, queue) = (store.clone(), queue.clone());
                    tokio::spawn(async move {
                        loop {
                            let Some(raw) = queue.lock().unwrap().next() else { break };
                            let got = store
                                .write::<_, StoreError, _>(move |c| payments::receive(c, &raw))
                                .await
                                .unwrap();
                            assert_eq!(got, Received::Paid);
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
        let took: Duration = start.elapsed();
        eprintln!("store_per_s {:.0}", 10_000.0 / took.as_secs_f64());
        connection
            .batch_execute(&format!(
                "UPDATE orders SET status = 'awaiting_payment', counted = 0, last_payment = NULL WHERE id > {}; PRAGMA wal_checkpoint(TRUNCATE);",
                ORDERS - 10_000
            ))
            .unwrap();
    }
}

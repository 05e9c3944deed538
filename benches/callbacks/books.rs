//! Books of many orders, and callbacks for them.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, SecondsFormat};
use diesel::connection::SimpleConnection;
use kassa::{
    db::{self, Database, Purpose, Store, StoreError},
    orders::Uid,
};

/// How many orders the books have where nothing else is said.
pub const ORDERS: u64 = 1_000_000;

/// Real orders are paid soon after they are placed.
const NEWEST: u64 = 10_000;

/// Numbers are spread as random ones are, and still known: the order of id `n` has this one.
const SPREAD: u64 = 7_368_787;
const FIRST: u64 = 10_000_000;
const SPAN: u64 = 90_000_000;

/// Which orders are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    Newest,
    Uniform,
}

pub struct Bench {
    directory: PathBuf,
    orders: u64,
    /// The time of the next payment, in ms since 1970: no two are the same.
    payments: AtomicU64,
}

impl Bench {
    /// Fresh books.
    pub fn open(orders: u64) -> Self {
        let directory = directory();
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        let database = database(&directory);
        db::migrate(&database).unwrap();
        let bench = Self::of(directory, orders);
        bench.seed();
        bench
    }

    /// The books of the run before, which have [`ORDERS`].
    pub fn existing() -> Self {
        Self::of(directory(), ORDERS)
    }

    fn of(directory: PathBuf, orders: u64) -> Self {
        Self { directory, orders, payments: AtomicU64::new(now_millis()) }
    }

    /// How large the books are on disk, in MiB.
    pub fn mebibytes(&self) -> u64 {
        let file = self.directory.join("kassa.sqlite");
        fs::metadata(file).unwrap().len() / 1024 / 1024
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn database(&self) -> Database {
        database(&self.directory)
    }

    fn seed(&self) {
        let orders = self.orders;
        let letter = "substr('ABEKMHPCTYX', number % 11 + 1, 1)";
        self.database()
            .connect(Purpose::Write)
            .unwrap()
            .batch_execute(&format!(
                "PRAGMA synchronous = OFF;
                -- Three indexes are filled in random order: only in memory is that quick.
                PRAGMA cache_size = -6000000;
                BEGIN;
                INSERT INTO customers VALUES (1, 'Steve_01', 'steve_01', 1795478400000000);
                CREATE TEMP TABLE n AS
                    WITH RECURSIVE n (id) AS
                        (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {orders})
                    SELECT id, {FIRST} + id * {SPREAD} % {SPAN} AS number FROM n;
                INSERT INTO orders
                    SELECT id, number || '-' || {letter}, number || {letter},
                        lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2))
                            || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6))),
                        1, 'Steve_01', NULL, NULL, 'Заказ ' || number || '-' || {letter}, 8, 0,
                        'awaiting_payment', id, NULL, 1795478400000000, 4070908800000000
                    FROM n;
                INSERT INTO events
                    SELECT id, id, NULL, 'placed', 'customer', 1795478400000000, NULL, NULL FROM n;
                DROP TABLE n;
                COMMIT;
                PRAGMA wal_checkpoint(TRUNCATE);"
            ))
            .unwrap();
    }

    /// The orders of one round, no one twice, unpaid as they were at first.
    ///
    /// The store itself makes them so: a shop's writer has the pages of its newest orders at hand, and a change by
    /// somebody else would make it forget them all.
    pub fn draw(&self, store: &Store, draw: Draw, count: usize) -> Vec<u64> {
        let orders = self.choose(draw, count);
        let mut reset = String::new();
        for order in &orders {
            let _ = write!(
                reset,
                "UPDATE orders SET status = 'awaiting_payment', counted = 0, last_event = id, last_payment = NULL
                WHERE id = {order};"
            );
        }
        let reset =
            store.write(move |connection| Ok::<_, StoreError>(connection.batch_execute(&reset)?));
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(reset).unwrap();
        orders
    }

    pub fn choose(&self, draw: Draw, count: usize) -> Vec<u64> {
        // A stride without a common divisor visits each order once, in no order that a page would like.
        let (first, span, stride) = match draw {
            Draw::Newest => (self.orders - NEWEST + 1, NEWEST, 7919),
            Draw::Uniform => (1, self.orders, 618_033),
        };
        let from = self.payments.load(Ordering::Relaxed);
        (0..count as u64).map(|n| first + (from + n) * stride % span).collect()
    }

    /// The body of a callback that pays that order, as Dromon writes it.
    pub fn body(&self, order: u64) -> Vec<u8> {
        let uid = Uid::of_number(FIRST + order * SPREAD % SPAN);
        let millis = self.payments.fetch_add(1, Ordering::Relaxed);
        let at = DateTime::from_timestamp_millis(i64::try_from(millis).unwrap()).unwrap();
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        format!(
            r#"{{"text":"Заказ {uid}","uid":"{uid}","time":"{at}","sum":8,"user":{{"username":"Steve_01","id":"404236405116764162","uuid":"8667ba71b85a4004af54457a9734eed7","_id":"5f00000000000000000000aa"}}}}"#
        )
        .into_bytes()
    }
}

fn now_millis() -> u64 {
    u64::try_from(chrono::Utc::now().timestamp_millis()).unwrap()
}

/// On the disk that the build is on, not in memory.
fn directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-callbacks")
}

fn database(directory: &Path) -> Database {
    Database::Sqlite(directory.join("kassa.sqlite"))
}

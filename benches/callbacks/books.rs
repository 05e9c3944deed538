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
pub const SPREAD: u64 = 7_368_787;
pub const FIRST: u64 = 10_000_000;
pub const SPAN: u64 = 90_000_000;

/// Which orders are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    Newest,
    Uniform,
}

pub struct Bench {
    directory: PathBuf,
    database: Database,
    orders: u64,
    /// The time of the next payment, in ms since 1970: no two are the same.
    payments: AtomicU64,
}

impl Bench {
    /// Fresh books.
    pub fn open(orders: u64) -> Self {
        Self::open_at("", orders)
    }

    /// Fresh books beside others.
    pub fn open_at(name: &str, orders: u64) -> Self {
        let directory = empty_directory(name);
        let file = file(&directory);
        Self::seeded(directory, Database::Sqlite(file), orders)
    }

    /// Fresh books in an empty database.
    pub fn on_postgres(url: &str, orders: u64) -> Self {
        Self::seeded(empty_directory(""), Database::Postgres(url.parse().unwrap()), orders)
    }

    fn seeded(directory: PathBuf, database: Database, orders: u64) -> Self {
        db::migrate(&database).unwrap();
        let bench = Self::of(directory, database, orders);
        let mut connection = bench.database.connect(Purpose::Write).unwrap();
        connection.batch_execute(&bench.seed()).unwrap();
        bench
    }

    /// The books of the run before, which have [`ORDERS`].
    pub fn existing() -> Self {
        let file = file(&directory());
        Self::of(directory(), Database::Sqlite(file), ORDERS)
    }

    fn of(directory: PathBuf, database: Database, orders: u64) -> Self {
        Self { directory, database, orders, payments: AtomicU64::new(now_millis()) }
    }

    /// How large the books are on disk, in MiB.
    pub fn mebibytes(&self) -> u64 {
        fs::metadata(file(&self.directory)).unwrap().len() / 1024 / 1024
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn database(&self) -> &Database {
        &self.database
    }

    /// As `KASSA_DATABASE_URL` names it.
    pub fn database_url(&self) -> String {
        match &self.database {
            Database::Sqlite(file) => file.to_str().unwrap().to_owned(),
            Database::Postgres(url) => url.expose().to_owned(),
        }
    }

    fn seed(&self) -> String {
        let orders = self.orders;
        let letter = "substr('ABEKMHPCTYX', CAST(number % 11 AS INTEGER) + 1, 1)";
        let (before, numbers, token, after) = match &self.database {
            Database::Sqlite(_) => (
                // Three indexes are filled in random order: only in memory is that quick.
                "PRAGMA synchronous = OFF; PRAGMA cache_size = -6000000;",
                format!(
                    "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {orders})
                    SELECT id FROM n"
                ),
                "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2))
                    || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))",
                "PRAGMA wal_checkpoint(TRUNCATE);",
            ),
            Database::Postgres(_) => (
                "SET statement_timeout = 0;",
                format!("SELECT id FROM generate_series(1, {orders}) id"),
                "gen_random_uuid()::text",
                "SELECT setval(pg_get_serial_sequence('events', 'id'), (SELECT MAX(id) FROM events));
                ANALYZE; CHECKPOINT;",
            ),
        };
        format!(
            "{before}
            BEGIN;
            INSERT INTO customers VALUES (1, 'Steve_01', 'steve_01', 1795478400000000);
            CREATE TEMP TABLE n AS
                SELECT id, {FIRST} + CAST(id AS BIGINT) * {SPREAD} % {SPAN} AS number FROM ({numbers}) ids;
            INSERT INTO orders
                SELECT id, number || '-' || {letter}, number || {letter}, {token},
                    1, 'Steve_01', NULL, NULL, 'Заказ ' || number || '-' || {letter}, 8, 0,
                    'awaiting_payment', id, NULL, 1795478400000000, 4070908800000000
                FROM n;
            INSERT INTO events (id, order_id, kind, actor, at)
                SELECT id, id, 'placed', 'customer', 1795478400000000 FROM n;
            INSERT INTO order_shelves (order_id, shelf) SELECT id, 'open' FROM n;
            -- As in a shop that has been running: nothing of the past is still to be written for the order list.
            INSERT INTO feed_progress (reader, event_id, history) SELECT 'search', MAX(id), 0 FROM n;
            DROP TABLE n;
            COMMIT;
            {after}"
        )
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

fn empty_directory(name: &str) -> PathBuf {
    let directory = if name.is_empty() { directory() } else { directory().join(name) };
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn file(directory: &Path) -> PathBuf {
    directory.join("kassa.sqlite")
}

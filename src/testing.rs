//! What the tests of the domain share: a database of their own, and short ways to put something into it.

pub mod plans;

use std::{
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    sync::OnceLock,
    time::Duration,
};

use chrono::DateTime;
use diesel::{Connection as _, connection::SimpleConnection};
use tempfile::TempDir;

use self::cluster::Cluster;
use crate::{
    clock::UtcTime,
    db::{self, Connection, Database, Purpose, StoreError},
    dromon::Sum,
    feed::{self, Actor, EventKind, NewEvent},
    orders::{self, Items, NewOrder, Order, TextSource, Uid, Wish},
    payments::{self, Completeness, RawCallback, Received, SourceRule},
};

/// How long the orders of [`new_order`] wait for their payment.
pub const LIFETIME: Duration = Duration::from_hours(24);

/// How long goods are put aside for the orders of [`new_order`].
pub const HOLD: Duration = Duration::from_mins(30);

/// How long a test waits for what must come; only a failing one waits that long. On PostgreSQL that may be the end of
/// other tests' transactions, on a machine that is busy with all of them.
pub const DEADLINE: Duration = Duration::from_mins(5);

/// Between two looks at what must come: whoever only looks again and again keeps the processor from those who bring it.
pub async fn wait_a_little() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// A moment: so many microseconds after the tests began to think.
pub fn moment(micros: u64) -> UtcTime {
    let start = DateTime::from_timestamp(1_795_503_903, 0).unwrap();
    UtcTime::from(start).plus(Duration::from_micros(micros))
}

pub fn sum(ar: i64) -> Sum {
    Sum::new(ar).unwrap()
}

/// An order of just that sum, with a uid from Kassa.
pub fn new_order(total: i64) -> NewOrder {
    NewOrder {
        nickname: "Steve_01".parse().unwrap(),
        browser: None,
        origin: None,
        attempt: None,
        uid: None,
        text: TextSource::Made("Заказ {uid}".parse().unwrap()),
        items: Items::just(sum(total)).unwrap(),
        wish: Wish::default(),
        lifetime: LIFETIME,
        hold: HOLD,
        actor: Actor::CUSTOMER,
    }
}

#[allow(dead_code, reason = "the tests from outside use more of it")]
#[path = "../tests/postgres/cluster.rs"]
mod cluster;

#[allow(dead_code, reason = "the tests from outside use more of it")]
#[path = "../tests/it/support/discord.rs"]
pub mod discord;

#[allow(dead_code, reason = "the tests from outside use more of it")]
#[path = "../tests/it/support/receiver.rs"]
pub mod receiver;

#[allow(dead_code, reason = "the tests from outside use more of it")]
#[path = "../tests/it/support/bots.rs"]
pub mod bots;

#[allow(dead_code, reason = "the tests from outside use more of it")]
#[path = "../tests/it/support/post_office.rs"]
pub mod post_office;

/// A migrated database that is one test's own, and goes with it.
pub struct TestDatabase {
    pub database: Database,
    /// Before its place: a server does not drop what is in use.
    pub connection: Connection,
    _place: Place,
}

/// What keeps a database.
enum Place {
    Folder(#[expect(dead_code, reason = "it is there to be dropped")] TempDir),
    Server(#[expect(dead_code, reason = "it is there to be dropped")] cluster::TestDatabase),
}

impl TestDatabase {
    /// On SQLite, or on the database that `KASSA_TEST_DATABASE` names: the domain is to work on each.
    pub fn new() -> Self {
        match std::env::var("KASSA_TEST_DATABASE").as_deref() {
            Err(_) | Ok("sqlite") => Self::sqlite(),
            Ok("postgres") => Self::postgres(),
            Ok(other) => {
                panic!("KASSA_TEST_DATABASE is `{other}`; write `sqlite` or `postgres`")
            }
        }
    }

    /// For what is about SQLite itself.
    pub fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let database = Database::Sqlite(folder.path().join("kassa.sqlite"));
        db::migrate(&database).unwrap();
        let mut db = Self::open(database, Place::Folder(folder));
        // What a test writes need not outlive a power cut.
        db.run("PRAGMA synchronous = OFF");
        db
    }

    /// For what is about PostgreSQL itself.
    pub fn postgres() -> Self {
        Self::on(Cluster::shared())
    }

    /// For what is about PostgreSQL, and takes long: on a server of such tests. While a transaction goes on, what happens in any
    /// database of its server counts for no reader of a feed.
    pub fn postgres_apart() -> Self {
        static APART: OnceLock<Cluster> = OnceLock::new();
        Self::on(APART.get_or_init(Cluster::private))
    }

    fn on(cluster: &Cluster) -> Self {
        let server = cluster.prepared(|url| {
            db::migrate(&Database::Postgres(url.parse().unwrap())).unwrap();
        });
        Self::open(Database::Postgres(server.url.parse().unwrap()), Place::Server(server))
    }

    fn open(database: Database, place: Place) -> Self {
        let connection = database.connect(Purpose::Write).unwrap();
        Self { database, connection, _place: place }
    }

    /// The file that it is in.
    pub fn file(&self) -> PathBuf {
        let Database::Sqlite(file) = &self.database else {
            panic!("{} is no file", self.database);
        };
        file.clone()
    }

    /// Nobody else can write until this connection commits or rolls back.
    pub fn lock(&mut self) {
        self.connection.begin_write().unwrap();
        if matches!(self.database, Database::Postgres(_)) {
            self.run("LOCK TABLE identity, callbacks");
        }
    }

    /// One transaction, like one job of the store.
    pub fn write<T, E: From<diesel::result::Error>>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connection.transaction(work)
    }

    pub fn place(&mut self, total: i64) -> Order {
        self.write(|c| orders::place(c, &new_order(total), moment(0))).unwrap()
    }

    pub fn place_with_uid(&mut self, uid: &str, total: i64) -> Order {
        let uid: Uid = uid.parse().unwrap();
        let new = NewOrder { uid: Some(uid), ..new_order(total) };
        self.write(|c| orders::place(c, &new, moment(0))).unwrap()
    }

    /// The order as it is now.
    pub fn order(&mut self, id: i64) -> Order {
        orders::find(&mut self.connection, id).unwrap().unwrap()
    }

    pub fn receive(&mut self, raw: &RawCallback) -> Received {
        self.write(|c| payments::receive(c, raw)).unwrap()
    }

    /// A statement that the domain has no verb for yet, such as what staff will do.
    pub fn run(&mut self, sql: &str) {
        self.connection.batch_execute(sql).unwrap();
    }

    /// How many rows a query finds.
    pub fn count(&mut self, from_and_where: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) AS number FROM {from_and_where}"))
    }

    /// The one whole number called `number` that a query answers with.
    pub fn number(&mut self, sql: &str) -> i64 {
        number(&mut self.connection, sql).unwrap()
    }
}

/// The one whole number called `number` that a query answers with.
pub fn number(connection: &mut Connection, sql: &str) -> Result<i64, StoreError> {
    use diesel::{QueryableByName, RunQueryDsl, sql_types::BigInt};
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let answer: Answer = diesel::sql_query(sql).get_result(connection)?;
    Ok(answer.number)
}

/// What Dromon would send for that order.
pub fn body(order: &Order, sum: i64, time: &str) -> String {
    body_of(order.uid.as_str(), order.text.as_str(), sum, time)
}

pub fn body_of(uid: &str, text: &str, sum: i64, time: &str) -> String {
    serde_json::json!({
        "uid": uid,
        "text": text,
        "sum": sum,
        "time": time,
        "user": { "username": "Steve_01", "_id": "5f00000000000000000000aa" },
    })
    .to_string()
}

/// A whole callback from an address that is allowed, a second after [`moment`] 0.
pub fn callback(body: impl Into<Vec<u8>>) -> RawCallback {
    let source = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let raw = RawCallback::new(source, SourceRule::Allowed, body.into(), Completeness::Whole);
    RawCallback { received_at: moment(1_000_000), ..raw }
}

/// Something happens to an order; to none: to the shop. Returns the event's id.
pub fn happen(connection: &mut Connection, order: Option<i64>) -> i64 {
    let event = NewEvent {
        order_id: order,
        previous: None,
        kind: EventKind::Payment,
        actor: Actor::DROMON,
        at: moment(0),
        payment_id: None,
        note: None,
        discrepancy_id: None,
    };
    feed::record(connection, &event).unwrap()
}

/// A row that stands for whatever a job writes.
pub fn add_row(connection: &mut Connection, name: &str) -> Result<(), StoreError> {
    use crate::db::schema::sources;
    use diesel::{ExpressionMethods, RunQueryDsl};
    diesel::insert_into(sources::table)
        .values((sources::address.eq(name), sources::first_seen_at.eq(moment(0))))
        .execute(connection)?;
    Ok(())
}

/// The rows of [`add_row`] that are there, by name.
pub fn rows(connection: &mut Connection) -> Vec<String> {
    use crate::db::schema::sources;
    use diesel::{QueryDsl, RunQueryDsl};
    sources::table.order(sources::address).select(sources::address).load(connection).unwrap()
}

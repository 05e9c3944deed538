mod cancelling;
mod coming;
mod conflicts;
mod refunds;
mod ways;

use diesel::prelude::*;

use super::*;
use crate::{
    check,
    clock::UtcTime,
    db::schema::{discrepancies, events},
    desk::{By, DeskError, WayOut},
    dromon::Sum,
    feed::{self, Actor, EventKind},
    orders::{Order, Status},
    payments::{
        self, Discrepancy, DiscrepancyKind, Payment, RawCallback, Received, SourceRule, Sure,
    },
    testing::{TestDatabase, body_of, callback, moment, sum},
};

/// A shop, of which the books are checked when its test is over.
struct Desk {
    db: TestDatabase,
    told: u64,
}

/// When staff decides: a little later than what happens.
const NOW: u64 = 5_000_000;

fn now() -> UtcTime {
    moment(NOW)
}

fn anna() -> By {
    By::new(Actor::staff("anna"), Some("показал в игре".parse().unwrap()))
}

fn silent() -> By {
    By::new(Actor::staff("anna"), None)
}

impl Desk {
    fn new() -> Self {
        Self { db: TestDatabase::new(), told: 0 }
    }

    /// An order of 10 АР.
    fn order(&mut self) -> Order {
        self.db.place(10)
    }

    fn now(&mut self, order: &Order) -> Order {
        self.db.order(order.id)
    }

    /// A callback that nobody has sent yet.
    fn told(&mut self, order: &Order, sum: i64) -> RawCallback {
        self.told += 1;
        let time = format!("2026-11-24T07:05:03.{:03}Z", self.told);
        callback(body_of(order.uid.as_str(), order.text.as_str(), sum, &time))
    }

    fn pay(&mut self, order: &Order, sum: i64) -> Received {
        let raw = self.told(order, sum);
        self.db.receive(&raw)
    }

    /// The same once more.
    fn again(&mut self, raw: &RawCallback) -> Received {
        self.db.receive(&RawCallback { uuid: uuid::Uuid::now_v7(), ..raw.clone() })
    }

    fn confirm(&mut self, order: &Order, of: i64) -> Result<(), DeskError> {
        let version = self.now(order).last_event;
        self.db.write(|c| confirm(c, order.id, version, sum(of), &anna(), now()))
    }

    /// What is open, by kind.
    fn open(&mut self) -> Vec<DiscrepancyKind> {
        discrepancies::table
            .filter(discrepancies::resolved_at.is_null())
            .order(discrepancies::id)
            .select(discrepancies::kind)
            .load(&mut self.db.connection)
            .unwrap()
    }

    /// The newest open discrepancy of a kind.
    #[track_caller]
    fn card(&mut self, kind: DiscrepancyKind) -> Discrepancy {
        let found = Discrepancy::query()
            .filter(discrepancies::kind.eq(kind).and(discrepancies::resolved_at.is_null()))
            .order(discrepancies::id.desc())
            .limit(1)
            .get_result(&mut self.db.connection);
        found.unwrap_or_else(|error| panic!("no open {}: {error}", kind.as_str()))
    }

    #[track_caller]
    fn take(&mut self, kind: DiscrepancyKind, way: &WayOut) -> Result<(), DeskError> {
        let card = self.card(kind);
        self.take_of(&card, way)
    }

    fn take_of(&mut self, card: &Discrepancy, way: &WayOut) -> Result<(), DeskError> {
        self.db.write(|c| resolve(c, card.id, card.last_at, way, &anna(), now()))
    }

    /// The card as it is now.
    fn read(&mut self, card: &Discrepancy) -> Discrepancy {
        payments::discrepancy::find(&mut self.db.connection, card.id).unwrap().unwrap()
    }

    fn payments(&mut self, order: &Order) -> Vec<Payment> {
        let order = self.now(order);
        payments::of_order(&mut self.db.connection, &order).unwrap()
    }

    fn timeline(&mut self, order: &Order) -> Vec<EventKind> {
        let last = self.now(order).last_event;
        let events = feed::timeline(&mut self.db.connection, last).unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }

    /// Where the order stands, and what is counted of it.
    fn stands(&mut self, order: &Order) -> (Status, i64) {
        let order = self.now(order);
        (order.written_status, order.counted.get())
    }

    fn refundable(&mut self, order: &Order) -> i64 {
        refundable(&mut self.db.connection, RefundOf::Order(order.id)).unwrap()
    }

    fn refund(&mut self, order: &Order, of: i64, state: RefundState) -> Result<i64, DeskError> {
        let of: Sum = sum(of);
        self.db
            .write(|c| refund(c, RefundOf::Order(order.id), of, state, "Steve_01", &anna(), now()))
    }

    fn cancel(&mut self, order: &Order) {
        let order = self.now(order);
        let step = book::Step {
            status: Status::Cancelled,
            ..book::Step::telling(&order, EventKind::Cancelled, crate::orders::About::Nothing)
        };
        self.db
            .write::<_, DeskError>(|c| {
                let order = book::advance(c, order, &step, &anna(), now())?;
                after_cancel(c, &order, &anna(), now())
            })
            .unwrap();
    }

    fn restore(&mut self, order: &Order) -> Result<(), DeskError> {
        let order = self.now(order);
        self.db.write(|c| {
            let status = standing_if_restored(c, &order)?;
            let about = crate::orders::About::Nothing;
            let step =
                book::Step { status, ..book::Step::telling(&order, EventKind::Restored, about) };
            let order = book::advance(c, order, &step, &anna(), now())?;
            after_restore(c, &order, &anna(), now())
        })
    }

    /// All that is written, to see that nothing was.
    fn written(&mut self) -> Vec<i64> {
        let number = |db: &mut TestDatabase, sql: &str| db.number(sql);
        vec![
            self.db.count("events"),
            self.db.count("payments"),
            self.db.count("refunds"),
            self.db.count("withdrawals"),
            self.db.count("discrepancies WHERE resolved_at IS NULL"),
            self.db
                .count("discrepancies WHERE waits_since IS NOT NULL OR overridden_at IS NOT NULL"),
            number(&mut self.db, "SELECT CAST(SUM(counted) AS BIGINT) AS number FROM orders"),
        ]
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let report = self.db.connection.reading(|c| check::run(c, now())).unwrap();
            assert!(report.is_clean(), "{report}");
        }
    }
}

mod breaks;
mod sequences;

use std::time::Duration;

use super::*;
use crate::{
    catalog::Stack,
    delivery::{self, CellChoice, Plan, Way},
    desk::{
        By, DeskError, WayOut, hand_over, money,
        moves::{self, Move},
        ways_out,
    },
    feed::Actor,
    orders::{self, Items, NewItem, NewOrder, Order, Status},
    payments::{Completeness, DiscrepancyKind, RawCallback, Received, SourceRule, discrepancy},
    picking::{self, Missing},
    testing::{LIFETIME, TestDatabase, body, body_of, callback, moment, new_order, sum},
};

fn time(n: u64) -> String {
    format!("2026-11-24T07:05:03.{n:03}Z")
}

fn callback_for(uid: &str, sum: i64, n: u64) -> RawCallback {
    callback(body_of(uid, &format!("Заказ {uid}"), sum, &time(n)))
}

fn anna() -> By {
    By::new(Actor::staff("anna"), Some("показал в игре".parse().unwrap()))
}

/// Orders of every kind that there is, by what they are.
struct Rich {
    db: TestDatabase,
}

impl Rich {
    fn new() -> Self {
        Self::of(TestDatabase::new())
    }

    fn of(db: TestDatabase) -> Self {
        let mut rich = Self { db };
        for uid in ["paid", "part", "parts", "again", "late", "far-late", "altered", "twice"] {
            rich.db.place_with_uid(uid, 10);
        }
        for uid in ["over", "after", "gone", "stranger", "foreign", "waits", "staff"] {
            rich.db.place_with_uid(uid, 10);
        }
        rich.db.run(
            "INSERT INTO products (name, description, price, position, hidden, created_at, stock)
                VALUES ('Шалкер', '', 3, 1, false, 1, 10)",
        );
        let line = |price, quantity| NewItem {
            product_id: (price == 3).then_some(1),
            name: "Шалкер".parse().unwrap(),
            price: sum(price),
            quantity,
            stack: Stack::Loose,
        };
        let items = Items::of(vec![line(3, 2), line(4, 1)]).unwrap();
        let new = NewOrder { items, uid: Some("items".parse().unwrap()), ..new_order(10) };
        rich.db.write(|c| orders::place(c, &new, moment(0))).unwrap();

        rich.pay("paid", 10, 1);
        rich.pay("part", 4, 2);
        rich.pay("part", 3, 3);
        for n in 4..7 {
            rich.pay("parts", 4, n);
        }
        rich.pay("again", 10, 7);
        rich.pay("again", 5, 8);
        rich.pay("over", 13, 9);
        rich.cancel("after");
        rich.pay("after", 10, 10);
        rich.cancel("gone");
        let altered = body_of("altered", "Подарок", 10, &time(11));
        rich.receive(&callback(altered));
        for _ in 0..3 {
            rich.pay("twice", 10, 12);
        }
        for n in 13..15 {
            let body = body_of("stranger", "Заказ stranger", 4, &time(n));
            let raw = callback(body);
            rich.receive(&RawCallback { rule: SourceRule::Unsaid, ..raw });
        }
        let body = body_of("foreign", "Заказ foreign", 10, &time(15));
        let raw = RawCallback { rule: SourceRule::Refused, ..callback(body) };
        rich.receive(&raw);
        // Offered again by the inbox, sent again by whoever it is, and for no order.
        rich.receive(&raw);
        rich.receive(&RawCallback { uuid: uuid::Uuid::now_v7(), ..raw });
        rich.receive(&RawCallback { rule: SourceRule::Refused, ..callback("{") });
        for _ in 0..2 {
            rich.pay("0", 7, 16);
        }
        rich.receive(&callback("{"));
        rich.receive(&RawCallback {
            completeness: Completeness::CutShort,
            ..callback(r#"{"sum":8}"#)
        });
        rich.confirm("staff");
        rich.pay("staff", 10, 17);

        let over = moment(0).plus(LIFETIME);
        rich.db.write(|c| orders::expire_due(c, over, 100)).unwrap();
        let late = RawCallback { received_at: over, ..callback_for("late", 12, 18) };
        rich.receive(&late);
        let after_all = over.plus(Duration::from_hours(24 * 8));
        let late = RawCallback { received_at: after_all, ..callback_for("far-late", 10, 19) };
        rich.receive(&late);
        rich.db.place_with_uid("new", 10);
        rich
    }

    fn order(&mut self, uid: &str) -> Order {
        orders::find_by_uid(&mut self.db.connection, uid).unwrap().unwrap()
    }

    fn receive(&mut self, raw: &RawCallback) -> Received {
        self.db.receive(raw)
    }

    fn pay(&mut self, uid: &str, sum: i64, n: u64) {
        let raw = callback_for(uid, sum, n);
        self.receive(&raw);
    }

    fn cancel(&mut self, uid: &str) {
        let order = self.order(uid);
        self.db.write(|c| orders::cancel(c, &order, moment(1))).unwrap();
    }

    fn confirm(&mut self, uid: &str) {
        let order = self.order(uid);
        let version = order.last_event;
        self.desk(|c| money::confirm(c, order.id, version, sum(10), &anna(), moment(2)));
    }

    /// What staff decides.
    fn desk<T>(&mut self, work: impl FnOnce(&mut Connection) -> Result<T, DeskError>) -> T {
        self.db.write(work).unwrap()
    }

    /// Takes a way out of the newest open discrepancy of a kind.
    fn take(&mut self, kind: &str, way: &WayOut) {
        let id = self.db.number(&format!(
            "SELECT MAX(id) AS number FROM discrepancies WHERE kind = '{kind}' AND resolved_at IS NULL"
        ));
        self.take_of(id, way);
    }

    fn take_of(&mut self, id: i64, way: &WayOut) {
        let card = discrepancy::find(&mut self.db.connection, id).unwrap().unwrap();
        self.desk(|c| money::resolve(c, id, card.last_at, way, &anna(), moment(3)));
    }

    /// Books that people have decided much about.
    fn decided() -> Self {
        Self::decided_of(TestDatabase::new())
    }

    fn decided_of(db: TestDatabase) -> Self {
        let mut rich = Self::of(db);
        for uid in ["merged", "counted", "due", "doubt", "never", "found", "two", "abroad"] {
            rich.db.place_with_uid(uid, 10);
        }
        for uid in ["back", "much", "held", "missing"] {
            rich.db.place_with_uid(uid, 10);
        }
        for (uid, n, way) in [("merged", 30, WayOut::Merge), ("counted", 31, WayOut::Count)] {
            rich.confirm(uid);
            rich.pay(uid, 10, n);
            rich.take("confirmed_twice", &way);
        }
        rich.pay("due", 4, 32);
        rich.take("underpaid", &WayOut::Cancel);
        for (uid, n) in [("doubt", 33), ("never", 34)] {
            rich.pay(uid, 10, n);
            let payment = rich.order(uid).last_payment.unwrap();
            rich.desk(|c| money::contest(c, payment, &anna(), moment(3)));
        }
        rich.take("contested", &WayOut::Reject);
        let strayed = body_of("astray", "Заказ", 10, &time(35));
        rich.receive(&callback(strayed));
        let order = "found".parse().unwrap();
        rich.take("unknown_order", &WayOut::Attach { order });
        for _ in 0..2 {
            rich.pay("two", 10, 36);
        }
        rich.take("repeated", &WayOut::Count);
        let abroad = callback_for("abroad", 10, 37);
        rich.receive(&RawCallback { rule: SourceRule::Refused, ..abroad });
        rich.take("foreign_source", &WayOut::Count);
        rich.pay("back", 10, 38);
        let back = money::RefundOf::Order(rich.order("back").id);
        let confirmed = money::RefundState::Confirmed;
        rich.desk(|c| money::refund(c, back, sum(10), confirmed, "Steve", &anna(), moment(3)));
        rich.pay("much", 13, 39);
        rich.take("overpaid", &WayOut::Refund);
        let altered = body_of("held", "Подарок", 10, &time(40));
        rich.receive(&callback(altered));
        let held = rich.order("held");
        rich.desk(|c| money::override_holds(c, held.id, held.last_event, &anna(), moment(3)));
        rich.pay("missing", 4, 41);
        rich.desk(|c| money::withdraw(c, sum(5), &anna(), moment(3)));
        rich.take("new_source", &WayOut::TrustSource);
        rich.put_into_a_cell("merged");
        rich.lack_goods("lacks");
        rich
    }

    /// It is assembled, and one of its goods is waited for.
    fn lack_goods(&mut self, uid: &str) {
        let line = NewItem {
            product_id: None,
            name: "Песок".parse().unwrap(),
            price: sum(5),
            quantity: 2,
            stack: Stack::Of64,
        };
        let items = Items::of(vec![line]).unwrap();
        let new = NewOrder { items, uid: Some(uid.parse().unwrap()), ..new_order(10) };
        self.db.write(|c| orders::place(c, &new, moment(0))).unwrap();
        self.pay(uid, 10, 42);
        let order = self.order(uid);
        let by = anna();
        self.desk(|c| {
            let (id, version) = (order.id, order.last_event);
            moves::move_order(c, id, version, Move::Assemble, &by, moment(4)).map(drop)
        });
        let Order { id: order_id, last_event: version, .. } = self.order(uid);
        let missing = Missing { order_id, version, position: 0, quantity: 1 };
        self.db.write(|c| picking::wait(c, missing, &by, moment(5))).unwrap();
    }

    /// It is ready, and then has more time.
    fn put_into_a_cell(&mut self, uid: &str) {
        let order = self.order(uid);
        let names = "A1".parse().unwrap();
        self.db.write(|c| delivery::add(c, &names, &delivery::Place::default())).unwrap();
        let plan = |until| Plan::Cell { cell: CellChoice::FirstFree, until };
        let by = anna();
        self.desk(|c| {
            let (id, version) = (order.id, order.last_event);
            let order = moves::move_order(c, id, version, Move::Assemble, &by, moment(4))?;
            let order =
                hand_over::ready(c, id, order.last_event, &plan(moment(9)), &by, moment(5))?;
            let Way::Cell { id: cell, .. } =
                delivery::of_order(c, id)?.ok_or(DeskError::NotFound)?.way
            else {
                return Err(DeskError::NotFound);
            };
            let longer = Plan::Cell { cell: CellChoice::This(cell), until: moment(11) };
            hand_over::change(c, id, order.last_event, &longer, &by, moment(6))
        });
    }

    fn check(&mut self) -> Report {
        checked(&mut self.db)
    }
}

/// Where ids may have gaps the feed has no rule of its own.
fn rules_of(db: &TestDatabase) -> Vec<Rule> {
    let is_dense = matches!(db.database, Database::Sqlite(_));
    Rule::ALL.into_iter().filter(|rule| is_dense || *rule != Rule::Feed).collect()
}

fn checked(db: &mut TestDatabase) -> Report {
    db.connection.reading(|c| run(c, moment(0))).unwrap()
}

#[test]
fn healthy_books_have_no_finding_and_every_rule_had_something_to_look_at() {
    let mut rich = Rich::decided();
    let report = rich.check();
    assert!(report.is_clean(), "{report}");
    let rules: Vec<Rule> = report.checks.iter().map(|check| check.rule).collect();
    assert_eq!(rules, rules_of(&rich.db));
    for check in &report.checks {
        assert!(check.checked > 0, "{check}");
    }
}

#[test]
fn the_report_counts_what_it_looked_at() {
    let mut rich = Rich::decided();
    let report = rich.check();
    for (rule, table) in [
        (Rule::Totals, "orders"),
        (Rule::Statuses, "orders"),
        (Rule::OrderEvents, "events WHERE order_id IS NOT NULL"),
        (Rule::OrderPayments, "payments WHERE order_id IS NOT NULL"),
        (Rule::Origins, "payments"),
        (Rule::Callbacks, "callbacks"),
        (Rule::Contents, "payments WHERE callback_id IS NOT NULL"),
        (Rule::Causes, "payments"),
        (Rule::Discrepancies, "discrepancies"),
        (Rule::Resolutions, "discrepancies WHERE resolved_at IS NOT NULL"),
        (Rule::Doubts, "payments"),
        (Rule::Merges, "payments WHERE merged_with IS NOT NULL"),
        (Rule::Refunds, "refunds"),
        (Rule::ShopEvents, "events WHERE order_id IS NULL"),
    ] {
        let check = report.checks.iter().find(|check| check.rule == rule).unwrap();
        assert_eq!(check.checked, rich.db.count(table), "{rule:?}");
    }
}

#[test]
fn empty_books_are_in_order() {
    let mut db = TestDatabase::new();
    let report = checked(&mut db);
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.checks.len(), rules_of(&db).len());
}

#[test]
fn the_report_is_lines_with_numbers_and_names_the_first_ten() {
    let mut rich = Rich::new();
    assert!(rich.check().to_string().contains(" each with a callback or a staff decision … ok\n"));
    rich.db.run("UPDATE orders SET counted = counted + 1");
    let report = rich.check();
    let printed = report.to_string();
    assert!(!report.is_clean());
    assert!(printed.contains("orders: 17 each with the sum of its counted payments … WRONG\n"));
    assert!(
        printed.contains(
            "\n  order 1 (paid): expected 10, the sum of its counted payments, found 11 counted\n"
        ),
        "{printed}"
    );
    assert!(printed.contains("\n  and 7 more\n"), "{printed}");
    let named = printed.matches(", the sum of its counted payments, found ").count();
    assert_eq!(named, 10, "{printed}");
}

/// More orders, and longer chains, than are looked at in one go.
#[test]
fn pages_and_rounds_join_without_a_seam() {
    let mut db = TestDatabase::new();
    let first = db.place_with_uid("chain", 10);
    db.write::<_, StoreError>(|c| {
        for n in 0..1100 {
            orders::place(c, &new_order(8), moment(n)).map_err(|_| StoreError::Panicked)?;
        }
        for n in 0..100 {
            let raw = callback(body(&first, 1, &time(n)));
            crate::payments::receive(c, &raw)?;
            let again = RawCallback { uuid: uuid::Uuid::now_v7(), ..raw };
            crate::payments::receive(c, &again)?;
        }
        Ok(())
    })
    .unwrap();
    let report = checked(&mut db);
    assert!(report.is_clean(), "{report}");
    // Far down the chain a repeat is left out.
    db.run(
        "UPDATE events SET previous = previous - 1 WHERE order_id = 1 AND previous = (
            SELECT MIN(id) FROM events WHERE order_id = 1 AND kind = 'repeated')",
    );
    let report = checked(&mut db);
    let broken: Vec<String> = report.broken().map(ToString::to_string).collect();
    let [broken] = broken.as_slice() else { panic!("{report}") };
    assert!(broken.ends_with("expected to be in the chain of order 1, found outside"), "{broken}");
}

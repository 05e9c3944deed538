//! Each rule, broken alone by a statement that no code of ours makes.

use super::*;

/// Books that are broken by one statement after the other, and whole again between them.
struct Broken(Rich);

impl Broken {
    fn new() -> Self {
        // What is broken here no server lets anybody break, and the rules are the same.
        Self::of(Rich::of(TestDatabase::sqlite()))
    }

    /// Books that people have decided about.
    fn decided() -> Self {
        Self::of(Rich::decided_of(TestDatabase::sqlite()))
    }

    fn of(mut rich: Rich) -> Self {
        rich.db.run("PRAGMA foreign_keys = OFF");
        Self(rich)
    }

    fn report(&mut self, sql: &str) -> Report {
        self.0.db.connection.begin_write().unwrap();
        self.0.db.run(sql);
        let report = run(&mut self.0.db.connection, moment(0)).unwrap();
        self.0.db.connection.rollback().unwrap();
        report
    }

    /// Breaks the books, and sees who is named for which rule.
    #[track_caller]
    fn by(&mut self, sql: &str, rule: Rule, named: &str) -> Report {
        let report = self.report(sql);
        let check = report.checks.iter().find(|check| check.rule == rule).unwrap();
        assert!(check.broken > 0, "{sql}\n{report}");
        assert!(check.to_string().contains(named), "{sql}: no {named:?} in\n{report}");
        report
    }

    /// The same, where nothing else is wrong.
    #[track_caller]
    fn alone_by(&mut self, sql: &str, rule: Rule, named: &str) {
        self.only_by(sql, &[rule], named);
    }

    /// The first of these rules names who breaks them, and nothing else is wrong.
    #[track_caller]
    fn only_by(&mut self, sql: &str, rules: &[Rule], named: &str) {
        let report = self.by(sql, rules[0], named);
        let broken: Vec<Rule> = report.broken().map(|check| check.rule).collect();
        assert_eq!(broken, rules, "{sql}\n{report}");
    }
}

#[test]
fn totals() {
    let mut books = Broken::new();
    books.alone_by(
        "UPDATE order_items SET quantity = 9 WHERE position = 0",
        Rule::Totals,
        "(items): expected 31",
    );
}

#[test]
fn claims() {
    let mut books = Broken::new();
    for (sql, named) in [
        ("UPDATE claims SET has = 9", "expected no more than it wants, found 9 of product 1"),
        (
            "INSERT INTO claims SELECT id, 1, 2, 1 FROM orders WHERE uid = 'gone'",
            "expected nothing of an order that is over, found 1 of product 1",
        ),
        (
            "INSERT INTO claims SELECT id, 1, 2, 1 FROM orders WHERE uid = 'paid'",
            "expected all of it, or to be told that it is out of stock, found 1 of product 1",
        ),
        (
            "INSERT INTO claims SELECT id, 99, 1, 1 FROM orders WHERE uid = 'paid'",
            "expected an order and a product that there are",
        ),
    ] {
        books.alone_by(sql, Rule::Claims, named);
    }
}

#[test]
fn uids() {
    let mut books = Broken::new();
    books.alone_by(
        "UPDATE orders SET uid_folded = 'far-late' WHERE uid = 'far-late'",
        Rule::Uids,
        "FARLATE",
    );
    books.alone_by(
        "UPDATE orders SET uid = 'a b', uid_folded = 'A B' WHERE uid = 'gone'",
        Rule::Uids,
        "a b",
    );
}

#[test]
fn placing() {
    let mut books = Broken::new();
    books.by("UPDATE events SET kind = 'repeated' WHERE id = 1", Rule::Placing, "order 1 (paid)");
    books.by("UPDATE events SET kind = 'placed' WHERE kind = 'cancelled'", Rule::Placing, "(gone)");
}

#[test]
fn the_chain_of_events() {
    let mut books = Broken::new();
    for (sql, named) in [
        (
            "DELETE FROM events WHERE kind = 'placed' AND order_id = 1",
            "order 1 (paid): expected event 1,",
        ),
        ("UPDATE events SET previous = id WHERE kind = 'paid' AND order_id = 1", "order 1 (paid)"),
        (
            "UPDATE events SET previous = 2 WHERE kind = 'paid' AND order_id = 1",
            "an event of order 2",
        ),
        ("UPDATE orders SET last_event = last_event - 1 WHERE uid = 'twice'", "outside"),
        (
            "UPDATE orders SET last_event = 100000 WHERE uid = 'paid'",
            "order 1 (paid): expected event 100000",
        ),
        // A second branch: two events after the same one.
        (
            "INSERT INTO events (order_id, previous, kind, actor, at) VALUES (1, 1, 'repeated', 'dromon', 1)",
            "expected to be in the chain of order 1, found outside",
        ),
        // Of an order that there is not.
        (
            "INSERT INTO events (order_id, previous, kind, actor, at) VALUES (99999, NULL, 'placed', 'api:x', 1)",
            "expected to be in the chain of order 99999, found outside",
        ),
    ] {
        books.by(sql, Rule::OrderEvents, named);
    }
}

#[test]
fn the_chain_of_payments() {
    let mut books = Broken::new();
    for (sql, named) in [
        ("UPDATE orders SET last_payment = NULL WHERE uid = 'paid'", "order 1 (paid)"),
        (
            "UPDATE payments SET previous = NULL WHERE previous IS NOT NULL AND order_id = (
                SELECT id FROM orders WHERE uid = 'part')",
            "(part)",
        ),
        ("UPDATE payments SET order_id = 2 WHERE order_id = 1", "order 1 (paid)"),
        ("DELETE FROM payments WHERE order_id = 1", "no such payment"),
        (
            "UPDATE events SET payment_id = NULL WHERE kind = 'paid' AND order_id = 1",
            "order 1 (paid)",
        ),
        (
            "INSERT INTO payments (order_id, sum, counted, sure, at) VALUES (1, 5, FALSE, 'staff', 1)",
            "expected to be in the chain of order 1, found outside",
        ),
    ] {
        books.by(sql, Rule::OrderPayments, named);
    }
}

#[test]
fn what_is_counted() {
    let mut books = Broken::new();
    books.alone_by("UPDATE orders SET counted = 11 WHERE uid = 'paid'", Rule::Counted, "found 11");
    books.alone_by(
        "UPDATE orders SET counted = 0 WHERE uid = 'over'",
        Rule::Counted,
        "expected 13",
    );
    // The sum of what is there, though it has no room in a column.
    books.by(
        "UPDATE payments SET sum = 9223372036854775807 WHERE order_id = (
            SELECT id FROM orders WHERE uid = 'parts')",
        Rule::Counted,
        "expected 27670116110564327421",
    );
    books.by("UPDATE payments SET counted = FALSE WHERE order_id = 1", Rule::Counted, "expected 0");
}

#[test]
fn statuses() {
    let mut books = Broken::new();
    for (uid, status, expected) in [
        ("paid", "awaiting_payment", "expected paid"),
        ("paid", "cancelled", "expected paid"),
        ("gone", "paid", "expected cancelled"),
        ("part", "paid", "expected awaiting_payment"),
        ("new", "expired", "expected awaiting_payment"),
        ("items", "awaiting_payment", "expected expired"),
        ("paid", "sold", "expected a status that Kassa knows"),
    ] {
        books.by(
            &format!("UPDATE orders SET status = '{status}' WHERE uid = '{uid}'"),
            Rule::Statuses,
            &format!("({uid}): {expected}"),
        );
    }
    for (sql, named) in [
        ("UPDATE events SET kind = 'expired' WHERE kind = 'paid' AND order_id = 1", "(paid)"),
        ("UPDATE events SET kind = 'paid' WHERE kind = 'part_paid'", "(part)"),
        ("UPDATE events SET kind = 'part_paid' WHERE kind = 'paid'", "(over)"),
        ("UPDATE events SET kind = 'sold' WHERE kind = 'paid'", "\"sold\""),
        ("UPDATE events SET kind = 'unreadable' WHERE kind = 'cancelled'", "unreadable"),
        // Before its time, by somebody who may not, what a cancelled order cannot become.
        ("UPDATE events SET at = at - 1 WHERE kind = 'expired'", "expire at"),
        ("UPDATE events SET actor = 'customer' WHERE kind = 'expired'", "nothing before it"),
        ("UPDATE orders SET total = 11 WHERE uid = 'paid'", "10 of 11"),
    ] {
        books.by(sql, Rule::Statuses, named);
    }
}

#[test]
fn hand_overs() {
    let mut books = Broken::new();
    books
        .0
        .db
        .run("INSERT INTO cells (name, name_folded, place, position) VALUES ('A1', 'A1', '', 1)");
    books.alone_by(
        "INSERT INTO hand_overs (order_id, cell_id, due_at) SELECT id, 1, 1 FROM orders WHERE uid = 'paid'",
        Rule::HandOvers,
        "expected an order that is ready, found paid",
    );
}

#[test]
fn attempts() {
    let mut books = Broken::new();
    books.0.put_into_a_cell("paid");
    books.by(
        "UPDATE hand_overs SET attempts = 1",
        Rule::HandOvers,
        "expected 0 to 3 attempts, and those of a courier",
    );
}

#[test]
fn hand_over_codes() {
    let mut books = Broken::new();
    books.0.put_into_a_cell("paid");
    books.by(
        "INSERT INTO hand_over_codes (order_id, code, wrong) SELECT id, '012345', 0 FROM orders WHERE uid = 'paid'",
        Rule::HandOvers,
        "expected an order that a courier brings",
    );
}

#[test]
fn expirations() {
    let mut books = Broken::new();
    books.alone_by(
        "DELETE FROM expirations",
        Rule::Expirations,
        "found nothing that does so for uid new",
    );
    books.alone_by(
        "UPDATE expirations SET due_at = due_at + 1",
        Rule::Expirations,
        "found nothing that does so for uid new",
    );
}

#[test]
fn origins() {
    let mut books = Broken::new();
    books.by("UPDATE payments SET callback_id = NULL WHERE id = 1", Rule::Origins, "payment 1: ");
    books.by("UPDATE payments SET callback_id = 99999 WHERE id = 1", Rule::Origins, "payment 1: ");
    books.by("DELETE FROM callbacks WHERE id = 1", Rule::Origins, "payment 1: ");
    books.alone_by("UPDATE payments SET sure = 'perhaps' WHERE id = 1", Rule::Origins, "perhaps");
    // One callback, two payments.
    books.by(
        "UPDATE payments SET callback_id = 1 WHERE sure = 'staff'",
        Rule::Origins,
        "callback 1, ",
    );
}

#[test]
fn contents() {
    let mut books = Broken::new();
    books.by(
        "UPDATE payments SET sum = 9 WHERE id = 1",
        Rule::Contents,
        "payment 1 of callback 1: expected a sum of 10, found 9",
    );
    books.alone_by("UPDATE payments SET at = at + 1 WHERE id = 1", Rule::Contents, "payment 1 of");
    books.by(
        "UPDATE orders SET uid = 'other', uid_folded = 'OTHER' WHERE id = 1",
        Rule::Contents,
        "for other",
    );
}

#[test]
fn callbacks() {
    let mut books = Broken::new();
    for (sql, named) in [
        ("DELETE FROM discrepancies WHERE kind = 'unreadable'", "its discrepancy"),
        ("DELETE FROM discrepancies WHERE kind = 'foreign_source'", "its payment"),
        ("DELETE FROM payments WHERE order_id IS NULL", "its payment"),
        (
            "UPDATE discrepancies SET kind = 'unreadable' WHERE kind = 'foreign_source'",
            "since it can be read",
        ),
        (
            "INSERT INTO discrepancies (kind, callback_id, times, opened_at, last_at)
                VALUES ('foreign_source', 1, 1, 1, 1)",
            "callback 1: expected one of the two",
        ),
        (
            "INSERT INTO callbacks (uuid, received_at, source, body, completeness)
                VALUES ('lost', 1, '127.0.0.1', x'7b2273756d223a387d', 'whole')",
            "expected its payment, found nothing",
        ),
        ("UPDATE callbacks SET body = x'7b' WHERE id = 1", "callback 1: expected its discrepancy"),
    ] {
        books.by(sql, Rule::Callbacks, named);
    }
}

#[test]
fn repeats() {
    let mut books = Broken::new();
    books.by(
        "UPDATE discrepancies SET times = 1 WHERE times = 2",
        Rule::Repeats,
        "expected 2 repeats",
    );
    books.by("DELETE FROM discrepancies WHERE kind = 'repeated'", Rule::Repeats, "found 0");
    // The same callback once more, as no receiving writes it.
    books.by(
        "INSERT INTO callbacks (uuid, received_at, source, body, completeness)
            SELECT 'copy', received_at, source, body, completeness FROM callbacks WHERE id = 1",
        Rule::Repeats,
        "payment 1: expected 1 repeats",
    );
}

#[test]
fn causes() {
    let mut books = Broken::new();
    for kind in [
        "unknown_order",
        "altered",
        "confirmed_twice",
        "underpaid",
        "overpaid",
        "paid_late",
        "paid_again",
        "paid_after_cancel",
    ] {
        // No cause without a discrepancy.
        let is_due = ["underpaid", "paid_after_cancel"].contains(&kind);
        books.only_by(
            &format!("DELETE FROM discrepancies WHERE kind = '{kind}'"),
            if is_due { &[Rule::Causes, Rule::Dues] } else { &[Rule::Causes] },
            if kind == "unknown_order" { "expected its unknown_order" } else { "found none" },
        );
    }
    for kind in [
        "unknown_order",
        "confirmed_twice",
        "underpaid",
        "overpaid",
        "paid_late",
        "paid_again",
        "paid_after_cancel",
    ] {
        books.only_by(
            &format!("UPDATE discrepancies SET amount = amount + 1 WHERE kind = '{kind}'"),
            if kind == "underpaid" { &[Rule::Causes, Rule::Dues] } else { &[Rule::Causes] },
            "WRONG",
        );
    }
    for kind in ["overpaid", "underpaid", "altered", "paid_late", "confirmed_twice"] {
        // No discrepancy without a cause.
        books.only_by(
            &format!(
                "INSERT INTO discrepancies (kind, order_id, payment_id, callback_id, amount, times, opened_at, last_at)
                    VALUES ('{kind}', 1, 1, 1, 3, 1, 1, 1)"
            ),
            if kind == "underpaid" { &[Rule::Causes, Rule::Dues] } else { &[Rule::Causes] },
            &format!("expected none, found {kind}"),
        );
    }
    books.alone_by(
        "UPDATE discrepancies SET kind = 'paid_late' WHERE kind = 'paid_again'",
        Rule::Causes,
        "expected paid_again of 5, found paid_late of 5",
    );
    // One underpaid at a time.
    books.only_by(
        "UPDATE discrepancies SET resolved_at = NULL, resolved_by = NULL, resolution = NULL
            WHERE resolved_by = 'dromon'",
        &[Rule::Causes, Rule::Dues],
        "expected resolved by the next payment, found open",
    );
    books.alone_by(
        "UPDATE discrepancies SET resolved_at = 1, resolved_by = 'dromon', resolution = 'x'
            WHERE kind = 'underpaid' AND resolved_at IS NULL",
        Rule::Causes,
        "expected open, found resolved by a payment",
    );
    books.by(
        "UPDATE payments SET counted = TRUE WHERE order_id IS NULL",
        Rule::Causes,
        "not to be counted",
    );
}

#[test]
fn a_person_may_resolve_whatever_is_open() {
    let mut rich = Rich::new();
    for kind in DiscrepancyKind::ALL {
        let open =
            format!("discrepancies WHERE kind = '{}' AND resolved_at IS NULL", kind.as_str());
        while rich.db.count(&open) > 0 {
            let word = ways_out(*kind)
                .iter()
                .map(|way| way.as_str())
                .rev()
                .find(|way| ["dismiss", "accept", "merge", "trust_source"].contains(way));
            let way = match word.unwrap() {
                "dismiss" => WayOut::Dismiss,
                "accept" => WayOut::Accept,
                "merge" => WayOut::Merge,
                _ => WayOut::TrustSource,
            };
            rich.take(kind.as_str(), &way);
        }
    }
    let report = rich.check();
    assert!(report.is_clean(), "{report}");
}

#[test]
fn discrepancies() {
    let mut books = Broken::new();
    for (sql, expected) in [
        ("kind = 'odd' WHERE kind = 'new_source'", "a kind that Kassa knows"),
        ("order_id = 99999 WHERE kind = 'altered'", "an order that there is"),
        ("payment_id = 99999 WHERE kind = 'altered'", "a payment that there is"),
        ("callback_id = 99999 WHERE kind = 'new_source'", "a callback that there is"),
        (
            "payment_id = 1 WHERE id = (SELECT MIN(id) FROM discrepancies WHERE kind = 'unreadable')",
            "a callback, and no payment",
        ),
        ("callback_id = NULL WHERE kind = 'unreadable'", "a callback, and no payment"),
        ("payment_id = NULL WHERE kind = 'altered'", "a payment"),
        ("payment_id = NULL WHERE kind = 'overpaid'", "an order, and nothing else"),
        ("way = 'attach' WHERE kind = 'unknown_order'", "no order, or one that a person found"),
        ("order_id = 1 WHERE kind = 'unknown_order'", "no order"),
        ("order_id = 1 WHERE kind = 'unreadable'", "no order"),
        ("order_id = 2 WHERE kind = 'altered'", "the order of its payment"),
        ("order_id = NULL WHERE kind = 'repeated'", "the order of its payment"),
        ("callback_id = 1 WHERE kind = 'altered'", "the callback of its payment"),
        ("times = 2 WHERE kind = 'altered'", "to have happened once"),
        ("times = 0 WHERE kind = 'new_source'", "to have happened once"),
        ("resolved_at = 1 WHERE kind = 'altered'", "or none of it"),
    ] {
        books.by(&format!("UPDATE discrepancies SET {sql}"), Rule::Discrepancies, expected);
    }
    books.alone_by("DELETE FROM sources", Rule::Discrepancies, "a source that is written down");
}

#[test]
fn events_of_the_shop() {
    let mut books = Broken::new();
    for (sql, expected) in [
        ("kind = 'paid'", "an order"),
        ("payment_id = 1", "the payment of no order"),
        ("payment_id = NULL", "the payment of no order"),
    ] {
        let sql = format!("UPDATE events SET {sql} WHERE kind = 'unknown_order'");
        books.by(&sql, Rule::ShopEvents, expected);
    }
    books.alone_by(
        "UPDATE events SET payment_id = 1 WHERE kind = 'unreadable'",
        Rule::ShopEvents,
        "no payment",
    );
    books.alone_by(
        "UPDATE events SET previous = 1 WHERE kind = 'unreadable'",
        Rule::ShopEvents,
        "no chain",
    );
}

#[test]
fn each_callback_has_its_event() {
    let mut books = Broken::new();
    let sql = "INSERT INTO withdrawals (sum, reason, at, made_by) VALUES (5, 'x', 1, 'staff:anna')";
    books.alone_by(sql, Rule::CallbackEvents, "withdrawal");
    for kind in ["unknown_order", "unreadable", "foreign_source", "repeated"] {
        let sql = format!("DELETE FROM events WHERE kind = '{kind}' AND order_id IS NULL");
        books.by(&sql, Rule::CallbackEvents, kind);
    }
}

#[test]
fn the_feed() {
    let mut books = Broken::new();
    books.by(
        "DELETE FROM events WHERE kind = 'unreadable'",
        Rule::Feed,
        "expected to be there, found a hole",
    );
    books.by("DELETE FROM events WHERE id = 1", Rule::Feed, "event 1: ");
}

/// What people decided is proved as well as what came.
mod decided {
    use super::*;

    #[test]
    fn what_is_counted_later() {
        let mut books = Broken::decided();
        for (sql, named) in [
            ("UPDATE events SET kind = 'counted' WHERE kind = 'uncounted'", "(never)"),
            ("UPDATE events SET payment_id = 1 WHERE kind = 'counted'", "(counted)"),
        ] {
            books.by(sql, Rule::Counted, named);
        }
        // What it is counted as is told like any payment.
        books.alone_by(
            "UPDATE events SET kind = 'resolved' WHERE kind = 'counted'",
            Rule::Causes,
            "(counted): expected paid_again of 10, found confirmed_twice of 10",
        );
        books.by(
            "DELETE FROM discrepancies WHERE kind = 'paid_again' AND order_id = (
                SELECT id FROM orders WHERE uid = 'counted')",
            Rule::Causes,
            "(counted)",
        );
    }

    #[test]
    fn what_was_attached() {
        let mut books = Broken::decided();
        books.by(
            "UPDATE discrepancies SET way = 'dismiss' WHERE way = 'attach'",
            Rule::Discrepancies,
            "no order, or one that a person found",
        );
        books.by(
            "UPDATE discrepancies SET way = 'dismiss' WHERE way = 'attach'",
            Rule::Contents,
            "for found",
        );
        books.by(
            "UPDATE payments SET order_id = NULL WHERE id = (
                SELECT payment_id FROM discrepancies WHERE way = 'attach')",
            Rule::OrderPayments,
            "(found)",
        );
    }

    #[test]
    fn what_a_person_confirmed() {
        let mut books = Broken::decided();
        books.alone_by(
            "UPDATE events SET actor = 'dromon' WHERE kind = 'paid' AND order_id = (
                SELECT id FROM orders WHERE uid = 'staff')",
            Rule::Origins,
            "(staff): expected a callback or a staff decision, found dromon",
        );
    }

    #[test]
    fn repeats_that_are_counted() {
        let mut books = Broken::decided();
        let two = "id = (SELECT last_payment FROM orders WHERE uid = 'two')";
        books.by(&format!("UPDATE payments SET sum = 11 WHERE {two}"), Rule::Contents, "found 11");
        books.by(
            &format!("UPDATE payments SET callback_id = 3 WHERE {two}"),
            Rule::Callbacks,
            "callback 3: expected one payment",
        );
        books.by(
            "UPDATE discrepancies SET way = 'dismiss' WHERE kind = 'foreign_source' AND way = 'count'",
            Rule::Callbacks,
            "expected one of the two",
        );
        books.by(
            "UPDATE discrepancies SET way = 'count', resolved_at = 1, resolved_by = 'staff:anna',
                resolution = 'x' WHERE kind = 'foreign_source' AND way IS NULL",
            Rule::Callbacks,
            "expected its payment",
        );
    }

    #[test]
    fn resolutions() {
        let mut books = Broken::decided();
        for (sql, expected) in [
            (
                "UPDATE discrepancies SET way = 'dismiss' WHERE way = 'merge'",
                "a way out of its kind",
            ),
            (
                "UPDATE discrepancies SET way = 'merge' WHERE kind = 'unreadable'",
                "to be resolved by",
            ),
            (
                "UPDATE discrepancies SET resolved_by = 'dromon' WHERE way = 'merge'",
                "a person who took it",
            ),
            (
                "UPDATE discrepancies SET way = NULL WHERE way = 'merge'",
                "the way out that was taken",
            ),
            (
                "UPDATE discrepancies SET resolved_at = 1, resolved_by = 'dromon', resolution = 'x'
                    WHERE kind = 'paid_again'",
                "to be resolved by a person, or by another payment",
            ),
            (
                "UPDATE events SET discrepancy_id = NULL WHERE kind = 'resolved'",
                "an event that tells it",
            ),
            ("UPDATE refunds SET discrepancy_id = NULL", "its refund"),
            ("UPDATE sources SET trusted_at = NULL", "an address that is trusted"),
            (
                "UPDATE discrepancies SET overridden_by = NULL WHERE kind = 'altered'",
                "a hold that a person overrode",
            ),
            (
                "UPDATE events SET kind = 'note' WHERE kind = 'overridden'",
                "a hold that a person overrode",
            ),
        ] {
            books.by(sql, Rule::Resolutions, expected);
        }
    }

    #[test]
    fn doubts() {
        let mut books = Broken::decided();
        for (sql, expected) in [
            ("UPDATE payments SET sure = 'contested' WHERE id = 1", "a doubt that is open"),
            ("UPDATE payments SET sure = 'balance' WHERE sure = 'contested'", "to be contested"),
            ("DELETE FROM discrepancies WHERE kind = 'contested'", "a doubt that is open"),
        ] {
            books.by(sql, Rule::Doubts, expected);
        }
        books.by(
            "UPDATE payments SET counted = TRUE WHERE sure = 'contested'",
            Rule::Doubts,
            "not to be counted",
        );
    }

    #[test]
    fn merges() {
        let mut books = Broken::decided();
        for (sql, expected) in [
            ("UPDATE payments SET merged_with = 99999", "a payment by callback"),
            ("UPDATE payments SET merged_with = 1", "one of the same order and sum"),
            ("UPDATE payments SET merged_with = id", "a payment by callback"),
        ] {
            let sql = format!("{sql} WHERE merged_with IS NOT NULL");
            books.by(&sql, Rule::Merges, expected);
        }
        books.by(
            "UPDATE payments SET merged_with = 2 WHERE id = 1",
            Rule::Merges,
            "a person wrote down",
        );
        books.by(
            "UPDATE payments SET counted = TRUE WHERE id = (
                SELECT merged_with FROM payments WHERE merged_with IS NOT NULL)",
            Rule::Merges,
            "one that does not count",
        );
    }

    #[test]
    fn dues() {
        let mut books = Broken::decided();
        for (sql, expected) in [
            ("UPDATE discrepancies SET amount = 5 WHERE kind = 'refund_due'", "that has that much"),
            ("UPDATE discrepancies SET amount = 0 WHERE kind = 'refund_due'", "that has that much"),
            ("DELETE FROM discrepancies WHERE kind = 'refund_due'", "to be told how much is due"),
        ] {
            books.alone_by(sql, Rule::Dues, expected);
        }
        books.by(
            "UPDATE discrepancies SET amount = 5 WHERE kind = 'underpaid' AND resolved_at IS NULL
                AND order_id = (SELECT id FROM orders WHERE uid = 'missing')",
            Rule::Dues,
            "waits for that much",
        );
        books.by(
            "DELETE FROM discrepancies WHERE kind = 'underpaid'",
            Rule::Dues,
            "to be told how much is missing",
        );
    }

    #[test]
    fn refunds() {
        let mut books = Broken::decided();
        books.alone_by(
            "UPDATE refunds SET sum = 14 WHERE state = 'intended'",
            Rule::Refunds,
            "expected no more than was paid, found 14",
        );
        books.by("UPDATE refunds SET payment_id = 1", Rule::Refunds, "a payment of none");
        books.by(
            "UPDATE refunds SET order_id = NULL, payment_id = 1 WHERE state = 'intended'",
            Rule::Refunds,
            "a payment of no order",
        );
        books.alone_by(
            "UPDATE refunds SET state = 'lost' WHERE state = 'intended'",
            Rule::Refunds,
            "a state that Kassa knows",
        );
        // It was refunded when all of it was confirmed to be back.
        books.alone_by(
            "UPDATE refunds SET state = 'sent' WHERE state = 'confirmed'",
            Rule::Statuses,
            "(back): expected to be refunded when 10",
        );
    }

    #[test]
    fn remedies() {
        let mut books = Broken::decided();
        let of_a_line = |kind: &str, quantity: &str, event: &str| {
            format!(
                "INSERT INTO line_remedies
                    (order_id, position, nth, kind, quantity, words, event_id)
                SELECT order_id, position, 1, '{kind}', {quantity}, 'x', {event}
                FROM order_items JOIN orders ON orders.id = order_items.order_id LIMIT 1"
            )
        };
        let own = "orders.last_event";
        for (sql, named) in [
            (of_a_line("wait", "quantity + 1", own), "no more than the line has"),
            (of_a_line("lost", "quantity", own), "a kind that Kassa knows"),
            (of_a_line("refund", "quantity", own), "a refund of its order"),
            (of_a_line("substitute", "quantity", own), "what the customer gets"),
            (
                of_a_line(
                    "wait",
                    "quantity",
                    "(SELECT MIN(id) FROM events WHERE order_id <> orders.id)",
                ),
                "events of its order",
            ),
            (
                of_a_line("wait", "quantity", own) + "; UPDATE line_remedies SET position = 999",
                "a line of its order",
            ),
        ] {
            books.alone_by(&sql, Rule::Remedies, named);
        }
        let whole = books.report(&of_a_line("wait", "quantity", own));
        assert_eq!(whole.broken().count(), 0, "{whole}");
    }

    #[test]
    fn moves() {
        let mut books = Broken::decided();
        for (sql, named) in [
            ("UPDATE events SET kind = 'resolved' WHERE kind = 'uncounted'", "(never)"),
            ("UPDATE events SET kind = 'restored' WHERE kind = 'refunded'", "(back)"),
            ("UPDATE events SET kind = 'accepted' WHERE kind = 'cancelled'", "(due)"),
            ("UPDATE events SET actor = 'customer' WHERE kind = 'refunded'", "(back)"),
            ("UPDATE events SET payment_id = 1 WHERE kind = 'overridden'", "no payment"),
        ] {
            books.by(sql, Rule::Statuses, named);
        }
        books.alone_by(
            "UPDATE events SET discrepancy_id = NULL WHERE kind = 'source_trusted'",
            Rule::ShopEvents,
            "what was resolved",
        );
    }
}

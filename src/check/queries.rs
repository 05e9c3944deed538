//! The rules that a query can check: it finds whoever breaks them, and ends when there are enough to name.

use diesel::{
    QueryableByName, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};

use super::{Finding, Report, Rule};
use crate::{
    db::{Connection, StoreError, dialect},
    payments::DiscrepancyKind,
};

pub(super) fn check(connection: &mut Connection, report: &mut Report) -> Result<(), StoreError> {
    search(connection, report, &EXPIRATIONS)?;
    search(connection, report, &ORIGINS)?;
    search(connection, report, &UNKNOWN_ORDERS)?;
    check_discrepancies(connection, report)?;
    search(connection, report, &SHOP_EVENTS)?;
    check_kinds(connection, report)?;
    if dialect::event_ids_are_dense(connection) {
        check_feed(connection, report)?;
    }
    Ok(())
}

/// How to find whoever breaks a rule.
struct Search<'a> {
    rule: Rule,
    thing: &'a str,
    /// What is looked at: a table and a condition.
    among: &'a str,
    /// What is looked at together with what it is compared to.
    joined: &'a str,
    id: &'a str,
    /// What is shown of an offender.
    found: &'a str,
    /// What should be, and when it is not.
    wrongs: &'a [(&'a str, &'a str)],
}

const EXPIRATIONS: Search<'_> = Search {
    rule: Rule::Expirations,
    thing: "order",
    among: "orders WHERE status = 'awaiting_payment' AND counted = 0",
    joined: "orders LEFT JOIN expirations
        ON expirations.due_at = orders.expires_at AND expirations.order_id = orders.id
        WHERE orders.status = 'awaiting_payment' AND orders.counted = 0",
    id: "orders.id",
    found: "'nothing that does so for uid ' || orders.uid",
    wrongs: &[("to be looked at when its time is over", "expirations.order_id IS NULL")],
};

const ORIGINS: Search<'_> = Search {
    rule: Rule::Origins,
    thing: "payment",
    among: "payments",
    joined: "payments LEFT JOIN callbacks ON callbacks.id = payments.callback_id",
    id: "payments.id",
    found: "payments.sure",
    wrongs: &[
        (
            "a callback or a staff decision",
            "payments.callback_id IS NULL AND payments.sure <> 'staff'",
        ),
        ("a callback that there is", "payments.callback_id IS NOT NULL AND callbacks.id IS NULL"),
        (
            "to be sure in a way that Kassa knows",
            "payments.sure NOT IN ('callback', 'balance', 'staff', 'contested')",
        ),
    ],
};

const SHOP_EVENTS: Search<'_> = Search {
    rule: Rule::ShopEvents,
    thing: "event",
    among: "events WHERE order_id IS NULL",
    joined: "events LEFT JOIN payments ON payments.id = events.payment_id
        WHERE events.order_id IS NULL",
    id: "events.id",
    found: "events.kind",
    wrongs: &[
        (
            "an order",
            "events.kind NOT IN ('unknown_order', 'repeated', 'unreadable', 'foreign_source')",
        ),
        (
            "the payment of no order that it is about",
            "events.kind IN ('unknown_order', 'repeated')
                AND (payments.id IS NULL OR payments.order_id IS NOT NULL)",
        ),
        (
            "no payment",
            "events.kind IN ('unreadable', 'foreign_source') AND events.payment_id IS NOT NULL",
        ),
        ("no chain", "events.previous IS NOT NULL"),
    ],
};

/// What an order's replay does for the payments of orders.
const UNKNOWN_ORDERS: Search<'_> = Search {
    rule: Rule::Causes,
    thing: "payment of no order",
    among: "payments WHERE order_id IS NULL",
    joined: "payments LEFT JOIN discrepancies
        ON discrepancies.payment_id = payments.id AND discrepancies.kind = 'unknown_order'
        WHERE payments.order_id IS NULL",
    id: "payments.id",
    found: "'a sum of ' || CAST(payments.sum AS TEXT)",
    wrongs: &[
        ("its unknown_order", "discrepancies.id IS NULL"),
        (
            "its unknown_order with its sum",
            "discrepancies.amount IS NULL OR discrepancies.amount <> payments.sum",
        ),
        ("not to be counted", "payments.counted"),
    ],
};

#[derive(QueryableByName)]
struct Offender {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    found: Option<String>,
    #[diesel(sql_type = Text)]
    expected: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(connection: &mut Connection, sql: &str) -> Result<i64, StoreError> {
    let row: Number = diesel::sql_query(sql).get_result(connection)?;
    Ok(row.number)
}

fn search(
    connection: &mut Connection,
    report: &mut Report,
    search: &Search<'_>,
) -> Result<(), StoreError> {
    let Search { rule, thing, among, joined, id, found, wrongs } = search;
    let count = format!("SELECT COUNT(*) AS number FROM {among}");
    report.checked(*rule, number(connection, &count)?);
    let wrongs: Vec<String> =
        wrongs.iter().map(|(expected, when)| format!("WHEN {when} THEN '{expected}'")).collect();
    let wrongs = wrongs.join(" ");
    let offenders: Vec<Offender> = diesel::sql_query(format!(
        "SELECT id, found, expected FROM (
            SELECT {id} AS id, {found} AS found, CASE {wrongs} END AS expected FROM {joined}
        ) judged WHERE expected IS NOT NULL ORDER BY id LIMIT 10"
    ))
    .load(connection)?;
    for Offender { id, found, expected } in offenders {
        let found = found.unwrap_or_else(|| "nothing".to_owned());
        report.found(*rule, Finding::new(format!("{thing} {id}"), expected, found));
    }
    Ok(())
}

/// What each kind of discrepancy is about.
fn check_discrepancies(connection: &mut Connection, report: &mut Report) -> Result<(), StoreError> {
    let known: Vec<String> =
        DiscrepancyKind::ALL.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
    let unknown = format!("discrepancies.kind NOT IN ({})", known.join(", "));
    search(
        connection,
        report,
        &Search {
            rule: Rule::Discrepancies,
            thing: "discrepancy",
            among: "discrepancies",
            joined: "discrepancies
                LEFT JOIN payments ON payments.id = discrepancies.payment_id
                LEFT JOIN callbacks ON callbacks.id = discrepancies.callback_id
                LEFT JOIN orders ON orders.id = discrepancies.order_id
                LEFT JOIN sources ON sources.address = callbacks.source",
            id: "discrepancies.id",
            found: "discrepancies.kind",
            wrongs: &[
                ("a kind that Kassa knows", &unknown),
                (
                    "an order that there is",
                    "discrepancies.order_id IS NOT NULL AND orders.id IS NULL",
                ),
                (
                    "a payment that there is",
                    "discrepancies.payment_id IS NOT NULL AND payments.id IS NULL",
                ),
                (
                    "a callback that there is",
                    "discrepancies.callback_id IS NOT NULL AND callbacks.id IS NULL",
                ),
                (
                    "a callback, and no payment",
                    "discrepancies.kind IN ('unreadable', 'foreign_source')
                        AND (discrepancies.callback_id IS NULL OR discrepancies.payment_id IS NOT NULL)",
                ),
                (
                    "a payment",
                    "discrepancies.kind NOT IN ('unreadable', 'foreign_source')
                        AND discrepancies.payment_id IS NULL",
                ),
                (
                    "no order",
                    "discrepancies.kind IN ('unreadable', 'unknown_order')
                        AND (discrepancies.order_id IS NOT NULL OR payments.order_id IS NOT NULL)",
                ),
                // A repeat of what fitted no order may find one that was placed meanwhile.
                (
                    "the order of its payment",
                    "discrepancies.kind NOT IN ('unreadable', 'foreign_source', 'unknown_order')
                        AND NOT (discrepancies.kind IN ('repeated', 'new_source') AND payments.order_id IS NULL)
                        AND (payments.order_id IS NULL OR discrepancies.order_id IS NULL
                            OR discrepancies.order_id <> payments.order_id)",
                ),
                (
                    "the callback of its payment",
                    "discrepancies.kind NOT IN ('repeated', 'new_source')
                        AND discrepancies.callback_id <> payments.callback_id",
                ),
                (
                    "to have happened once",
                    "discrepancies.times < 1
                        OR discrepancies.times > 1 AND discrepancies.kind NOT IN ('repeated', 'new_source')",
                ),
                (
                    "a source that is written down",
                    "discrepancies.kind = 'new_source' AND sources.address IS NULL",
                ),
                (
                    "when, by whom and how it was resolved, or none of it",
                    "(discrepancies.resolved_at IS NULL) <> (discrepancies.resolved_by IS NULL)
                        OR (discrepancies.resolved_at IS NULL) <> (discrepancies.resolution IS NULL)",
                ),
            ],
        },
    )
}

/// Every callback wrote one event, and what it is about is counted elsewhere as well. The events of payments of orders
/// are replayed, so only the other kinds are counted here.
fn check_kinds(connection: &mut Connection, report: &mut Report) -> Result<(), StoreError> {
    for (kind, elsewhere) in [
        ("unknown_order", "SELECT COUNT(*) AS number FROM payments WHERE order_id IS NULL"),
        (
            "repeated",
            "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) AS number FROM discrepancies
                WHERE kind = 'repeated'",
        ),
        ("unreadable", "SELECT COUNT(*) AS number FROM discrepancies WHERE kind = 'unreadable'"),
        (
            "foreign_source",
            "SELECT COUNT(*) AS number FROM discrepancies WHERE kind = 'foreign_source'",
        ),
    ] {
        let written = format!("SELECT COUNT(*) AS number FROM events WHERE kind = '{kind}'");
        let (written, wanted) = (number(connection, &written)?, number(connection, elsewhere)?);
        report.checked(Rule::CallbackEvents, written);
        if written != wanted {
            let expected = format!("{wanted} events");
            let finding = Finding::new(kind, expected, written.to_string());
            report.found(Rule::CallbackEvents, finding);
        }
    }
    Ok(())
}

fn check_feed(connection: &mut Connection, report: &mut Report) -> Result<(), StoreError> {
    let count = number(connection, "SELECT COUNT(*) AS number FROM events")?;
    let newest = number(connection, "SELECT COALESCE(MAX(id), 0) AS number FROM events")?;
    report.checked(Rule::Feed, count);
    if count == newest {
        return Ok(());
    }
    // The last before each hole; nothing is looked for twice, since ids are a key.
    let before_holes: Vec<Number> = diesel::sql_query(format!(
        "SELECT earlier.id AS number FROM (SELECT id FROM events UNION ALL SELECT 0) earlier
        LEFT JOIN events later ON later.id = earlier.id + 1
        WHERE later.id IS NULL AND earlier.id < {newest} ORDER BY earlier.id LIMIT 10"
    ))
    .load(connection)?;
    for Number { number } in before_holes {
        let subject = format!("event {}", number + 1);
        report.found(Rule::Feed, Finding::new(subject, "to be there", "a hole"));
    }
    Ok(())
}

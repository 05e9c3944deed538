//! The rules that a query can check: it finds whoever breaks them, and ends when there are enough to name.

mod resolutions;

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
    search(connection, report, &HAND_OVERS)?;
    search(connection, report, &HAND_OVER_CODES)?;
    search(connection, report, &ORIGINS)?;
    search(connection, report, &UNKNOWN_ORDERS)?;
    check_discrepancies(connection, report)?;
    resolutions::check(connection, report)?;
    search(connection, report, &DOUBTS)?;
    search(connection, report, &MERGES)?;
    search(connection, report, &DUES)?;
    search(connection, report, &UNTOLD_DUES)?;
    search(connection, report, &REFUNDS)?;
    search(connection, report, &REFUNDED)?;
    search(connection, report, &CLAIMS)?;
    search(connection, report, &REMEDIES)?;
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

const HAND_OVERS: Search<'_> = Search {
    rule: Rule::HandOvers,
    thing: "hand-over of order",
    among: "hand_overs",
    joined: "hand_overs LEFT JOIN orders ON orders.id = hand_overs.order_id
        LEFT JOIN cells ON cells.id = hand_overs.cell_id",
    id: "hand_overs.order_id",
    found: "orders.status",
    wrongs: &[
        ("an order that is ready", "orders.id IS NULL OR orders.status <> 'ready'"),
        ("a cell that there is", "hand_overs.cell_id IS NOT NULL AND cells.id IS NULL"),
        ("a cell or a place", "(hand_overs.cell_id IS NULL) = (hand_overs.place IS NULL)"),
        (
            "a cell of its own",
            "hand_overs.cell_id IS NOT NULL AND EXISTS (SELECT 1 FROM hand_overs other
                WHERE other.cell_id = hand_overs.cell_id AND other.order_id <> hand_overs.order_id)",
        ),
        (
            "0 to 3 attempts, and those of a courier",
            "hand_overs.attempts < 0 OR hand_overs.attempts > 3
                OR (hand_overs.attempts > 0 AND hand_overs.cell_id IS NOT NULL)",
        ),
    ],
};

const HAND_OVER_CODES: Search<'_> = Search {
    rule: Rule::HandOvers,
    thing: "hand-over code of order",
    among: "hand_over_codes",
    joined: "hand_over_codes LEFT JOIN hand_overs ON hand_overs.order_id = hand_over_codes.order_id",
    id: "hand_over_codes.order_id",
    found: "'a code'",
    wrongs: &[
        (
            "an order that a courier brings",
            "hand_overs.order_id IS NULL OR hand_overs.cell_id IS NOT NULL",
        ),
        ("wrong ones from 0 to 5", "hand_over_codes.wrong < 0 OR hand_over_codes.wrong > 5"),
    ],
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
            "payments.callback_id IS NULL AND payments.sure = 'callback'
                AND payments.merged_with IS NULL",
        ),
        ("a callback that there is", "payments.callback_id IS NOT NULL AND callbacks.id IS NULL"),
        (
            "to be sure in a way that Kassa knows",
            "payments.sure NOT IN ('callback', 'balance', 'staff', 'contested')",
        ),
    ],
};

/// What is told to be missing or due, and is not.
const DUES: Search<'_> = Search {
    rule: Rule::Dues,
    thing: "discrepancy",
    among: "discrepancies WHERE resolved_at IS NULL AND kind IN ('underpaid', 'refund_due')",
    joined: "discrepancies JOIN orders ON orders.id = discrepancies.order_id
        WHERE discrepancies.resolved_at IS NULL
            AND discrepancies.kind IN ('underpaid', 'refund_due')",
    id: "discrepancies.id",
    found: "discrepancies.kind || ' of ' || CAST(discrepancies.amount AS TEXT)
        || ' of an order that is ' || orders.status",
    wrongs: &[
        (
            "an order that waits for that much",
            "discrepancies.kind = 'underpaid' AND (orders.status <> 'awaiting_payment'
                OR discrepancies.amount <> orders.total - orders.counted)",
        ),
        (
            "a cancelled order that has that much",
            "discrepancies.kind = 'refund_due' AND (orders.status <> 'cancelled'
                OR discrepancies.amount < 1 OR discrepancies.amount > orders.counted - (
                    SELECT COALESCE(SUM(refunds.sum), 0) FROM refunds
                    WHERE refunds.order_id = orders.id AND refunds.state <> 'cancelled'))",
        ),
    ],
};

/// What is missing or due, and nobody was told.
const UNTOLD_DUES: Search<'_> = Search {
    rule: Rule::Dues,
    thing: "order",
    among: "orders WHERE status IN ('awaiting_payment', 'cancelled') AND counted > 0",
    joined: "orders WHERE status IN ('awaiting_payment', 'cancelled') AND counted > 0",
    id: "orders.id",
    found: "'nothing for uid ' || orders.uid",
    wrongs: &[
        (
            "to be told how much is missing",
            "orders.status = 'awaiting_payment' AND NOT EXISTS (SELECT 1 FROM discrepancies
                WHERE discrepancies.order_id = orders.id AND discrepancies.kind = 'underpaid')",
        ),
        (
            "to be told how much is due",
            "orders.status = 'cancelled' AND NOT EXISTS (SELECT 1 FROM discrepancies
                WHERE discrepancies.order_id = orders.id
                    AND discrepancies.kind IN ('refund_due', 'paid_after_cancel'))
                AND orders.counted > (SELECT COALESCE(SUM(refunds.sum), 0) FROM refunds
                    WHERE refunds.order_id = orders.id AND refunds.state <> 'cancelled')",
        ),
    ],
};

/// What orders have of goods that are counted. Whoever has completed an order has its goods, also when his money went back.
const CLAIMS: Search<'_> = Search {
    rule: Rule::Claims,
    thing: "order",
    among: "claims",
    joined: "claims LEFT JOIN orders ON orders.id = claims.order_id
        LEFT JOIN products ON products.id = claims.product_id",
    id: "claims.order_id",
    found: "CAST(claims.has AS TEXT) || ' of product ' || CAST(claims.product_id AS TEXT)
        || ' in an order that is ' || orders.status",
    wrongs: &[
        ("an order and a product that there are", "orders.id IS NULL OR products.id IS NULL"),
        ("no more than it wants", "claims.has < 0 OR claims.has > claims.wanted"),
        (
            "nothing of an order that is over",
            "claims.has > 0 AND orders.status IN ('cancelled', 'expired')",
        ),
        (
            "all of it, or to be told that it is out of stock",
            "claims.has < claims.wanted AND orders.status IN ('paid', 'assembling', 'ready', 'completed')
                AND NOT EXISTS (SELECT 1 FROM discrepancies WHERE discrepancies.order_id = claims.order_id
                    AND discrepancies.kind = 'out_of_stock')",
        ),
    ],
};

const SHOP_EVENTS: Search<'_> = Search {
    rule: Rule::ShopEvents,
    thing: "event",
    among: "events WHERE order_id IS NULL",
    joined: "events LEFT JOIN payments ON payments.id = events.payment_id
        LEFT JOIN discrepancies attached ON attached.payment_id = payments.id
            AND attached.kind = 'unknown_order' AND attached.way = 'attach'
        WHERE events.order_id IS NULL",
    id: "events.id",
    found: "events.kind",
    wrongs: &[
        (
            "an order",
            "events.kind NOT IN ('unknown_order', 'repeated', 'unreadable', 'foreign_source',
                'contested', 'refund', 'resolved', 'source_trusted', 'withdrawal', 'balance')",
        ),
        (
            "the payment of no order that it is about",
            // A person may have found its order since.
            "events.kind IN ('unknown_order', 'repeated', 'contested', 'refund')
                AND (payments.id IS NULL OR payments.order_id IS NOT NULL AND attached.id IS NULL)",
        ),
        (
            "no payment",
            "events.kind IN ('unreadable', 'foreign_source', 'source_trusted', 'withdrawal', 'balance')
                AND events.payment_id IS NOT NULL",
        ),
        (
            "what was resolved",
            "events.kind IN ('resolved', 'source_trusted') AND events.discrepancy_id IS NULL",
        ),
        ("no chain", "events.previous IS NOT NULL"),
    ],
};

const DOUBTS: Search<'_> = Search {
    rule: Rule::Doubts,
    thing: "payment",
    among: "payments",
    joined: "payments LEFT JOIN discrepancies doubt
        ON doubt.payment_id = payments.id AND doubt.kind = 'contested'
        WHERE payments.sure = 'contested' OR doubt.id IS NOT NULL",
    id: "payments.id",
    found: "payments.sure || COALESCE(', ' || doubt.way, '')",
    wrongs: &[
        (
            "a doubt that is open, or was right",
            "payments.sure = 'contested' AND (doubt.id IS NULL
                OR doubt.resolved_at IS NOT NULL AND COALESCE(doubt.way, '') <> 'reject')",
        ),
        (
            "to be contested",
            "payments.sure <> 'contested' AND (doubt.resolved_at IS NULL OR doubt.way = 'reject')",
        ),
        ("not to be counted", "doubt.way = 'reject' AND payments.counted"),
    ],
};

const MERGES: Search<'_> = Search {
    rule: Rule::Merges,
    thing: "payment",
    among: "payments WHERE merged_with IS NOT NULL",
    joined: "payments LEFT JOIN payments other ON other.id = payments.merged_with
        WHERE payments.merged_with IS NOT NULL",
    id: "payments.id",
    found: "'merged with ' || CAST(payments.merged_with AS TEXT)",
    wrongs: &[
        ("one that a person wrote down", "payments.callback_id IS NOT NULL"),
        ("a payment by callback", "other.id IS NULL OR other.callback_id IS NULL"),
        (
            "one of the same order and sum",
            "payments.order_id IS NULL OR other.order_id IS NULL
                OR payments.order_id <> other.order_id OR payments.sum <> other.sum",
        ),
        ("one that does not count", "other.counted"),
    ],
};

const REFUNDS: Search<'_> = Search {
    rule: Rule::Refunds,
    thing: "refund",
    among: "refunds",
    joined: "refunds LEFT JOIN orders ON orders.id = refunds.order_id
        LEFT JOIN payments ON payments.id = refunds.payment_id",
    id: "refunds.id",
    found: "refunds.state",
    wrongs: &[
        ("an order, or a payment of none", "(orders.id IS NULL) = (payments.id IS NULL)"),
        ("a payment of no order", "payments.order_id IS NOT NULL AND refunds.state <> 'cancelled'"),
        (
            "a state that Kassa knows",
            "refunds.state NOT IN ('intended', 'sent', 'confirmed', 'unknown', 'cancelled')",
        ),
    ],
};

/// What is refunded of an order, or of a payment of none, against what came of it. In numbers that do not run over.
const REFUNDED: Search<'_> = Search {
    rule: Rule::Refunds,
    thing: "refunds of",
    // Looked at above.
    among: "refunds WHERE sum < 0",
    joined: "(SELECT order_id, payment_id, SUM(CAST(sum AS DOUBLE PRECISION)) AS sum FROM refunds
            WHERE state <> 'cancelled' GROUP BY order_id, payment_id) gone
        LEFT JOIN (SELECT order_id, SUM(CAST(sum AS DOUBLE PRECISION)) AS sum FROM payments
            WHERE order_id IN (SELECT order_id FROM refunds) AND NOT EXISTS (
                SELECT 1 FROM payments same WHERE same.merged_with = payments.id)
            GROUP BY order_id) came ON came.order_id = gone.order_id
        LEFT JOIN payments ON payments.id = gone.payment_id",
    id: "COALESCE(gone.order_id, gone.payment_id)",
    found: "CAST(CAST(gone.sum AS BIGINT) AS TEXT)",
    wrongs: &[(
        "no more than was paid",
        "gone.sum > COALESCE(came.sum, CAST(payments.sum AS DOUBLE PRECISION), 0)",
    )],
};

/// What is done about missing goods, against what was ordered. In numbers that do not run over.
const REMEDIES: Search<'_> = Search {
    rule: Rule::Remedies,
    thing: "missing goods of order",
    among: "line_remedies",
    joined: "line_remedies LEFT JOIN order_items ON order_items.order_id = line_remedies.order_id
            AND order_items.position = line_remedies.position
        LEFT JOIN refunds ON refunds.id = line_remedies.refund_id
        LEFT JOIN events told ON told.id = line_remedies.event_id
        LEFT JOIN events ended ON ended.id = line_remedies.ended_event
        LEFT JOIN (SELECT live.order_id, live.position,
                SUM(CAST(live.quantity AS DOUBLE PRECISION)) AS quantity
            FROM line_remedies live LEFT JOIN refunds ON refunds.id = live.refund_id
            WHERE live.ended_event IS NULL AND COALESCE(refunds.state, '') <> 'cancelled'
            GROUP BY live.order_id, live.position) taken
        ON taken.order_id = line_remedies.order_id AND taken.position = line_remedies.position",
    id: "line_remedies.order_id",
    found: "line_remedies.kind || ' of ' || CAST(line_remedies.quantity AS TEXT) || ' of line '
        || CAST(line_remedies.position AS TEXT)",
    wrongs: &[
        ("a line of its order", "order_items.order_id IS NULL"),
        ("no more than the line has", "taken.quantity > order_items.quantity"),
        (
            "a kind that Kassa knows",
            "line_remedies.kind NOT IN ('substitute', 'refund', 'needs_refund', 'wait')",
        ),
        (
            "a refund of its order where it is one, and no other",
            "(line_remedies.kind = 'refund') <> (refunds.id IS NOT NULL)
                OR COALESCE(refunds.order_id, line_remedies.order_id) <> line_remedies.order_id",
        ),
        (
            "what the customer gets where it is a substitute, and only there",
            "(line_remedies.kind = 'substitute') <> (line_remedies.instead IS NOT NULL)
                OR (line_remedies.instead IS NULL) <> (line_remedies.instead_quantity IS NULL)",
        ),
        (
            "events of its order",
            "COALESCE(told.order_id, 0) <> line_remedies.order_id
                OR line_remedies.ended_event IS NOT NULL
                    AND COALESCE(ended.order_id, 0) <> line_remedies.order_id",
        ),
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
                    "discrepancies.kind NOT IN ('unreadable', 'foreign_source', 'refund_due', 'underpaid', 'overpaid',
                            'out_of_stock')
                        AND discrepancies.payment_id IS NULL",
                ),
                // What follows from a person's decision about an order is about all of it.
                (
                    "an order, and nothing else",
                    "(discrepancies.kind = 'refund_due'
                            OR discrepancies.kind IN ('underpaid', 'overpaid') AND discrepancies.payment_id IS NULL)
                        AND (discrepancies.order_id IS NULL OR discrepancies.payment_id IS NOT NULL
                            OR discrepancies.callback_id IS NOT NULL OR discrepancies.amount IS NULL)",
                ),
                (
                    "an order, and no money",
                    "discrepancies.kind = 'out_of_stock'
                        AND (discrepancies.order_id IS NULL OR discrepancies.payment_id IS NOT NULL
                            OR discrepancies.callback_id IS NOT NULL OR discrepancies.amount IS NOT NULL)",
                ),
                (
                    "no order",
                    "discrepancies.kind IN ('unreadable', 'unknown_order')
                        AND discrepancies.order_id IS NOT NULL",
                ),
                (
                    "no order, or one that a person found",
                    "discrepancies.kind = 'unknown_order'
                        AND (payments.order_id IS NOT NULL) <> (COALESCE(discrepancies.way, '') = 'attach')",
                ),
                // A repeat of what fitted no order may find one that was placed meanwhile.
                (
                    "the order of its payment",
                    "discrepancies.kind NOT IN ('unreadable', 'foreign_source', 'unknown_order', 'refund_due')
                        AND discrepancies.payment_id IS NOT NULL
                        AND NOT (discrepancies.kind IN ('repeated', 'new_source') AND payments.order_id IS NULL)
                        AND NOT (discrepancies.kind = 'contested' AND payments.order_id IS NULL
                            AND discrepancies.order_id IS NULL)
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
                        OR discrepancies.times > 1
                            AND discrepancies.kind NOT IN ('repeated', 'new_source', 'contested')",
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

/// Every callback wrote one event, and so did every withdrawal, and what it is about is counted elsewhere as well. The events of payments of orders
/// are replayed, so only the other kinds are counted here.
fn check_kinds(connection: &mut Connection, report: &mut Report) -> Result<(), StoreError> {
    for (kind, elsewhere) in [
        (
            "unknown_order",
            // A person has found the order of some.
            "SELECT (SELECT COUNT(*) FROM payments WHERE order_id IS NULL) + (
                SELECT COUNT(*) FROM discrepancies WHERE kind = 'unknown_order' AND way = 'attach'
            ) AS number",
        ),
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
        ("withdrawal", "SELECT COUNT(*) AS number FROM withdrawals"),
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

//! Orders, page by page: each replayed, and what the walks saw tallied against what there is.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
};

use diesel::{QueryableByName, RunQueryDsl, prelude::*, sql_types::BigInt};

use super::{
    Finding, Report, Rule,
    chain::{self, EventRow, Raised, Walker},
    replay::{Replay, Said},
    tally::Tally,
};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{order_items, orders, refunds},
    },
    desk::money::RefundState,
    orders::Uid,
};

/// How many orders are held at once.
const PAGE: i64 = 1000;

pub(super) fn check(connection: &mut Connection, report: &mut Report) -> Result<(), StoreError> {
    let most: Option<i64> =
        orders::table.select(diesel::dsl::max(orders::id)).get_result(connection)?;
    let most = most.unwrap_or(0);
    let (mut events, mut payments) = (Tally::up_to(most), Tally::up_to(most));
    for rule in [
        Rule::Totals,
        Rule::Uids,
        Rule::Placing,
        Rule::OrderEvents,
        Rule::OrderPayments,
        Rule::Counted,
        Rule::Statuses,
        Rule::Causes,
    ] {
        report.checked(rule, 0);
    }
    pages(connection, 1..=i64::MAX, |connection, page| {
        let count = i64::try_from(page.len()).unwrap_or(i64::MAX);
        for rule in [Rule::Totals, Rule::Uids, Rule::Placing, Rule::Counted, Rule::Statuses] {
            report.checked(rule, count);
        }
        check_totals(connection, &page, report)?;
        for order in &page {
            check_uid(order, report);
        }
        let refunded = refunded(connection, &page)?;
        let replay = |row: Row| {
            let refunded = refunded.get(&row.id).copied().unwrap_or(0);
            row.replay(refunded)
        };
        let mut replays: Vec<Replay> = page.into_iter().map(replay).collect();
        chain::walk(connection, &mut replays)?;
        for replay in replays {
            events.add(replay.order_id(), replay.events);
            payments.add(replay.order_id(), replay.payments);
            report.checked(Rule::Causes, replay.payments);
            replay.report(report);
        }
        Ok(())
    })?;
    report.checked(Rule::OrderEvents, events.total());
    report.checked(Rule::OrderPayments, payments.total());
    let outside = events.differences(
        connection,
        "COUNT(*)",
        "order_id",
        "events WHERE order_id IS NOT NULL",
    )?;
    name_outsiders(connection, Table::Events, &outside, report)?;
    let outside = payments.differences(
        connection,
        "COUNT(*)",
        "order_id",
        "payments WHERE order_id IS NOT NULL",
    )?;
    name_outsiders(connection, Table::Payments, &outside, report)
}

#[derive(Queryable)]
struct Row {
    id: i64,
    uid: String,
    uid_folded: String,
    total: i64,
    counted: i64,
    status: String,
    last_event: i64,
    last_payment: Option<i64>,
    expires_at: UtcTime,
}

impl Row {
    /// `refunded` is what was confirmed to have gone back.
    fn replay(self, refunded: i128) -> Replay {
        Replay::of(Said {
            refunded,
            id: self.id,
            uid: self.uid,
            total: self.total,
            counted: self.counted,
            status: self.status,
            last_event: self.last_event,
            last_payment: self.last_payment,
            expires_at: self.expires_at,
        })
    }

    fn subject(&self) -> String {
        format!("order {} ({})", self.id, self.uid)
    }
}

/// The orders with ids in a range, a page at a time.
fn pages(
    connection: &mut Connection,
    ids: RangeInclusive<i64>,
    mut work: impl FnMut(&mut Connection, Vec<Row>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut from = *ids.start();
    loop {
        let page: Vec<Row> = orders::table
            .filter(orders::id.ge(from).and(orders::id.le(*ids.end())))
            .order(orders::id)
            .limit(PAGE)
            .select((
                orders::id,
                orders::uid,
                orders::uid_folded,
                orders::total,
                orders::counted,
                orders::status,
                orders::last_event,
                orders::last_payment,
                orders::expires_at,
            ))
            .load(connection)?;
        let Some(last) = page.last() else { return Ok(()) };
        from = last.id.saturating_add(1);
        work(connection, page)?;
    }
}

fn check_uid(order: &Row, report: &mut Report) {
    match order.uid.parse::<Uid>() {
        Ok(uid) if uid.folded() == order.uid_folded => {}
        Ok(uid) => report.found(
            Rule::Uids,
            Finding::new(order.subject(), uid.folded(), format!("{:?}", order.uid_folded)),
        ),
        Err(error) => report.found(
            Rule::Uids,
            Finding::new(order.subject(), error.to_string(), format!("{:?}", order.uid)),
        ),
    }
}

/// An order of just a sum has no items.
fn check_totals(
    connection: &mut Connection,
    page: &[Row],
    report: &mut Report,
) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(()) };
    let items: Vec<(i64, i64, i64)> = order_items::table
        .filter(order_items::order_id.between(first.id, last.id))
        .select((order_items::order_id, order_items::price, order_items::quantity))
        .load(connection)?;
    let mut totals: HashMap<i64, i128> = HashMap::new();
    for (order_id, price, quantity) in items {
        *totals.entry(order_id).or_default() += i128::from(price) * i128::from(quantity);
    }
    for order in page {
        if let Some(total) = totals.get(&order.id)
            && *total != i128::from(order.total)
        {
            let expected = format!("{total}, the total of its items");
            let found = order.total.to_string();
            report.found(Rule::Totals, Finding::new(order.subject(), expected, found));
        }
    }
    Ok(())
}

/// What was confirmed to have gone back of a page's orders.
fn refunded(connection: &mut Connection, page: &[Row]) -> Result<HashMap<i64, i128>, StoreError> {
    let mut back: HashMap<i64, i128> = HashMap::new();
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(back) };
    let confirmed: Vec<(Option<i64>, i64)> = refunds::table
        .filter(
            refunds::order_id
                .between(first.id, last.id)
                .and(refunds::state.eq(RefundState::Confirmed)),
        )
        .select((refunds::order_id, refunds::sum))
        .load(connection)?;
    for (order_id, sum) in confirmed {
        *back.entry(order_id.unwrap_or_default()).or_default() += i128::from(sum);
    }
    Ok(back)
}

#[derive(Clone, Copy)]
enum Table {
    Events,
    Payments,
}

/// What belongs to an order of the range, and no walk has come to.
fn name_outsiders(
    connection: &mut Connection,
    table: Table,
    ranges: &[RangeInclusive<i64>],
    report: &mut Report,
) -> Result<(), StoreError> {
    #[derive(QueryableByName)]
    struct Belongs {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = BigInt)]
        order_id: i64,
    }
    let (name, thing, rule) = match table {
        Table::Events => ("events", "event", Rule::OrderEvents),
        Table::Payments => ("payments", "payment", Rule::OrderPayments),
    };
    for range in ranges {
        if report.is_full(rule) {
            break;
        }
        let (mut met, mut broken) = (HashSet::new(), HashSet::new());
        pages(connection, range.clone(), |connection, page| {
            let replay = |row: Row| Met { replay: row.replay(0), table, met: Vec::new() };
            let mut walkers: Vec<Met> = page.into_iter().map(replay).collect();
            chain::walk(connection, &mut walkers)?;
            for Met { replay, met: of_order, .. } in walkers {
                met.extend(of_order);
                if replay.is_broken() {
                    broken.insert(replay.order_id());
                }
            }
            Ok(())
        })?;
        let (first, last) = (range.start(), range.end());
        let belongs: Vec<Belongs> = diesel::sql_query(format!(
            "SELECT id, order_id FROM {name} WHERE order_id BETWEEN {first} AND {last} ORDER BY id"
        ))
        .load(connection)?;
        for Belongs { id, order_id } in belongs {
            // A chain that breaks off was named where it does.
            if !met.contains(&id) && !broken.contains(&order_id) {
                let expected = format!("to be in the chain of order {order_id}");
                report.found(rule, Finding::new(format!("{thing} {id}"), expected, "outside"));
            }
        }
    }
    Ok(())
}

/// A replay that remembers what it met.
struct Met {
    replay: Replay,
    table: Table,
    met: Vec<i64>,
}

impl Walker for Met {
    fn next(&self) -> Option<i64> {
        self.replay.next()
    }

    fn meet(&mut self, event: &EventRow, raised: &[Raised]) {
        let linked = self.replay.payments;
        self.replay.meet(event, raised);
        if event.order_id == Some(self.replay.order_id()) {
            self.met.extend(match self.table {
                Table::Events => Some(event.id),
                // An event may also tell of a payment that the chain has come to, or will.
                Table::Payments => event.payment_id.filter(|_| self.replay.payments > linked),
            });
        }
    }

    fn miss(&mut self, event_id: i64) {
        self.replay.miss(event_id);
    }
}

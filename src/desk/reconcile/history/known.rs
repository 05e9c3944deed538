//! What the books know that a line could tell of.

use std::collections::{HashMap, HashSet};

use chrono::DateTime;
use diesel::prelude::*;

use super::matching::{Known, Sought};
use crate::{
    clock::UtcTime,
    db::{
        Connection, chain,
        columns::SumColumn,
        schema::{history_lines, orders, payments},
    },
    dromon::Sum,
    orders::{Order, Uid},
};

/// How many values one query asks for.
const CHUNK: usize = 500;

/// How many payments of no order are looked through.
const MOST_WITHOUT_ORDER: i64 = 5000;

/// The orders of those numbers.
pub(super) fn orders_named(
    connection: &mut Connection,
    uids: &HashSet<&str>,
) -> QueryResult<HashMap<String, Order>> {
    let uids: Vec<&str> = uids.iter().copied().filter(|uid| uid.parse::<Uid>().is_ok()).collect();
    let mut found = HashMap::new();
    for some in uids.chunks(CHUNK) {
        let orders: Vec<Order> =
            Order::query().filter(orders::uid.eq_any(some)).load(connection)?;
        found.extend(orders.into_iter().map(|order| (order.uid.to_string(), order)));
    }
    Ok(found)
}

#[derive(HasQuery)]
#[diesel(table_name = payments)]
struct Row {
    id: i64,
    order_id: Option<i64>,
    callback_id: Option<i64>,
    #[diesel(deserialize_as = SumColumn)]
    sum: Sum,
    payer: Option<String>,
    at: UtcTime,
    fingerprint: Option<String>,
}

/// The payments that those lines may tell of and no line has told of yet.
pub(super) fn payments_for(
    connection: &mut Connection,
    sought: &[Sought<'_>],
    orders: &HashMap<i64, Order>,
) -> QueryResult<Vec<Known>> {
    let mut ids: Vec<i64> = Vec::new();
    for order in orders.values() {
        if let Some(last) = order.last_payment {
            ids.extend(chain::payments(connection, last)?);
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for some in ids.chunks(CHUNK) {
        // A confirmation that was merged with its callback is one payment with it.
        let found = Row::query()
            .filter(payments::id.eq_any(some).and(payments::merged_with.is_null()))
            .load::<Row>(connection)?;
        rows.extend(found);
    }
    let sums: HashSet<i64> = sought
        .iter()
        .filter(|each| each.order_id.is_none())
        .map(|each| each.line.sum.get())
        .collect();
    let sums: Vec<i64> = sums.into_iter().collect();
    for some in sums.chunks(CHUNK) {
        let found = Row::query()
            .filter(payments::order_id.is_null().and(payments::sum.eq_any(some)))
            .order(payments::id.desc())
            .limit(MOST_WITHOUT_ORDER)
            .load::<Row>(connection)?;
        rows.extend(found);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut told: HashSet<i64> = HashSet::new();
    for some in ids.chunks(CHUNK) {
        let found: Vec<Option<i64>> = history_lines::table
            .filter(history_lines::payment_id.eq_any(some))
            .select(history_lines::payment_id)
            .load(connection)?;
        told.extend(found.into_iter().flatten());
    }
    rows.retain(|row| !told.contains(&row.id));
    Ok(rows.into_iter().map(known).collect())
}

fn known(row: Row) -> Known {
    let at = row
        .callback_id
        .map(|_| row.fingerprint.as_deref().and_then(time_of_payment).unwrap_or(row.at));
    Known { id: row.id, order_id: row.order_id, sum: row.sum.get(), payer: row.payer, at }
}

/// A payment's own time, as its fingerprint begins with it.
fn time_of_payment(fingerprint: &str) -> Option<UtcTime> {
    let millis = i64::from_str_radix(fingerprint.get(..12)?, 16).ok()?;
    if millis == 0 {
        return None;
    }
    DateTime::from_timestamp_millis(millis).map(UtcTime::from)
}

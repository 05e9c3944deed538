//! Less money than the books say: which payments may never have come.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::{prelude::*, sql_types::BigInt};

use super::{CAME, ReconcileError, statement};
use crate::{
    db::{
        Connection,
        schema::{discrepancies, orders, payments},
    },
    money::Ar,
    orders::Uid,
    payments::{DiscrepancyKind, Payment},
};

/// How many of the likely ones are shown.
const MOST_LIKELY: i64 = 10;

/// Why a payment may never have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// Exactly that much is missing.
    SameSum,
    NewSource,
    Altered,
    UnknownOrder,
}

/// A payment that may never have come.
#[derive(Clone, Debug)]
pub struct Suspect {
    pub payment: Payment,
    /// The number of its order.
    pub order: Option<Uid>,
    pub doubts: Vec<Doubt>,
}

/// What could explain that less is there than the books say.
#[derive(Clone, Debug, Default)]
pub struct Shortage {
    /// The likely ones, the likeliest first.
    pub likely: Vec<Suspect>,
    /// All since the books have agreed last, newest first: a page of them.
    pub all: Vec<Suspect>,
    /// The payment to continue before; `None` at the end.
    pub older: Option<i64>,
}

/// Looks for what explains a difference below zero, `missing` being how much: among what came since the books have agreed
/// last, up to the payment `newest`.
///
/// # Errors
/// `ReconcileError`.
pub fn shortage(
    connection: &mut Connection,
    missing: Ar,
    newest: i64,
    before: Option<i64>,
    most: i64,
) -> Result<Shortage, ReconcileError> {
    let since = statement::last_agreed(connection)?;
    let newest = newest.saturating_add(1);
    let mut likely: BTreeMap<i64, HashSet<Doubt>> = BTreeMap::new();
    for id in of_sum(connection, missing, since, newest)? {
        likely.entry(id).or_default().insert(Doubt::SameSum);
    }
    for id in doubtful(connection, since, newest)? {
        likely.entry(id).or_default();
    }
    let mut all = came(connection, since, before.unwrap_or(newest).min(newest), most + 1)?;
    let page = usize::try_from(most).unwrap_or(usize::MAX);
    let more = all.len() > page;
    all.truncate(page);
    let older = all.last().copied().filter(|_| more);

    let likely_ids: Vec<i64> = likely.keys().copied().collect();
    let mut likely = suspects(connection, &likely_ids, &likely)?;
    likely.sort_by_key(|suspect| {
        let worst = suspect.doubts.iter().min().copied();
        (worst.is_none(), worst, std::cmp::Reverse((suspect.doubts.len(), suspect.payment.id)))
    });
    likely.truncate(usize::try_from(MOST_LIKELY).unwrap_or(usize::MAX));
    let mut all = suspects(connection, &all, &BTreeMap::new())?;
    all.sort_by_key(|suspect| std::cmp::Reverse(suspect.payment.id));
    Ok(Shortage { likely, all, older })
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

fn of_sum(connection: &mut Connection, sum: Ar, since: i64, before: i64) -> QueryResult<Vec<i64>> {
    let ids: Vec<Id> = diesel::sql_query(format!(
        "SELECT id FROM payments WHERE id > $1 AND id < $2 AND sum = $3 AND {CAME}
        ORDER BY id DESC LIMIT {MOST_LIKELY}"
    ))
    .bind::<BigInt, _>(since)
    .bind::<BigInt, _>(before)
    .bind::<BigInt, _>(sum.get())
    .load(connection)?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

/// What was suspicious when it came, decided about or not.
fn doubtful(connection: &mut Connection, since: i64, before: i64) -> QueryResult<Vec<i64>> {
    let ids: Vec<Id> = diesel::sql_query(format!(
        "SELECT payments.id FROM discrepancies JOIN payments ON payments.id = discrepancies.payment_id
        WHERE discrepancies.payment_id > $1 AND discrepancies.payment_id < $2
            AND discrepancies.kind IN ('new_source', 'altered', 'unknown_order') AND {CAME}
        GROUP BY payments.id ORDER BY payments.id DESC LIMIT {MOST_LIKELY}"
    ))
    .bind::<BigInt, _>(since)
    .bind::<BigInt, _>(before)
    .load(connection)?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

fn came(connection: &mut Connection, since: i64, before: i64, most: i64) -> QueryResult<Vec<i64>> {
    let ids: Vec<Id> = diesel::sql_query(format!(
        "SELECT id FROM payments WHERE id > $1 AND id < $2 AND {CAME} ORDER BY id DESC LIMIT {most}"
    ))
    .bind::<BigInt, _>(since)
    .bind::<BigInt, _>(before)
    .load(connection)?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

/// The payments, with their orders' numbers, and what is suspicious about each.
fn suspects(
    connection: &mut Connection,
    ids: &[i64],
    doubts: &BTreeMap<i64, HashSet<Doubt>>,
) -> QueryResult<Vec<Suspect>> {
    let found: Vec<Payment> = Payment::query().filter(payments::id.eq_any(ids)).load(connection)?;
    let of_order: HashMap<i64, i64> = payments::table
        .filter(payments::id.eq_any(ids).and(payments::order_id.is_not_null()))
        .select((payments::id, payments::order_id))
        .load::<(i64, Option<i64>)>(connection)?
        .into_iter()
        .filter_map(|(payment, order)| Some((payment, order?)))
        .collect();
    let order_ids: Vec<i64> = of_order.values().copied().collect();
    let uids: HashMap<i64, Uid> = orders::table
        .filter(orders::id.eq_any(order_ids))
        .select((orders::id, orders::uid))
        .load::<(i64, Uid)>(connection)?
        .into_iter()
        .collect();
    let raised: Vec<(Option<i64>, DiscrepancyKind)> = discrepancies::table
        .filter(discrepancies::payment_id.eq_any(ids))
        .select((discrepancies::payment_id, discrepancies::kind))
        .load(connection)?;
    let suspect = |payment: Payment| {
        let mut of_it: HashSet<Doubt> = doubts.get(&payment.id).cloned().unwrap_or_default();
        let kinds = raised.iter().filter(|(id, _)| *id == Some(payment.id)).map(|(_, kind)| *kind);
        of_it.extend(kinds.filter_map(doubt));
        let mut of_it: Vec<Doubt> = of_it.into_iter().collect();
        of_it.sort_unstable();
        let order = of_order.get(&payment.id).and_then(|id| uids.get(id)).cloned();
        Suspect { order, doubts: of_it, payment }
    };
    Ok(found.into_iter().map(suspect).collect())
}

fn doubt(kind: DiscrepancyKind) -> Option<Doubt> {
    match kind {
        DiscrepancyKind::NewSource => Some(Doubt::NewSource),
        DiscrepancyKind::Altered => Some(Doubt::Altered),
        DiscrepancyKind::UnknownOrder => Some(Doubt::UnknownOrder),
        _ => None,
    }
}

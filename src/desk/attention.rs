//! What waits for a person: the open discrepancies with all that is known of each, most pressing first.

use std::collections::{HashMap, HashSet};

use diesel::{
    QueryableByName,
    prelude::*,
    sql_types::{BigInt, Binary, Nullable, Text},
};

use super::money::{Refund, RefundState};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{discrepancies, orders as order_rows, payments as payment_rows, refunds},
    },
    orders::{self, Order},
    payments::{Completeness, Discrepancy, DiscrepancyKind, Payment},
};

/// How many stand on one page.
pub const PAGE: usize = 50;

/// How many refunds that have not ended are listed.
const MOST_REFUNDS: i64 = 50;

/// A larger body is not looked into: a payer can make Dromon echo megabytes, and a page shows many.
const MOST_BODY: i64 = 64 * 1024;

/// How pressing a discrepancy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// It keeps a paid order from being assembled, or nobody knows whose money it is.
    Blocking,
    Usual,
    /// It waits until the balance has been compared.
    Aside,
}

impl Urgency {
    const ALL: [Self; 3] = [Self::Blocking, Self::Usual, Self::Aside];

    fn of_rank(rank: i64) -> Self {
        match rank {
            0 => Self::Blocking,
            1 => Self::Usual,
            _ => Self::Aside,
        }
    }

    fn rank(self) -> i64 {
        match self {
            Self::Blocking => 0,
            Self::Usual => 1,
            Self::Aside => 2,
        }
    }
}

/// Where a page ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub urgency: Urgency,
    pub last_at: UtcTime,
    pub id: i64,
}

impl Place {
    /// As an address has it.
    #[must_use]
    pub fn written(self) -> String {
        format!("{}.{}.{}", self.urgency.rank(), self.last_at.micros(), self.id)
    }

    /// From an address; `None` where nobody could have written it.
    #[must_use]
    pub fn read(written: &str) -> Option<Self> {
        let mut numbers = written.split('.').map(str::parse::<i64>);
        let mut next = || numbers.next()?.ok();
        let (rank, last_at, id) = (next()?, next()?, next()?);
        let urgency = Urgency::ALL.into_iter().find(|urgency| urgency.rank() == rank)?;
        Some(Self { urgency, last_at: UtcTime::from_micros(last_at), id })
    }
}

/// Some of what waits, and where the rest begins.
#[derive(Debug)]
pub struct Cases {
    pub cases: Vec<Case>,
    /// `None` at the end.
    pub next: Option<Place>,
}

/// A discrepancy, and all that is known of it.
#[derive(Clone, Debug)]
pub struct Case {
    pub discrepancy: Discrepancy,
    pub urgency: Urgency,
    pub order: Option<Order>,
    pub payment: Option<Payment>,
    pub callback: Option<CameAs>,
}

/// The callback that it is about, as it came.
#[derive(Clone, Debug, QueryableByName)]
pub struct CameAs {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    pub received_at: UtcTime,
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Text)]
    pub completeness: Completeness,
    /// Nothing of it where it is very long.
    #[diesel(sql_type = Nullable<Binary>)]
    pub body: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct Listed {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    rank: i64,
    #[diesel(sql_type = BigInt)]
    last_at: UtcTime,
}

impl Listed {
    fn place(&self) -> Place {
        Place { urgency: Urgency::of_rank(self.rank), last_at: self.last_at, id: self.id }
    }
}

/// What is open, from after `after`: what blocks first, what was put aside last, and the newest trouble first in each.
///
/// # Errors
/// The database's own.
pub fn open(connection: &mut Connection, after: Option<Place>) -> QueryResult<Cases> {
    let mut listed = list(connection, after)?;
    let more = listed.len() > PAGE;
    listed.truncate(PAGE);
    let next = listed.last().filter(|_| more).map(Listed::place);
    Ok(Cases { cases: cases(connection, &listed)?, next })
}

/// The open ones are few, and an index has them, so their order is worked out on the way.
fn list(connection: &mut Connection, after: Option<Place>) -> QueryResult<Vec<Listed>> {
    let words = |kinds: &mut dyn Iterator<Item = DiscrepancyKind>| {
        let quoted: Vec<String> = kinds.map(|kind| format!("'{}'", kind.as_str())).collect();
        quoted.join(", ")
    };
    let holding = words(&mut DiscrepancyKind::ALL.iter().copied().filter(|kind| kind.holds()));
    let unknown =
        words(&mut [DiscrepancyKind::UnknownOrder, DiscrepancyKind::Unreadable].into_iter());
    let sql = format!(
        "SELECT id, rank, last_at FROM (
            SELECT discrepancies.id AS id, discrepancies.last_at AS last_at, CAST(CASE
                WHEN discrepancies.waits_since IS NOT NULL THEN 2
                WHEN discrepancies.kind IN ({unknown}) THEN 0
                WHEN discrepancies.kind IN ({holding}) AND discrepancies.overridden_at IS NULL
                    AND orders.status IN ('paid', 'assembling', 'ready', 'completed') THEN 0
                ELSE 1 END AS BIGINT) AS rank
            FROM discrepancies LEFT JOIN orders ON orders.id = discrepancies.order_id
            WHERE discrepancies.resolved_at IS NULL
        ) AS open
        WHERE rank > $1 OR (rank = $1 AND (last_at < $2 OR (last_at = $2 AND id < $3)))
        ORDER BY rank, last_at DESC, id DESC LIMIT {}",
        PAGE + 1
    );
    let (rank, last_at, id) = after.map_or((-1, UtcTime::from_micros(0), 0), |place| {
        (place.urgency.rank(), place.last_at, place.id)
    });
    diesel::sql_query(sql)
        .bind::<BigInt, _>(rank)
        .bind::<BigInt, _>(last_at)
        .bind::<BigInt, _>(id)
        .load(connection)
}

/// All that is known of those, in their order.
fn cases(connection: &mut Connection, listed: &[Listed]) -> QueryResult<Vec<Case>> {
    let ids: Vec<i64> = listed.iter().map(|each| each.id).collect();
    let found: Vec<Discrepancy> =
        Discrepancy::query().filter(discrepancies::id.eq_any(&ids)).load(connection)?;
    let mut found: HashMap<i64, Discrepancy> =
        found.into_iter().map(|each| (each.id, each)).collect();
    let of = |id: fn(&Discrepancy) -> Option<i64>| -> Vec<i64> {
        let ids: HashSet<i64> = found.values().filter_map(id).collect();
        ids.into_iter().collect()
    };
    let (order_ids, payment_ids, callback_ids) =
        (of(|each| each.order_id), of(|each| each.payment_id), of(|each| each.callback_id));
    let orders: Vec<Order> =
        Order::query().filter(order_rows::id.eq_any(order_ids)).load(connection)?;
    let orders: HashMap<i64, Order> = orders.into_iter().map(|each| (each.id, each)).collect();
    let payments: Vec<Payment> =
        Payment::query().filter(payment_rows::id.eq_any(payment_ids)).load(connection)?;
    let payments: HashMap<i64, Payment> =
        payments.into_iter().map(|each| (each.id, each)).collect();
    let callbacks = came_as(connection, &callback_ids)?;
    let case = |each: &Listed| {
        let discrepancy = found.remove(&each.id)?;
        Some(Case {
            urgency: Urgency::of_rank(each.rank),
            order: discrepancy.order_id.and_then(|id| orders.get(&id).cloned()),
            payment: discrepancy.payment_id.and_then(|id| payments.get(&id).cloned()),
            callback: discrepancy.callback_id.and_then(|id| callbacks.get(&id).cloned()),
            discrepancy,
        })
    };
    Ok(listed.iter().filter_map(case).collect())
}

fn came_as(connection: &mut Connection, ids: &[i64]) -> QueryResult<HashMap<i64, CameAs>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    // Numbers of our own, so they may stand in the statement itself.
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let came: Vec<CameAs> = diesel::sql_query(format!(
        "SELECT id, received_at, source, completeness,
            CASE WHEN LENGTH(body) <= {MOST_BODY} THEN body END AS body
        FROM callbacks WHERE id IN ({})",
        ids.join(", ")
    ))
    .load(connection)?;
    Ok(came.into_iter().map(|each| (each.id, each)).collect())
}

/// A refund that has not ended, and the order that it is for.
#[derive(Clone, Debug)]
pub struct OpenRefund {
    pub refund: Refund,
    pub order: Option<Order>,
}

/// The refunds of which it is not known yet that they arrived, newest first.
///
/// # Errors
/// The database's own.
pub fn open_refunds(connection: &mut Connection) -> QueryResult<Vec<OpenRefund>> {
    let open: Vec<&str> = [RefundState::Intended, RefundState::Sent, RefundState::Unknown]
        .map(RefundState::as_str)
        .to_vec();
    let found: Vec<Refund> = Refund::query()
        .filter(refunds::state.eq_any(open))
        .order(refunds::id.desc())
        .limit(MOST_REFUNDS)
        .load(connection)?;
    found
        .into_iter()
        .map(|refund| {
            let order = match refund.order_id {
                Some(id) => orders::find(connection, id)?,
                None => None,
            };
            Ok(OpenRefund { refund, order })
        })
        .collect()
}

/// One discrepancy, open or not.
///
/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Discrepancy>> {
    Discrepancy::query().filter(discrepancies::id.eq(id)).get_result(connection).optional()
}

#[cfg(test)]
mod tests;

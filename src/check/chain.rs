//! The walk along orders' events, from the newest to the first, many orders at once.

use std::{collections::HashMap, fmt::Write};

use diesel::{
    QueryableByName, RunQueryDsl,
    sql_types::{BigInt, Bool, Nullable, Text},
};

use crate::{
    clock::UtcTime,
    db::{Connection, StoreError},
};

/// How far each order's chain is followed in one query: enough for any usual order, and a bound for the others.
const DEPTH: usize = 32;

/// An event with its payment, as they stand there: nothing in them is believed.
#[derive(QueryableByName)]
pub(super) struct EventRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub order_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub previous: Option<i64>,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub actor: String,
    #[diesel(sql_type = BigInt)]
    pub at: UtcTime,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub payment_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub payment_order: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub payment_previous: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub payment_sum: Option<i64>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub payment_counted: Option<bool>,
    /// Whether it has no callback: then a person wrote it down.
    #[diesel(sql_type = Bool)]
    pub payment_by_hand: bool,
}

/// A discrepancy of a payment.
#[derive(QueryableByName)]
pub(super) struct Raised {
    #[diesel(sql_type = BigInt)]
    pub payment_id: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub amount: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub resolved_by: Option<String>,
    /// The way out that a person took.
    #[diesel(sql_type = Nullable<Text>)]
    pub way: Option<String>,
}

/// What a chain is, as the walk comes along it.
pub(super) trait Walker {
    /// The newest event that was not met yet, if there is one.
    fn next(&self) -> Option<i64>;
    /// Meets the event that [`Self::next`] asked for.
    fn meet(&mut self, event: &EventRow, raised: &[Raised]);
    /// There is no event of that id, or it is no earlier one.
    fn miss(&mut self, event_id: i64);
}

/// Walks along the chains until each has come to its first event, or broken off.
pub(super) fn walk<W: Walker>(
    connection: &mut Connection,
    walkers: &mut [W],
) -> Result<(), StoreError> {
    loop {
        let starts: Vec<i64> = walkers.iter().filter_map(Walker::next).collect();
        if starts.is_empty() {
            return Ok(());
        }
        let rows = events(connection, &starts)?;
        let raised = raised(connection, &rows)?;
        for walker in walkers.iter_mut() {
            follow(walker, &rows, &raised);
        }
    }
}

/// Follows one chain as far as its events were read.
fn follow<W: Walker>(
    walker: &mut W,
    rows: &HashMap<i64, EventRow>,
    raised: &HashMap<i64, Vec<Raised>>,
) {
    let mut before = i64::MAX;
    for _ in 0..DEPTH {
        let Some(id) = walker.next() else { return };
        match rows.get(&id).filter(|row| row.id < before) {
            None => {
                walker.miss(id);
                return;
            }
            Some(row) => {
                before = row.id;
                let of_payment = row.payment_id.and_then(|payment| raised.get(&payment));
                walker.meet(row, of_payment.map_or(&[], Vec::as_slice));
            }
        }
    }
    // Read up to here; an event that is not before this one is refused now, since the next round would not know.
    if let Some(id) = walker.next().filter(|id| *id >= before) {
        walker.miss(id);
    }
}

fn events(
    connection: &mut Connection,
    starts: &[i64],
) -> Result<HashMap<i64, EventRow>, StoreError> {
    let starts = listed(starts.iter().copied());
    let rows: Vec<EventRow> = diesel::sql_query(format!(
        "WITH RECURSIVE chain (id, order_id, previous, kind, actor, at, payment_id, depth) AS (
            SELECT id, order_id, previous, kind, actor, at, payment_id, 1
            FROM events WHERE id IN ({starts})
            UNION ALL
            SELECT earlier.id, earlier.order_id, earlier.previous, earlier.kind, earlier.actor, earlier.at,
                earlier.payment_id, chain.depth + 1
            FROM chain JOIN events earlier ON earlier.id = chain.previous
            WHERE chain.depth < {DEPTH} AND earlier.id < chain.id
        )
        SELECT chain.id, chain.order_id, chain.previous, chain.kind, chain.actor, chain.at, chain.payment_id,
            payments.order_id AS payment_order, payments.previous AS payment_previous,
            payments.sum AS payment_sum, payments.counted AS payment_counted,
            payments.callback_id IS NULL AS payment_by_hand
        FROM chain LEFT JOIN payments ON payments.id = chain.payment_id"
    ))
    .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The discrepancies of the events' payments, by payment.
fn raised(
    connection: &mut Connection,
    events: &HashMap<i64, EventRow>,
) -> Result<HashMap<i64, Vec<Raised>>, StoreError> {
    let mut by_payment: HashMap<i64, Vec<Raised>> = HashMap::new();
    let payments = listed(events.values().filter_map(|event| event.payment_id));
    if !payments.is_empty() {
        let rows: Vec<Raised> = diesel::sql_query(format!(
            "SELECT payment_id, kind, amount, resolved_by, way FROM discrepancies
            WHERE payment_id IN ({payments})"
        ))
        .load(connection)?;
        for row in rows {
            by_payment.entry(row.payment_id).or_default().push(row);
        }
    }
    Ok(by_payment)
}

/// Numbers with commas between them, for an `IN (…)`.
pub(super) fn listed(ids: impl Iterator<Item = i64>) -> String {
    let mut list = String::new();
    for id in ids {
        let comma = if list.is_empty() { "" } else { "," };
        // Writing into a string never fails.
        let _ = write!(list, "{comma}{id}");
    }
    list
}

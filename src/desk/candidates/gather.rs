//! The orders among which a stray payment's may be: each query finds few, through an index.

use diesel::{QueryableByName, prelude::*, sql_types::BigInt};

use super::{CLOCKS, Stray, spelling};
use crate::{
    db::{
        Connection,
        schema::{customers, orders as order_rows},
    },
    orders::Order,
};

/// How many of the newest orders before the payment are looked through for its sum.
const LOOKED_THROUGH: i64 = 1000;

/// How many orders each way finds at most.
const MOST: i64 = 20;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Orders that may be meant by that payment, each once.
///
/// # Errors
/// The database's own.
pub fn gather(connection: &mut Connection, stray: &Stray) -> QueryResult<Vec<Order>> {
    let mut ids = by_sum(connection, stray)?;
    ids.extend(part_paid(connection, stray)?);
    ids.extend(by_payer(connection, stray)?);
    ids.sort_unstable();
    ids.dedup();
    let numbers = spelling::may_be(stray.uid.as_deref(), stray.text.as_deref());
    Order::query()
        .filter(order_rows::id.eq_any(ids).or(order_rows::uid_folded.eq_any(numbers)))
        .load(connection)
}

/// The newest that wait for exactly that sum.
fn by_sum(connection: &mut Connection, stray: &Stray) -> QueryResult<Vec<i64>> {
    let found: Vec<Found> = diesel::sql_query(format!(
        "SELECT id FROM (
            SELECT id, status, total, counted FROM orders WHERE created_at <= $1
            ORDER BY created_at DESC, id DESC LIMIT {LOOKED_THROUGH}
        ) AS newest
        WHERE status IN ('awaiting_payment', 'expired') AND total - counted = $2
        ORDER BY id DESC LIMIT {MOST}"
    ))
    .bind::<BigInt, _>(stray.at.plus(CLOCKS))
    .bind::<BigInt, _>(stray.sum.get())
    .load(connection)?;
    Ok(found.into_iter().map(|each| each.id).collect())
}

/// Those of which that is missing, however old they are: a part-paid order never expires.
fn part_paid(connection: &mut Connection, stray: &Stray) -> QueryResult<Vec<i64>> {
    let found: Vec<Found> = diesel::sql_query(format!(
        "SELECT order_id AS id FROM discrepancies
        WHERE kind = 'underpaid' AND resolved_at IS NULL AND amount = $1 AND order_id IS NOT NULL
        ORDER BY id DESC LIMIT {MOST}"
    ))
    .bind::<BigInt, _>(stray.sum.get())
    .load(connection)?;
    Ok(found.into_iter().map(|each| each.id).collect())
}

/// The newest of the customer who has the payer's nickname.
fn by_payer(connection: &mut Connection, stray: &Stray) -> QueryResult<Vec<i64>> {
    let Some(payer) = &stray.payer else { return Ok(Vec::new()) };
    let customer: Option<i64> = customers::table
        .filter(customers::nickname_folded.eq(payer.to_ascii_lowercase()))
        .select(customers::id)
        .get_result(connection)
        .optional()?;
    let Some(customer) = customer else { return Ok(Vec::new()) };
    order_rows::table
        .filter(order_rows::customer_id.eq(customer))
        .order(order_rows::id.desc())
        .select(order_rows::id)
        .limit(MOST)
        .load(connection)
}

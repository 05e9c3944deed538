//! Which orders came by an offer, and what they came to.

use std::collections::HashMap;

use diesel::{
    QueryableByName,
    prelude::*,
    sql_types::{BigInt, Text},
};

use crate::{
    catalog::GoodName,
    clock::UtcTime,
    customers::Nickname,
    db::{
        Connection,
        schema::{customers, offer_orders, offers, orders as order_rows},
    },
    orders::{Order, Status},
};

/// What an order is while it is paid for: it counts against a limit for good.
const PAID: [Status; 4] = [Status::Paid, Status::Assembling, Status::Ready, Status::Completed];

/// What came of an offer so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// The orders that were placed by it, whatever became of them.
    pub placed: i64,
    /// The orders that wait for their payment.
    pub waiting: i64,
    /// The orders that are paid.
    pub paid: i64,
    /// What was paid for these.
    pub received: i64,
}

impl Numbers {
    /// How often it was taken, as its limit counts.
    #[must_use]
    pub fn uses(&self) -> i64 {
        self.waiting.saturating_add(self.paid)
    }
}

/// Those of an offer that count against its limit: they are paid, or still can be.
macro_rules! counted {
    ($offer_id:expr, $now:expr) => {
        offer_orders::table
            .inner_join(order_rows::table)
            .filter(offer_orders::offer_id.eq($offer_id))
            .filter(
                order_rows::status.eq_any(PAID).or(order_rows::status
                    .eq(Status::AwaitingPayment)
                    .and(order_rows::counted.gt(0).or(order_rows::expires_at.gt($now)))),
            )
    };
}

/// How often an offer was taken: its orders that are paid, or can still be.
///
/// # Errors
/// The database's own.
pub fn uses(connection: &mut Connection, offer_id: i64, now: UtcTime) -> QueryResult<i64> {
    counted!(offer_id, now).count().get_result(connection)
}

/// Whether somebody of that nickname has taken it.
pub(super) fn has_taken(
    connection: &mut Connection,
    offer_id: i64,
    nickname: &Nickname,
    now: UtcTime,
) -> QueryResult<bool> {
    let customer: Option<i64> = customers::table
        .filter(customers::nickname_folded.eq(nickname.folded()))
        .select(customers::id)
        .get_result(connection)
        .optional()?;
    let Some(customer) = customer else { return Ok(false) };
    let his = counted!(offer_id, now).filter(order_rows::customer_id.eq(customer));
    Ok(his.count().get_result::<i64>(connection)? > 0)
}

/// An order came by that offer.
pub(super) fn note(connection: &mut Connection, offer_id: i64, order_id: i64) -> QueryResult<()> {
    diesel::insert_into(offer_orders::table)
        .values((offer_orders::order_id.eq(order_id), offer_orders::offer_id.eq(offer_id)))
        .execute(connection)
        .map(drop)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    offer_id: i64,
    #[diesel(sql_type = BigInt)]
    placed: i64,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = BigInt)]
    paid: i64,
    #[diesel(sql_type = BigInt)]
    received: i64,
}

/// What came of each offer; of those of which nothing came there is nothing. It reads all their orders, so it is none of the
/// short reads.
///
/// # Errors
/// The database's own.
pub fn numbers(connection: &mut Connection, now: UtcTime) -> QueryResult<HashMap<i64, Numbers>> {
    count(connection, None, now)
}

/// What came of one offer. As with [`numbers`], that is no short read.
///
/// # Errors
/// The database's own.
pub fn numbers_of(connection: &mut Connection, id: i64, now: UtcTime) -> QueryResult<Numbers> {
    Ok(count(connection, Some(id), now)?.remove(&id).unwrap_or_default())
}

fn count(
    connection: &mut Connection,
    only: Option<i64>,
    now: UtcTime,
) -> QueryResult<HashMap<i64, Numbers>> {
    let paid: Vec<String> = PAID.iter().map(|status| format!("'{}'", status.as_str())).collect();
    let paid = format!("orders.status IN ({})", paid.join(", "));
    // A number of our own, so it may stand in the statement itself.
    let only = only.map(|id| format!("WHERE offer_orders.offer_id = {id}")).unwrap_or_default();
    let sql = format!(
        "SELECT offer_orders.offer_id AS offer_id, CAST(COUNT(*) AS BIGINT) AS placed,
            CAST(SUM(CASE WHEN orders.status = $1 AND (orders.counted > 0 OR orders.expires_at > $2) THEN 1 ELSE 0 END) AS BIGINT) AS waiting,
            CAST(SUM(CASE WHEN {paid} THEN 1 ELSE 0 END) AS BIGINT) AS paid,
            CAST(SUM(CASE WHEN {paid} THEN orders.counted ELSE 0 END) AS BIGINT) AS received
        FROM offer_orders JOIN orders ON orders.id = offer_orders.order_id {only} GROUP BY offer_orders.offer_id"
    );
    let rows: Vec<Row> = diesel::sql_query(sql)
        .bind::<Text, _>(Status::AwaitingPayment)
        .bind::<BigInt, _>(now)
        .load(connection)?;
    let numbers = rows.into_iter().map(|row| {
        let Row { offer_id, placed, waiting, paid, received } = row;
        (offer_id, Numbers { placed, waiting, paid, received })
    });
    Ok(numbers.collect())
}

/// The newest orders of an offer.
///
/// # Errors
/// The database's own.
pub fn latest(connection: &mut Connection, offer_id: i64, most: i64) -> QueryResult<Vec<Order>> {
    let ids: Vec<i64> = offer_orders::table
        .filter(offer_orders::offer_id.eq(offer_id))
        .order(offer_orders::order_id.desc())
        .limit(most)
        .select(offer_orders::order_id)
        .load(connection)?;
    Order::query().filter(order_rows::id.eq_any(ids)).order(order_rows::id.desc()).load(connection)
}

/// By which offer an order came: its key and what it is called. `None` where it came from the window or a program.
///
/// # Errors
/// The database's own.
pub fn of_order(
    connection: &mut Connection,
    order_id: i64,
) -> QueryResult<Option<(i64, GoodName)>> {
    offer_orders::table
        .inner_join(offers::table)
        .filter(offer_orders::order_id.eq(order_id))
        .select((offers::id, offers::name))
        .get_result(connection)
        .optional()
}

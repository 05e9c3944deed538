//! Signs that callbacks do not arrive: customers seem to have paid, and nothing came.
//!
//! Dromon never retries and tells nobody, so silence is all that a shop sees of a wrong address, a proxy in the way or a
//! certificate that has run out. One sign proves nothing: whoever came back may have changed his mind.

use std::{collections::HashSet, time::Duration};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::words,
        dialect,
        schema::{callbacks, silence_signs},
        statement::statement,
    },
    orders::{self, Order, Status},
};

words! {
    /// What makes one think that a customer has paid.
    pub enum Sign {
        /// He came back through `/return`.
        CameBack = "came_back",
        /// His order's page stays open: weak, unless several do it.
        Stayed = "stayed",
    }
}

/// How long after a return nothing may come: a callback lands within milliseconds of the payment.
const AFTER_RETURN: Duration = Duration::from_mins(3);

/// How long a page stays open until that is a sign.
pub const AFTER_OPENING: Duration = Duration::from_mins(10);

/// A callback that came shortly before the customer was back is the one that he is waiting for.
const BEFORE_RETURN: Duration = Duration::from_mins(2);

/// How many open pages are a sign without anybody who came back.
const ENOUGH_OPEN_PAGES: usize = 2;

/// How long a sign is remembered.
const REMEMBERED: Duration = Duration::from_hours(48);

/// How many are looked at.
const MOST: i64 = 50;

/// Orders whose customers wait, while no callback comes.
#[derive(Clone, Debug)]
pub struct Silence {
    /// Newest sign first.
    pub orders: Vec<Order>,
    /// When the last callback came, whatever it told.
    pub last_callback: Option<UtcTime>,
}

#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = silence_signs)]
struct Row {
    order_id: i64,
    sign: Sign,
    since: UtcTime,
}

struct NewSign {
    order_id: i64,
    sign: Sign,
    since: UtcTime,
}

// Who came back says more than who stayed.
statement!(NewSign -> ():
    "INSERT INTO silence_signs (order_id, sign, since) VALUES (" order_id as BigInt,
    ", " sign as Text,
    ", " since as BigInt;
    ") ON CONFLICT (order_id) DO UPDATE SET sign = excluded.sign, since = excluded.since
        WHERE silence_signs.sign = 'stayed' AND excluded.sign = 'came_back'"
);

/// Whether that sign of the order would be news: most returns change nothing.
///
/// # Errors
/// The database's own.
pub fn is_news(
    connection: &mut Connection,
    order: &Order,
    sign: Sign,
    now: UtcTime,
) -> QueryResult<bool> {
    if order.status_at(now) != Status::AwaitingPayment {
        return Ok(false);
    }
    let known: Option<Sign> = silence_signs::table
        .find(order.id)
        .select(silence_signs::sign)
        .get_result(connection)
        .optional()?;
    Ok(match known {
        None => true,
        Some(known) => known == Sign::Stayed && sign == Sign::CameBack,
    })
}

/// Writes a sign down, one an order, and forgets the old ones.
///
/// # Errors
/// The database's own.
pub fn note(
    connection: &mut Connection,
    order_id: i64,
    sign: Sign,
    since: UtcTime,
) -> QueryResult<()> {
    let old = since.minus(REMEMBERED);
    diesel::delete(silence_signs::table.filter(silence_signs::since.lt(old)))
        .execute(connection)?;
    dialect::execute(connection, &NewSign { order_id, sign, since }).map(drop)
}

/// The orders whose customers wait, if no callback at all has come for them or anybody since.
///
/// # Errors
/// The database's own.
pub fn look(connection: &mut Connection, now: UtcTime) -> QueryResult<Option<Silence>> {
    let rows: Vec<Row> = Row::query()
        .order((silence_signs::since.desc(), silence_signs::order_id.desc()))
        .limit(MOST)
        .load(connection)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let last_callback: Option<UtcTime> = callbacks::table
        .order(callbacks::id.desc())
        .select(callbacks::received_at)
        .limit(1)
        .get_result(connection)
        .optional()?;
    let mut signs = Vec::new();
    for row in rows.into_iter().filter(|row| is_silent(row, last_callback, now)) {
        if let Some(order) = orders::find(connection, row.order_id)?
            && matches!(order.written_status, Status::AwaitingPayment | Status::Expired)
            && order.last_payment.is_none()
        {
            signs.push((row.sign, order));
        }
    }
    let enough =
        signs.iter().any(|(sign, _)| *sign == Sign::CameBack) || signs.len() >= ENOUGH_OPEN_PAGES;
    let orders = signs.into_iter().map(|(_, order)| order).collect();
    Ok(enough.then_some(Silence { orders, last_callback }))
}

/// The orders whose customers came back from Dromon's page lately, which is as much as to say that they have paid; the
/// newest `most`.
///
/// # Errors
/// The database's own.
pub fn came_back(
    connection: &mut Connection,
    now: UtcTime,
    most: i64,
) -> QueryResult<HashSet<i64>> {
    let orders: Vec<i64> = silence_signs::table
        .filter(silence_signs::since.gt(now.minus(REMEMBERED)))
        .filter(silence_signs::sign.eq(Sign::CameBack))
        .order((silence_signs::since.desc(), silence_signs::order_id.desc()))
        .limit(most)
        .select(silence_signs::order_id)
        .load(connection)?;
    Ok(orders.into_iter().collect())
}

/// Whether nothing has come for as long as this sign asks for.
fn is_silent(row: &Row, last_callback: Option<UtcTime>, now: UtcTime) -> bool {
    let (patience, before) = match row.sign {
        Sign::CameBack => (AFTER_RETURN, BEFORE_RETURN),
        Sign::Stayed => (AFTER_OPENING, Duration::ZERO),
    };
    let long_enough = row.since.plus(patience) <= now && now < row.since.plus(REMEMBERED);
    long_enough && last_callback.is_none_or(|at| at < row.since.minus(before))
}

#[cfg(test)]
mod tests;

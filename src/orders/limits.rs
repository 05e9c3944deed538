//! How much may wait unpaid at once: anyone can place orders, and each puts goods aside.
//!
//! Limits are of a browser, which is easily another one, and of a network, which is not. Never of a nickname: nicknames are
//! not verified, and whoever used a stranger's up would keep that stranger from ordering.

use std::time::Duration;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::BrowserId;
use crate::{
    clock::UtcTime,
    db::{
        Connection, dialect,
        schema::{orders, placings},
    },
    network::Network,
};

/// How many times as much as a browser a network may have: people share one.
const PEOPLE: i64 = 3;

/// How many of the newest orders are looked at.
const LOOKED_AT: i64 = 200;

/// How long it is known where an order came from.
const REMEMBERED: Duration = Duration::from_hours(30 * 24);

/// What one browser may have waiting unpaid; a network three times as much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub orders: i64,
    /// Of goods that are counted.
    pub pieces: i64,
}

/// Where an order of the shop window comes from, and what may wait unpaid there.
#[derive(Clone, Debug)]
pub struct Origin {
    pub browser: BrowserId,
    pub network: Network,
    pub limits: Limits,
}

/// More would be waiting than may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    #[error("there are {0} unpaid orders already: pay or cancel one first")]
    Orders(i64),
    #[error("at most {0} pieces can wait unpaid: pay or cancel an order first")]
    Pieces(i64),
}

impl Origin {
    /// Nobody else from there places an order until the transaction ends. To be called before anything else is locked.
    pub(super) fn lock(&self, connection: &mut Connection) -> QueryResult<()> {
        dialect::lock_name(connection, &format!("browser {}", self.browser.as_str()))?;
        dialect::lock_name(connection, &format!("network {}", self.network))
    }

    /// Writes down where the new order came from, and checks what waits now.
    pub(super) fn note(
        &self,
        connection: &mut Connection,
        order_id: i64,
        now: UtcTime,
    ) -> QueryResult<Result<(), TooMuch>> {
        diesel::insert_into(placings::table)
            .values((
                placings::order_id.eq(order_id),
                placings::browser.eq(self.browser.as_str()),
                placings::network.eq(&self.network),
            ))
            .execute(connection)?;
        let of_browser = waiting(connection, "browser", self.browser.as_str(), now)?;
        let of_network = waiting(connection, "network", self.network.as_str(), now)?;
        let Limits { orders, pieces } = self.limits;
        Ok(of_browser
            .check(orders, pieces)
            .and_then(|()| of_network.check(orders * PEOPLE, pieces * PEOPLE)))
    }
}

/// What waits unpaid.
#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    orders: i64,
    #[diesel(sql_type = BigInt)]
    pieces: i64,
}

impl Waiting {
    fn check(&self, orders: i64, pieces: i64) -> Result<(), TooMuch> {
        if self.orders > orders {
            Err(TooMuch::Orders(orders))
        } else if self.pieces > pieces {
            Err(TooMuch::Pieces(pieces))
        } else {
            Ok(())
        }
    }
}

fn waiting(
    connection: &mut Connection,
    column: &'static str,
    value: &str,
    now: UtcTime,
) -> QueryResult<Waiting> {
    diesel::sql_query(format!(
        "SELECT COUNT(*) AS orders, CAST(COALESCE(SUM(
            (SELECT SUM(claims.has) FROM claims WHERE claims.order_id = newest.order_id)
        ), 0) AS BIGINT) AS pieces
        FROM (
            SELECT order_id FROM placings WHERE {column} = $1 ORDER BY order_id DESC LIMIT {LOOKED_AT}
        ) AS newest JOIN orders ON orders.id = newest.order_id
        WHERE orders.status = 'awaiting_payment' AND orders.counted = 0 AND orders.expires_at > $2"
    ))
    .bind::<Text, _>(value)
    .bind::<BigInt, _>(now)
    .get_result(connection)
}

/// Forgets where orders came from a month ago, at most so many; returns how many were forgotten.
///
/// # Errors
/// The database's own.
pub fn forget_placings(connection: &mut Connection, now: UtcTime, most: i64) -> QueryResult<usize> {
    let known: Vec<(i64, UtcTime)> = placings::table
        .inner_join(orders::table)
        .order(placings::order_id)
        .limit(most)
        .select((placings::order_id, orders::created_at))
        .load(connection)?;
    let old = known.iter().filter(|(_, placed)| placed.plus(REMEMBERED) <= now);
    let ids: Vec<i64> = old.map(|(id, _)| *id).collect();
    diesel::delete(placings::table.filter(placings::order_id.eq_any(ids))).execute(connection)
}

/// Where an order of the shop window came from, while that is known.
///
/// # Errors
/// The database's own.
pub fn came_from(
    connection: &mut Connection,
    order_id: i64,
) -> QueryResult<Option<(BrowserId, Network)>> {
    placings::table
        .find(order_id)
        .select((placings::browser, placings::network))
        .get_result(connection)
        .optional()
}

#[cfg(test)]
mod tests;

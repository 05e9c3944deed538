//! Which goods sell best.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::calendar::Calendar;
use crate::{
    catalog::{Count, Stack},
    db::Connection,
};

/// How many are named.
const MOST: usize = 10;

/// A good, and how much of it was sold.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Sold {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub stack: Stack,
    #[diesel(sql_type = BigInt)]
    pub pieces: i64,
    #[diesel(sql_type = BigInt)]
    pub income: i64,
}

impl Sold {
    /// How many, as players count.
    #[must_use]
    pub fn count(&self) -> Count {
        Count::of(self.pieces, self.stack)
    }
}

/// The goods of orders that were placed in the last days and are paid: those of most pieces, and those of the largest sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Best {
    pub by_pieces: Vec<Sold>,
    pub by_income: Vec<Sold>,
}

pub(super) fn best(connection: &mut Connection, calendar: &Calendar) -> QueryResult<Best> {
    Ok(Best {
        by_pieces: sold(connection, calendar, "pieces")?,
        by_income: sold(connection, calendar, "income")?,
    })
}

fn sold(connection: &mut Connection, calendar: &Calendar, most_of: &str) -> QueryResult<Vec<Sold>> {
    // Joined like this SQLite begins with the orders of these days.
    diesel::sql_query(format!(
        "SELECT order_items.name AS name, order_items.stack AS stack,
            CAST(SUM(order_items.quantity) AS BIGINT) AS pieces,
            CAST(SUM(order_items.price * order_items.quantity) AS BIGINT) AS income
        FROM orders CROSS JOIN order_items
        WHERE order_items.order_id = orders.id AND orders.created_at >= $1
            AND orders.status IN ('paid', 'assembling', 'ready', 'completed')
        GROUP BY order_items.name, order_items.stack
        ORDER BY {most_of} DESC, order_items.name LIMIT {MOST}"
    ))
    .bind::<BigInt, _>(calendar.month())
    .load(connection)
}

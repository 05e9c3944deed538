//! What the shop sells.

mod demo;
mod name;
mod stack;
pub mod stock;

use diesel::prelude::*;

pub use demo::add_demo_goods;
pub use name::{GoodName, GoodNameError};
pub use stack::{Count, Stack};

use crate::{
    db::{Connection, columns::SumColumn, schema::products},
    dromon::Sum,
};

/// A good in the shop window.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = products)]
pub struct Product {
    pub id: i64,
    pub name: GoodName,
    pub description: String,
    #[diesel(deserialize_as = SumColumn)]
    pub price: Sum,
    pub stack: Stack,
    /// How many can still be ordered; `None` where nobody counts them.
    pub stock: Option<i64>,
}

/// The most goods that one shop window shows.
const WINDOW: i64 = 200;

/// The goods of the shop window, in their order.
///
/// # Errors
/// The database's own.
pub fn window(connection: &mut Connection) -> QueryResult<Vec<Product>> {
    Product::query()
        .filter(products::hidden.eq(false))
        .order((products::position, products::id))
        .limit(WINDOW)
        .load(connection)
}

/// Whether the shop still sells that product.
///
/// # Errors
/// The database's own.
pub fn is_sold(connection: &mut Connection, id: i64) -> QueryResult<bool> {
    let hidden: Option<bool> =
        products::table.find(id).select(products::hidden).get_result(connection).optional()?;
    Ok(hidden == Some(false))
}

//! What the shop sells.

mod arrange;
mod demo;
mod edit;
mod name;
pub mod pictures;
mod search;
mod stack;
pub mod stock;
pub mod table;
#[cfg(test)]
mod tests;
mod texts;
mod typed;

use diesel::{prelude::*, sql_types::BigInt};

pub use arrange::{Direction, arranged, move_category, move_good};
pub use demo::add_demo_goods;
pub use edit::{
    Change, GoodError, MOST_GOODS, Shown, add, change, delete, set_picture, was_ordered,
};
pub use name::{GoodName, GoodNameError};
pub use pictures::{Look, PictureHash};
pub use search::Search;
pub use stack::{Count, Stack};
pub use texts::{Category, Description, MOST_CATEGORY, MOST_DESCRIPTION, TextError};
pub use typed::{Fault, Field, GoodFields, MOST_PRICE, MOST_STOCK, TypedGood, whole};

use crate::{
    db::{
        Connection,
        columns::SumColumn,
        dialect,
        schema::{self, products},
        statement::statement,
    },
    dromon::Sum,
};

/// A good.
#[derive(Clone, Debug, PartialEq, Eq, HasQuery)]
#[diesel(table_name = products, base_query = products::table.left_join(schema::pictures::table))]
pub struct Product {
    pub id: i64,
    pub name: GoodName,
    pub description: String,
    #[diesel(deserialize_as = SumColumn)]
    pub price: Sum,
    /// What it is shown under; empty where it has no category.
    pub category: String,
    pub stack: Stack,
    /// How many can still be ordered; `None` where nobody counts them.
    pub stock: Option<i64>,
    pub hidden: bool,
    pub position: i64,
    /// How many times staff has changed it.
    pub version: i64,
    #[diesel(embed)]
    pub picture: Option<Look>,
}

impl Product {
    /// Whether it is counted, and nothing is left.
    #[must_use]
    pub fn is_out(&self) -> bool {
        self.stock == Some(0)
    }
}

/// The goods of the shop window, category by category.
///
/// # Errors
/// The database's own.
pub fn window(connection: &mut Connection) -> QueryResult<Vec<Product>> {
    // The hidden ones are read, too: where a category stands does not depend on who sees it.
    Ok(all(connection)?.into_iter().filter(|good| !good.hidden).collect())
}

/// All goods, as the window would show them.
///
/// # Errors
/// The database's own.
pub fn all(connection: &mut Connection) -> QueryResult<Vec<Product>> {
    Ok(arranged(Product::query().load(connection)?))
}

/// The categories that there are, in the order of the window.
///
/// # Errors
/// The database's own.
pub fn categories(connection: &mut Connection) -> QueryResult<Vec<String>> {
    let mut categories: Vec<String> =
        all(connection)?.into_iter().map(|good| good.category).collect();
    categories.dedup();
    categories.retain(|category| !category.is_empty());
    Ok(categories)
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Product>> {
    Product::query().filter(products::id.eq(id)).get_result(connection).optional()
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// The database's own.
pub fn find_locked(connection: &mut Connection, id: i64) -> QueryResult<Option<Product>> {
    let locked: Option<i64> = dialect::find_locked(connection, ById { id })?;
    match locked {
        Some(id) => find(connection, id),
        None => Ok(None),
    }
}

struct ById {
    id: i64,
}

statement!(ById -> BigInt:
    "SELECT id FROM products WHERE id = " id as BigInt;
    ""
);

/// Those of these goods that there are, in no order.
///
/// # Errors
/// The database's own.
pub fn find_each(connection: &mut Connection, ids: &[i64]) -> QueryResult<Vec<Product>> {
    Product::query().filter(products::id.eq_any(ids)).load(connection)
}

/// The product of the shop window that is called exactly that.
///
/// # Errors
/// The database's own.
pub fn find_named(connection: &mut Connection, name: &GoodName) -> QueryResult<Option<Product>> {
    Product::query()
        .filter(products::hidden.eq(false).and(products::name.eq(name)))
        .order(products::id)
        .first(connection)
        .optional()
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

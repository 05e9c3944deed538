//! Goods that are counted: what can still be ordered, and what orders have of it.
//!
//! `products.stock` is what can still be ordered. What an order has of a counted good is its *claim*, and not in the stock
//! any more: put aside while the order is unpaid, sold from then on. Which of the two it is follows from the order, so a
//! payment that comes in time writes nothing here.

use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable},
};

use crate::{
    catalog::{GoodName, Stack},
    db::{
        Connection, StoreError, dialect,
        schema::{claims, products},
        statement::statement,
        write_error,
    },
};

/// What an order has of a counted good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, HasQuery)]
#[diesel(table_name = claims)]
pub struct Claim {
    pub order_id: i64,
    pub product_id: i64,
    /// How many it is to have.
    pub wanted: i64,
    /// How many it has; they are not in the stock any more.
    pub has: i64,
}

/// Whether an order has all that it wants of counted goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    Whole,
    /// Something is gone.
    Short,
}

/// Why goods were not put aside.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    #[error("of product {product_id} there are only {left}")]
    OutOfStock { product_id: i64, left: i64 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(HoldError);

impl From<diesel::result::Error> for HoldError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Puts aside for a new order what it wants, by product: all of it, or nothing and an error. Goods that nobody counts are
/// left out. Returns whether anything was put aside.
///
/// # Errors
/// `HoldError`; the transaction has to be given up, since some may have been put aside by then.
pub fn hold(
    connection: &mut Connection,
    order_id: i64,
    wanted: &BTreeMap<i64, i64>,
) -> Result<bool, HoldError> {
    let mut holds = false;
    // In the order of their keys, so that no two orders wait for each other.
    for (&product_id, &wanted) in wanted {
        let put_aside = diesel::update(products::table.find(product_id))
            .filter(products::stock.ge(wanted))
            .set(products::stock.eq(products::stock - wanted))
            .execute(connection)?;
        if put_aside == 0 {
            match stock(connection, product_id)? {
                Some(left) => return Err(HoldError::OutOfStock { product_id, left }),
                None => continue,
            }
        }
        holds = true;
        diesel::insert_into(claims::table)
            .values((
                claims::order_id.eq(order_id),
                claims::product_id.eq(product_id),
                claims::wanted.eq(wanted),
                claims::has.eq(wanted),
            ))
            .execute(connection)?;
    }
    Ok(holds)
}

/// A paid order gets so many more of a good than were ordered, in place of something that is missing. Returns how many came out of
/// the stock: all of them, or none where nobody counts the good.
///
/// # Errors
/// `HoldError`; nothing was taken.
pub fn take_more(
    connection: &mut Connection,
    order_id: i64,
    product_id: i64,
    more: i64,
) -> Result<i64, HoldError> {
    let taken = diesel::update(products::table.find(product_id))
        .filter(products::stock.ge(more))
        .set(products::stock.eq(products::stock - more))
        .execute(connection)?;
    if taken == 0 {
        return match stock(connection, product_id)? {
            Some(left) => Err(HoldError::OutOfStock { product_id, left }),
            None => Ok(0),
        };
    }
    let there = diesel::update(claims::table.find((order_id, product_id)))
        .set((claims::wanted.eq(claims::wanted + more), claims::has.eq(claims::has + more)))
        .execute(connection)?;
    if there == 0 {
        diesel::insert_into(claims::table)
            .values((
                claims::order_id.eq(order_id),
                claims::product_id.eq(product_id),
                claims::wanted.eq(more),
                claims::has.eq(more),
            ))
            .execute(connection)?;
    }
    Ok(more)
}

/// The order wants so many fewer of a good than [`take_more`] took for it. What it has for its own lines it keeps.
///
/// # Errors
/// The database's own.
pub fn give_back_some(
    connection: &mut Connection,
    order_id: i64,
    product_id: i64,
    taken: i64,
) -> QueryResult<()> {
    let claims_of = of_order(connection, order_id)?;
    let Some(claim) = claims_of.into_iter().find(|claim| claim.product_id == product_id) else {
        return Ok(());
    };
    let wanted = (claim.wanted - taken).max(0);
    let has = claim.has.min(wanted);
    // A stock that nobody counts any more stays uncounted.
    diesel::update(products::table.find(product_id))
        .set(products::stock.eq(products::stock + (claim.has - has)))
        .execute(connection)?;
    let row = claims::table.find((order_id, product_id));
    if wanted == 0 {
        diesel::delete(row).execute(connection).map(drop)
    } else {
        let less = (claims::wanted.eq(wanted), claims::has.eq(has));
        diesel::update(row).set(less).execute(connection).map(drop)
    }
}

struct LackingOf {
    order_id: i64,
}

statement!(LackingOf -> (BigInt, BigInt, BigInt, BigInt):
    "SELECT order_id, product_id, wanted, has FROM claims WHERE order_id = " order_id as BigInt;
    " AND has < wanted ORDER BY product_id"
);

/// The order is paid: what was given back of its goods is taken again, as far as it is there. Never below nothing.
///
/// # Errors
/// The database's own.
pub fn take(connection: &mut Connection, order_id: i64) -> QueryResult<Cover> {
    let mut cover = Cover::Whole;
    let lacking: Vec<(i64, i64, i64, i64)> = dialect::load(connection, LackingOf { order_id })?;
    for (_, product_id, wanted, has) in lacking {
        let missing = wanted - has;
        let there: Option<Option<i64>> = dialect::find_locked(connection, StockOf { product_id })?;
        // What nobody counts any more is there.
        let taken = there.flatten().map_or(missing, |there| there.min(missing));
        if taken < missing {
            cover = Cover::Short;
        }
        if taken == 0 {
            continue;
        }
        diesel::update(products::table.find(product_id))
            .set(products::stock.eq(products::stock - taken))
            .execute(connection)?;
        diesel::update(claims::table.find((order_id, product_id)))
            .set(claims::has.eq(has + taken))
            .execute(connection)?;
    }
    Ok(cover)
}

/// What an order has goes back into the stock.
///
/// # Errors
/// The database's own.
pub fn give_back(connection: &mut Connection, order_id: i64) -> QueryResult<()> {
    for claim in of_order(connection, order_id)? {
        if claim.has == 0 {
            continue;
        }
        // A stock that nobody counts any more stays uncounted.
        diesel::update(products::table.find(claim.product_id))
            .set(products::stock.eq(products::stock + claim.has))
            .execute(connection)?;
        diesel::update(claims::table.find((order_id, claim.product_id)))
            .set(claims::has.eq(0))
            .execute(connection)?;
    }
    Ok(())
}

/// A person says that the order's goods are there although the stock has none: what it has is all that it takes from it.
///
/// # Errors
/// The database's own.
pub fn settle_for_less(connection: &mut Connection, order_id: i64) -> QueryResult<()> {
    for claim in of_order(connection, order_id)? {
        let row = claims::table.find((order_id, claim.product_id));
        if claim.has == 0 {
            diesel::delete(row).execute(connection)?;
        } else if claim.has < claim.wanted {
            diesel::update(row).set(claims::wanted.eq(claim.has)).execute(connection)?;
        }
    }
    Ok(())
}

/// What an order has of counted goods, by product.
///
/// # Errors
/// The database's own.
pub fn of_order(connection: &mut Connection, order_id: i64) -> QueryResult<Vec<Claim>> {
    Claim::query().filter(claims::order_id.eq(order_id)).order(claims::product_id).load(connection)
}

/// What an order is to have of a counted good and has not.
#[derive(Clone, Debug, Queryable)]
pub struct Lacking {
    pub name: GoodName,
    pub stack: Stack,
    pub lacks: i64,
}

/// What an order lacks of counted goods, by product.
///
/// # Errors
/// The database's own.
pub fn lacking(connection: &mut Connection, order_id: i64) -> QueryResult<Vec<Lacking>> {
    claims::table
        .inner_join(products::table)
        .filter(claims::order_id.eq(order_id).and(claims::has.lt(claims::wanted)))
        .order(claims::product_id)
        .select((products::name, products::stack, claims::wanted - claims::has))
        .load(connection)
}

/// How many of a good can still be ordered; `None` where nobody counts them.
fn stock(connection: &mut Connection, product_id: i64) -> QueryResult<Option<i64>> {
    let stock: Option<Option<i64>> = products::table
        .find(product_id)
        .select(products::stock)
        .get_result(connection)
        .optional()?;
    Ok(stock.flatten())
}

struct StockOf {
    product_id: i64,
}

statement!(StockOf -> Nullable<BigInt>:
    "SELECT stock FROM products WHERE id = " product_id as BigInt;
    ""
);

#[cfg(test)]
mod tests;

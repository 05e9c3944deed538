//! What staff does to goods: adding, changing, deleting.

use std::fmt;

use diesel::{
    dsl::exists,
    prelude::*,
    result::{DatabaseErrorKind, Error},
    select,
    sql_types::BigInt,
};

use super::{
    Field, GoodFields, Product, arrange, find,
    pictures::{self, Picture, PictureHash},
};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{claims, offer_goods, order_items, products},
        write_error,
    },
    shorten::shorten,
};

/// The most goods that a shop has.
pub const MOST_GOODS: i64 = 2000;

/// How much of a name a change quotes.
const QUOTED: usize = 40;

/// Why a good stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum GoodError {
    #[error("there is no such good")]
    NotFound,
    /// Somebody was faster; this is how it is now.
    #[error("the good has been changed since the form was made")]
    Changed(Box<Product>),
    #[error("a shop has at most {MOST_GOODS} goods")]
    TooMany,
    /// Orders refer to it; it can be hidden.
    #[error("the good has been ordered")]
    Ordered,
    /// A payment link of the shop's own offers it.
    #[error("an offer has the good")]
    Offered,
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(GoodError);

impl From<diesel::result::Error> for GoodError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What a form showed when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub version: i64,
    /// Orders change it meanwhile, and that is no reason to refuse the form.
    pub stock: Option<i64>,
}

/// One thing that is another one now. Its text stands in the audit log: `price: 8 → 12`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: Field,
    /// Empty, as is `to`, where both are too long to be told.
    pub from: String,
    pub to: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field.as_str())?;
        if self.from.is_empty() && self.to.is_empty() {
            return Ok(());
        }
        write!(f, ": {} → {}", self.from, self.to)
    }
}

/// Adds a good as the last of its category, and returns its id.
///
/// # Errors
/// `GoodError`.
pub fn add(
    connection: &mut Connection,
    fields: &GoodFields,
    now: UtcTime,
) -> Result<i64, GoodError> {
    if products::table.count().get_result::<i64>(connection)? >= MOST_GOODS {
        return Err(GoodError::TooMany);
    }
    let id = diesel::insert_into(products::table)
        .values((
            products::name.eq(&fields.name),
            products::description.eq(&fields.description),
            products::price.eq(fields.price.get()),
            products::position.eq(arrange::end(connection)?),
            products::hidden.eq(fields.hidden),
            products::created_at.eq(now),
            products::category.eq(&fields.category),
            products::stack.eq(fields.stack),
            products::stock.eq(fields.stock),
        ))
        .returning(products::id)
        .get_result(connection)?;
    Ok(id)
}

/// Makes a good what the form says, if nobody has changed it since the form was made, and returns what is new. Of the stock
/// only the difference to what the form showed is written: what was ordered meanwhile stays ordered.
///
/// # Errors
/// `GoodError`.
pub fn change(
    connection: &mut Connection,
    id: i64,
    shown: Shown,
    fields: &GoodFields,
) -> Result<Vec<Change>, GoodError> {
    let before = find(connection, id)?.ok_or(GoodError::NotFound)?;
    if before.version != shown.version {
        return Err(GoodError::Changed(Box::new(before)));
    }
    let changes = differences(&before, shown.stock, fields);
    if changes.is_empty() {
        return Ok(changes);
    }
    let as_shown = products::id.eq(id).and(products::version.eq(shown.version));
    let rows = diesel::update(products::table.filter(as_shown))
        .set((
            products::name.eq(&fields.name),
            products::description.eq(&fields.description),
            products::price.eq(fields.price.get()),
            products::category.eq(&fields.category),
            products::stack.eq(fields.stack),
            products::hidden.eq(fields.hidden),
            products::version.eq(shown.version + 1),
        ))
        .execute(connection)?;
    if rows == 0 {
        // Since it was read: another node's write.
        let now = find(connection, id)?.ok_or(GoodError::NotFound)?;
        return Err(GoodError::Changed(Box::new(now)));
    }
    if before.category != fields.category.as_str() {
        // Its place was one in the other category.
        let end = arrange::end(connection)?;
        diesel::update(products::table.find(id))
            .set(products::position.eq(end))
            .execute(connection)?;
    }
    correct_stock(connection, id, shown.stock, fields.stock)?;
    Ok(changes)
}

/// Gives a good that picture in place of the one that it has, or takes that away.
///
/// # Errors
/// `GoodError`.
pub fn set_picture(
    connection: &mut Connection,
    id: i64,
    version: i64,
    picture: Option<&Picture>,
    now: UtcTime,
) -> Result<Product, GoodError> {
    let before = find(connection, id)?.ok_or(GoodError::NotFound)?;
    if before.version != version {
        return Err(GoodError::Changed(Box::new(before)));
    }
    if let Some(picture) = picture {
        pictures::store(connection, picture, now)?;
    }
    let hash: Option<&PictureHash> = picture.map(|picture| &picture.hash);
    diesel::update(products::table.find(id))
        .set((products::picture.eq(hash), products::version.eq(version + 1)))
        .execute(connection)?;
    if let Some(look) = &before.picture {
        pictures::drop_unused(connection, &look.hash)?;
    }
    Ok(before)
}

/// Deletes a good that nobody ever ordered, and returns what it was.
///
/// # Errors
/// `GoodError`.
pub fn delete(connection: &mut Connection, id: i64, version: i64) -> Result<Product, GoodError> {
    let good = find(connection, id)?.ok_or(GoodError::NotFound)?;
    if good.version != version {
        return Err(GoodError::Changed(Box::new(good)));
    }
    if was_ordered(connection, id)? {
        return Err(GoodError::Ordered);
    }
    let offered = exists(offer_goods::table.filter(offer_goods::product_id.eq(id)));
    if select(offered).get_result(connection)? {
        return Err(GoodError::Offered);
    }
    diesel::delete(products::table.find(id)).execute(connection).map_err(|error| match error {
        // Since it was looked for, an order or an offer took it: on another node.
        Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => GoodError::Ordered,
        error => error.into(),
    })?;
    if let Some(look) = &good.picture {
        pictures::drop_unused(connection, &look.hash)?;
    }
    Ok(good)
}

/// Whether any order has it, also in place of something that was missing.
///
/// # Errors
/// The database's own.
pub fn was_ordered(connection: &mut Connection, id: i64) -> QueryResult<bool> {
    let ordered = exists(order_items::table.filter(order_items::product_id.eq(id)));
    let claimed = exists(claims::table.filter(claims::product_id.eq(id)));
    select(ordered.or(claimed)).get_result(connection)
}

/// What would be new; the stock is compared with what was shown.
pub(super) fn differences(
    before: &Product,
    shown_stock: Option<i64>,
    fields: &GoodFields,
) -> Vec<Change> {
    let stock = |stock: Option<i64>| stock.map_or_else(|| "—".to_owned(), |n| n.to_string());
    let yes = |yes| if yes { "+" } else { "−" };
    let price = |price: i64| price.to_string();
    let pairs = [
        (Field::Name, before.name.to_string(), fields.name.to_string()),
        (Field::Description, before.description.clone(), fields.description.as_str().to_owned()),
        (Field::Price, price(before.price.get()), price(fields.price.get())),
        (Field::Category, before.category.clone(), fields.category.to_string()),
        (Field::Stack, before.stack.as_str().to_owned(), fields.stack.as_str().to_owned()),
        (Field::Stock, stock(shown_stock), stock(fields.stock)),
        (Field::Hidden, yes(before.hidden).to_owned(), yes(fields.hidden).to_owned()),
    ];
    let differ = pairs.into_iter().filter(|(_, from, to)| from != to);
    differ
        .map(|(field, from, to)| match field {
            Field::Description => Change { field, from: String::new(), to: String::new() },
            _ => Change { field, from: shorten(&from, QUOTED), to: shorten(&to, QUOTED) },
        })
        .collect()
}

fn correct_stock(
    connection: &mut Connection,
    id: i64,
    shown: Option<i64>,
    wanted: Option<i64>,
) -> QueryResult<()> {
    let (Some(from), Some(to)) = (shown, wanted) else {
        if shown != wanted {
            diesel::update(products::table.find(id))
                .set(products::stock.eq(wanted))
                .execute(connection)?;
        }
        return Ok(());
    };
    // In one statement, so that an order placed at this moment is not lost.
    diesel::sql_query(
        "UPDATE products SET stock = CASE WHEN stock + $1 < 0 THEN 0 ELSE stock + $1 END WHERE id = $2",
    )
    .bind::<BigInt, _>(to - from)
    .bind::<BigInt, _>(id)
    .execute(connection)
    .map(drop)
}

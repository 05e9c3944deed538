//! What staff does to offers: making, changing, switching off.

use std::collections::BTreeSet;

use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error},
};

use super::{Asks, AsksKind, Limits, Offer, Slug, find, offer::find_by_slug};
use crate::{
    catalog::{
        self, Description, GoodName,
        pictures::{self, Picture, PictureHash},
    },
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{offer_goods, offer_orders, offers},
        write_error,
    },
    dromon::Sum,
    orders::{Items, ItemsError, NewItem},
};

/// The most offers that a shop has.
pub const MOST_OFFERS: i64 = 500;

/// What an offer is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferFields {
    pub name: GoodName,
    pub description: Description,
    pub asks: AsksFields,
    pub limits: Limits,
}

/// What it is to ask for: [`Asks`], with the goods by their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsksFields {
    /// Goods, and how many of each.
    Goods(Vec<(i64, i64)>),
    Sum(Sum),
    Free {
        suggested: Option<Sum>,
        least: Option<Sum>,
    },
}

/// Why an offer stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    #[error("there is no such offer")]
    NotFound,
    /// Somebody was faster; this is how it is now.
    #[error("the offer has been changed since the form was made")]
    Changed(Box<Offer>),
    #[error("another offer has the link `{0}`")]
    SlugTaken(Slug),
    #[error("a shop has at most {MOST_OFFERS} offers")]
    TooMany,
    /// One of its goods was deleted or hidden meanwhile.
    #[error("one of the goods is not sold any more")]
    GoodGone,
    #[error("one of the goods stands there twice")]
    GoodTwice,
    /// Nobody could order them together.
    #[error("of these goods no order can be made: {0}")]
    NoOrder(ItemsError),
    /// Orders came by it; it can be switched off.
    #[error("orders came by the offer")]
    Taken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(OfferError);

impl From<Error> for OfferError {
    fn from(error: Error) -> Self {
        Self::Store(error.into())
    }
}

/// What a form says, as its offer's row keeps it.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = offers, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Columns<'a> {
    name: &'a GoodName,
    description: &'a Description,
    asks: AsksKind,
    sum: Option<i64>,
    least: Option<i64>,
    most_uses: Option<i64>,
    ends_at: Option<UtcTime>,
    once_each: bool,
}

impl<'a> From<&'a OfferFields> for Columns<'a> {
    fn from(fields: &'a OfferFields) -> Self {
        let ar = |sum: Option<Sum>| sum.map(Sum::get);
        let (asks, sum, least) = match fields.asks {
            AsksFields::Goods(_) => (AsksKind::Goods, None, None),
            AsksFields::Sum(sum) => (AsksKind::Sum, Some(sum.get()), None),
            AsksFields::Free { suggested, least } => (AsksKind::Free, ar(suggested), ar(least)),
        };
        let Limits { most_uses, ends_at, once_each } = fields.limits;
        let (name, description) = (&fields.name, &fields.description);
        Self { name, description, asks, sum, least, most_uses, ends_at, once_each }
    }
}

impl AsksFields {
    fn goods(&self) -> &[(i64, i64)] {
        match self {
            Self::Goods(goods) => goods,
            Self::Sum(_) | Self::Free { .. } => &[],
        }
    }
}

impl From<&Asks> for AsksFields {
    fn from(asks: &Asks) -> Self {
        match asks {
            Asks::Goods(goods) => {
                Self::Goods(goods.iter().map(|each| (each.product.id, each.quantity)).collect())
            }
            Asks::Sum(sum) => Self::Sum(*sum),
            Asks::Free { suggested, least } => Self::Free { suggested: *suggested, least: *least },
        }
    }
}

impl From<&Offer> for OfferFields {
    fn from(offer: &Offer) -> Self {
        Self {
            name: offer.name.clone(),
            description: offer.description.clone(),
            asks: AsksFields::from(&offer.asks),
            limits: offer.limits,
        }
    }
}

/// Makes an offer, and returns its id.
///
/// # Errors
/// `OfferError`.
pub fn add(
    connection: &mut Connection,
    slug: &Slug,
    fields: &OfferFields,
    now: UtcTime,
) -> Result<i64, OfferError> {
    if offers::table.count().get_result::<i64>(connection)? >= MOST_OFFERS {
        return Err(OfferError::TooMany);
    }
    if find_by_slug(connection, slug)?.is_some() {
        return Err(OfferError::SlugTaken(slug.clone()));
    }
    let id = diesel::insert_into(offers::table)
        .values((
            offers::slug.eq(slug),
            Columns::from(fields),
            offers::version.eq(0),
            offers::created_at.eq(now),
        ))
        .returning(offers::id)
        .get_result(connection)
        .map_err(|error| match error {
            // Somebody took it since it was looked for: on another node.
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                OfferError::SlugTaken(slug.clone())
            }
            error => error.into(),
        })?;
    check_goods(connection, &fields.asks)?;
    put_goods(connection, id, &fields.asks)?;
    Ok(id)
}

/// Makes an offer what the form says, if nobody has changed it since the form was made. Orders that came by it stay what they
/// are.
///
/// # Errors
/// `OfferError`.
pub fn change(
    connection: &mut Connection,
    id: i64,
    version: i64,
    fields: &OfferFields,
) -> Result<(), OfferError> {
    let before = raise(connection, id, version)?;
    // What was good when it was made may stay: the page tells that it cannot be taken.
    if AsksFields::from(&before.asks) != fields.asks {
        check_goods(connection, &fields.asks)?;
    }
    diesel::update(offers::table.find(id)).set(Columns::from(fields)).execute(connection)?;
    diesel::delete(offer_goods::table.filter(offer_goods::offer_id.eq(id))).execute(connection)?;
    put_goods(connection, id, &fields.asks)
}

/// Switches it off, or on again, and returns what it is called. Whatever else somebody changes meanwhile, this is no conflict.
///
/// # Errors
/// `OfferError`.
pub fn set_closed(
    connection: &mut Connection,
    id: i64,
    closed: bool,
    now: UtcTime,
) -> Result<GoodName, OfferError> {
    let offer = find(connection, id)?.ok_or(OfferError::NotFound)?;
    let since = closed.then(|| offer.closed_at.unwrap_or(now));
    diesel::update(offers::table.find(id)).set(offers::closed_at.eq(since)).execute(connection)?;
    Ok(offer.name)
}

/// Gives an offer that picture in place of the one that it has, or takes that away, and returns what it is called.
///
/// # Errors
/// `OfferError`.
pub fn set_picture(
    connection: &mut Connection,
    id: i64,
    version: i64,
    picture: Option<&Picture>,
    now: UtcTime,
) -> Result<GoodName, OfferError> {
    let before = raise(connection, id, version)?;
    if let Some(picture) = picture {
        pictures::store(connection, picture, now)?;
    }
    let hash: Option<&PictureHash> = picture.map(|picture| &picture.hash);
    diesel::update(offers::table.find(id)).set(offers::picture.eq(hash)).execute(connection)?;
    if let Some(look) = &before.picture {
        pictures::drop_unused(connection, &look.hash)?;
    }
    Ok(before.name)
}

/// Deletes an offer by which no order came, and returns what it was called.
///
/// # Errors
/// `OfferError`.
pub fn delete(connection: &mut Connection, id: i64, version: i64) -> Result<GoodName, OfferError> {
    let offer = raise(connection, id, version)?;
    let orders = offer_orders::table.filter(offer_orders::offer_id.eq(id));
    if orders.count().get_result::<i64>(connection)? > 0 {
        return Err(OfferError::Taken);
    }
    diesel::delete(offer_goods::table.filter(offer_goods::offer_id.eq(id))).execute(connection)?;
    diesel::delete(offers::table.find(id)).execute(connection)?;
    if let Some(look) = &offer.picture {
        pictures::drop_unused(connection, &look.hash)?;
    }
    Ok(offer.name)
}

/// The offer as it was shown, at its next version.
fn raise(connection: &mut Connection, id: i64, version: i64) -> Result<Offer, OfferError> {
    let as_shown = offers::id.eq(id).and(offers::version.eq(version));
    let rows = diesel::update(offers::table.filter(as_shown))
        .set(offers::version.eq(version + 1))
        .execute(connection)?;
    let offer = find(connection, id)?.ok_or(OfferError::NotFound)?;
    if rows == 0 { Err(OfferError::Changed(Box::new(offer))) } else { Ok(offer) }
}

/// What is wrong with an order of these goods is wrong with an offer of them.
fn check_goods(connection: &mut Connection, asks: &AsksFields) -> Result<(), OfferError> {
    let AsksFields::Goods(wanted) = asks else { return Ok(()) };
    let ids: BTreeSet<i64> = wanted.iter().map(|(id, _)| *id).collect();
    if ids.len() < wanted.len() {
        return Err(OfferError::GoodTwice);
    }
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut goods = catalog::find_each(connection, &ids)?;
    goods.retain(|good| !good.hidden);
    let lines: Option<Vec<NewItem>> = wanted
        .iter()
        .map(|(id, quantity)| {
            goods.iter().find(|good| good.id == *id).map(|good| NewItem::of(good, *quantity))
        })
        .collect();
    Items::of(lines.ok_or(OfferError::GoodGone)?).map(drop).map_err(OfferError::NoOrder)
}

fn put_goods(
    connection: &mut Connection,
    offer_id: i64,
    asks: &AsksFields,
) -> Result<(), OfferError> {
    for (position, (product, quantity)) in (0_i64..).zip(asks.goods()) {
        diesel::insert_into(offer_goods::table)
            .values((
                offer_goods::offer_id.eq(offer_id),
                offer_goods::position.eq(position),
                offer_goods::product_id.eq(product),
                offer_goods::quantity.eq(quantity),
            ))
            .execute(connection)
            .map_err(|error| match error {
                Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => {
                    OfferError::GoodGone
                }
                error => error.into(),
            })?;
    }
    Ok(())
}

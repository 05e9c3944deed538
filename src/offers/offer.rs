//! An offer as it is read.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{Slug, uses};
use crate::{
    catalog::{self, Description, GoodName, Look, Product, Stack},
    clock::UtcTime,
    db::{
        Connection,
        columns::words,
        dialect,
        schema::{self, offer_goods, offers},
        statement::statement,
    },
    dromon::Sum,
    orders::{Items, ItemsError, NewItem},
};

words! {
    /// What kind of thing an offer asks for.
    pub enum AsksKind {
        Goods = "goods",
        Sum = "sum",
        Free = "free",
    }
}

/// What whoever takes an offer pays for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Chosen goods, for what the window asks for them.
    Goods(Vec<Offered>),
    /// The same sum of everybody.
    Sum(Sum),
    /// What he likes.
    Free { suggested: Option<Sum>, least: Option<Sum> },
}

/// So many of a good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub product: Product,
    pub quantity: i64,
}

/// How often an offer can be taken, by whom, and until when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// `None`: any number of times.
    pub most_uses: Option<i64>,
    /// `None`: without an end.
    pub ends_at: Option<UtcTime>,
    /// Whether every nickname has it once.
    pub once_each: bool,
}

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub id: i64,
    pub slug: Slug,
    pub name: GoodName,
    pub description: Description,
    pub asks: Asks,
    pub limits: Limits,
    /// Since when it is switched off; `None` while it is on.
    pub closed_at: Option<UtcTime>,
    pub picture: Option<Look>,
    /// How many times staff has changed it.
    pub version: i64,
}

/// Whether an offer can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    /// Staff has switched it off.
    Closed,
    /// Its time is over.
    Ended,
    /// It was taken as often as it can be. Whoever does not pay in time makes room again.
    UsedUp,
    /// Some of its goods are not sold any more, or too few of them are left.
    GoodsGone,
}

#[derive(HasQuery)]
#[diesel(table_name = offers, base_query = offers::table.left_join(schema::pictures::table))]
struct Row {
    id: i64,
    slug: Slug,
    name: GoodName,
    description: Description,
    asks: AsksKind,
    sum: Option<i64>,
    least: Option<i64>,
    most_uses: Option<i64>,
    ends_at: Option<UtcTime>,
    once_each: bool,
    closed_at: Option<UtcTime>,
    version: i64,
    #[diesel(embed)]
    picture: Option<Look>,
}

impl Asks {
    #[must_use]
    pub fn kind(&self) -> AsksKind {
        match self {
            Self::Goods(_) => AsksKind::Goods,
            Self::Sum(_) => AsksKind::Sum,
            Self::Free { .. } => AsksKind::Free,
        }
    }
}

impl Offered {
    fn line(&self) -> NewItem {
        NewItem::of(&self.product, self.quantity)
    }

    fn is_there(&self) -> bool {
        !self.product.hidden && self.product.stock.is_none_or(|stock| stock >= self.quantity)
    }
}

impl Offer {
    /// What an order of it is for. `named` is the sum that the customer of a free one names; of others nobody is asked.
    ///
    /// # Errors
    /// `ItemsError` where that makes no order: no sum was named, or it is more than one order may cost.
    pub fn items(&self, named: Option<Sum>) -> Result<Items, ItemsError> {
        let of_sum = |price| NewItem {
            product_id: None,
            name: self.name.clone(),
            price,
            quantity: 1,
            stack: Stack::Loose,
        };
        Items::of(match &self.asks {
            Asks::Goods(goods) => goods.iter().map(Offered::line).collect(),
            Asks::Sum(sum) => vec![of_sum(*sum)],
            Asks::Free { .. } => named.map(of_sum).into_iter().collect(),
        })
    }

    /// Whether that good is part of it.
    #[must_use]
    pub fn has(&self, product: i64) -> bool {
        match &self.asks {
            Asks::Goods(goods) => goods.iter().any(|each| each.product.id == product),
            Asks::Sum(_) | Asks::Free { .. } => false,
        }
    }

    /// Whether it can be taken once more, when it was taken `uses` times.
    #[must_use]
    pub fn standing(&self, uses: i64, now: UtcTime) -> Standing {
        let Limits { most_uses, ends_at, .. } = self.limits;
        let is_there = match &self.asks {
            Asks::Goods(goods) => goods.iter().all(Offered::is_there),
            Asks::Sum(_) | Asks::Free { .. } => true,
        };
        if self.closed_at.is_some() {
            Standing::Closed
        } else if ends_at.is_some_and(|ends_at| ends_at <= now) {
            Standing::Ended
        } else if most_uses.is_some_and(|most| most <= uses) {
            Standing::UsedUp
        } else if !is_there {
            Standing::GoodsGone
        } else {
            Standing::Open
        }
    }
}

impl Offer {
    /// How often it was taken. That is counted only where it matters: a link to tips may have any number of orders.
    ///
    /// # Errors
    /// The database's own.
    pub fn uses(&self, connection: &mut Connection, now: UtcTime) -> QueryResult<i64> {
        match self.limits.most_uses {
            Some(_) => uses::uses(connection, self.id, now),
            None => Ok(0),
        }
    }
}

/// All of them, newest first.
///
/// # Errors
/// The database's own.
pub fn all(connection: &mut Connection) -> QueryResult<Vec<Offer>> {
    let rows: Vec<Row> = Row::query().order(offers::id.desc()).load(connection)?;
    whole(connection, rows)
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Offer>> {
    let row: Option<Row> =
        Row::query().filter(offers::id.eq(id)).get_result(connection).optional()?;
    Ok(whole(connection, row.into_iter().collect())?.pop())
}

/// # Errors
/// The database's own.
pub fn find_by_slug(connection: &mut Connection, slug: &Slug) -> QueryResult<Option<Offer>> {
    let row: Option<Row> =
        Row::query().filter(offers::slug.eq(slug)).get_result(connection).optional()?;
    Ok(whole(connection, row.into_iter().collect())?.pop())
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// The database's own.
pub fn find_by_slug_locked(connection: &mut Connection, slug: &Slug) -> QueryResult<Option<Offer>> {
    let locked: Option<i64> = dialect::find_locked(connection, BySlug { slug: slug.as_str() })?;
    match locked {
        Some(id) => find(connection, id),
        None => Ok(None),
    }
}

struct BySlug<'a> {
    slug: &'a str,
}

statement!(BySlug<'_> -> BigInt:
    "SELECT id FROM offers WHERE slug = " slug as Text;
    ""
);

/// The offer of that name, and how often it was taken, where that is limited: what its page tells.
///
/// # Errors
/// The database's own.
pub fn read(
    connection: &mut Connection,
    slug: &Slug,
    now: UtcTime,
) -> QueryResult<Option<(Offer, i64)>> {
    let Some(offer) = find_by_slug(connection, slug)? else { return Ok(None) };
    let uses = offer.uses(connection, now)?;
    Ok(Some((offer, uses)))
}

/// With their goods.
fn whole(connection: &mut Connection, rows: Vec<Row>) -> QueryResult<Vec<Offer>> {
    let with_goods = rows.iter().filter(|row| row.asks == AsksKind::Goods);
    let ids: Vec<i64> = with_goods.map(|row| row.id).collect();
    let mut goods: HashMap<i64, Vec<Offered>> = HashMap::new();
    if !ids.is_empty() {
        let lines: Vec<(i64, i64, i64)> = offer_goods::table
            .filter(offer_goods::offer_id.eq_any(&ids))
            .order((offer_goods::offer_id, offer_goods::position))
            .select((offer_goods::offer_id, offer_goods::product_id, offer_goods::quantity))
            .load(connection)?;
        let products: Vec<i64> = lines.iter().map(|(_, product, _)| *product).collect();
        let products = catalog::find_each(connection, &products)?;
        for (offer, product, quantity) in lines {
            let product = products.iter().find(|each| each.id == product).cloned();
            let offered = product.map(|product| Offered { product, quantity });
            goods.entry(offer).or_default().extend(offered);
        }
    }
    rows.into_iter()
        .map(|row| {
            let goods = goods.remove(&row.id).unwrap_or_default();
            row.whole(goods)
        })
        .collect()
}

impl Row {
    fn whole(self, goods: Vec<Offered>) -> QueryResult<Offer> {
        let sum = |ar: i64| {
            let sum = Sum::new(ar);
            sum.map_err(|error| diesel::result::Error::DeserializationError(error.into()))
        };
        let (named, least) = (self.sum.map(sum).transpose()?, self.least.map(sum).transpose()?);
        let asks = match (self.asks, named) {
            (AsksKind::Goods, _) => Asks::Goods(goods),
            (AsksKind::Sum, Some(sum)) => Asks::Sum(sum),
            (AsksKind::Sum, None) => return Err(diesel::result::Error::NotFound),
            (AsksKind::Free, suggested) => Asks::Free { suggested, least },
        };
        Ok(Offer {
            id: self.id,
            slug: self.slug,
            name: self.name,
            description: self.description,
            asks,
            limits: Limits {
                most_uses: self.most_uses,
                ends_at: self.ends_at,
                once_each: self.once_each,
            },
            closed_at: self.closed_at,
            picture: self.picture,
            version: self.version,
        })
    }
}

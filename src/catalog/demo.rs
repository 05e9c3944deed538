//! Goods to play with in the sandbox.

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{Connection, schema::products},
};

/// A good of the sandbox's window.
struct Good {
    category: &'static str,
    name: &'static str,
    description: &'static str,
    /// In АР.
    price: i64,
    /// `None`: nobody counts it.
    stock: Option<i64>,
}

const GOODS: &[Good] = &[
    Good {
        category: "Блоки",
        name: "Шалкер с землёй",
        description: "27 стаков дёрна и земли: на огород или на замок",
        price: 8,
        stock: None,
    },
    Good {
        category: "Блоки",
        name: "Шалкер с песком",
        description: "27 стаков, просеян вручную",
        price: 12,
        stock: None,
    },
    Good {
        category: "Ценности",
        name: "Стак алмазов",
        description: "64 штуки, добыты честно",
        price: 640,
        stock: None,
    },
    Good {
        category: "Ценности",
        name: "Маяк",
        description: "С доставкой. Пирамиду строите сами",
        price: 220,
        stock: Some(2),
    },
    Good {
        category: "Снаряжение",
        name: "Зачарованная кирка",
        description: "Эффективность V, прочность III, удача III, починка",
        price: 96,
        stock: None,
    },
    Good {
        category: "Снаряжение",
        name: "Элитры с починкой",
        description: "Прочность III. Ракеты в подарок: десять",
        price: 320,
        stock: Some(5),
    },
];

/// Puts the demo goods into a shop that has none; returns whether it did.
///
/// # Errors
/// The database's own.
pub fn add_demo_goods(connection: &mut Connection, now: UtcTime) -> QueryResult<bool> {
    let any: Option<i64> =
        products::table.select(products::id).limit(1).get_result(connection).optional()?;
    if any.is_some() {
        return Ok(false);
    }
    for (position, good) in (0_i64..).zip(GOODS) {
        diesel::insert_into(products::table)
            .values((
                products::category.eq(good.category),
                products::name.eq(good.name),
                products::description.eq(good.description),
                products::price.eq(good.price),
                products::stock.eq(good.stock),
                products::position.eq(position),
                products::hidden.eq(false),
                products::created_at.eq(now),
            ))
            .execute(connection)?;
    }
    Ok(true)
}

//! Goods to play with in the sandbox.

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{Connection, schema::products},
};

/// Name, description, price in АР.
const GOODS: &[(&str, &str, i64)] = &[
    ("Шалкер с землёй", "27 стаков дёрна и земли: на огород или на замок", 8),
    ("Шалкер с песком", "27 стаков, просеян вручную", 12),
    ("Стак алмазов", "64 штуки, добыты честно", 640),
    ("Зачарованная кирка", "Эффективность V, прочность III, удача III, починка", 96),
    ("Элитры с починкой", "Прочность III. Ракеты в подарок: десять", 320),
    ("Маяк", "С доставкой. Пирамиду строите сами", 220),
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
    for (position, (name, description, price)) in (0_i64..).zip(GOODS) {
        diesel::insert_into(products::table)
            .values((
                products::name.eq(*name),
                products::description.eq(*description),
                products::price.eq(*price),
                products::position.eq(position),
                products::hidden.eq(false),
                products::created_at.eq(now),
            ))
            .execute(connection)?;
    }
    Ok(true)
}

//! The order of goods by hand: within their category, and of the categories.
//!
//! A good has one position. Goods without a category come first; a category stands where its first good stands.

use std::collections::HashMap;

use diesel::{dsl::max, prelude::*};

use super::{Category, GoodError, Product, all};
use crate::db::{Connection, columns::words, schema::products};

words! {
    /// Where something is moved by one place.
    pub enum Direction {
        Up = "up",
        Down = "down",
    }
}

/// Goods as they are shown, category by category.
#[must_use]
pub fn arranged(mut goods: Vec<Product>) -> Vec<Product> {
    goods.sort_by_key(|good| (good.position, good.id));
    let mut firsts: HashMap<String, usize> = HashMap::new();
    for (place, good) in goods.iter().enumerate() {
        firsts.entry(good.category.clone()).or_insert(place);
    }
    // Stable: within a category the order stays.
    goods.sort_by_key(|good| match good.category.as_str() {
        "" => None,
        category => firsts.get(category).copied(),
    });
    goods
}

/// Moves a good by one place within its category. At its end nothing changes.
///
/// # Errors
/// `GoodError::NotFound`, or the store's own.
pub fn move_good(
    connection: &mut Connection,
    id: i64,
    direction: Direction,
) -> Result<Product, GoodError> {
    let mut goods = all(connection)?;
    let place = goods.iter().position(|good| good.id == id).ok_or(GoodError::NotFound)?;
    let other = match direction {
        Direction::Up => place.checked_sub(1),
        Direction::Down => Some(place + 1),
    };
    let moved = goods[place].clone();
    let is_neighbour =
        |other: &usize| goods.get(*other).is_some_and(|good| good.category == moved.category);
    if let Some(other) = other.filter(is_neighbour) {
        goods.swap(place, other);
        write(connection, &goods)?;
    }
    Ok(moved)
}

/// Moves a category with all its goods by one place. At the end nothing changes; goods without a category stay first.
///
/// # Errors
/// `GoodError::NotFound` where no good has it, or the store's own.
pub fn move_category(
    connection: &mut Connection,
    category: &Category,
    direction: Direction,
) -> Result<(), GoodError> {
    let goods = all(connection)?;
    let mut groups: Vec<&[Product]> =
        goods.chunk_by(|one, next| one.category == next.category).collect();
    let place = groups
        .iter()
        .position(|group| !category.is_none() && name_of(group) == category.as_str())
        .ok_or(GoodError::NotFound)?;
    let other = match direction {
        Direction::Up => place.checked_sub(1),
        Direction::Down => Some(place + 1),
    };
    let has_name =
        |other: &usize| groups.get(*other).is_some_and(|group| !name_of(group).is_empty());
    if let Some(other) = other.filter(has_name) {
        groups.swap(place, other);
        write(connection, &groups.concat())?;
    }
    Ok(())
}

fn name_of(category: &[Product]) -> &str {
    category.first().map_or("", |good| good.category.as_str())
}

/// The position behind all others.
pub(super) fn end(connection: &mut Connection) -> QueryResult<i64> {
    let last: Option<i64> =
        products::table.select(max(products::position)).get_result(connection)?;
    Ok(last.map_or(0, |last| last + 1))
}

/// Numbers the goods in that order; those that have their number already are not written.
fn write(connection: &mut Connection, goods: &[Product]) -> QueryResult<()> {
    for (position, good) in (0_i64..).zip(goods) {
        if good.position != position {
            diesel::update(products::table.find(good.id))
                .set(products::position.eq(position))
                .execute(connection)?;
        }
    }
    Ok(())
}

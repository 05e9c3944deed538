//! The list of cells, which staff keeps.

use diesel::{dsl::exists, prelude::*, sql_types::BigInt, sql_types::Text};

use super::{Cell, CellName, CellNames, Place, hand_over::HandOver};
use crate::{
    db::{
        Connection, StoreError,
        columns::words,
        dialect,
        schema::{cells, hand_overs},
        statement::statement,
        write_error,
    },
    orders::{self, Order},
};

/// Why the list was not changed.
#[derive(Debug, thiserror::Error)]
pub enum CellsError {
    #[error("there is no such cell")]
    NotFound,
    #[error("there is a cell `{0}` already")]
    NameTaken(CellName),
    #[error("an order lies in it")]
    Occupied,
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(CellsError);

impl From<diesel::result::Error> for CellsError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

words! {
    /// Where a cell goes in the list.
    pub enum Shift {
        Up = "up",
        Down = "down",
    }
}

/// A cell, and the order that lies in it.
#[derive(Clone, Debug)]
pub struct Shelf {
    pub cell: Cell,
    pub holds: Option<(Order, HandOver)>,
}

/// All cells in their order, each with what lies in it. A shop has as many as it has chests: they fit on one page.
///
/// # Errors
/// The database's own.
pub fn shelves(connection: &mut Connection) -> QueryResult<Vec<Shelf>> {
    let all: Vec<Cell> = Cell::query().order((cells::position, cells::id)).load(connection)?;
    let taken: Vec<(Option<i64>, i64)> = hand_overs::table
        .filter(hand_overs::cell_id.is_not_null())
        .select((hand_overs::cell_id, hand_overs::order_id))
        .load(connection)?;
    all.into_iter()
        .map(|cell| {
            let order = taken.iter().find(|(taken, _)| *taken == Some(cell.id));
            let holds = match order {
                Some((_, id)) => {
                    let hand_over = super::of_order(connection, *id)?;
                    orders::find(connection, *id)?.zip(hand_over)
                }
                None => None,
            };
            Ok(Shelf { cell, holds })
        })
        .collect()
}

/// The cells in which nothing lies, in their order.
///
/// # Errors
/// The database's own.
pub fn free(connection: &mut Connection) -> QueryResult<Vec<Cell>> {
    let taken = hand_overs::table.filter(hand_overs::cell_id.eq(cells::id.nullable()));
    Cell::query()
        .filter(diesel::dsl::not(exists(taken)))
        .order((cells::position, cells::id))
        .load(connection)
}

/// Whether the shop keeps cells at all.
///
/// # Errors
/// The database's own.
pub fn are_there_any(connection: &mut Connection) -> QueryResult<bool> {
    let first: Option<i64> = cells::table.select(cells::id).first(connection).optional()?;
    Ok(first.is_some())
}

/// Adds cells at the end of the list, all of them in one place. All or none are added.
///
/// # Errors
/// `CellsError`.
pub fn add(
    connection: &mut Connection,
    names: &CellNames,
    place: &Place,
) -> Result<(), CellsError> {
    let last: Option<i64> =
        cells::table.select(diesel::dsl::max(cells::position)).get_result(connection)?;
    let mut position = last.unwrap_or(0);
    for name in names.iter() {
        not_taken(connection, name, None)?;
        position = position.saturating_add(1);
        diesel::insert_into(cells::table)
            .values((
                cells::name.eq(name),
                cells::name_folded.eq(name.folded()),
                cells::place.eq(place),
                cells::position.eq(position),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Renames a cell, and says where it is.
///
/// # Errors
/// `CellsError`.
pub fn change(
    connection: &mut Connection,
    id: i64,
    name: &CellName,
    place: &Place,
) -> Result<(), CellsError> {
    not_taken(connection, name, Some(id))?;
    let changed = diesel::update(cells::table.find(id))
        .set((cells::name.eq(name), cells::name_folded.eq(name.folded()), cells::place.eq(place)))
        .execute(connection)?;
    if changed == 1 { Ok(()) } else { Err(CellsError::NotFound) }
}

/// Moves a cell one place up or down; at the end of the list it stays.
///
/// # Errors
/// `CellsError`.
pub fn shift(connection: &mut Connection, id: i64, to: Shift) -> Result<(), CellsError> {
    let all: Vec<(i64, i64)> = cells::table
        .order((cells::position, cells::id))
        .select((cells::id, cells::position))
        .load(connection)?;
    let here = all.iter().position(|(each, _)| *each == id).ok_or(CellsError::NotFound)?;
    let there = match to {
        Shift::Up => here.checked_sub(1),
        Shift::Down => Some(here + 1),
    };
    let Some((other, position)) = there.and_then(|there| all.get(there)) else { return Ok(()) };
    for (cell, position) in [(id, *position), (*other, all[here].1)] {
        diesel::update(cells::table.find(cell))
            .set(cells::position.eq(position))
            .execute(connection)?;
    }
    Ok(())
}

/// Gives a cell up, while nothing lies in it.
///
/// # Errors
/// `CellsError`.
pub fn remove(connection: &mut Connection, id: i64) -> Result<(), CellsError> {
    // Whoever puts an order into it meanwhile waits, and does not find it any more.
    find_locked(connection, id)?.ok_or(CellsError::NotFound)?;
    let holds: i64 =
        hand_overs::table.filter(hand_overs::cell_id.eq(id)).count().get_result(connection)?;
    if holds > 0 {
        return Err(CellsError::Occupied);
    }
    diesel::delete(cells::table.find(id)).execute(connection)?;
    Ok(())
}

/// The cell, and nobody else takes it or gives it up until the transaction ends.
pub(super) fn find_locked(connection: &mut Connection, id: i64) -> QueryResult<Option<Cell>> {
    dialect::find_locked(connection, ById { id })
}

struct ById {
    id: i64,
}

// The columns are those of `Cell`, in its order.
statement!(ById -> (BigInt, Text, Text, BigInt,):
    "SELECT id, name, place, position FROM cells WHERE id = " id as BigInt;
    ""
);

fn not_taken(
    connection: &mut Connection,
    name: &CellName,
    but: Option<i64>,
) -> Result<(), CellsError> {
    let other: Option<(i64, CellName)> = cells::table
        .filter(cells::name_folded.eq(name.folded()))
        .select((cells::id, cells::name))
        .first(connection)
        .optional()?;
    match other {
        Some((id, taken)) if Some(id) != but => Err(CellsError::NameTaken(taken)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;

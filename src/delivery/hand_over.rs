//! How a ready order is handed over.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Cell, CellName, Place, cells, code};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{cells as cell_rows, hand_overs},
    },
};

/// How an order that is ready is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    pub way: Way,
    /// Until when it waits in its cell, or when the courier comes.
    pub due_at: UtcTime,
    /// When it was written down that nobody came.
    pub missed_at: Option<UtcTime>,
    /// How many times a courier found nobody; of a cell always 0.
    pub attempts: i64,
}

/// After that many attempts no courier tries again.
pub const MOST_ATTEMPTS: i64 = 3;

/// Where the customer gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Cell { id: i64, name: CellName, place: Place },
    Courier { place: Place },
}

impl HandOver {
    /// Whether the customer has had his time.
    #[must_use]
    pub fn is_missed(&self, now: UtcTime) -> bool {
        self.due_at <= now
    }

    /// Whether a courier brings it, and is told a code.
    #[must_use]
    pub fn is_by_courier(&self) -> bool {
        matches!(self.way, Way::Courier { .. })
    }

    /// Whether a courier is to go with it: not where they have tried often enough.
    #[must_use]
    pub fn waits_for_courier(&self) -> bool {
        self.is_by_courier() && !self.is_tried_enough()
    }

    /// Whether couriers have found nobody too often: it goes into a cell, or back.
    #[must_use]
    pub fn is_tried_enough(&self) -> bool {
        self.attempts >= MOST_ATTEMPTS
    }

    /// Whether a courier may try again to meet the customer, after he has found nobody once more.
    #[must_use]
    pub fn may_try_again(&self) -> bool {
        self.attempts + 1 < MOST_ATTEMPTS
    }
}

/// How an order is to be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// As the shop and its customer agree.
    AsAgreed,
    Cell {
        cell: CellChoice,
        until: UtcTime,
    },
    Courier {
        place: Place,
        at: UtcTime,
    },
}

/// Into which cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellChoice {
    FirstFree,
    This(i64),
}

/// Why it cannot be handed over so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("there is no such cell any more")]
    NoSuchCell,
    #[error("another order lies in the cell")]
    Taken,
    #[error("no cell is free")]
    NoneFree,
    #[error("that time is over")]
    Past,
    #[error("it is not said where to")]
    Nowhere,
    #[error("couriers have found nobody {MOST_ATTEMPTS} times")]
    TriedEnough,
}

#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}

/// A way of handing over that is there for an order, and is written down by [`put`].
#[derive(Clone, Debug)]
pub struct Reserved(Option<HandOver>);

impl Reserved {
    /// `None`: as agreed.
    #[must_use]
    pub fn hand_over(&self) -> Option<&HandOver> {
        self.0.as_ref()
    }
}

/// Looks whether an order can be handed over so, and keeps the cell for it until the transaction ends.
///
/// # Errors
/// `ReserveError`.
pub fn reserve(
    connection: &mut Connection,
    order_id: i64,
    plan: &Plan,
    now: UtcTime,
) -> Result<Reserved, ReserveError> {
    let (way, due_at) = match plan {
        Plan::AsAgreed => return Ok(Reserved(None)),
        Plan::Cell { cell, until } => {
            let Cell { id, name, place, .. } = free_cell(connection, order_id, *cell)?;
            (Way::Cell { id, name, place }, *until)
        }
        Plan::Courier { place, .. } if place.is_empty() => return Err(Unfit::Nowhere.into()),
        Plan::Courier { place, at } => (Way::Courier { place: place.clone() }, *at),
    };
    if due_at <= now {
        return Err(Unfit::Past.into());
    }
    let attempts = match way {
        Way::Courier { .. } => of_order(connection, order_id)?.map_or(0, |before| before.attempts),
        Way::Cell { .. } => 0,
    };
    if attempts >= MOST_ATTEMPTS {
        return Err(Unfit::TriedEnough.into());
    }
    Ok(Reserved(Some(HandOver { way, due_at, missed_at: None, attempts })))
}

fn free_cell(
    connection: &mut Connection,
    order_id: i64,
    choice: CellChoice,
) -> Result<Cell, ReserveError> {
    let id = match choice {
        CellChoice::This(id) => id,
        CellChoice::FirstFree => cells::free(connection)?.first().ok_or(Unfit::NoneFree)?.id,
    };
    let cell = cells::find_locked(connection, id)?.ok_or(Unfit::NoSuchCell)?;
    // Looked at after the lock: whoever was faster has put his order into it by now.
    let holds: Option<i64> = hand_overs::table
        .filter(hand_overs::cell_id.eq(id))
        .select(hand_overs::order_id)
        .first(connection)
        .optional()?;
    match (holds, choice) {
        (None, _) => Ok(cell),
        (Some(other), _) if other == order_id => Ok(cell),
        (Some(_), CellChoice::This(_)) => Err(Unfit::Taken.into()),
        (Some(_), CellChoice::FirstFree) => free_cell(connection, order_id, choice),
    }
}

/// Writes down how an order is handed over, in place of what was written before.
///
/// # Errors
/// The database's own.
pub fn put(connection: &mut Connection, order_id: i64, reserved: &Reserved) -> QueryResult<()> {
    // It goes with what is replaced. Its customer may know it by heart, and another time is no reason to forget wrong ones.
    let kept = code::kept(connection, order_id)?;
    diesel::delete(hand_overs::table.find(order_id)).execute(connection)?;
    let Some(HandOver { way, due_at, missed_at, attempts }) = &reserved.0 else { return Ok(()) };
    let (cell_id, place) = match way {
        Way::Cell { id, .. } => (Some(*id), None),
        Way::Courier { place } => (None, Some(place)),
    };
    diesel::insert_into(hand_overs::table)
        .values((
            hand_overs::order_id.eq(order_id),
            hand_overs::cell_id.eq(cell_id),
            hand_overs::place.eq(place),
            hand_overs::due_at.eq(due_at),
            hand_overs::missed_at.eq(missed_at),
            hand_overs::attempts.eq(attempts),
        ))
        .execute(connection)?;
    match way {
        Way::Courier { .. } => {
            code::keep(connection, order_id, &kept.unwrap_or_else(code::Kept::fresh))
        }
        Way::Cell { .. } => Ok(()),
    }
}

/// A courier found nobody: the attempt is counted, and he comes again as `again` says. Without it the customer has had his
/// time, and somebody has to decide what becomes of the order.
///
/// # Errors
/// The database's own.
pub fn note_attempt(
    connection: &mut Connection,
    order_id: i64,
    again: Option<&Reserved>,
    now: UtcTime,
) -> QueryResult<()> {
    match again {
        Some(again) => put(connection, order_id, again)?,
        None => {
            // Its own event tells of it; nobody has to write it down once more.
            diesel::update(hand_overs::table.find(order_id))
                .set((hand_overs::due_at.eq(now), hand_overs::missed_at.eq(now)))
                .execute(connection)?;
        }
    }
    diesel::update(hand_overs::table.find(order_id))
        .set(hand_overs::attempts.eq(hand_overs::attempts + 1))
        .execute(connection)
        .map(drop)
}

/// How that order is handed over; `None`: it is not ready, or as agreed.
///
/// # Errors
/// The database's own.
pub fn of_order(connection: &mut Connection, order_id: i64) -> QueryResult<Option<HandOver>> {
    Ok(of_orders(connection, &[order_id])?.remove(&order_id))
}

/// How those of these orders are handed over that have a hand-over.
///
/// # Errors
/// The database's own.
pub fn of_orders(
    connection: &mut Connection,
    order_ids: &[i64],
) -> QueryResult<HashMap<i64, HandOver>> {
    type Row = (i64, Option<i64>, Option<Place>, UtcTime, Option<UtcTime>, i64);
    if order_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = hand_overs::table
        .filter(hand_overs::order_id.eq_any(order_ids))
        .select((
            hand_overs::order_id,
            hand_overs::cell_id,
            hand_overs::place,
            hand_overs::due_at,
            hand_overs::missed_at,
            hand_overs::attempts,
        ))
        .load(connection)?;
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.1).collect();
    let cells: Vec<Cell> = Cell::query().filter(cell_rows::id.eq_any(&ids)).load(connection)?;
    let cells: HashMap<i64, Cell> = cells.into_iter().map(|cell| (cell.id, cell)).collect();
    Ok(rows
        .into_iter()
        .filter_map(|(order_id, cell_id, place, due_at, missed_at, attempts)| {
            let way = match cell_id {
                Some(id) => {
                    let Cell { name, place, .. } = cells.get(&id)?.clone();
                    Way::Cell { id, name, place }
                }
                None => Way::Courier { place: place? },
            };
            Some((order_id, HandOver { way, due_at, missed_at, attempts }))
        })
        .collect())
}

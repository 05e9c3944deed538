//! Ticking off what was found, and ending the list.

use diesel::prelude::*;

use super::{PickError, Sheet, read};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{pick_list_orders, pick_lists, pick_ticks},
    },
    feed::Actor,
    orders::{PickStanding, Uid},
};

/// What there is to pick for one order, as a page showed it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub uid: Uid,
    pub position: i64,
    pub nth: i64,
    pub quantity: i64,
}

/// What becomes of what was not ticked when a list ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// There is nothing: a list with anything left does not end.
    Nothing,
    /// Its orders leave the list.
    GoesOff,
}

fn read_open(connection: &mut Connection, list_id: i64) -> Result<Sheet, PickError> {
    let sheet = read(connection, list_id)?.ok_or(PickError::NotFound)?;
    if sheet.list.is_open() { Ok(sheet) } else { Err(PickError::Ended) }
}

/// Ticks what was found. What is ticked already stays so, whoever did it.
///
/// # Errors
/// `PickError::Changed` where there is something else to pick than the page showed.
pub fn tick(
    connection: &mut Connection,
    list_id: i64,
    entries: &[Entry],
    by: &Actor,
    now: UtcTime,
) -> Result<(), PickError> {
    let sheet = read_open(connection, list_id)?;
    for Entry { uid, position, nth, quantity } in entries {
        let share = sheet.share(uid.as_str(), *position, *nth);
        let share = share.filter(|share| share.quantity == *quantity).ok_or(PickError::Changed)?;
        if share.is_picked() {
            continue;
        }
        let key = (list_id, share.order_id, *position, *nth);
        // One for fewer does not count any more.
        diesel::delete(pick_ticks::table.find(key)).execute(connection)?;
        diesel::insert_into(pick_ticks::table)
            .values((
                pick_ticks::list_id.eq(list_id),
                pick_ticks::order_id.eq(share.order_id),
                pick_ticks::position.eq(position),
                pick_ticks::nth.eq(nth),
                pick_ticks::quantity.eq(quantity),
                pick_ticks::ticked_by.eq(by),
                pick_ticks::ticked_at.eq(now),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Takes ticks back.
///
/// # Errors
/// `PickError`.
pub fn untick(
    connection: &mut Connection,
    list_id: i64,
    entries: &[Entry],
) -> Result<(), PickError> {
    let sheet = read_open(connection, list_id)?;
    for Entry { uid, position, nth, .. } in entries {
        let share = sheet.share(uid.as_str(), *position, *nth).ok_or(PickError::Changed)?;
        let key = (list_id, share.order_id, *position, *nth);
        diesel::delete(pick_ticks::table.find(key)).execute(connection)?;
    }
    Ok(())
}

/// Ends a list: its orders stay where they are, and can be put on another.
///
/// # Errors
/// `PickError::NotAll` where something is left that was not to be.
pub fn end(
    connection: &mut Connection,
    list_id: i64,
    left: Left,
    by: &Actor,
    now: UtcTime,
) -> Result<(), PickError> {
    let sheet = read_open(connection, list_id)?;
    if left == Left::Nothing && !sheet.is_all_picked() {
        return Err(PickError::NotAll);
    }
    let open =
        pick_lists::table.filter(pick_lists::id.eq(list_id).and(pick_lists::ended_at.is_null()));
    let ended = diesel::update(open)
        .set((pick_lists::ended_by.eq(by), pick_lists::ended_at.eq(now)))
        .execute(connection)?;
    if ended != 1 {
        return Err(PickError::Ended);
    }
    let unpicked: Vec<i64> = sheet
        .goods
        .iter()
        .flat_map(|good| &good.shares)
        .filter(|share| !share.is_picked())
        .map(|share| share.order_id)
        .collect();
    let open = pick_list_orders::table.filter(
        pick_list_orders::list_id
            .eq(list_id)
            .and(pick_list_orders::standing.eq(PickStanding::Open)),
    );
    diesel::update(open.filter(pick_list_orders::order_id.eq_any(unpicked)))
        .set(pick_list_orders::standing.eq(PickStanding::Off))
        .execute(connection)?;
    diesel::update(open)
        .set(pick_list_orders::standing.eq(PickStanding::Done))
        .execute(connection)?;
    Ok(())
}

//! Making a list of the orders that a person has chosen.

use diesel::prelude::*;

use super::lists;
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{pick_list_orders, pick_lists},
    },
    desk::{
        By, DeskError,
        moves::{self, Move},
    },
    orders::{self, Order, PickStanding, Status, Uid},
};

/// The most orders of one list: more than a page lists.
pub const MOST_ORDERS: usize = 100;

/// An order as a page showed it.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub uid: Uid,
    pub version: i64,
}

/// What became of what was chosen.
#[derive(Debug)]
pub struct Made {
    /// `None` where nothing could be put on it, so that none was made.
    pub list: Option<i64>,
    pub refused: Vec<(Uid, Refusal)>,
}

/// Why an order was not put on the list.
#[derive(Debug)]
pub enum Refusal {
    /// It is on that open list already.
    Listed(i64),
    /// It cannot be assembled.
    Desk(DeskError),
}

/// Makes a list of those of these orders that are paid and not held (they are assembled from now on), and of those that are
/// assembled already and stand on no open list. Whoever sends the same form twice at once gets one list.
///
/// # Errors
/// The database's own.
pub fn make(
    connection: &mut Connection,
    chosen: &[Chosen],
    by: &By,
    now: UtcTime,
) -> Result<Made, StoreError> {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for Chosen { uid, version } in in_one_order(chosen) {
        match take(connection, uid, *version, by, now) {
            Ok(order) => taken.push(order.id),
            Err(Refusal::Desk(DeskError::Store(error))) => return Err(error),
            Err(refusal) => refused.push((uid.clone(), refusal)),
        }
    }
    if taken.is_empty() {
        return Ok(Made { list: None, refused });
    }
    let list: i64 = diesel::insert_into(pick_lists::table)
        .values((pick_lists::made_by.eq(&by.actor), pick_lists::made_at.eq(now)))
        .returning(pick_lists::id)
        .get_result(connection)?;
    for order_id in taken {
        diesel::insert_into(pick_list_orders::table)
            .values((
                pick_list_orders::list_id.eq(list),
                pick_list_orders::order_id.eq(order_id),
                pick_list_orders::standing.eq(PickStanding::Open),
            ))
            .execute(connection)?;
    }
    Ok(Made { list: Some(list), refused })
}

/// Each once, and in an order that everybody keeps: two who lock the same orders then wait for each other, not both for
/// ever.
fn in_one_order(chosen: &[Chosen]) -> Vec<&Chosen> {
    let mut chosen: Vec<&Chosen> = chosen.iter().collect();
    chosen.sort_by(|one, other| one.uid.as_str().cmp(other.uid.as_str()));
    chosen.dedup_by(|one, other| one.uid == other.uid);
    chosen
}

/// Locks the order, and assembles it if nobody does yet.
fn take(
    connection: &mut Connection,
    uid: &Uid,
    version: i64,
    by: &By,
    now: UtcTime,
) -> Result<Order, Refusal> {
    let desk = |error: DeskError| Refusal::Desk(error);
    let found = orders::find_by_uid_locked(connection, uid.as_str());
    let order = found.map_err(DeskError::from).map_err(desk)?;
    let order = order.ok_or(Refusal::Desk(DeskError::NoSuchOrder))?;
    let listed = lists::list_of(connection, order.id).map_err(DeskError::from).map_err(desk)?;
    if let Some(list) = listed {
        return Err(Refusal::Listed(list));
    }
    if order.status_at(now) != Status::Assembling {
        return moves::move_order(connection, order.id, version, Move::Assemble, by, now)
            .map_err(desk);
    }
    if order.last_event == version { Ok(order) } else { Err(Refusal::Desk(DeskError::Changed)) }
}

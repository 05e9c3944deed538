//! Making an order ready, and how it is handed over.

use std::time::Duration;

use super::{
    By, DeskError,
    moves::{self, Move},
};
use crate::{
    clock::UtcTime,
    db::Connection,
    delivery::{self, CellChoice, Code, HandOver, Place, Plan, Told, Tried, Unfit, Way},
    feed::EventKind,
    orders::{self, Change, Order, Status, StopStanding},
};

/// Where and when a courier and a customer meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub place: Place,
    pub at: UtcTime,
}

/// Makes an order ready, to be handed over like that. `version` is the one that the page showed.
///
/// # Errors
/// `DeskError`.
pub fn ready(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    plan: &Plan,
    by: &By,
    now: UtcTime,
) -> Result<Order, DeskError> {
    let order = moves::as_seen(connection, order_id, version)?;
    let reserved = delivery::reserve(connection, order_id, plan, now)?;
    let told = reserved.hand_over().map(|hand_over| Told::of(Some(hand_over)).written());
    let order = moves::make(connection, order, Move::Ready, told, by, now)?;
    delivery::put(connection, order.id, &reserved)?;
    Ok(order)
}

/// Makes an order ready as a shop usually does: in the first free cell for the usual `time` or, where it keeps no cells, to be
/// handed over as agreed.
///
/// # Errors
/// `DeskError`.
pub fn ready_as_usual(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    time: Duration,
    by: &By,
    now: UtcTime,
) -> Result<Order, DeskError> {
    let plan = if delivery::are_there_any(connection)? {
        Plan::Cell { cell: CellChoice::FirstFree, until: now.plus(time) }
    } else {
        Plan::AsAgreed
    };
    ready(connection, order_id, version, &plan, by, now)
}

/// A ready order is handed over otherwise, or has more time. `version` is the one that the page showed.
///
/// # Errors
/// `DeskError`.
pub fn change(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    plan: &Plan,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let order = moves::as_seen(connection, order_id, version)?;
    let status = order.status_at(now);
    if status != Status::Ready {
        return Err(DeskError::NotAllowed { from: status, to: Status::Ready });
    }
    let reserved = delivery::reserve(connection, order_id, plan, now)?;
    let told = Told::of(reserved.hand_over()).written();
    let said = moves::staff_event(&order, EventKind::HandOver, None, by);
    let change = Change { note: Some(told.into()), ..said };
    orders::advance(connection, &order, &change, now)?;
    delivery::put(connection, order.id, &reserved)?;
    if !reserved.hand_over().is_some_and(HandOver::is_by_courier) {
        orders::leave_run(connection, order.id, StopStanding::Off, now)?;
    }
    Ok(())
}

/// A ready order waits longer where it is: in its cell, or for the courier at the same place. `version` is the one that the page
/// showed.
///
/// # Errors
/// `DeskError`.
pub fn more_time(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    until: UtcTime,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let order = moves::as_seen(connection, order_id, version)?;
    let plan = match delivery::of_order(connection, order.id)?.map(|hand_over| hand_over.way) {
        Some(Way::Cell { id, .. }) => Plan::Cell { cell: CellChoice::This(id), until },
        Some(Way::Courier { place }) => Plan::Courier { place, at: until },
        None => {
            return Err(DeskError::NotAllowed { from: order.status_at(now), to: Status::Ready });
        }
    };
    change(connection, order_id, version, &plan, by, now)
}

/// The customer told the courier a code: the right one completes the order, a wrong one is counted, and so is no error, which
/// would undo that. `version` is the one that the page showed.
///
/// # Errors
/// `DeskError`.
pub fn deliver(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    code: &Code,
    by: &By,
    now: UtcTime,
) -> Result<Tried, DeskError> {
    let order = moves::as_seen(connection, order_id, version)?;
    let status = order.status_at(now);
    if status != Status::Ready {
        return Err(DeskError::NotAllowed { from: status, to: Status::Completed });
    }
    let tried = delivery::try_code(connection, order.id, code)?;
    if tried == Tried::Right {
        moves::make(connection, order, Move::Complete, None, by, now)?;
    }
    Ok(tried)
}

/// A courier came, and the customer was not there. `again`: when and where they meet next; without it, and after
/// [`MOST_ATTEMPTS`], somebody has to decide what becomes of the order. `version` is the one that the page showed.
///
/// # Errors
/// `DeskError`.
pub fn found_nobody(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    again: Option<&Meeting>,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let (order, hand_over) = by_courier(connection, order_id, version)?;
    if hand_over.is_tried_enough() {
        return Err(Unfit::TriedEnough.into());
    }
    let reserved = match again.filter(|_| hand_over.may_try_again()) {
        Some(Meeting { place, at }) => {
            let plan = Plan::Courier { place: place.clone(), at: *at };
            Some(delivery::reserve(connection, order_id, &plan, now)?)
        }
        None => None,
    };
    let told = reserved.as_ref().map(|reserved| Told::of(reserved.hand_over()).written());
    let said = moves::staff_event(&order, EventKind::FoundNobody, None, by);
    orders::advance(connection, &order, &Change { note: told.map(Into::into), ..said }, now)?;
    delivery::note_attempt(connection, order.id, reserved.as_ref(), now)?;
    Ok(())
}

/// A courier's order is handed over although nobody told its code: somebody answers for that with a reason.
///
/// # Errors
/// `DeskError`.
pub fn deliver_without_code(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    by: &By,
    now: UtcTime,
) -> Result<Order, DeskError> {
    let (order, _) = by_courier(connection, order_id, version)?;
    if by.reason.is_none() {
        return Err(DeskError::NoReason);
    }
    moves::make(connection, order, Move::Complete, None, by, now)
}

/// The customer of a courier's order gets another code, and it may be tried anew.
///
/// # Errors
/// `DeskError`.
pub fn new_code(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let (order, _) = by_courier(connection, order_id, version)?;
    if by.reason.is_none() {
        return Err(DeskError::NoReason);
    }
    let change = moves::staff_event(&order, EventKind::NewCode, by.reason.as_ref(), by);
    orders::advance(connection, &order, &change, now)?;
    delivery::renew_code(connection, order.id)?;
    Ok(())
}

/// The order, locked, if it still is what the page showed and a courier brings it.
fn by_courier(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
) -> Result<(Order, HandOver), DeskError> {
    let order = moves::as_seen(connection, order_id, version)?;
    match delivery::of_order(connection, order.id)? {
        Some(hand_over) if hand_over.is_by_courier() => Ok((order, hand_over)),
        _ => Err(DeskError::NotAllowed { from: order.written_status, to: Status::Completed }),
    }
}

#[cfg(test)]
mod tests;

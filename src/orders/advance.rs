//! Changing an order: its event and its row, together.

use std::borrow::Cow;

use diesel::{
    QueryDsl, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};

use super::{Mover, Order, Status, hold, may_move, pick_place, run_place, shelf};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError, dialect, schema::hand_overs, statement::statement, write_error},
    feed::{self, Actor, EventKind, NewEvent},
    money::Ar,
};

/// What happens to an order.
#[derive(Clone, Debug)]
pub struct Change {
    pub kind: EventKind,
    pub actor: Actor,
    /// A person's reason, or what else there is to say.
    pub note: Option<Cow<'static, str>>,
    /// Where it stands afterwards.
    pub status: Status,
    /// What is counted for it afterwards.
    pub counted: Ar,
    /// The payment that changed it, and is from now on its last one.
    pub payment: Option<i64>,
    /// What the event is about, where that is no new payment.
    pub about: About,
}

/// What an event is about, besides its order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    #[default]
    Nothing,
    /// A payment that was there already.
    Payment(i64),
    Discrepancy(i64),
    /// A payment that was there already, because of what does not add up.
    Both {
        payment: i64,
        discrepancy: i64,
    },
}

impl About {
    #[must_use]
    pub fn of(payment: Option<i64>, discrepancy: Option<i64>) -> Self {
        match (payment, discrepancy) {
            (None, None) => Self::Nothing,
            (Some(payment), None) => Self::Payment(payment),
            (None, Some(discrepancy)) => Self::Discrepancy(discrepancy),
            (Some(payment), Some(discrepancy)) => Self::Both { payment, discrepancy },
        }
    }

    #[must_use]
    pub fn payment(self) -> Option<i64> {
        match self {
            Self::Payment(payment) | Self::Both { payment, .. } => Some(payment),
            Self::Nothing | Self::Discrepancy(_) => None,
        }
    }

    #[must_use]
    pub fn discrepancy(self) -> Option<i64> {
        match self {
            Self::Discrepancy(discrepancy) | Self::Both { discrepancy, .. } => Some(discrepancy),
            Self::Nothing | Self::Payment(_) => None,
        }
    }
}

/// Writes down a change: its event, and the order's row as it is afterwards. Returns the event's id.
///
/// # Errors
/// `StoreError::Conflict` where the order is not as it was read any more. The event is written by then, so
/// the transaction has to be given up.
pub fn advance(
    connection: &mut Connection,
    order: &Order,
    change: &Change,
    now: UtcTime,
) -> Result<i64, StoreError> {
    let last_event = feed::record(
        connection,
        &NewEvent {
            order_id: Some(order.id),
            previous: Some(order.last_event),
            kind: change.kind,
            actor: change.actor.clone(),
            at: now,
            payment_id: change.payment.or(change.about.payment()),
            note: change.note.clone(),
            discrepancy_id: change.about.discrepancy(),
        },
    )?;
    let update = UpdateOrder {
        status: change.status,
        counted: change.counted.get(),
        last_event,
        last_payment: change.payment.or(order.last_payment),
        id: order.id,
        was_last_event: order.last_event,
    };
    let changed = dialect::execute(connection, &update)?;
    if changed != 1 {
        return Err(StoreError::Conflict);
    }
    shelf::shift(connection, order.id, order.written_status, change.status)?;
    hold::shift(connection, order, change.status)?;
    pick_place::leave_unless_picked(connection, order.id, order.written_status, change.status)?;
    run_place::settle_stop(connection, order, change, now)?;
    if order.written_status == Status::Ready && change.status != Status::Ready {
        // It waits for its customer no more, and its cell is free.
        diesel::delete(hand_overs::table.find(order.id)).execute(connection)?;
    }
    Ok(last_event)
}

/// Why an order was not cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// It is past that, or part of it is paid: only staff can cancel it then.
    #[error("an order that is {} cannot be cancelled by its customer", .0.as_str())]
    NotNow(Status),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(CancelError);

impl From<diesel::result::Error> for CancelError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The customer changes his mind.
///
/// # Errors
/// `CancelError`.
pub fn cancel(connection: &mut Connection, order: &Order, now: UtcTime) -> Result<(), CancelError> {
    let status = order.status_at(now);
    if order.counted != Ar::ZERO || !may_move(status, Status::Cancelled, Mover::Customer) {
        return Err(CancelError::NotNow(status));
    }
    let change = Change {
        kind: EventKind::Cancelled,
        actor: Actor::CUSTOMER,
        note: None,
        status: Status::Cancelled,
        counted: order.counted,
        payment: None,
        about: About::Nothing,
    };
    advance(connection, order, &change, now)?;
    Ok(())
}

/// Sets the row only if it still is what was read.
struct UpdateOrder {
    status: Status,
    counted: i64,
    last_event: i64,
    last_payment: Option<i64>,
    id: i64,
    was_last_event: i64,
}

statement!(UpdateOrder -> ():
    "UPDATE orders SET status = " status as Text,
    ", counted = " counted as BigInt,
    ", last_event = " last_event as BigInt,
    ", last_payment = " last_payment as Nullable<BigInt>,
    " WHERE id = " id as BigInt,
    " AND last_event = " was_last_event as BigInt;
    ""
);

#[cfg(test)]
mod tests;

//! Moving an order on, and back one step.

use std::borrow::Cow;

use super::{By, DeskError, Reason, money};
use crate::{
    clock::UtcTime,
    db::{Connection, columns::words},
    delivery,
    feed::EventKind,
    money::Ar,
    orders::{self, About, Change, Mover, Order, Status, may_move},
    payments::{self, Discrepancy},
    staff::{self, Right, Role},
};

words! {
    /// What staff does with an order.
    pub enum Move {
        Assemble = "assemble",
        Ready = "ready",
        Complete = "complete",
        /// Takes the last step back.
        Undo = "undo",
        /// Needs a reason; what was paid goes back.
        Cancel = "cancel",
        /// A cancelled order is an order again. Needs a reason.
        Restore = "restore",
    }
}

impl Move {
    /// Whether it is taken only with a reason.
    #[must_use]
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Cancel | Self::Restore)
    }

    /// Whether goods come closer to their customer by it: nothing that a held order may do.
    fn goes_on(self) -> bool {
        matches!(self, Self::Assemble | Self::Ready | Self::Complete)
    }

    /// Where it leads from there, and what its event is called; `None` where it leads nowhere.
    fn target(self, order: &Order, now: UtcTime) -> Option<(Status, EventKind)> {
        let from = order.status_at(now);
        let (to, kind) = match (self, from) {
            (Self::Assemble, Status::Paid) => (Status::Assembling, EventKind::Assembling),
            (Self::Ready, Status::Assembling) => (Status::Ready, EventKind::Ready),
            (Self::Complete, Status::Ready) => (Status::Completed, EventKind::Completed),
            (Self::Undo, Status::Assembling) => (Status::Paid, EventKind::BackToPaid),
            (Self::Undo, Status::Ready) => (Status::Assembling, EventKind::BackToAssembling),
            (Self::Undo, Status::Completed) => (Status::Ready, EventKind::BackToReady),
            (Self::Cancel, _) => (Status::Cancelled, EventKind::Cancelled),
            (Self::Restore, Status::Cancelled) if is_covered(order) => {
                (Status::Paid, EventKind::Restored)
            }
            (Self::Restore, Status::Cancelled) => (Status::AwaitingPayment, EventKind::Restored),
            _ => return None,
        };
        may_move(from, to, Mover::Staff).then_some((to, kind))
    }

    /// Where it would lead, for whoever is told that it does not.
    fn intended(self, order: &Order) -> Status {
        match self {
            Self::Assemble => Status::Assembling,
            Self::Ready => Status::Ready,
            Self::Complete => Status::Completed,
            Self::Cancel => Status::Cancelled,
            Self::Undo | Self::Restore if is_covered(order) => Status::Paid,
            Self::Undo | Self::Restore => Status::AwaitingPayment,
        }
    }

    /// The right that it takes with that order. Cancelling an order that has money in it is a decision about the money.
    #[must_use]
    pub fn right(self, order: &Order, now: UtcTime) -> Right {
        let status = order.status_at(now);
        match self {
            Self::Complete => Right::Deliver,
            Self::Undo if status == Status::Completed => Right::Deliver,
            Self::Assemble | Self::Ready | Self::Undo => Right::Assemble,
            Self::Cancel if order.counted != Ar::ZERO || status != Status::AwaitingPayment => {
                Right::ManualMoney
            }
            Self::Cancel | Self::Restore => Right::Decide,
        }
    }
}

/// Whether what is counted pays the order.
fn is_covered(order: &Order) -> bool {
    order.counted >= Ar::from(order.total)
}

/// The moves that this role can make with the order now, the usual one first. Whether the password is fresh enough for
/// one of them is not asked here.
#[must_use]
pub fn allowed(
    order: &Order,
    discrepancies: &[Discrepancy],
    role: Role,
    now: UtcTime,
) -> Vec<Move> {
    let is_held = payments::holds(order.status_at(now), discrepancies);
    Move::ALL
        .iter()
        .copied()
        .filter(|step| step.target(order, now).is_some())
        .filter(|step| !(is_held && step.goes_on()))
        .filter(|step| staff::may(role, step.right(order, now)))
        .collect()
}

/// The move that leads there from where the order stands; `None` where none does.
#[must_use]
pub fn leading_to(order: &Order, to: Status, now: UtcTime) -> Option<Move> {
    let leads = |step: &Move| step.target(order, now).is_some_and(|(target, _)| target == to);
    Move::ALL.iter().copied().find(leads)
}

/// Moves an order. `version` is the one that the page showed. Whether the mover has the [right](Move::right) to it is asked
/// by whoever knows his role. What a courier brings is completed by [`super::hand_over::deliver`].
///
/// # Errors
/// `DeskError`.
pub fn move_order(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    step: Move,
    by: &By,
    now: UtcTime,
) -> Result<Order, DeskError> {
    let order = as_seen(connection, order_id, version)?;
    if step == Move::Complete
        && delivery::of_order(connection, order.id)?.is_some_and(|way| way.is_by_courier())
    {
        return Err(DeskError::CodeNeeded);
    }
    make(connection, order, step, None, by, now)
}

/// The order, locked, if it still is what the page showed.
pub(super) fn as_seen(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
) -> Result<Order, DeskError> {
    let order = orders::find_locked(connection, order_id)?.ok_or(DeskError::NotFound)?;
    if order.last_event == version { Ok(order) } else { Err(DeskError::Changed) }
}

/// Makes a move with a locked order. `told`: what its event says, where that is not the mover's reason.
pub(super) fn make(
    connection: &mut Connection,
    order: Order,
    step: Move,
    told: Option<String>,
    by: &By,
    now: UtcTime,
) -> Result<Order, DeskError> {
    let Some((to, kind)) = step.target(&order, now) else {
        return Err(DeskError::NotAllowed {
            from: order.status_at(now),
            to: step.intended(&order),
        });
    };
    if step.goes_on() {
        let discrepancies = payments::discrepancies_of_order(connection, order.id)?;
        if let Some(cause) = discrepancies.iter().find(|discrepancy| discrepancy.holds()) {
            return Err(DeskError::Held(cause.kind));
        }
    }
    if step.needs_reason() && by.reason.is_none() {
        return Err(DeskError::NoReason);
    }
    if step == Move::Restore {
        // Where money for it has gone back it cannot be.
        money::standing_if_restored(connection, &order)?;
    }
    let said = staff_event(&order, kind, by.reason.as_ref(), by);
    let note = told.map(Cow::Owned).or(said.note);
    let change = Change { status: to, note, ..said };
    let last_event = orders::advance(connection, &order, &change, now)?;
    let moved = Order { written_status: to, last_event, ..order };
    match step {
        Move::Cancel => money::after_cancel(connection, &moved, by, now)?,
        Move::Restore => money::after_restore(connection, &moved, by, now)?,
        Move::Assemble | Move::Ready | Move::Complete | Move::Undo => return Ok(moved),
    }
    orders::find(connection, moved.id)?.ok_or(DeskError::NotFound)
}

/// Writes something down for colleagues; it stands in the order's timeline, and its customer does not see it. Whatever
/// happened meanwhile, a note is welcome: it asks for no version.
///
/// # Errors
/// `DeskError`.
pub fn note(
    connection: &mut Connection,
    order_id: i64,
    text: &Reason,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let order = orders::find_locked(connection, order_id)?.ok_or(DeskError::NotFound)?;
    let change = staff_event(&order, EventKind::Note, Some(text), by);
    orders::advance(connection, &order, &change, now)?;
    Ok(())
}

/// What staff says of an order that stays where it is.
pub(super) fn staff_event(
    order: &Order,
    kind: EventKind,
    words: Option<&Reason>,
    by: &By,
) -> Change {
    Change {
        kind,
        actor: by.actor.clone(),
        note: words.map(|words| words.as_str().to_owned().into()),
        status: order.written_status,
        counted: order.counted,
        payment: None,
        about: About::Nothing,
    }
}

#[cfg(test)]
mod tests;

//! What the verbs share: who decides, about which order, and the event that says so.

use crate::{
    clock::UtcTime,
    db::{Connection, StoreError},
    desk::{By, DeskError},
    feed::{self, EventKind, NewEvent},
    money::Ar,
    orders::{self, About, Change, Order, Status},
    payments::Hand,
};

/// The order, locked, if it still is as the page showed it.
pub(super) fn find_order(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
) -> Result<Order, DeskError> {
    let order = orders::find_locked(connection, order_id)?.ok_or(DeskError::NotFound)?;
    if order.last_event == version { Ok(order) } else { Err(DeskError::Changed) }
}

/// The reason, where there has to be one.
pub(super) fn reason(by: &By) -> Result<&str, DeskError> {
    by.reason.as_ref().map(super::super::Reason::as_str).ok_or(DeskError::NoReason)
}

/// Whose decision a payment is.
pub(super) fn hand(by: &By, discrepancy: Option<i64>) -> Hand {
    let note = by.reason.as_ref().map(|reason| reason.as_str().to_owned().into());
    Hand { actor: by.actor.clone(), note, discrepancy }
}

/// What happens to an order by a person's decision.
pub(super) struct Step {
    pub kind: EventKind,
    pub status: Status,
    pub counted: Ar,
    pub about: About,
}

impl Step {
    /// It only happens; the order stays as it is.
    pub(super) fn telling(order: &Order, kind: EventKind, about: About) -> Self {
        Self { kind, status: order.written_status, counted: order.counted, about }
    }
}

/// Changes an order, and returns it as it is afterwards.
pub(super) fn advance(
    connection: &mut Connection,
    order: Order,
    step: &Step,
    by: &By,
    now: UtcTime,
) -> Result<Order, StoreError> {
    let Hand { actor, note, .. } = hand(by, None);
    let change = Change {
        kind: step.kind,
        actor,
        note,
        status: step.status,
        counted: step.counted,
        payment: None,
        about: step.about,
    };
    let last_event = orders::advance(connection, &order, &change, now)?;
    Ok(Order { written_status: step.status, counted: step.counted, last_event, ..order })
}

/// An event that leaves everything as it is: of the order, or of the shop where there is none.
pub(super) fn tell(
    connection: &mut Connection,
    order: Option<Order>,
    kind: EventKind,
    about: About,
    by: &By,
    now: UtcTime,
) -> Result<Option<Order>, StoreError> {
    if let Some(order) = order {
        let step = Step::telling(&order, kind, about);
        return advance(connection, order, &step, by, now).map(Some);
    }
    let Hand { actor, note, .. } = hand(by, None);
    let event = NewEvent {
        order_id: None,
        previous: None,
        kind,
        actor,
        at: now,
        payment_id: about.payment(),
        note,
        discrepancy_id: about.discrepancy(),
    };
    feed::record(connection, &event)?;
    Ok(None)
}

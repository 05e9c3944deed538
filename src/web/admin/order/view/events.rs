//! What happened to an order.

use std::collections::HashMap;

use super::{Look, Viewer};
use crate::{
    delivery::Told,
    feed::{Actor, Event, EventKind},
    staff::Right,
    web::pages::{
        admin::{DeskEvent, Who},
        hand_over,
        remedy::{remedy_of_event, remedy_text},
    },
};

impl Viewer<'_> {
    /// Events for this person: whom the shop's sums are no business of sees none in them either.
    pub(in crate::web::admin::order) fn events(
        &self,
        events: &[&Event],
        look: &Look,
    ) -> Vec<DeskEvent> {
        let Look { dossier, remedies, .. } = look;
        let sees_money = self.signed_in.may(Right::SeeMoney);
        let m = self.messages();
        let sums: HashMap<i64, i64> =
            dossier.payments.iter().map(|payment| (payment.id, payment.sum.get())).collect();
        events
            .iter()
            .filter(|event| sees_money || is_about_goods(event.kind))
            .map(|event| {
                let is_late = event.actor == Actor::DROMON && event.note.as_deref() == Some("late");
                let told = Told::read(event);
                let note = event.note.clone().filter(|_| !is_late && told.is_none());
                DeskEvent {
                    kind: event.kind,
                    at: self.moment(event.at),
                    who: who(&event.actor),
                    sum: event
                        .payment_id
                        .filter(|_| sees_money)
                        .and_then(|id| sums.get(&id).copied()),
                    told: told.map(|told| {
                        let due = told.due_at().map(|at| self.moment(at));
                        hand_over::told(self.messages(), &told, due)
                    }),
                    note: note.filter(|_| sees_money || tells_no_sum(event.kind)),
                    is_late,
                    detail: remedy_of_event(remedies, event.id)
                        .map(|remedy| remedy_text(m, remedy, &dossier.items, sees_money)),
                }
            })
            .collect()
    }
}

pub(super) fn who(actor: &Actor) -> Who {
    Who::of(actor.role(), actor.name())
}

/// What everybody who works on the order is told of: what its customer is, and what colleagues say of it.
fn is_about_goods(kind: EventKind) -> bool {
    kind.is_for_customer()
        || matches!(kind, EventKind::Note | EventKind::Overridden | EventKind::NeedsRefund)
}

/// Whether the words of such an event are about the order, and not about its money.
fn tells_no_sum(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Note
            | EventKind::Overridden
            | EventKind::Cancelled
            | EventKind::Restored
            | EventKind::Assembling
            | EventKind::Ready
            | EventKind::Completed
            | EventKind::HandOver
            | EventKind::NewCode
            | EventKind::FoundNobody
            | EventKind::Missed
            | EventKind::BackToPaid
            | EventKind::BackToAssembling
            | EventKind::BackToReady
            | EventKind::Substituted
            | EventKind::MissingRefund
            | EventKind::NeedsRefund
            | EventKind::WaitsForGoods
            | EventKind::TakenUp
            | EventKind::ClaimRefused
            | EventKind::CustomerNote
    )
}

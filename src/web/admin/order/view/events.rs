//! What happened to an order.

use std::collections::HashMap;

use super::{Look, Viewer};
use crate::{
    delivery::Told,
    feed::{Actor, Event},
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
            .filter(|event| sees_money || event.kind.is_about_goods())
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
                    note: note.filter(|_| sees_money || event.kind.tells_no_sum()),
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

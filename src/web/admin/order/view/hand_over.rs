//! How an order is handed over, as far as somebody can say that it is.

use super::{Viewer, is_by_courier, path};
use crate::{
    delivery::{HandOver, Way},
    desk::{dossier::Dossier, moves::Move},
    orders::{Status, WishedWay},
    staff::Right,
    web::{
        admin::{courier::Courier, local_time},
        pages::admin::{CellOption, CourierForms, HandOverForms, TypedHandOver},
    },
};

impl Viewer<'_> {
    /// How this person can say that the order is handed over; `None`: it is not his to say, or not yet.
    pub(super) fn forms(
        &self,
        dossier: &Dossier,
        status: Status,
        allowed: &[Move],
        typed: &TypedHandOver,
    ) -> Option<HandOverForms> {
        let makes_ready = allowed.contains(&Move::Ready);
        let may_change = self.signed_in.may(Right::Assemble) || self.signed_in.may(Right::Deliver);
        let changes = status == Status::Ready && may_change;
        if !makes_ready && !changes {
            return None;
        }
        let way = dossier.hand_over.as_ref().map(|hand_over| &hand_over.way);
        let own = match way {
            Some(Way::Cell { id, name, place }) => Some((*id, name, place)),
            _ => None,
        };
        let may_withdraw = self.signed_in.may(Right::Assemble) || !is_by_courier(dossier);
        let may_send = !dossier.hand_over.as_ref().is_some_and(HandOver::is_tried_enough);
        if !may_withdraw && !may_send {
            return None;
        }
        let free = dossier.free_cells.iter().map(|cell| (cell.id, &cell.name, &cell.place));
        let mut cells: Vec<CellOption> = own
            .into_iter()
            .chain(free)
            .map(|(id, name, place)| CellOption {
                id,
                name: name.to_string(),
                place: place.to_string(),
                is_chosen: typed.cell == id.to_string(),
            })
            .collect();
        if cells.iter().all(|cell| !cell.is_chosen)
            && let Some(first) = cells.first_mut()
        {
            first.is_chosen = true;
        }
        let zone = self.shop.config.time_zone;
        let later = local_time::shown(self.now.plus(self.shop.config.pick_up_time), zone);
        // Who changes a time that is not over starts from it.
        let due = dossier.hand_over.as_ref().filter(|hand_over| !hand_over.is_missed(self.now));
        let due = due.map(|hand_over| local_time::shown(hand_over.due_at, zone));
        let wish = &dossier.wish;
        let wished = wish.place.as_ref().filter(|_| wish.way == Some(WishedWay::Courier));
        let or = |typed: &str, else_: String| {
            if typed.is_empty() { else_ } else { typed.to_owned() }
        };
        let (until, at, place) = match way {
            Some(Way::Cell { .. }) => (due.unwrap_or(later), String::new(), String::new()),
            Some(Way::Courier { place }) => (later, due.unwrap_or_default(), place.to_string()),
            // What the customer asked for stands there already.
            None => (later, String::new(), wished.map(ToString::to_string).unwrap_or_default()),
        };
        Some(HandOverForms {
            makes_ready,
            may_withdraw,
            may_send,
            keeps_cells: dossier.keeps_cells && may_withdraw,
            cells,
            until: or(&typed.until, until),
            place: or(&typed.place, place),
            at: or(&typed.at, at),
            open: if typed.by.is_empty() && makes_ready && wished.is_some() {
                "courier".to_owned()
            } else {
                typed.by.clone()
            },
        })
    }

    /// What a courier can do; `None` where none brings it, or where it must not be handed over.
    pub(super) fn courier(
        &self,
        dossier: &Dossier,
        allowed: &[Move],
        typed: &TypedHandOver,
    ) -> Option<CourierForms> {
        let order = &dossier.order;
        let forms = Courier {
            address: path(order.uid.as_str()),
            uid: None,
            version: order.last_event,
            tries_left: dossier.code_tries,
            hand_over: dossier.hand_over.as_ref()?,
        };
        let forms = forms.forms(typed, self.shop, self.now)?;
        allowed.contains(&Move::Complete).then_some(forms)
    }
}

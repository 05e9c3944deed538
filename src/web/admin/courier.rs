//! What a courier does with an order, wherever he does it: on the order's page or on his run's.

use std::time::Duration;

use super::{local_time, order::Refusal};
use crate::{
    clock::UtcTime,
    delivery::{HandOver, Way},
    desk::hand_over::Meeting,
    web::{
        Shop,
        pages::admin::{CourierForms, TypedHandOver},
    },
};

/// What the form says by which somebody tells that nobody was there.
pub(super) const NOBODY: &str = "nobody";

/// When they usually try again: at the same time of the next day.
const LATER: Duration = Duration::from_hours(24);

/// An order that is ready, and the page on which a courier hands it over.
pub(super) struct Courier<'a> {
    /// Where his forms go.
    pub address: String,
    /// Which order it is, where the address does not say so.
    pub uid: Option<String>,
    pub version: i64,
    pub tries_left: i64,
    pub hand_over: &'a HandOver,
}

impl Courier<'_> {
    /// Both forms, with what was typed where it was not carried out; `None` where no courier brings the order.
    pub fn forms(self, typed: &TypedHandOver, shop: &Shop, now: UtcTime) -> Option<CourierForms> {
        let HandOver { way: Way::Courier { place }, due_at, attempts, .. } = self.hand_over else {
            return None;
        };
        let next = due_at.plus(LATER);
        let next = if next > now { next } else { now.plus(LATER) };
        let is_open = typed.by == NOBODY;
        let (place, at) = if is_open {
            (typed.place.clone(), typed.at.clone())
        } else {
            (place.to_string(), local_time::shown(next, shop.config.time_zone))
        };
        Some(CourierForms {
            address: self.address,
            uid: self.uid,
            version: self.version,
            tries_left: self.tries_left,
            attempts: *attempts,
            is_last: !self.hand_over.may_try_again(),
            is_tried_enough: self.hand_over.is_tried_enough(),
            place,
            at,
            is_open,
        })
    }
}

/// Where and when they meet next, as somebody typed it; `None`: that is not agreed yet.
pub(super) fn meeting(place: &str, at: &str, shop: &Shop) -> Result<Option<Meeting>, Refusal> {
    if at.trim().is_empty() {
        return Ok(None);
    }
    let at = local_time::parse(at, shop.config.time_zone).ok_or(Refusal::Time)?;
    Ok(Some(Meeting { place: place.parse().map_err(|_| Refusal::Place)?, at }))
}

//! One move for several orders.

use actix_web::{
    HttpResponse,
    web::{Bytes, Data},
};
use url::form_urlencoded;

use super::{
    outcome::{Outcome, Refusal},
    right_of,
    view::{PATH, View},
};
use crate::{
    clock,
    db::StoreError,
    desk::{
        By, DeskError, hand_over,
        moves::{self, Move},
    },
    orders::{self, Uid},
    staff::SignedIn,
    web::{Error, Shop, respond::see_other},
};

/// The most orders that something is done with at once: more than a page lists.
const MOST: usize = 100;

/// What the form says: each order with the version that the page showed.
pub(super) struct Form {
    /// `None` where they are not to be moved.
    pub step: Option<Move>,
    pub orders: Vec<(Uid, i64)>,
    pub back: View,
}

impl Form {
    pub(super) fn parse(body: &[u8]) -> Result<Self, Error> {
        let (mut step, mut orders, mut back) = (None, Vec::new(), View::default());
        for (name, value) in form_urlencoded::parse(body) {
            match name.as_ref() {
                "move" => step = value.parse().ok(),
                "order" => {
                    let order = value.rsplit_once(':').and_then(|(uid, version)| {
                        Some((uid.parse().ok()?, version.parse().ok()?))
                    });
                    orders.push(order.ok_or_else(|| {
                        Error::Malformed("an order is its number and its version".to_owned())
                    })?);
                }
                "back" => back = View::parse(&value),
                _ => {}
            }
        }
        if orders.len() > MOST {
            return Err(Error::Malformed(format!("at most {MOST} orders at once")));
        }
        Ok(Self { step, orders, back })
    }
}

/// `POST /admin/orders/move`: each order is moved on its own, so that one that cannot be holds up no other.
pub async fn together(
    signed_in: SignedIn,
    body: Bytes,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let Form { step, orders, back } = Form::parse(&body)?;
    let step = step.ok_or_else(|| Error::Malformed("which move?".to_owned()))?;
    if !right_of(step).is_some_and(|right| signed_in.may(right)) {
        return Err(Error::Forbidden("your role may not do this".to_owned()));
    }
    let mut outcome = Outcome::default();
    for (uid, version) in orders {
        let (by, sought) = (By::new(signed_in.actor(), None), uid.clone());
        let time = shop.config.pick_up_time;
        let moved = shop
            .store
            .write(move |connection| {
                let order = orders::find_by_uid(connection, sought.as_str())?;
                let order = order.ok_or(DeskError::NoSuchOrder)?;
                let (id, now) = (order.id, clock::now());
                let moved = match step {
                    Move::Ready => {
                        hand_over::ready_as_usual(connection, id, version, time, &by, now)
                    }
                    _ => moves::move_order(connection, id, version, step, &by, now),
                };
                moved.map(drop)
            })
            .await;
        match moved {
            Ok(()) => outcome.moved.push(uid),
            Err(DeskError::Store(StoreError::Conflict)) => {
                outcome.refused.push((uid, Refusal::Changed));
            }
            Err(DeskError::Store(error)) => return Err(error.into()),
            Err(error) => outcome.refused.extend(Refusal::of(&error).map(|why| (uid, why))),
        }
    }
    Ok(see_other(&told(&outcome, &back)))
}

/// The list that the form came from, with what became of its orders.
pub(super) fn told(outcome: &Outcome, back: &View) -> String {
    let query = outcome.added_to(&back.query());
    if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{query}") }
}

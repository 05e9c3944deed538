//! Which order a payment may have been meant for.
//!
//! What is offered is a suggestion: a person attaches the payment. [`rank`] is a pure function over the orders that
//! [`gather`] finds, each of whose queries is bounded.

mod gather;
mod spelling;

use std::time::Duration;

pub use gather::gather;
pub use spelling::{Spelling, spelled};

use crate::{
    clock::UtcTime,
    dromon::{Callback, Sum},
    orders::{Order, Status},
};

/// How many are offered.
pub const MOST: usize = 5;

/// How long after it expired an order may still be meant; what comes later needs a person's word for it anyway.
const LATE_LIMIT: Duration = Duration::from_hours(7 * 24);

/// An order may be placed a moment after a payment that was meant for it: clocks differ.
const CLOCKS: Duration = Duration::from_mins(2);

/// What is known of a payment that belongs to no order.
#[derive(Clone, Debug)]
pub struct Stray {
    pub sum: Sum,
    pub at: UtcTime,
    /// The payer's name, as Dromon told it.
    pub payer: Option<String>,
    /// The uid that came, if it is a text at all.
    pub uid: Option<String>,
    /// What the payer read.
    pub text: Option<String>,
}

impl Stray {
    /// What a callback's body adds to a payment's row.
    #[must_use]
    pub fn of(sum: Sum, at: UtcTime, payer: Option<&str>, body: Option<&[u8]>) -> Self {
        let told = body.and_then(|body| Callback::parse(body).ok());
        let text = |value: Option<crate::dromon::callback::Value<'_>>| {
            value.and_then(crate::dromon::callback::Value::as_string)
        };
        Self {
            sum,
            at,
            payer: payer.map(str::to_owned),
            uid: told.as_ref().and_then(|told| text(told.uid)),
            text: told.as_ref().and_then(|told| text(told.text)),
        }
    }
}

/// Why an order may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The number that came is its number, spelled as people spell.
    SameNumber,
    /// The number that came has one character wrong, missing, too many or swapped.
    CloseNumber,
    /// Its number stands somewhere in what came.
    NumberInText,
    /// Exactly that is left to pay of it.
    Sum,
    /// The payer has its customer's nickname.
    Payer,
    /// It was placed so many minutes before.
    Minutes(i64),
}

/// An order that may be meant, and why.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub order: Order,
    pub why: Vec<Why>,
    score: i64,
}

impl Candidate {
    /// Whether it stands out enough to be the first suggestion.
    #[must_use]
    pub fn is_likely(&self) -> bool {
        self.score >= LIKELY
    }
}

/// The number alone, or the sum with the payer.
const LIKELY: i64 = 70;

/// The best of these orders, the likeliest first.
#[must_use]
pub fn rank(stray: &Stray, orders: Vec<Order>, now: UtcTime) -> Vec<Candidate> {
    let mut ranked: Vec<Candidate> =
        orders.into_iter().filter_map(|order| judge(stray, order, now)).collect();
    ranked.sort_by(|a, b| b.score.cmp(&a.score).then(b.order.id.cmp(&a.order.id)));
    ranked.dedup_by_key(|candidate| candidate.order.id);
    ranked.truncate(MOST);
    ranked
}

/// `None`: nothing speaks for it.
fn judge(stray: &Stray, order: Order, now: UtcTime) -> Option<Candidate> {
    let number = spelled(stray.uid.as_deref(), stray.text.as_deref(), &order.uid);
    let (number, for_number) = match number {
        Some(Spelling::Same) => (Some(Why::SameNumber), 100),
        Some(Spelling::Close) => (Some(Why::CloseNumber), 70),
        Some(Spelling::Inside) => (Some(Why::NumberInText), 75),
        None => (None, 0),
    };
    let sum = order.left_to_pay() == Some(stray.sum);
    let payer = stray
        .payer
        .as_deref()
        .is_some_and(|payer| payer.eq_ignore_ascii_case(order.nickname.as_str()));
    if number.is_none() && !sum && !payer {
        return None;
    }
    // Nobody pays for what is not ordered yet.
    if number.is_none() && order.created_at > stray.at.plus(CLOCKS) {
        return None;
    }
    let standing = match order.status_at(now) {
        Status::AwaitingPayment => 10,
        Status::Expired if now <= order.expires_at.plus(LATE_LIMIT) => 5,
        // Without its number an order that waits for no money is no guess worth making.
        _ if number.is_none() => return None,
        _ => -20,
    };
    let minutes =
        i64::try_from(stray.at.since(order.created_at).as_secs() / 60).unwrap_or(i64::MAX);
    let near = match minutes {
        0..=15 => 15,
        16..=60 => 8,
        61..=1440 => 3,
        _ => 0,
    };
    let mut why: Vec<Why> = number.into_iter().collect();
    why.extend(sum.then_some(Why::Sum));
    why.extend(payer.then_some(Why::Payer));
    why.extend((near >= 8).then_some(Why::Minutes(minutes)));
    let score =
        for_number + if sum { 40 } else { 0 } + if payer { 30 } else { 0 } + standing + near;
    Some(Candidate { order, why, score })
}

#[cfg(test)]
mod tests;

//! What a person credits: by the same rules as what comes by callback.

use super::{
    Hand, Payment, Received,
    apply::{Entry, Money, apply},
    callback::KeptCallback,
    payment::Sure,
    receive::{Told, confirmed_earlier, find_order, settle},
    settle::{self, Earlier, Facts, OrderFacts, Source},
};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError},
    dromon::Sum,
    orders::{self, Order},
};

/// A payment of which a person knows that Dromon took it, although no callback came. Returns its id.
///
/// # Errors
/// The store's.
pub fn confirm(
    connection: &mut Connection,
    order: Order,
    sum: Sum,
    hand: &Hand,
    now: UtcTime,
) -> Result<i64, StoreError> {
    let order = orders::expire(connection, order, now)?;
    let facts = facts(sum, Some(&order), Earlier::None, now);
    let money = Money { sum, sure: Sure::Staff, payer: None, at: now, fingerprint: None };
    let decision = settle::decide(&facts);
    apply(connection, Some(&order), &Entry::New(money), None, &decision, hand, now)
}

/// A payment that belonged to no order is that order's. What staff has confirmed for it may be the same money.
///
/// # Errors
/// The store's.
pub fn attach(
    connection: &mut Connection,
    payment: &Payment,
    order: Order,
    hand: &Hand,
    now: UtcTime,
) -> Result<(), StoreError> {
    let order = orders::expire(connection, order, now)?;
    let earlier = confirmed_earlier(connection, Some(&order), payment.sum)?;
    // It is late or not by the time at which it came.
    let decision = settle::decide(&facts(payment.sum, Some(&order), earlier, payment.at));
    let entry = Entry::Attached(payment.id);
    apply(connection, Some(&order), &entry, payment.callback_id, &decision, hand, now).map(drop)
}

/// A payment of an order that did not count counts from now on.
///
/// # Errors
/// The store's: a conflict, too, where it is more than can be counted.
pub fn count(
    connection: &mut Connection,
    payment: &Payment,
    order: Order,
    hand: &Hand,
    now: UtcTime,
) -> Result<(), StoreError> {
    let order = orders::expire(connection, order, now)?;
    let decision = settle::decide(&facts(payment.sum, Some(&order), Earlier::None, payment.at));
    let entry = Entry::Uncounted(payment.id);
    apply(connection, Some(&order), &entry, payment.callback_id, &decision, hand, now).map(drop)
}

/// A callback that was taken for a repeat of that payment is one of its own.
///
/// # Errors
/// The store's.
pub fn count_repeat(
    connection: &mut Connection,
    repeated: &Payment,
    callback: &KeptCallback,
    order: Option<Order>,
    hand: &Hand,
    now: UtcTime,
) -> Result<(), StoreError> {
    let order = match order {
        Some(order) => Some(orders::expire(connection, order, now)?),
        None => None,
    };
    let at = callback.received_at;
    let decision = settle::decide(&facts(repeated.sum, order.as_ref(), Earlier::None, at));
    let entry = Entry::New(Money {
        sum: repeated.sum,
        sure: Sure::Callback,
        payer: repeated.payer.as_deref(),
        at,
        // The fingerprint is the first one's.
        fingerprint: None,
    });
    let id = Some(callback.id);
    apply(connection, order.as_ref(), &entry, id, &decision, hand, now).map(drop)
}

/// A callback that was set aside because of its source is settled as if it had come from where it may. `None`: it tells of no
/// payment.
///
/// # Errors
/// The store's.
pub fn receive_after_all(
    connection: &mut Connection,
    kept: &KeptCallback,
    hand: &Hand,
    now: UtcTime,
) -> Result<Option<Received>, StoreError> {
    let Some(callback) = kept.read() else {
        return Ok(None);
    };
    let order = find_order(connection, &callback, now)?;
    let at = kept.received_at;
    let told = Told { callback_id: kept.id, callback: &callback, source: Source::Trusted, at };
    settle(connection, &told, order, hand, now).map(Some)
}

fn facts(sum: Sum, order: Option<&Order>, earlier: Earlier, now: UtcTime) -> Facts {
    Facts { sum, source: Source::Trusted, earlier, order: order.map(OrderFacts::of), now }
}

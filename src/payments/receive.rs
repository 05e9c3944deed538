//! The way of one callback into the books: one transaction.

use super::{
    Hand, RawCallback, SourceRule,
    apply::{Entry, Money, apply, record_for_the_shop},
    callback::{self, Completeness},
    discrepancy::{self, DiscrepancyKind, Subject},
    fingerprint::fingerprint,
    payment::{self, Sure},
    settle::{self, Earlier, Facts, OrderFacts, Outcome, Source},
    source,
};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError},
    dromon::{
        Callback, Sum,
        callback::{Unreadable, Value},
    },
    feed::{Actor, EventKind},
    orders::{self, About, Change, Order},
};

/// What became of a callback. In every case it is in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// Its order is paid.
    Paid,
    /// Its order waits for the rest.
    PartPaid,
    /// Kept, but it paid no waiting order, or was kept already and is only offered once more.
    Recorded,
    /// Dromon sent the same before.
    Repeated,
    /// Kept raw, since it tells of no payment.
    Unreadable(Unreadable),
    /// Its body is not all there; what came is kept.
    Incomplete(Completeness),
    /// Kept, not settled: it came from outside the sources that are allowed.
    ForeignSource,
}

/// What is plain of a callback without the books: that it will be kept, and nothing settled. `None`: they decide.
pub(super) fn at_sight(raw: &RawCallback) -> Option<Received> {
    if raw.rule == SourceRule::Refused {
        return Some(Received::ForeignSource);
    }
    match raw.completeness {
        Completeness::Whole => Callback::parse(&raw.body).err().map(Received::Unreadable),
        incomplete => Some(Received::Incomplete(incomplete)),
    }
}

/// Stores a callback and settles what it tells of.
///
/// # Errors
/// `StoreError`; nothing is kept then, and the same callback may be offered again: it has its id already.
pub fn receive(connection: &mut Connection, raw: &RawCallback) -> Result<Received, StoreError> {
    let now = raw.received_at;
    let Some(callback_id) = callback::store(connection, raw)? else {
        return Ok(Received::Recorded);
    };
    let read = match raw.completeness {
        Completeness::Whole => Callback::parse(&raw.body).map_err(Received::Unreadable),
        incomplete => Err(Received::Incomplete(incomplete)),
    };
    let order = match &read {
        Ok(callback) => find_order(connection, callback, now)?,
        Err(_) => None,
    };
    // Before the body's own faults: whoever is not allowed to send is told nothing about what he sent.
    if raw.rule == SourceRule::Refused {
        set_aside(connection, callback_id, Aside::ForeignSource(order.as_ref()), now)?;
        return Ok(Received::ForeignSource);
    }
    let callback = match read {
        Ok(callback) => callback,
        Err(received) => {
            set_aside(connection, callback_id, Aside::Unreadable, now)?;
            return Ok(received);
        }
    };
    let source = source_of(connection, raw)?;
    let told = Told { callback_id, callback: &callback, source, at: now };
    settle(connection, &told, order, &Hand::DROMON, now)
}

/// A callback that can be read, and is to be settled.
pub(super) struct Told<'a> {
    pub callback_id: i64,
    pub callback: &'a Callback<'a>,
    pub source: Source,
    /// When it came.
    pub at: UtcTime,
}

/// Settles a callback with the order that it names.
pub(super) fn settle(
    connection: &mut Connection,
    told: &Told<'_>,
    order: Option<Order>,
    hand: &Hand,
    now: UtcTime,
) -> Result<Received, StoreError> {
    let callback = told.callback;
    let fingerprint = fingerprint(callback);
    let same = payment::find_same(connection, &fingerprint)?;
    // A repeat is about the order of its payment, which a person may have found for it.
    let order = match (&same, order) {
        (Some((_, Some(id))), order) if order.as_ref().map(|order| order.id) != Some(*id) => {
            orders::find_locked(connection, *id)?
        }
        (_, order) => order,
    };
    let facts = Facts {
        sum: callback.sum,
        source: told.source,
        earlier: match same {
            Some(_) => Earlier::Same,
            None => confirmed_earlier(connection, order.as_ref(), callback.sum)?,
        },
        order: order.as_ref().map(|order| OrderFacts {
            altered: callback
                .text
                .is_some_and(|text| text.as_string().as_deref() != Some(order.text.as_str())),
            ..OrderFacts::of(order)
        }),
        now: told.at,
    };
    let decision = settle::decide(&facts);
    let payer = callback.payer.username.as_deref().map(payment::payer_name);
    let entry = match same {
        Some((same, _)) => Entry::Same(same),
        None => Entry::New(Money {
            sum: callback.sum,
            sure: Sure::Callback,
            payer: payer.as_deref(),
            at: told.at,
            fingerprint: Some(&fingerprint),
        }),
    };
    let callback_id = Some(told.callback_id);
    apply(connection, order.as_ref(), &entry, callback_id, &decision, hand, now)?;
    Ok(match decision.outcome {
        Outcome::Paid => Received::Paid,
        Outcome::PartPaid => Received::PartPaid,
        Outcome::Recorded => Received::Recorded,
        Outcome::Repeated => Received::Repeated,
    })
}

/// The order whose uid the callback names, byte for byte; it is locked before it is read. Its expiry is written down first if the clock has
/// not come to it yet: what the payment does next is a move of its own, with an event of its own.
pub(super) fn find_order(
    connection: &mut Connection,
    callback: &Callback<'_>,
    now: UtcTime,
) -> Result<Option<Order>, StoreError> {
    let Some(uid) = callback.uid.and_then(Value::as_string) else {
        return Ok(None);
    };
    match orders::find_by_uid_locked(connection, &uid)? {
        Some(order) => orders::expire(connection, order, now).map(Some),
        None => Ok(None),
    }
}

fn source_of(connection: &mut Connection, raw: &RawCallback) -> Result<Source, StoreError> {
    let trusted = match raw.rule {
        SourceRule::Allowed => true,
        SourceRule::Refused => false,
        SourceRule::Unsaid => {
            source::is_trusted(connection, &raw.source.to_string(), raw.received_at)?
        }
    };
    Ok(if trusted { Source::Trusted } else { Source::New })
}

/// Whether staff has confirmed a payment of that sum whose callback never came: this may be it.
pub(super) fn confirmed_earlier(
    connection: &mut Connection,
    order: Option<&Order>,
    sum: Sum,
) -> Result<Earlier, StoreError> {
    // The first payment is the usual one.
    let Some(order) = order.filter(|order| order.last_payment.is_some()) else {
        return Ok(Earlier::None);
    };
    let confirmed = payment::confirmed_by_staff(connection, order.id, sum)?;
    Ok(if confirmed.is_some() { Earlier::Confirmed } else { Earlier::None })
}

/// Why a callback is kept without being settled.
#[derive(Clone, Copy)]
enum Aside<'a> {
    Unreadable,
    ForeignSource(Option<&'a Order>),
}

fn set_aside(
    connection: &mut Connection,
    callback_id: i64,
    aside: Aside<'_>,
    now: UtcTime,
) -> Result<(), StoreError> {
    let (discrepancy, event, order) = match aside {
        Aside::Unreadable => (DiscrepancyKind::Unreadable, EventKind::Unreadable, None),
        Aside::ForeignSource(order) => {
            (DiscrepancyKind::ForeignSource, EventKind::ForeignSource, order)
        }
    };
    let subject =
        Subject { order: order.map(|order| order.id), payment: None, callback: Some(callback_id) };
    discrepancy::raise(connection, discrepancy, subject, None, now)?;
    match order {
        None => record_for_the_shop(connection, event, None, &Hand::DROMON, now)?,
        Some(order) => orders::advance(
            connection,
            order,
            &Change {
                kind: event,
                actor: Actor::DROMON,
                note: None,
                status: order.written_status,
                counted: order.counted,
                payment: None,
                about: About::Nothing,
            },
            now,
        )?,
    };
    Ok(())
}

#[cfg(test)]
mod tests;

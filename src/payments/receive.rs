//! The way of one callback into the books: one transaction.

use diesel::QueryResult;

use super::{
    RawCallback, SourceRule,
    callback::{self, Completeness},
    discrepancy::{self, DiscrepancyKind, Subject},
    fingerprint::fingerprint,
    payer,
    payment::{self, NewPayment, Sure},
    settle::{self, Decision, Earlier, Facts, OrderFacts, Outcome, Source},
    source,
};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError},
    dromon::{
        Callback,
        callback::{Unreadable, Value},
    },
    feed::{self, Actor, EventKind, NewEvent},
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
    let fingerprint = fingerprint(&callback);
    let same = payment::find_same(connection, &fingerprint)?;
    let facts = Facts {
        sum: callback.sum,
        source: source_of(connection, raw)?,
        earlier: match same {
            Some(_) => Earlier::Same,
            None => confirmed_earlier(connection, order.as_ref(), &callback)?,
        },
        order: order.as_ref().map(|order| OrderFacts {
            status: order.written_status,
            total: order.total,
            counted: order.counted,
            expires_at: order.expires_at,
            altered: callback
                .text
                .is_some_and(|text| text.as_string().as_deref() != Some(order.text.as_str())),
        }),
        now,
    };
    let decision = settle::decide(&facts);
    let written = Written { callback_id, fingerprint: &fingerprint, same };
    apply(connection, &written, &callback, order.as_ref(), &decision, now)?;
    Ok(match decision.outcome {
        Outcome::Paid => Received::Paid,
        Outcome::PartPaid => Received::PartPaid,
        Outcome::Recorded => Received::Recorded,
        Outcome::Repeated => Received::Repeated,
    })
}

/// The order whose uid the callback names, byte for byte; it is locked before it is read. Its expiry is written down first if the clock has
/// not come to it yet: what the payment does next is a move of its own, with an event of its own.
fn find_order(
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
fn confirmed_earlier(
    connection: &mut Connection,
    order: Option<&Order>,
    callback: &Callback<'_>,
) -> Result<Earlier, StoreError> {
    // The first payment is the usual one.
    let Some(order) = order.filter(|order| order.last_payment.is_some()) else {
        return Ok(Earlier::None);
    };
    let confirmed = payment::is_confirmed_by_staff(connection, order, callback.sum)?;
    Ok(if confirmed { Earlier::Confirmed } else { Earlier::None })
}

/// What is known of the callback by the database.
struct Written<'a> {
    callback_id: i64,
    fingerprint: &'a str,
    /// The payment that the same callback made before.
    same: Option<i64>,
}

/// Writes a decision down: the payment, the order's change with its event, the discrepancies.
fn apply(
    connection: &mut Connection,
    written: &Written<'_>,
    callback: &Callback<'_>,
    order: Option<&Order>,
    decision: &Decision,
    now: UtcTime,
) -> Result<(), StoreError> {
    if let (None, Some(order), Some(name)) = (written.same, order, &callback.payer.username) {
        payer::note_payer(connection, order, name)?;
    }
    let payment_id = match written.same {
        Some(same) => same,
        None => payment::add(
            connection,
            &NewPayment {
                order_id: order.map(|order| order.id),
                callback_id: Some(written.callback_id),
                previous: order.and_then(|order| order.last_payment),
                sum: callback.sum.into(),
                counted: decision.counted,
                sure: Sure::Callback,
                payer: callback.payer.username.as_deref().map(payment::payer_name).as_deref(),
                at: now,
                fingerprint: Some(written.fingerprint),
            },
        )?,
    };
    match (order, decision.change) {
        (Some(order), Some(change)) => orders::advance(
            connection,
            order,
            &Change {
                kind: decision.event,
                actor: Actor::DROMON,
                note: decision.late.then_some("late".into()),
                status: change.status,
                counted: change.counted,
                payment: written.same.is_none().then_some(payment_id),
                about: About::Nothing,
            },
            now,
        )?,
        _ => record_for_the_shop(connection, decision.event, Some(payment_id), now)?,
    };
    let subject = Subject {
        order: order.map(|order| order.id),
        payment: Some(payment_id),
        callback: Some(written.callback_id),
    };
    if let (Some(order), true) = (order, decision.closes_underpaid) {
        discrepancy::close_underpaid(connection, order.id, now)?;
    }
    for (kind, amount) in &decision.discrepancies {
        discrepancy::raise(connection, *kind, subject, *amount, now)?;
    }
    Ok(())
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
        None => record_for_the_shop(connection, event, None, now)?,
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

/// An event that concerns no order that there is.
fn record_for_the_shop(
    connection: &mut Connection,
    kind: EventKind,
    payment_id: Option<i64>,
    now: UtcTime,
) -> QueryResult<i64> {
    let event = NewEvent {
        order_id: None,
        previous: None,
        kind,
        actor: Actor::DROMON,
        at: now,
        payment_id,
        note: None,
        discrepancy_id: None,
    };
    feed::record(connection, &event)
}

#[cfg(test)]
mod tests;

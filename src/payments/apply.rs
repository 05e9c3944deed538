//! Writing a decision down: the payment, the order's change with its event, the discrepancies.

use std::borrow::Cow;

use diesel::QueryResult;

use super::{
    discrepancy::{self, DiscrepancyKind, Subject},
    goods::take_goods,
    payer::note_payer,
    payment::{self, NewPayment, Sure},
    settle::Decision,
};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError},
    dromon::Sum,
    feed::{self, Actor, EventKind, NewEvent},
    orders::{self, About, Change, Order, Status},
};

/// Whose decision it is, and why.
#[derive(Clone, Debug)]
pub struct Hand {
    pub actor: Actor,
    pub note: Option<Cow<'static, str>>,
    /// The discrepancy that it is a way out of.
    pub discrepancy: Option<i64>,
}

impl Hand {
    /// Money speaks for itself.
    pub(super) const DROMON: Hand = Hand { actor: Actor::DROMON, note: None, discrepancy: None };
}

/// The payment that is decided about.
pub(super) enum Entry<'a> {
    /// It is written down now.
    New(Money<'a>),
    /// It was there, and belonged to no order.
    Attached(i64),
    /// It was there, and did not count.
    Uncounted(i64),
    /// It was there: the same came again.
    Same(i64),
}

/// A payment to be written down.
pub(super) struct Money<'a> {
    pub sum: Sum,
    pub sure: Sure,
    pub payer: Option<&'a str>,
    pub at: UtcTime,
    pub fingerprint: Option<&'a str>,
}

/// Writes a decision down, and returns the payment's id.
pub(super) fn apply(
    connection: &mut Connection,
    order: Option<&Order>,
    entry: &Entry<'_>,
    callback_id: Option<i64>,
    decision: &Decision,
    hand: &Hand,
    now: UtcTime,
) -> Result<i64, StoreError> {
    let payment_id = enter(connection, order, entry, callback_id, decision.counted)?;
    if let (Some(order), Some(payer)) = (order, payer_of(connection, entry)?) {
        note_payer(connection, order, &payer)?;
    }
    // From now on the order's last one, or one that it has already.
    let links = matches!(entry, Entry::New(_) | Entry::Attached(_));
    let kind = match entry {
        Entry::Uncounted(_) => EventKind::Counted,
        Entry::New(_) | Entry::Attached(_) | Entry::Same(_) => decision.event,
    };
    match (order, decision.change) {
        (Some(order), Some(change)) => orders::advance(
            connection,
            order,
            &Change {
                kind,
                actor: hand.actor.clone(),
                note: hand.note.clone().or(decision.late.then_some("late".into())),
                status: change.status,
                counted: change.counted,
                payment: links.then_some(payment_id),
                about: About::of((!links).then_some(payment_id), hand.discrepancy),
            },
            now,
        )?,
        _ => record_for_the_shop(connection, kind, Some(payment_id), hand, now)?,
    };
    if let (Some(order), Some(change)) = (order, decision.change)
        && change.status == Status::Paid
        && order.written_status != Status::Paid
    {
        take_goods(connection, order.id, now)?;
    }
    if let (Some(order), true) = (order, decision.closes_underpaid) {
        let kinds = [DiscrepancyKind::Underpaid];
        discrepancy::close(connection, order.id, &kinds, &hand.actor, MORE_CAME, now)?;
    }
    let subject = Subject {
        order: order.map(|order| order.id),
        payment: Some(payment_id),
        callback: callback_id,
    };
    for (kind, amount) in &decision.discrepancies {
        discrepancy::raise(connection, *kind, subject, *amount, now)?;
    }
    Ok(payment_id)
}

/// Who paid, where it is news that he paid for this order.
fn payer_of<'a>(
    connection: &mut Connection,
    entry: &Entry<'a>,
) -> Result<Option<Cow<'a, str>>, StoreError> {
    Ok(match entry {
        Entry::New(money) => money.payer.map(Cow::Borrowed),
        Entry::Attached(id) => {
            payment::find(connection, *id)?.and_then(|payment| payment.payer).map(Cow::Owned)
        }
        Entry::Uncounted(_) | Entry::Same(_) => None,
    })
}

/// What resolves an `underpaid`.
const MORE_CAME: &str = "another payment came";

/// The payment as it is afterwards.
fn enter(
    connection: &mut Connection,
    order: Option<&Order>,
    entry: &Entry<'_>,
    callback_id: Option<i64>,
    counted: bool,
) -> Result<i64, StoreError> {
    match (entry, order) {
        (Entry::New(money), _) => Ok(payment::add(
            connection,
            &NewPayment {
                order_id: order.map(|order| order.id),
                callback_id,
                previous: order.and_then(|order| order.last_payment),
                sum: money.sum.into(),
                counted,
                sure: money.sure,
                payer: money.payer,
                at: money.at,
                fingerprint: money.fingerprint,
            },
        )?),
        (Entry::Attached(id), Some(order)) => {
            if !payment::attach(connection, *id, order, counted)? {
                return Err(StoreError::Conflict);
            }
            discrepancy::attach(connection, *id, order.id)?;
            Ok(*id)
        }
        (Entry::Uncounted(id), Some(_)) if counted => {
            if payment::set_counted(connection, *id, true)? {
                Ok(*id)
            } else {
                Err(StoreError::Conflict)
            }
        }
        (Entry::Same(id), _) => Ok(*id),
        // Nothing to attach it to, or more than can be counted.
        (Entry::Attached(_) | Entry::Uncounted(_), _) => Err(StoreError::Conflict),
    }
}

/// An event that concerns no order that there is.
pub(super) fn record_for_the_shop(
    connection: &mut Connection,
    kind: EventKind,
    payment_id: Option<i64>,
    hand: &Hand,
    now: UtcTime,
) -> QueryResult<i64> {
    let event = NewEvent {
        order_id: None,
        previous: None,
        kind,
        actor: hand.actor.clone(),
        at: now,
        payment_id,
        note: hand.note.clone(),
        discrepancy_id: hand.discrepancy,
    };
    feed::record(connection, &event)
}

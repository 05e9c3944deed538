//! What a payment does to its order: a pure function of the facts.

use std::time::Duration;

use super::DiscrepancyKind;
use crate::{
    clock::UtcTime,
    dromon::Sum,
    feed::EventKind,
    money::Ar,
    orders::{Order, Status},
};

/// How long after it expired a payment still revives an order by itself.
pub const LATE_LIMIT: Duration = Duration::from_hours(7 * 24);

/// What is known when a payment comes.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub sum: Sum,
    pub source: Source,
    pub earlier: Earlier,
    /// The order whose uid it is; `None`: there is none.
    pub order: Option<OrderFacts>,
    pub now: UtcTime,
}

#[derive(Clone, Debug)]
pub(super) struct OrderFacts {
    /// Where it stands, its expiry written down.
    pub status: Status,
    pub total: Sum,
    pub counted: Ar,
    pub expires_at: UtcTime,
    /// The payer read a text, and it was not the order's.
    pub altered: bool,
}

impl OrderFacts {
    pub(super) fn of(order: &Order) -> Self {
        Self {
            status: order.written_status,
            total: order.total,
            counted: order.counted,
            expires_at: order.expires_at,
            altered: false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Trusted,
    /// Nobody has trusted that address yet.
    New,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Earlier {
    None,
    /// The same payment (uid, sum, time, payer, text) is in the books.
    Same,
    /// Staff has confirmed a payment of that order and sum, and no callback has come for it.
    Confirmed,
}

/// What to write down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub outcome: Outcome,
    pub event: EventKind,
    /// Whether the payment counts towards the total.
    pub counted: bool,
    /// How the order is afterwards; `None`: there is no order.
    pub change: Option<Standing>,
    /// It came after the order had expired, and revived it.
    pub late: bool,
    /// What was missing until now is missing no more, or less is: one `underpaid` at a time.
    pub closes_underpaid: bool,
    pub discrepancies: Vec<(DiscrepancyKind, Option<Ar>)>,
}

/// What the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Paid,
    PartPaid,
    Recorded,
    Repeated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub status: Status,
    pub counted: Ar,
}

/// Match, trust, repeat, amount × status: in this order.
pub(super) fn decide(facts: &Facts) -> Decision {
    let mut decision = match &facts.order {
        _ if facts.earlier == Earlier::Same => repeated(facts.order.as_ref()),
        None => unknown_order(facts.sum),
        Some(order) if facts.earlier == Earlier::Confirmed => confirmed_twice(facts, order),
        Some(order) => match order.counted.checked_add(facts.sum) {
            Some(counted) => amount(facts, order, counted),
            // More than 2^63 АР for one order: kept, for a person to look at.
            None => Decision {
                discrepancies: vec![(DiscrepancyKind::Overpaid, Some(facts.sum.into()))],
                ..not_counted(order)
            },
        },
    };
    let altered = facts.order.as_ref().is_some_and(|order| order.altered);
    // A repeat's text is, by definition, the one that was looked at the first time.
    if altered && facts.earlier != Earlier::Same {
        decision.discrepancies.push((DiscrepancyKind::Altered, None));
    }
    if facts.source == Source::New {
        decision.discrepancies.push((DiscrepancyKind::NewSource, None));
    }
    decision
}

fn unknown_order(sum: Sum) -> Decision {
    Decision {
        outcome: Outcome::Recorded,
        event: EventKind::UnknownOrder,
        counted: false,
        change: None,
        late: false,
        closes_underpaid: false,
        discrepancies: vec![(DiscrepancyKind::UnknownOrder, Some(sum.into()))],
    }
}

fn repeated(order: Option<&OrderFacts>) -> Decision {
    Decision {
        outcome: Outcome::Repeated,
        event: EventKind::Repeated,
        counted: false,
        change: order.map(as_it_is),
        late: false,
        closes_underpaid: false,
        discrepancies: vec![(DiscrepancyKind::Repeated, None)],
    }
}

/// The payment is in the books, the order stays as it is.
fn not_counted(order: &OrderFacts) -> Decision {
    Decision {
        outcome: Outcome::Recorded,
        event: EventKind::Payment,
        counted: false,
        change: Some(as_it_is(order)),
        late: false,
        closes_underpaid: false,
        discrepancies: Vec::new(),
    }
}

fn confirmed_twice(facts: &Facts, order: &OrderFacts) -> Decision {
    Decision {
        discrepancies: vec![(DiscrepancyKind::ConfirmedTwice, Some(facts.sum.into()))],
        ..not_counted(order)
    }
}

fn as_it_is(order: &OrderFacts) -> Standing {
    Standing { status: order.status, counted: order.counted }
}

fn amount(facts: &Facts, order: &OrderFacts, counted: Ar) -> Decision {
    // A payment that waited in the inbox may find the order expired although it came in time.
    let late = order.status == Status::Expired && order.expires_at <= facts.now;
    match order.status {
        Status::AwaitingPayment => pays(order, counted, late),
        Status::Expired if facts.now <= order.expires_at.plus(LATE_LIMIT) => {
            pays(order, counted, late)
        }
        Status::Expired => stays(facts, order, counted, DiscrepancyKind::PaidLate),
        Status::Paid | Status::Assembling | Status::Ready | Status::Completed => {
            stays(facts, order, counted, DiscrepancyKind::PaidAgain)
        }
        Status::Cancelled => stays(facts, order, counted, DiscrepancyKind::PaidAfterCancel),
        Status::Refunded => stays(facts, order, counted, DiscrepancyKind::PaidAfterRefund),
    }
}

/// The order waits for money, and some came.
fn pays(order: &OrderFacts, counted: Ar, late: bool) -> Decision {
    let total = Ar::from(order.total);
    let excess = counted.get().saturating_sub(total.get());
    let paid = excess >= 0;
    Decision {
        outcome: if paid { Outcome::Paid } else { Outcome::PartPaid },
        event: if paid { EventKind::Paid } else { EventKind::PartPaid },
        counted: true,
        change: Some(Standing {
            status: if paid { Status::Paid } else { Status::AwaitingPayment },
            counted,
        }),
        late,
        closes_underpaid: order.counted != Ar::ZERO,
        discrepancies: match excess {
            0 => Vec::new(),
            1.. => vec![(DiscrepancyKind::Overpaid, Some(Ar::new(excess)))],
            missing => vec![(DiscrepancyKind::Underpaid, Some(Ar::new(-missing)))],
        },
    }
}

/// The order waits for no money: what came is counted, and a person decides.
fn stays(facts: &Facts, order: &OrderFacts, counted: Ar, kind: DiscrepancyKind) -> Decision {
    Decision {
        counted: true,
        change: Some(Standing { status: order.status, counted }),
        discrepancies: vec![(kind, Some(facts.sum.into()))],
        ..not_counted(order)
    }
}

#[cfg(test)]
mod tests;

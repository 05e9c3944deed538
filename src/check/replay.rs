//! One order's events replayed, backwards: from what the order says of itself to the moment when it was placed.
//!
//! Backwards, because that is how they are linked; so an order with a million events needs no more room than any other.

use std::collections::HashMap;

use super::{
    Finding, Report, Rule,
    chain::{EventRow, Raised, Walker},
};
use crate::{
    clock::UtcTime,
    desk::WayOutKind,
    feed::{Actor, EventKind},
    orders::{Mover, Status, may_move},
    payments::DiscrepancyKind,
};

/// What an order says of itself.
pub(super) struct Said {
    pub id: i64,
    pub uid: String,
    pub total: i64,
    pub counted: i64,
    pub status: String,
    pub last_event: i64,
    pub last_payment: Option<i64>,
    pub expires_at: UtcTime,
    /// What was confirmed to have gone back.
    pub refunded: i128,
}

/// A payment, as it was at the moment that the walk has come to.
#[derive(Clone, Copy)]
struct Payment {
    id: i64,
    sum: i128,
    counted: bool,
    by_hand: bool,
}

/// What a payment's discrepancies have to be.
#[derive(Clone, Copy)]
struct Wanted {
    kind: DiscrepancyKind,
    amount: i128,
    /// Whether a payment came later that paid for what was missing.
    paid_since: bool,
}

/// A payment that a person has counted, or uncounted: only those few are remembered.
#[derive(Default)]
struct Turned {
    counted: bool,
    /// What was wanted of it when it was counted.
    wanted: Vec<Wanted>,
}

/// The replay of one order.
pub(super) struct Replay {
    said: Said,
    /// Where the walk is; `None` at its end.
    next: Option<i64>,
    /// The payment that should be met next: the chain of payments, along that of the events.
    next_payment: Option<i64>,
    /// What was counted after the event that is met next.
    counted: i128,
    /// Where the order may have stood then; `None` where what it says is no status.
    possible: Option<Vec<Status>>,
    /// Whether a payment that was not the first was met: what was missing before it is missing no more.
    paid_since: bool,
    turned: HashMap<i64, Turned>,
    /// Whether the order was restored later: it expired at another time before.
    renewed_since: bool,
    pub events: i64,
    pub payments: i64,
    /// Why the chains tell nothing about the rest.
    broken: Option<(Rule, Finding)>,
    placing: Option<Finding>,
    status: Option<Finding>,
    counting: Option<Finding>,
    origins: Vec<Finding>,
    causes: Vec<Finding>,
}

/// The statuses of an order that a payment does not move, and what is raised then.
const STAYS: [(DiscrepancyKind, &[Status]); 4] = [
    (DiscrepancyKind::PaidLate, &[Status::Expired]),
    (
        DiscrepancyKind::PaidAgain,
        &[Status::Paid, Status::Assembling, Status::Ready, Status::Completed],
    ),
    (DiscrepancyKind::PaidAfterCancel, &[Status::Cancelled]),
    (DiscrepancyKind::PaidAfterRefund, &[Status::Refunded]),
];

impl Replay {
    pub(super) fn of(said: Said) -> Self {
        let possible = said.status.parse().ok().map(|status| vec![status]);
        let status = possible.is_none().then(|| {
            Finding::new(subject(&said), "a status that Kassa knows", format!("{:?}", said.status))
        });
        Self {
            next: Some(said.last_event),
            next_payment: said.last_payment,
            counted: said.counted.into(),
            possible,
            paid_since: false,
            turned: HashMap::new(),
            renewed_since: false,
            events: 0,
            payments: 0,
            broken: None,
            placing: None,
            status,
            counting: None,
            origins: Vec::new(),
            causes: Vec::new(),
            said,
        }
    }

    pub(super) fn order_id(&self) -> i64 {
        self.said.id
    }

    /// Whether the walk broke off, and why is told.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Reports what is wrong. Where the chains are broken nothing else is known, and where the sum is wrong nothing that
    /// follows from it.
    pub(super) fn report(self, report: &mut Report) {
        if let Some((rule, finding)) = self.broken {
            report.found(rule, finding);
            return;
        }
        if let Some(finding) = self.placing {
            report.found(Rule::Placing, finding);
        }
        if self.counted != 0 {
            let sum = i128::from(self.said.counted) - self.counted;
            let found = format!("{} counted", self.said.counted);
            let expected = format!("{sum}, the sum of its counted payments");
            report.found(Rule::Counted, Finding::new(subject(&self.said), expected, found));
            return;
        }
        if let Some(finding) = self.counting {
            report.found(Rule::Counted, finding);
            return;
        }
        for finding in self.origins {
            report.found(Rule::Origins, finding);
        }
        if let Some(finding) = self.status {
            report.found(Rule::Statuses, finding);
        }
        for finding in self.causes {
            report.found(Rule::Causes, finding);
        }
    }

    fn uncount(&mut self, payment: Option<Payment>) {
        if let Some(Payment { sum, counted: true, .. }) = payment {
            self.counted -= sum;
        }
    }

    fn finding(&self, expected: impl Into<String>, found: impl Into<String>) -> Finding {
        Finding::new(subject(&self.said), expected, found)
    }

    fn break_off(&mut self, rule: Rule, expected: String, found: String) {
        let finding = self.finding(expected, found);
        self.broken.get_or_insert((rule, finding));
        self.next = None;
    }

    fn wrong_status(&mut self, expected: impl Into<String>, found: impl Into<String>) {
        let finding = self.finding(expected, found);
        self.status.get_or_insert(finding);
    }

    /// The payment that an event names, as it was when the event was written.
    fn payment_of(&self, event: &EventRow) -> Option<Payment> {
        let (id, sum) = (event.payment_id?, event.payment_sum?);
        let counted = match self.turned.get(&id) {
            Some(turned) => turned.counted,
            None => event.payment_counted?,
        };
        Some(Payment { id, sum: sum.into(), counted, by_hand: event.payment_by_hand })
    }

    /// The chain of payments goes along that of the events which bear them. Returns the payment that this one bears.
    fn meet_payment(&mut self, event: &EventRow, kind: Option<EventKind>) -> Option<Payment> {
        let id = event.payment_id?;
        let Some(payment) = self.payment_of(event) else {
            self.break_off(
                Rule::OrderPayments,
                format!("payment {id} of its event {}", event.id),
                "no such payment".to_owned(),
            );
            return None;
        };
        let is_next = self.next_payment == Some(id);
        let bears = match kind {
            Some(kind) if bears(kind) => true,
            Some(kind) if may_tell_of_a_payment(kind) => false,
            // It should name none.
            _ => is_next,
        };
        if !bears {
            return None;
        }
        if event.payment_order != Some(self.said.id) {
            self.break_off(
                Rule::OrderPayments,
                format!("payment {id} of its event {} to be its own", event.id),
                shown_of("a payment of order", event.payment_order),
            );
        } else if !is_next {
            self.break_off(
                Rule::OrderPayments,
                format!("its event {} with {}", event.id, shown_of("payment", self.next_payment)),
                format!("with payment {id}"),
            );
        } else {
            self.next_payment = event.payment_previous;
            self.payments += 1;
        }
        Some(payment)
    }

    /// A person counted a payment that was there, or uncounted it.
    fn turn(&mut self, event: &EventRow, kind: EventKind, raised: &[Raised]) {
        let after = kind == EventKind::Counted;
        let payment = self.payment_of(event).filter(|_| event.payment_order == Some(self.said.id));
        let Some(payment) = payment.filter(|payment| payment.counted == after) else {
            let finding = self.finding(
                format!("event {} ({}) with a payment that it makes so", event.id, event.kind),
                event.payment_id.map_or_else(|| "none".to_owned(), |id| format!("payment {id}")),
            );
            self.counting.get_or_insert(finding);
            return;
        };
        let wanted = after.then(|| self.credit_later(payment, raised)).flatten();
        self.counted += if after { -payment.sum } else { payment.sum };
        let turned = self.turned.entry(payment.id).or_default();
        turned.counted = !after;
        turned.wanted.extend(wanted);
    }

    /// What a payment did that was counted later: as it would have when it came, and its event says only that.
    fn credit_later(&mut self, payment: Payment, raised: &[Raised]) -> Option<Wanted> {
        let total = i128::from(self.said.total);
        let after = self.counted;
        let to = self.standing();
        let possible = self.possible.clone().unwrap_or_else(|| Status::ALL.to_vec());
        let moved = possible.contains(&to);
        let kept = STAYS.iter().find(|(kind, statuses)| {
            let has = raised.iter().any(|each| each.kind == kind.as_str());
            (has || !moved) && statuses.iter().any(|status| possible.contains(status))
        });
        let paid_since = self.paid_since;
        if let Some((kind, statuses)) = kept {
            self.possible =
                Some(possible.into_iter().filter(|status| statuses.contains(status)).collect());
            return Some(Wanted { kind: *kind, amount: payment.sum, paid_since });
        }
        if !moved {
            self.wrong_status(format!("{}, by what is counted", to.as_str()), words(&possible));
        }
        self.possible = Some(vec![Status::AwaitingPayment, Status::Expired]);
        self.paid_since = true;
        amount(after, total).map(|(kind, amount)| Wanted { kind, amount, paid_since })
    }

    /// Where an order stands by what is counted now.
    fn standing(&self) -> Status {
        let is_paid = self.counted >= i128::from(self.said.total);
        if is_paid { Status::Paid } else { Status::AwaitingPayment }
    }

    /// Where an order stood before an event, given where it stands after it.
    fn move_back(&mut self, event: &EventRow, kind: EventKind, counted_before: i128) {
        let to = match kind {
            // What was counted by then says where it came back to.
            EventKind::Placed | EventKind::PartPaid => Status::AwaitingPayment,
            EventKind::Paid | EventKind::BackToPaid => Status::Paid,
            EventKind::Cancelled => Status::Cancelled,
            EventKind::Expired => Status::Expired,
            EventKind::Assembling | EventKind::BackToAssembling => Status::Assembling,
            EventKind::Ready | EventKind::BackToReady => Status::Ready,
            EventKind::Completed => Status::Completed,
            EventKind::Refunded => Status::Refunded,
            EventKind::Restored | EventKind::Accepted => self.standing(),
            // It is ready, and stays so.
            EventKind::HandOver
            | EventKind::NewCode
            | EventKind::FoundNobody
            | EventKind::Missed => {
                self.stay_ready(event);
                return;
            }
            EventKind::Payment
            | EventKind::Repeated
            | EventKind::ForeignSource
            | EventKind::Counted
            | EventKind::Uncounted
            | EventKind::Contested
            | EventKind::Refund
            | EventKind::Resolved
            | EventKind::Overridden
            | EventKind::Note
            | EventKind::Substituted
            | EventKind::MissingRefund
            | EventKind::NeedsRefund
            | EventKind::WaitsForGoods
            | EventKind::TakenUp
            | EventKind::Claimed
            | EventKind::ClaimRefused
            | EventKind::CustomerNote => return,
            EventKind::UnknownOrder
            | EventKind::Unreadable
            | EventKind::SourceTrusted
            | EventKind::Withdrawal
            | EventKind::Balance => {
                let found = format!("event {} ({})", event.id, event.kind);
                self.wrong_status("events of an order alone", found);
                return;
            }
        };
        if let Some(possible) = &self.possible
            && !possible.contains(&to)
        {
            let expected = format!("{}, by its event {} ({})", to.as_str(), event.id, event.kind);
            let found = words(possible);
            self.wrong_status(expected, found);
        }
        let mover = match kind {
            // Whoever wrote it down, it is the money that moves the order.
            EventKind::Paid | EventKind::PartPaid | EventKind::Accepted => Some(Mover::Payment),
            _ => mover(&event.actor),
        };
        let from = |from: &Status| match kind {
            EventKind::Placed => false,
            EventKind::Restored if *from != Status::Cancelled => false,
            EventKind::Accepted if *from != Status::Expired => false,
            // It waited for more, and does so still.
            EventKind::PartPaid if *from == to => true,
            _ => mover.map_or_else(
                || {
                    [Mover::Staff, Mover::Clock, Mover::Customer, Mover::Payment]
                        .iter()
                        .any(|mover| may_move(*from, to, *mover))
                },
                |mover| may_move(*from, to, mover),
            ),
        };
        self.possible = Some(Status::ALL.iter().copied().filter(from).collect());
        let at = event.at;
        match kind {
            EventKind::Restored => self.renewed_since = true,
            EventKind::Refunded if self.said.refunded < counted_before => self.wrong_status(
                format!("to be refunded when {counted_before} are confirmed to have gone back"),
                format!("event {} with {}", event.id, self.said.refunded),
            ),
            EventKind::Expired
                if counted_before != 0 || at < self.said.expires_at && !self.renewed_since =>
            {
                self.wrong_status(
                    format!("to expire at {} at the earliest, unpaid", self.said.expires_at),
                    format!("event {} at {at}, with {counted_before} counted", event.id),
                );
            }
            EventKind::Cancelled if mover == Some(Mover::Customer) && counted_before != 0 => self
                .wrong_status(
                    "to be cancelled by its customer only while it is unpaid",
                    format!("event {} with {counted_before} counted", event.id),
                ),
            _ => {}
        }
    }

    /// An event that only a ready order has.
    fn stay_ready(&mut self, event: &EventRow) {
        if let Some(possible) = &self.possible
            && !possible.contains(&Status::Ready)
        {
            let expected = format!("ready, by its event {} ({})", event.id, event.kind);
            let found = words(possible);
            self.wrong_status(expected, found);
        }
        self.possible = Some(vec![Status::Ready]);
    }

    /// What a payment did: paid the order, paid a part of it, or left it as it was.
    fn credit(&mut self, event: &EventRow, kind: EventKind, payment: Payment, raised: &[Raised]) {
        if payment.by_hand && mover(&event.actor) != Some(Mover::Staff) {
            let expected = "a callback or a staff decision";
            let subject = format!("payment {} of {}", payment.id, subject(&self.said));
            self.origins.push(Finding::new(subject, expected, event.actor.clone()));
        }
        let total = i128::from(self.said.total);
        let after = self.counted;
        let pays = matches!(kind, EventKind::Paid | EventKind::PartPaid);
        if pays && !(payment.counted && (after >= total) == (kind == EventKind::Paid)) {
            self.wrong_status(
                format!("event {} ({}) to count a payment that makes it so", event.id, event.kind),
                format!("{after} of {total} counted after it"),
            );
            return;
        }
        let told = match kind {
            EventKind::Paid | EventKind::PartPaid => amount(after, total),
            _ => Some((self.kept_as(payment.counted, raised), payment.sum)),
        };
        let paid_since = self.paid_since;
        let told = told.map(|(kind, amount)| Wanted { kind, amount, paid_since });
        let turned = self.turned.remove(&payment.id).unwrap_or_default();
        let wanted: Vec<Wanted> = turned.wanted.into_iter().chain(told).collect();
        self.compare(payment.id, &wanted, raised);
        if pays {
            self.paid_since = true;
        }
    }

    /// The kind of discrepancy of a payment that moved nothing: the one it has, if it fits, else one that would.
    fn kept_as(&mut self, is_counted: bool, raised: &[Raised]) -> DiscrepancyKind {
        let has = |kind: DiscrepancyKind| raised.iter().any(|each| each.kind == kind.as_str());
        if !is_counted {
            // Too much to be counted at all, or what staff had confirmed.
            let overpaid = has(DiscrepancyKind::Overpaid);
            return if overpaid {
                DiscrepancyKind::Overpaid
            } else {
                DiscrepancyKind::ConfirmedTwice
            };
        }
        let possible = self.possible.as_deref().unwrap_or(Status::ALL);
        let fitting: Vec<_> = STAYS
            .iter()
            .filter(|(_, statuses)| statuses.iter().any(|status| possible.contains(status)))
            .collect();
        let fits = fitting.iter().find(|(kind, _)| has(*kind)).or(fitting.first());
        let Some((kind, statuses)) = fits else {
            let found = "a payment that did not";
            self.wrong_status("to be paid by each payment while it waits", found);
            return DiscrepancyKind::PaidAgain;
        };
        let narrowed = possible.iter().copied().filter(|status| statuses.contains(status));
        self.possible = Some(narrowed.collect());
        *kind
    }

    /// The discrepancies that tell of the amount: exactly those that are wanted.
    fn compare(&mut self, payment: i64, wanted: &[Wanted], raised: &[Raised]) {
        let subject = format!("payment {payment} of {}", subject(&self.said));
        let spell = |wanted: &Wanted| format!("{} of {}", wanted.kind.as_str(), wanted.amount);
        let mut missing: Vec<&Wanted> = wanted.iter().collect();
        for each in raised.iter().filter(|each| tells_of_an_amount(each)) {
            let fits = missing.iter().position(|wanted| {
                each.kind == wanted.kind.as_str()
                    && each.amount.map(i128::from) == Some(wanted.amount)
            });
            let Some(fits) = fits else {
                let found = match each.amount {
                    Some(amount) => format!("{} of {amount}", each.kind),
                    None => each.kind.clone(),
                };
                let expected =
                    missing.first().map_or_else(|| "none".to_owned(), |each| spell(each));
                self.causes.push(Finding::new(&subject, expected, found));
                return;
            };
            let wanted = missing.swap_remove(fits);
            // One `underpaid` at a time: the next payment closes it, and nothing else but a person.
            if wanted.kind == DiscrepancyKind::Underpaid {
                let closed_by_payment = each.resolved_by.as_deref() == Some(Actor::DROMON.as_str());
                let is_open = each.resolved_by.is_none();
                if wanted.paid_since && is_open || closed_by_payment && !wanted.paid_since {
                    let expected = if is_open { "resolved by the next payment" } else { "open" };
                    let found = if is_open { "open" } else { "resolved by a payment" };
                    self.causes.push(Finding::new(
                        format!("underpaid of {subject}"),
                        expected,
                        found,
                    ));
                }
            }
        }
        if let Some(wanted) = missing.first() {
            self.causes.push(Finding::new(subject, spell(wanted), "none"));
        }
    }
}

impl Walker for Replay {
    fn next(&self) -> Option<i64> {
        self.next
    }

    fn meet(&mut self, event: &EventRow, raised: &[Raised]) {
        if event.order_id != Some(self.said.id) {
            let found = shown_of("an event of order", event.order_id);
            let expected = format!("event {} of its chain to be its own", event.id);
            self.break_off(Rule::OrderEvents, expected, found);
            return;
        }
        self.events += 1;
        self.next = event.previous;
        let kind: Option<EventKind> = event.kind.parse().ok();
        let payment = self.meet_payment(event, kind);
        if self.broken.is_some() {
            return;
        }
        if event.previous.is_none() && self.next_payment.is_some() {
            let expected = shown_of("an event for payment", self.next_payment);
            self.break_off(Rule::OrderPayments, expected, "none".to_owned());
            return;
        }
        if (kind == Some(EventKind::Placed)) != event.previous.is_none() {
            let found = format!("event {} ({})", event.id, event.kind);
            let expected = "`placed` to be its first event, and no other";
            self.placing = Some(self.finding(expected, found));
        }
        let Some(kind) = kind else {
            self.wrong_status("kinds of events that Kassa knows", format!("{:?}", event.kind));
            self.possible = None;
            self.uncount(payment);
            return;
        };
        let bears = bears(kind);
        if bears != payment.is_some() || event.payment_id.is_some() && !may_tell_of_a_payment(kind)
        {
            let (expected, found) =
                if bears { ("its payment", "none") } else { ("no payment", "one") };
            let expected = format!("event {} ({}) with {expected}", event.id, event.kind);
            self.wrong_status(expected, found);
        }
        if let Some(payment) = payment.filter(|_| bears) {
            self.credit(event, kind, payment, raised);
        }
        if matches!(kind, EventKind::Counted | EventKind::Uncounted) {
            self.turn(event, kind, raised);
        }
        self.uncount(payment);
        self.move_back(event, kind, self.counted);
    }

    fn miss(&mut self, event_id: i64) {
        let expected = format!("event {event_id}, to which its chain leads, before the others");
        self.break_off(Rule::OrderEvents, expected, "none".to_owned());
    }
}

fn subject(said: &Said) -> String {
    format!("order {} ({})", said.id, said.uid)
}

fn shown_of(what: &str, id: Option<i64>) -> String {
    id.map_or_else(|| format!("no {what}"), |id| format!("{what} {id}"))
}

fn words(statuses: &[Status]) -> String {
    let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    if words.is_empty() { "nothing before it".to_owned() } else { words.join(" or ") }
}

/// `None`: whoever it is, he may be allowed anything.
fn mover(actor: &str) -> Option<Mover> {
    let role = actor.split_once(':').map_or(actor, |(role, _)| role);
    match role {
        "dromon" => Some(Mover::Payment),
        "customer" => Some(Mover::Customer),
        "clock" => Some(Mover::Clock),
        "staff" => Some(Mover::Staff),
        _ => None,
    }
}

/// What a sum tells that is counted for an order of that total.
fn amount(counted: i128, total: i128) -> Option<(DiscrepancyKind, i128)> {
    match counted - total {
        0 => None,
        excess @ 1.. => Some((DiscrepancyKind::Overpaid, excess)),
        missing => Some((DiscrepancyKind::Underpaid, -missing)),
    }
}

/// Whether an event makes its payment the order's newest one.
fn bears(kind: EventKind) -> bool {
    matches!(kind, EventKind::Paid | EventKind::PartPaid | EventKind::Payment)
}

/// Whether an event may name a payment at all: those that bear one, and those of what people decided about one.
fn may_tell_of_a_payment(kind: EventKind) -> bool {
    match kind {
        EventKind::Paid
        | EventKind::PartPaid
        | EventKind::Payment
        | EventKind::Repeated
        | EventKind::Restored
        | EventKind::Accepted
        | EventKind::Counted
        | EventKind::Uncounted
        | EventKind::Contested
        | EventKind::Refund
        | EventKind::Resolved => true,
        EventKind::Placed
        | EventKind::ForeignSource
        | EventKind::UnknownOrder
        | EventKind::Unreadable
        | EventKind::Cancelled
        | EventKind::Expired
        | EventKind::Assembling
        | EventKind::Ready
        | EventKind::Completed
        | EventKind::Refunded
        | EventKind::HandOver
        | EventKind::NewCode
        | EventKind::FoundNobody
        | EventKind::Missed
        | EventKind::BackToPaid
        | EventKind::BackToAssembling
        | EventKind::BackToReady
        | EventKind::Overridden
        | EventKind::Note
        | EventKind::Substituted
        | EventKind::MissingRefund
        | EventKind::NeedsRefund
        | EventKind::WaitsForGoods
        | EventKind::TakenUp
        | EventKind::Claimed
        | EventKind::ClaimRefused
        | EventKind::CustomerNote
        | EventKind::SourceTrusted
        | EventKind::Withdrawal
        | EventKind::Balance => false,
    }
}

/// Whether a discrepancy follows from its payment's sum and its order's total. That a payment belonged to no order tells
/// nothing of the one that a person found for it.
fn tells_of_an_amount(raised: &Raised) -> bool {
    raised.kind.parse().is_ok_and(|kind| match kind {
        DiscrepancyKind::UnknownOrder => raised.way.as_deref() != Some(WayOutKind::Attach.as_str()),
        DiscrepancyKind::ConfirmedTwice
        | DiscrepancyKind::Underpaid
        | DiscrepancyKind::Overpaid
        | DiscrepancyKind::PaidLate
        | DiscrepancyKind::PaidAgain
        | DiscrepancyKind::PaidAfterCancel
        | DiscrepancyKind::PaidAfterRefund => true,
        DiscrepancyKind::Unreadable
        | DiscrepancyKind::Altered
        | DiscrepancyKind::NewSource
        | DiscrepancyKind::ForeignSource
        | DiscrepancyKind::Repeated
        | DiscrepancyKind::RefundDue
        | DiscrepancyKind::Contested
        | DiscrepancyKind::OutOfStock => false,
    })
}

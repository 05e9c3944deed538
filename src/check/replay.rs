//! One order's events replayed, backwards: from what the order says of itself to the moment when it was placed.
//!
//! Backwards, because that is how they are linked; so an order with a million events needs no more room than any other.

use super::{
    Finding, Report, Rule,
    chain::{EventRow, Raised, Walker},
};
use crate::{
    clock::UtcTime,
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
    pub events: i64,
    pub payments: i64,
    /// Why the chains tell nothing about the rest.
    broken: Option<(Rule, Finding)>,
    placing: Option<Finding>,
    status: Option<Finding>,
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
            events: 0,
            payments: 0,
            broken: None,
            placing: None,
            status,
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
        if let Some(finding) = self.status {
            report.found(Rule::Statuses, finding);
        }
        for finding in self.causes {
            report.found(Rule::Causes, finding);
        }
    }

    fn uncount(&mut self, payment: Option<(i64, bool)>) {
        if let Some((sum, true)) = payment {
            self.counted -= i128::from(sum);
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

    /// The chain of payments goes along that of the events. Returns the payment's sum and whether it is counted.
    fn meet_payment(&mut self, event: &EventRow) -> Option<(i64, bool)> {
        let id = event.payment_id?;
        let (Some(sum), Some(counted)) = (event.payment_sum, event.payment_counted) else {
            self.break_off(
                Rule::OrderPayments,
                format!("payment {id} of its event {}", event.id),
                "no such payment".to_owned(),
            );
            return None;
        };
        if event.payment_order != Some(self.said.id) {
            self.break_off(
                Rule::OrderPayments,
                format!("payment {id} of its event {} to be its own", event.id),
                shown_of("a payment of order", event.payment_order),
            );
        } else if self.next_payment != Some(id) {
            self.break_off(
                Rule::OrderPayments,
                format!("its event {} with {}", event.id, shown_of("payment", self.next_payment)),
                format!("with payment {id}"),
            );
        } else {
            self.next_payment = event.payment_previous;
            self.payments += 1;
        }
        Some((sum, counted))
    }

    /// Where an order stood before an event, given where it stands after it.
    fn move_back(&mut self, event: &EventRow, kind: EventKind, counted_before: i128) {
        let to = match kind {
            // What was counted by then says where it came back to.
            EventKind::Restored if counted_before >= i128::from(self.said.total) => Status::Paid,
            EventKind::Placed | EventKind::PartPaid | EventKind::Restored => {
                Status::AwaitingPayment
            }
            EventKind::Paid | EventKind::BackToPaid => Status::Paid,
            EventKind::Cancelled => Status::Cancelled,
            EventKind::Expired => Status::Expired,
            EventKind::Assembling | EventKind::BackToAssembling => Status::Assembling,
            EventKind::Ready | EventKind::BackToReady => Status::Ready,
            EventKind::Completed => Status::Completed,
            EventKind::Refunded => Status::Refunded,
            EventKind::Payment
            | EventKind::Repeated
            | EventKind::ForeignSource
            | EventKind::Accepted
            | EventKind::Counted
            | EventKind::Uncounted
            | EventKind::Contested
            | EventKind::Refund
            | EventKind::Resolved
            | EventKind::Overridden
            | EventKind::Note => return,
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
            EventKind::Paid | EventKind::PartPaid => Some(Mover::Payment),
            _ => mover(&event.actor),
        };
        let from = |from: &Status| match kind {
            EventKind::Placed => false,
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
            EventKind::Expired if counted_before != 0 || at < self.said.expires_at => self
                .wrong_status(
                    format!("to expire at {} at the earliest, unpaid", self.said.expires_at),
                    format!("event {} at {at}, with {counted_before} counted", event.id),
                ),
            EventKind::Cancelled if mover == Some(Mover::Customer) && counted_before != 0 => self
                .wrong_status(
                    "to be cancelled by its customer only while it is unpaid",
                    format!("event {} with {counted_before} counted", event.id),
                ),
            _ => {}
        }
    }

    /// What a payment did: paid the order, paid a part of it, or left it as it was.
    fn credit(
        &mut self,
        event: &EventRow,
        kind: EventKind,
        payment: (i64, bool),
        raised: &[Raised],
    ) {
        let (sum, is_counted) = payment;
        let total = i128::from(self.said.total);
        let after = self.counted;
        let pays = matches!(kind, EventKind::Paid | EventKind::PartPaid);
        if pays && !(is_counted && (after >= total) == (kind == EventKind::Paid)) {
            self.wrong_status(
                format!("event {} ({}) to count a payment that makes it so", event.id, event.kind),
                format!("{after} of {total} counted after it"),
            );
            return;
        }
        let wanted = match kind {
            EventKind::Paid if after > total => Some((DiscrepancyKind::Overpaid, after - total)),
            EventKind::Paid => None,
            EventKind::PartPaid => Some((DiscrepancyKind::Underpaid, total - after)),
            _ => Some((self.kept_as(is_counted, raised), i128::from(sum))),
        };
        self.compare(event, wanted, raised);
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

    /// The discrepancies that tell of the amount: exactly the one that is wanted.
    fn compare(
        &mut self,
        event: &EventRow,
        wanted: Option<(DiscrepancyKind, i128)>,
        raised: &[Raised],
    ) {
        let payment = event.payment_id.unwrap_or_default();
        let subject = format!("payment {payment} of {}", subject(&self.said));
        let nothing = || "none".to_owned();
        let spell =
            |(kind, amount): (DiscrepancyKind, i128)| format!("{} of {amount}", kind.as_str());
        let mut met = false;
        for each in raised.iter().filter(|each| tells_of_an_amount(&each.kind)) {
            let fits = wanted.is_some_and(|(kind, amount)| {
                each.kind == kind.as_str() && each.amount.map(i128::from) == Some(amount)
            });
            if !fits {
                let found = match each.amount {
                    Some(amount) => format!("{} of {amount}", each.kind),
                    None => each.kind.clone(),
                };
                let expected = wanted.map_or_else(nothing, spell);
                self.causes.push(Finding::new(&subject, expected, found));
                return;
            }
            met = true;
            // One `underpaid` at a time: the next payment closes it, and nothing else but a person.
            if each.kind == DiscrepancyKind::Underpaid.as_str() {
                let closed_by_payment = each.resolved_by.as_deref() == Some(Actor::DROMON.as_str());
                let is_open = each.resolved_by.is_none();
                if self.paid_since && is_open || closed_by_payment && !self.paid_since {
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
        if let (Some(wanted), false) = (wanted, met) {
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
        let payment = self.meet_payment(event);
        if self.broken.is_some() {
            return;
        }
        if event.previous.is_none() && self.next_payment.is_some() {
            let expected = shown_of("an event for payment", self.next_payment);
            self.break_off(Rule::OrderPayments, expected, "none".to_owned());
            return;
        }
        let kind: Option<EventKind> = event.kind.parse().ok();
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
        let bears = matches!(kind, EventKind::Paid | EventKind::PartPaid | EventKind::Payment);
        if bears != payment.is_some() {
            let (expected, found) =
                if bears { ("its payment", "none") } else { ("no payment", "one") };
            let expected = format!("event {} ({}) with {expected}", event.id, event.kind);
            self.wrong_status(expected, found);
        }
        if let Some(payment) = payment.filter(|_| bears) {
            self.credit(event, kind, payment, raised);
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

/// Whether a discrepancy of that kind follows from a payment's sum and its order's total.
fn tells_of_an_amount(kind: &str) -> bool {
    kind.parse().is_ok_and(|kind| match kind {
        DiscrepancyKind::UnknownOrder
        | DiscrepancyKind::ConfirmedTwice
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
        | DiscrepancyKind::Contested => false,
    })
}

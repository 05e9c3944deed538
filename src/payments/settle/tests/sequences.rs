//! Whatever comes in whatever order: no payment is lost, none is counted twice.

use proptest::prelude::*;

use super::*;
use crate::orders::{Mover, Order, OrderToken, Uid, may_move};

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A callback; those of one number are the same callback, sum and all.
    Callback {
        number: usize,
        altered: bool,
        source: Source,
    },
    /// Staff writes down a payment of a callback's sum.
    Confirm {
        number: usize,
    },
    /// A payment for an order that there is not.
    Unknown {
        number: usize,
    },
    Wait(Duration),
    Move(Status, Mover),
}

const SUMS: [i64; 6] = [1, 3, 4, 10, 11, Sum::MAX.get()];

fn step() -> impl Strategy<Value = Step> {
    let number = 0..SUMS.len();
    let source = prop_oneof![Just(Source::Trusted), Just(Source::New)];
    prop_oneof![
        4 => (number.clone(), any::<bool>(), source)
            .prop_map(|(number, altered, source)| Step::Callback { number, altered, source }),
        1 => number.clone().prop_map(|number| Step::Confirm { number }),
        1 => number.prop_map(|number| Step::Unknown { number }),
        1 => (0_u64..20).prop_map(|hours| Step::Wait(Duration::from_hours(hours * 12))),
        2 => (prop::sample::select(Status::ALL), prop::sample::select(&[Mover::Staff, Mover::Clock, Mover::Customer][..]))
            .prop_map(|(status, mover)| Step::Move(status, mover)),
    ]
}

struct Kept {
    /// `None` where staff wrote it down.
    number: Option<usize>,
    sum: Sum,
    counted: bool,
    discrepancies: Vec<DiscrepancyKind>,
}

/// One order and its payments, without a database.
struct Books {
    order: Order,
    payments: Vec<Kept>,
    unknown: Vec<Kept>,
    now: UtcTime,
}

impl Books {
    fn new() -> Self {
        let order = Order {
            id: 1,
            uid: Uid::of_number(48_817),
            token: OrderToken::random(),
            nickname: "Steve_01".parse().unwrap(),
            text: "Заказ".parse().unwrap(),
            total: sum(TOTAL),
            counted: Ar::ZERO,
            written_status: Status::AwaitingPayment,
            last_event: 1,
            last_payment: None,
            created_at: moment(0),
            expires_at: expiry(),
        };
        Self { order, payments: Vec::new(), unknown: Vec::new(), now: moment(0) }
    }

    fn facts(&self, number: usize, earlier: Earlier) -> Facts {
        let order = OrderFacts {
            status: self.order.status_at(self.now),
            total: self.order.total,
            counted: self.order.counted,
            expires_at: self.order.expires_at,
            altered: false,
        };
        let sum = sum(SUMS[number]);
        Facts { sum, source: Source::Trusted, earlier, order: Some(order), now: self.now }
    }

    fn earlier(&self, number: usize) -> Earlier {
        let confirmed = |kept: &Kept| kept.number.is_none() && kept.sum.get() == SUMS[number];
        if self.payments.iter().any(|kept| kept.number == Some(number)) {
            Earlier::Same
        } else if self.payments.iter().any(confirmed) {
            Earlier::Confirmed
        } else {
            Earlier::None
        }
    }

    fn settle(&mut self, number: Option<usize>, facts: &Facts) -> Result<(), TestCaseError> {
        let before = self.order.status_at(self.now);
        let decision = decide(facts);
        let after = decision.change.unwrap();
        prop_assert!(before == after.status || may_move(before, after.status, Mover::Payment));
        prop_assert_eq!(
            decision.outcome == Outcome::Paid,
            before != Status::Paid && after.status == Status::Paid
        );
        if after.status == Status::AwaitingPayment && decision.counted {
            prop_assert!(after.counted < Ar::from(self.order.total), "it waits for nothing");
        }
        let added = if decision.counted { facts.sum.get() } else { 0 };
        prop_assert_eq!(after.counted.get(), self.order.counted.get() + added);
        self.order.written_status = after.status;
        self.order.counted = after.counted;
        let discrepancies = decision.discrepancies.iter().map(|(kind, _)| *kind).collect();
        if facts.earlier == Earlier::Same {
            prop_assert_eq!(decision.outcome, Outcome::Repeated);
            prop_assert!(!decision.counted, "counted twice");
        } else {
            let (sum, counted) = (facts.sum, decision.counted);
            self.payments.push(Kept { number, sum, counted, discrepancies });
        }
        Ok(())
    }

    fn take(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Callback { number, altered: is_altered, source } => {
                let facts = Facts { source, ..self.facts(number, self.earlier(number)) };
                let facts = if is_altered { altered(facts) } else { facts };
                self.settle(Some(number), &facts)?;
            }
            Step::Confirm { number } => {
                self.settle(None, &self.facts(number, Earlier::None))?;
            }
            Step::Unknown { number } => {
                let facts = Facts { order: None, ..self.facts(number, Earlier::None) };
                let decision = decide(&facts);
                prop_assert_eq!(decision.change, None);
                self.unknown.push(Kept {
                    number: Some(number),
                    sum: facts.sum,
                    counted: decision.counted,
                    discrepancies: decision.discrepancies.iter().map(|(kind, _)| *kind).collect(),
                });
            }
            Step::Wait(duration) => self.now = self.now.plus(duration),
            Step::Move(status, mover) => {
                let before = self.order.status_at(self.now);
                // The rules that are not the table's: an order with money in it neither expires nor is
                // cancelled by its customer, and is restored as what its money says.
                let allowed = may_move(before, status, mover)
                    && match (mover, status) {
                        (Mover::Clock | Mover::Customer, _) | (_, Status::AwaitingPayment) => {
                            self.order.counted == Ar::ZERO
                        }
                        (_, Status::Paid) => self.order.counted >= Ar::from(self.order.total),
                        _ => true,
                    };
                if allowed {
                    self.order.written_status = status;
                }
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let counted: i64 =
            self.payments.iter().filter(|kept| kept.counted).map(|kept| kept.sum.get()).sum();
        prop_assert_eq!(counted, self.order.counted.get());
        for kept in self.payments.iter().chain(&self.unknown) {
            prop_assert!(kept.counted || !kept.discrepancies.is_empty(), "lost without a word");
        }
        if self.order.written_status == Status::AwaitingPayment && self.order.counted > Ar::ZERO {
            let never = self.now.plus(Duration::MAX);
            prop_assert_eq!(self.order.status_at(never), Status::AwaitingPayment);
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_or_counted_twice(steps in prop::collection::vec(step(), 1..40)) {
        let mut books = Books::new();
        for step in steps {
            books.take(step)?;
            books.check()?;
        }
    }
}

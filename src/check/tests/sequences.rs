//! Whatever happens in whatever order, after each step the books agree with themselves and with a small model.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// Who is paid: one of three orders, once it is placed; before that it is nobody's uid.
const UIDS: [&str; 3] = ["A-1", "B-2", "C-3"];

/// How long after it ran out an order is still revived by a payment.
const LATE: Duration = Duration::from_hours(7 * 24);

#[derive(Clone, Debug)]
enum Step {
    Place {
        uid: usize,
        total: i64,
    },
    Pay {
        uid: usize,
        how: How,
        altered: bool,
        rule: SourceRule,
    },
    /// Dromon's word for money that is for no order.
    Gift {
        sum: i64,
    },
    /// One of the callbacks before, sent once more.
    Repeat {
        which: prop::sample::Index,
    },
    /// One of the callbacks before, offered once more, as the inbox does after a doubtful answer.
    Offer {
        which: prop::sample::Index,
    },
    Nonsense {
        body: &'static str,
        completeness: Completeness,
        rule: SourceRule,
    },
    Cancel {
        uid: usize,
    },
    /// The clock moves; whether the worker looks at it, too.
    Wait {
        hours: u64,
        is_seen: bool,
    },
    Restart,
}

#[derive(Clone, Copy, Debug)]
enum How {
    /// What is left, and at least 1.
    Rest,
    Part,
    TooMuch,
    Sum(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let uid = || 0..UIDS.len();
    let how = prop_oneof![
        3 => Just(How::Rest),
        3 => Just(How::Part),
        1 => Just(How::TooMuch),
        1 => (1_i64..30).prop_map(How::Sum),
        1 => Just(How::Sum((1 << 53) - 1)),
    ];
    let rule = || {
        prop_oneof![
            8 => Just(SourceRule::Allowed),
            1 => Just(SourceRule::Unsaid),
            1 => Just(SourceRule::Refused),
        ]
    };
    let body = prop::sample::select(
        &["", "{", "{}", r#"{"uid":"A-1","sum":8.5}"#, r#"{"uid":"A-1","sum":8}"#][..],
    );
    let completeness = prop::sample::select(Completeness::ALL);
    prop_oneof![
        4 => (uid(), 2_i64..20).prop_map(|(uid, total)| Step::Place { uid, total }),
        8 => (uid(), how, prop::bool::weighted(0.2), rule())
            .prop_map(|(uid, how, altered, rule)| Step::Pay { uid, how, altered, rule }),
        1 => (1_i64..9).prop_map(|sum| Step::Gift { sum }),
        3 => any::<prop::sample::Index>().prop_map(|which| Step::Repeat { which }),
        1 => any::<prop::sample::Index>().prop_map(|which| Step::Offer { which }),
        1 => (body, completeness, rule())
            .prop_map(|(body, completeness, rule)| Step::Nonsense { body, completeness, rule }),
        2 => uid().prop_map(|uid| Step::Cancel { uid }),
        3 => (0_u64..200, any::<bool>()).prop_map(|(hours, is_seen)| Step::Wait { hours, is_seen }),
        1 => Just(Step::Restart),
    ]
}

/// An order, as it should be.
#[derive(Clone, Debug)]
struct Model {
    id: i64,
    total: i64,
    counted: i64,
    status: Status,
    expires_at: UtcTime,
}

impl Model {
    fn look_at_the_clock(&mut self, now: UtcTime) {
        if self.status == Status::AwaitingPayment && self.counted == 0 && self.expires_at <= now {
            self.status = Status::Expired;
        }
    }

    fn pay(&mut self, sum: i64, now: UtcTime) -> Received {
        self.look_at_the_clock(now);
        self.counted += sum;
        let revived = self.status == Status::Expired && now <= self.expires_at.plus(LATE);
        if self.status != Status::AwaitingPayment && !revived {
            return Received::Recorded;
        }
        let paid = self.counted >= self.total;
        self.status = if paid { Status::Paid } else { Status::AwaitingPayment };
        if paid { Received::Paid } else { Received::PartPaid }
    }
}

/// What is sent, and what it tells of; `None`: of nothing.
#[derive(Clone, Debug)]
struct Sent {
    raw: RawCallback,
    /// Tells the payments apart; whom it is for, if he is known by then; how much.
    payment: Option<(usize, Option<usize>, i64)>,
}

struct Shop {
    db: TestDatabase,
    now: UtcTime,
    orders: [Option<Model>; UIDS.len()],
    sent: Vec<Sent>,
    /// The payments that are in the books.
    known: HashSet<usize>,
}

impl Shop {
    fn new() -> Self {
        let orders = [None, None, None];
        let (sent, known) = (Vec::new(), HashSet::new());
        Self { db: TestDatabase::new(), now: moment(0), orders, sent, known }
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Place { uid, total } => self.place(uid, total)?,
            Step::Pay { uid, how, altered, rule } => {
                let left = self.orders[uid]
                    .as_ref()
                    .map_or(5, |order| (order.total.saturating_sub(order.counted)).max(1));
                let sum = match how {
                    How::Rest => left,
                    How::Part => (left / 2).max(1),
                    How::TooMuch => left + 3,
                    How::Sum(sum) => sum,
                };
                let text =
                    if altered { "Подарок" } else { &*format!("Заказ {}", UIDS[uid]) };
                self.tell(UIDS[uid], text, Some(uid), sum, rule)?;
            }
            Step::Gift { sum } => self.tell("0", "Подарок", None, sum, SourceRule::Allowed)?,
            Step::Repeat { which } if !self.sent.is_empty() => {
                let sent = which.get(&self.sent).clone();
                let raw =
                    RawCallback { uuid: uuid::Uuid::now_v7(), received_at: self.now, ..sent.raw };
                self.send(Sent { raw, ..sent })?;
            }
            Step::Offer { which } if !self.sent.is_empty() => {
                let raw = &which.get(&self.sent).raw;
                prop_assert_eq!(self.db.receive(raw), Received::Recorded);
            }
            Step::Repeat { .. } | Step::Offer { .. } => {}
            Step::Nonsense { body, completeness, rule } => {
                // With a sum and all there it would be a payment, and those are told by `Pay`.
                let is_payment = body.ends_with(":8}") && completeness == Completeness::Whole;
                if !is_payment {
                    let raw =
                        RawCallback { completeness, rule, received_at: self.now, ..callback(body) };
                    self.send(Sent { raw, payment: None })?;
                }
            }
            Step::Cancel { uid } => self.cancel(uid)?,
            Step::Wait { hours, is_seen } => {
                self.now = self.now.plus(Duration::from_hours(hours));
                if is_seen {
                    let now = self.now;
                    self.db.write(|c| orders::expire_due(c, now, 100)).unwrap();
                }
            }
            Step::Restart => {
                self.db.connection = self.db.database.connect(Purpose::Write).unwrap();
            }
        }
        Ok(())
    }

    fn place(&mut self, uid: usize, total: i64) -> Result<(), TestCaseError> {
        let new = NewOrder { uid: Some(UIDS[uid].parse().unwrap()), ..new_order(total) };
        let now = self.now;
        let placed = self.db.write(|c| orders::place(c, &new, now));
        match (&self.orders[uid], placed) {
            (Some(_), Err(orders::PlaceError::UidTaken(_))) => {}
            (None, Ok(order)) => {
                self.orders[uid] = Some(Model {
                    id: order.id,
                    total,
                    counted: 0,
                    status: Status::AwaitingPayment,
                    expires_at: now.plus(LIFETIME),
                });
            }
            (model, placed) => prop_assert!(false, "{placed:?} for {model:?}"),
        }
        Ok(())
    }

    fn cancel(&mut self, uid: usize) -> Result<(), TestCaseError> {
        let Some(model) = &mut self.orders[uid] else { return Ok(()) };
        model.look_at_the_clock(self.now);
        let may = model.status == Status::AwaitingPayment && model.counted == 0;
        let order = self.db.order(model.id);
        let now = self.now;
        let cancelled = self.db.write(|c| orders::cancel(c, &order, now));
        prop_assert_eq!(cancelled.is_ok(), may, "{:?}", model);
        if may {
            model.status = Status::Cancelled;
        }
        Ok(())
    }

    /// Sends a payment that nobody has told of yet.
    fn tell(
        &mut self,
        uid: &str,
        text: &str,
        of: Option<usize>,
        sum: i64,
        rule: SourceRule,
    ) -> Result<(), TestCaseError> {
        let number = self.sent.len();
        let body = body_of(uid, text, sum, &time(number.try_into().unwrap()));
        let raw = RawCallback { rule, received_at: self.now, ..callback(body) };
        self.send(Sent { raw, payment: Some((number, of, sum)) })
    }

    fn send(&mut self, sent: Sent) -> Result<(), TestCaseError> {
        let received = self.db.receive(&sent.raw);
        let expected = match sent.payment {
            _ if sent.raw.rule == SourceRule::Refused => Some(Received::ForeignSource),
            None => None,
            Some((number, _, _)) if !self.known.insert(number) => Some(Received::Repeated),
            Some((_, of, sum)) => {
                let order = of.and_then(|of| self.orders[of].as_mut());
                Some(order.map_or(Received::Recorded, |order| order.pay(sum, self.now)))
            }
        };
        match expected {
            Some(expected) => prop_assert_eq!(received, expected),
            None => prop_assert!(
                matches!(received, Received::Unreadable(_) | Received::Incomplete(_)),
                "{:?}",
                received
            ),
        }
        self.sent.push(sent);
        Ok(())
    }

    /// The books agree with themselves, and each order with its model.
    fn check(&mut self) -> Result<(), TestCaseError> {
        let report = checked(&mut self.db);
        prop_assert!(report.is_clean(), "{}", report);
        for model in self.orders.iter_mut().flatten() {
            model.look_at_the_clock(self.now);
            let order = self.db.order(model.id);
            prop_assert_eq!(order.status_at(self.now), model.status);
            prop_assert_eq!(order.counted.get(), model.counted);
            let left = (model.total - model.counted).max(0);
            prop_assert_eq!(order.left_to_pay().map_or(0, crate::dromon::Sum::get), left);
        }
        prop_assert_eq!(self.db.count("callbacks"), i64::try_from(self.sent.len()).unwrap());
        prop_assert_eq!(self.db.count("payments"), i64::try_from(self.known.len()).unwrap());
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn after_each_step_the_books_agree(steps in prop::collection::vec(step(), 1..30)) {
        let mut shop = Shop::new();
        for step in steps {
            shop.take(&step)?;
            shop.check()?;
        }
    }
}

//! Whatever happens in whatever order, after each step the books agree with themselves and with a small model.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::{
    desk::WayOutKind,
    dromon,
    feed::EventKind,
    orders::{About, Change, Mover},
    payments,
};

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
    /// More of the goods come in.
    Restock {
        pieces: i64,
    },
    Staff(Act),
}

/// What staff does; what cannot be done is refused.
#[derive(Clone, Debug)]
enum Act {
    Confirm {
        uid: usize,
        how: How,
    },
    /// One of the open discrepancies, and one of the ways out of it.
    Resolve {
        which: prop::sample::Index,
        way: prop::sample::Index,
        uid: usize,
    },
    Contest {
        which: prop::sample::Index,
    },
    Refund {
        uid: usize,
        sum: i64,
        state: money::RefundState,
    },
    ChangeRefund {
        which: prop::sample::Index,
        to: prop::sample::Index,
    },
    Override {
        uid: usize,
    },
    Cancel {
        uid: usize,
    },
    Restore {
        uid: usize,
    },
    /// One step on.
    Move {
        uid: usize,
    },
    Withdraw,
}

fn act() -> impl Strategy<Value = Act> {
    let uid = || 0..UIDS.len();
    let index = any::<prop::sample::Index>;
    let how = prop_oneof![2 => Just(How::Rest), 2 => Just(How::Part), 1 => Just(How::TooMuch)];
    let state = prop::sample::select(money::RefundState::ALL);
    prop_oneof![
        4 => (uid(), how).prop_map(|(uid, how)| Act::Confirm { uid, how }),
        12 => (index(), index(), uid())
            .prop_map(|(which, way, uid)| Act::Resolve { which, way, uid }),
        3 => index().prop_map(|which| Act::Contest { which }),
        2 => (uid(), 1_i64..20, state).prop_map(|(uid, sum, state)| Act::Refund { uid, sum, state }),
        2 => (index(), index()).prop_map(|(which, to)| Act::ChangeRefund { which, to }),
        1 => uid().prop_map(|uid| Act::Override { uid }),
        2 => uid().prop_map(|uid| Act::Cancel { uid }),
        2 => uid().prop_map(|uid| Act::Restore { uid }),
        2 => uid().prop_map(|uid| Act::Move { uid }),
        1 => Just(Act::Withdraw),
    ]
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
        1 => (1_i64..9).prop_map(|pieces| Step::Restock { pieces }),
        12 => act().prop_map(Step::Staff),
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

/// A person moves an order. Returns it as it is afterwards: what follows a move is told of that, and not of what it was.
fn change(
    connection: &mut Connection,
    order: &Order,
    kind: EventKind,
    status: Status,
    now: UtcTime,
) -> Result<Order, DeskError> {
    let change = Change {
        kind,
        actor: Actor::staff("anna"),
        note: None,
        status,
        counted: order.counted,
        payment: None,
        about: About::Nothing,
    };
    let last_event = orders::advance(connection, order, &change, now)?;
    Ok(Order { written_status: status, last_event, ..order.clone() })
}

struct Shop {
    db: TestDatabase,
    now: UtcTime,
    orders: [Option<Model>; UIDS.len()],
    sent: Vec<Sent>,
    /// The payments that are in the books.
    known: HashSet<usize>,
    /// How many payments people wrote down.
    by_hand: i64,
    /// How many pieces of its goods there ever were: in the stock, or with an order.
    pieces: i64,
}

/// What the shop has of its goods in the beginning: not enough for three large orders.
const STOCK: i64 = 30;

impl Shop {
    fn new() -> Self {
        let orders = [None, None, None];
        let (sent, known) = (Vec::new(), HashSet::new());
        let mut db = TestDatabase::new();
        db.run(&format!(
            "INSERT INTO products (name, description, price, position, hidden, created_at, stock)
                VALUES ('Земля', '', 1, 1, false, 1, {STOCK})"
        ));
        Self { db, now: moment(0), orders, sent, known, by_hand: 0, pieces: STOCK }
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Place { uid, total } => self.place(uid, total)?,
            Step::Pay { uid, how, altered, rule } => {
                let sum = self.sum(uid, how);
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
                    self.db.write(|c| orders::end_holds(c, now, 100)).unwrap();
                }
            }
            Step::Restock { pieces } => {
                self.db.run(&format!("UPDATE products SET stock = stock + {pieces}"));
                self.pieces += pieces;
            }
            Step::Restart => {
                self.db.connection = self.db.database.connect(Purpose::Write).unwrap();
            }
            Step::Staff(ref act) => {
                let written = self.db.count("events");
                match self.decide(act) {
                    Ok(()) => self.look(),
                    Err(DeskError::Store(error)) => prop_assert!(false, "{act:?}: {error}"),
                    Err(_) => prop_assert_eq!(self.db.count("events"), written),
                }
            }
        }
        Ok(())
    }

    /// What is left of an order, and at least 1.
    fn sum(&self, uid: usize, how: How) -> i64 {
        let left = self.orders[uid]
            .as_ref()
            .map_or(5, |order| (order.total.saturating_sub(order.counted)).max(1));
        match how {
            How::Rest => left,
            How::Part => (left / 2).max(1),
            How::TooMuch => left + 3,
            How::Sum(sum) => sum,
        }
    }

    fn decide(&mut self, act: &Act) -> Result<(), DeskError> {
        let now = self.now;
        let number = |db: &mut TestDatabase, which: &prop::sample::Index, from: &str| {
            let there = usize::try_from(db.count(from)).unwrap();
            (there > 0).then(|| {
                let skipped = which.index(there);
                db.number(&format!(
                    "SELECT id AS number FROM {from} ORDER BY id LIMIT 1 OFFSET {skipped}"
                ))
            })
        };
        let order = |shop: &mut Self, uid: usize| {
            let id = shop.orders[uid].as_ref().ok_or(DeskError::NotFound)?.id;
            Ok::<_, DeskError>(shop.db.order(id))
        };
        match act {
            Act::Confirm { uid, how } => {
                let (order, of) = (order(self, *uid)?, sum(self.sum(*uid, *how)));
                self.db.write(|c| money::confirm(c, order.id, order.last_event, of, &anna(), now))
            }
            Act::Resolve { which, way, uid } => {
                let Some(id) =
                    number(&mut self.db, which, "discrepancies WHERE resolved_at IS NULL")
                else {
                    return Ok(());
                };
                let card = discrepancy::find(&mut self.db.connection, id)?.unwrap();
                let way = match way.get(ways_out(card.kind)) {
                    WayOutKind::Accept => WayOut::Accept,
                    WayOutKind::Attach => WayOut::Attach { order: UIDS[*uid].parse().unwrap() },
                    WayOutKind::Count => WayOut::Count,
                    WayOutKind::Merge => WayOut::Merge,
                    WayOutKind::TrustSource => WayOut::TrustSource,
                    WayOutKind::Contest => WayOut::Contest,
                    WayOutKind::Reject => WayOut::Reject,
                    WayOutKind::Refund => WayOut::Refund,
                    WayOutKind::Cancel => WayOut::Cancel,
                    WayOutKind::Wait => WayOut::Wait,
                    WayOutKind::Dismiss => WayOut::Dismiss,
                };
                self.db.write(|c| money::resolve(c, id, card.last_at, &way, &anna(), now))
            }
            Act::Contest { which } => match number(&mut self.db, which, "payments") {
                Some(id) => self.db.write(|c| money::contest(c, id, &anna(), now)),
                None => Ok(()),
            },
            Act::Refund { uid, sum: of, state } => {
                let of_order = money::RefundOf::Order(order(self, *uid)?.id);
                self.db.write(|c| {
                    money::refund(c, of_order, sum(*of), *state, "Steve", &anna(), now).map(drop)
                })
            }
            Act::ChangeRefund { which, to } => {
                let open = money::open_refunds(&mut self.db.connection)?;
                if open.is_empty() {
                    return Ok(());
                }
                let refund = which.get(&open);
                let to = *to.get(refund.state.next());
                self.db
                    .write(|c| money::change_refund(c, refund.id, refund.state, to, &anna(), now))
            }
            Act::Override { uid } => {
                let order = order(self, *uid)?;
                self.db
                    .write(|c| money::override_holds(c, order.id, order.last_event, &anna(), now))
            }
            Act::Cancel { uid } => {
                let order = order(self, *uid)?;
                if !orders::may_move(order.status_at(now), Status::Cancelled, Mover::Staff) {
                    return Ok(());
                }
                self.db.write(|c| {
                    let moved = change(c, &order, EventKind::Cancelled, Status::Cancelled, now)?;
                    crate::desk::testing::after_cancel(c, &moved, &anna(), now)
                })
            }
            Act::Restore { uid } => {
                let order = order(self, *uid)?;
                self.db.write(|c| {
                    if order.written_status != Status::Cancelled {
                        return Ok(());
                    }
                    let status = crate::desk::testing::standing_if_restored(c, &order)?;
                    let moved = change(c, &order, EventKind::Restored, status, now)?;
                    crate::desk::testing::after_restore(c, &moved, &anna(), now)
                })
            }
            Act::Move { uid } => {
                let order = order(self, *uid)?;
                let (kind, to) = match order.written_status {
                    Status::Paid => (EventKind::Assembling, Status::Assembling),
                    Status::Assembling => (EventKind::Ready, Status::Ready),
                    Status::Ready => (EventKind::Completed, Status::Completed),
                    _ => return Ok(()),
                };
                self.db.write(|c| change(c, &order, kind, to, now)).map(drop)
            }
            Act::Withdraw => self.db.write(|c| money::withdraw(c, sum(1), &anna(), now)),
        }
    }

    /// What staff decided is the model from now on: that it agrees with itself, the check tells.
    fn look(&mut self) {
        for model in self.orders.iter_mut().flatten() {
            let order = self.db.order(model.id);
            model.status = order.written_status;
            model.counted = order.counted.get();
            model.expires_at = order.expires_at;
        }
        for sent in &self.sent {
            if let Some((number, _, _)) = sent.payment {
                let callback = dromon::Callback::parse(&sent.raw.body).unwrap();
                let fingerprint = payments::fingerprint(&callback);
                if self.db.count(&format!("payments WHERE fingerprint = '{fingerprint}'")) > 0 {
                    self.known.insert(number);
                }
            }
        }
        self.by_hand = self.db.count("payments WHERE fingerprint IS NULL");
    }

    /// Whether staff has confirmed such a payment, and no callback has come for it.
    fn is_confirmed(&mut self, of: Option<usize>, sum: i64) -> bool {
        let Some(order) = of.and_then(|of| self.orders[of].as_ref()) else { return false };
        let confirmed = payments::payment::confirmed_by_staff(
            &mut self.db.connection,
            order.id,
            super::sum(sum),
        );
        confirmed.unwrap().is_some()
    }

    fn place(&mut self, uid: usize, total: i64) -> Result<(), TestCaseError> {
        let line = NewItem {
            product_id: Some(1),
            name: "Земля".parse().unwrap(),
            price: sum(1),
            quantity: total,
            stack: Stack::Of64,
        };
        let items = Items::of(vec![line]).unwrap();
        let new = NewOrder { uid: Some(UIDS[uid].parse().unwrap()), items, ..new_order(total) };
        let now = self.now;
        let there = self.db.number("SELECT stock AS number FROM products");
        let placed = self.db.write(|c| orders::place(c, &new, now));
        match (&self.orders[uid], placed) {
            (Some(_), Err(orders::PlaceError::UidTaken(_))) => {}
            (None, Err(orders::PlaceError::OutOfStock { left, .. })) => {
                prop_assert!(left == there && there < total, "{} of {}", total, there);
            }
            (None, Ok(order)) => {
                prop_assert!(total <= there);
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
        let is_confirmed = match sent.payment {
            Some((number, of, sum)) => !self.known.contains(&number) && self.is_confirmed(of, sum),
            None => false,
        };
        let received = self.db.receive(&sent.raw);
        let expected = match sent.payment {
            _ if sent.raw.rule == SourceRule::Refused => Some(Received::ForeignSource),
            None => None,
            Some((number, _, _)) if !self.known.insert(number) => Some(Received::Repeated),
            Some(_) if is_confirmed => Some(Received::Recorded),
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
        // Nothing is sold twice, and nothing gets lost.
        let pieces = self.db.number(
            "SELECT CAST(stock + (SELECT COALESCE(SUM(has), 0) FROM claims) AS BIGINT) AS number
                FROM products",
        );
        prop_assert_eq!(pieces, self.pieces);
        let known = i64::try_from(self.known.len()).unwrap();
        prop_assert_eq!(self.db.count("payments"), known + self.by_hand);
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

//! Money that goes back: a person sends it on Dromon's site, and writes down here how far it is.

use diesel::prelude::*;

use super::{
    book::{self, Step},
    contest, due,
};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::{SumColumn, words},
        schema::{discrepancies, payments, refunds},
    },
    desk::{By, DeskError, WayOutKind},
    dromon::Sum,
    feed::{Actor, EventKind},
    money::Ar,
    orders::{self, About, Mover, Order, Status, may_move},
    payments::{DiscrepancyKind, Payment, Sure, discrepancy, payment},
};

words! {
    /// How far a refund is.
    pub enum RefundState {
        Intended = "intended",
        /// A person says that he has sent it.
        Sent = "sent",
        /// It was seen to have arrived, or to have left the balance.
        Confirmed = "confirmed",
        /// Nobody knows whether it was sent.
        Unknown = "unknown",
        /// It was never sent.
        Cancelled = "cancelled",
    }
}

impl RefundState {
    /// Where a refund can go from here; what is confirmed, or was never sent, stays.
    #[must_use]
    pub fn next(self) -> &'static [RefundState] {
        match self {
            Self::Intended => &[Self::Sent, Self::Confirmed, Self::Unknown, Self::Cancelled],
            Self::Sent => &[Self::Confirmed, Self::Unknown, Self::Cancelled],
            Self::Unknown => &[Self::Sent, Self::Confirmed, Self::Cancelled],
            Self::Confirmed | Self::Cancelled => &[],
        }
    }
}

/// Money sent back, as it was written down. A person sends it on Dromon's site; Kassa never does.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = refunds)]
pub struct Refund {
    pub id: i64,
    pub order_id: Option<i64>,
    pub payment_id: Option<i64>,
    #[diesel(deserialize_as = SumColumn)]
    pub sum: Sum,
    pub state: RefundState,
    /// Whom it goes to; empty where nobody knows.
    pub payee: String,
    pub reason: String,
    pub created_at: UtcTime,
    pub created_by: Actor,
    pub changed_at: UtcTime,
    pub changed_by: Actor,
    /// What it resolved: open again if it was never sent.
    pub discrepancy_id: Option<i64>,
}

/// What a refund gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundOf {
    /// What was paid for an order.
    Order(i64),
    /// A payment that belongs to no order.
    Payment(i64),
}

/// Whose money goes back, locked.
pub(super) enum Purse {
    Order(Order),
    Payment(Payment),
}

impl Purse {
    fn find(connection: &mut Connection, of: RefundOf) -> Result<Self, DeskError> {
        match of {
            RefundOf::Order(id) => {
                let order = orders::find_locked(connection, id)?;
                order.map(Self::Order).ok_or(DeskError::NotFound)
            }
            RefundOf::Payment(id) => match contest::find_locked(connection, id)? {
                (payment, None) => Ok(Self::Payment(payment)),
                (_, Some(order)) => Ok(Self::Order(order)),
            },
        }
    }

    fn of(&self) -> RefundOf {
        match self {
            Self::Order(order) => RefundOf::Order(order.id),
            Self::Payment(payment) => RefundOf::Payment(payment.id),
        }
    }

    /// Whom the money goes to, where its payer is not known: whoever ordered. Empty where nobody knows.
    pub(super) fn payee(&self) -> String {
        match self {
            Self::Order(order) => order.nickname.as_str().to_owned(),
            Self::Payment(_) => String::new(),
        }
    }

    fn order(self) -> Option<Order> {
        match self {
            Self::Order(order) => Some(order),
            Self::Payment(_) => None,
        }
    }
}

/// How much can still be refunded: what was paid and not doubted, less what was refunded.
///
/// # Errors
/// The database's own.
pub fn refundable(connection: &mut Connection, of: RefundOf) -> Result<i64, DeskError> {
    let paid = match of {
        RefundOf::Payment(id) => payment::find(connection, id)?
            .filter(|payment| payment.sure != Sure::Contested)
            .map_or(0, |payment| payment.sum.get()),
        RefundOf::Order(id) => {
            let order = orders::find(connection, id)?.ok_or(DeskError::NotFound)?;
            let payments = payment::of_order(connection, &order)?;
            let same = same_as_others(connection, &payments)?;
            let sums = payments
                .iter()
                .filter(|each| each.sure != Sure::Contested && !same.contains(&each.id))
                .map(|each| each.sum.get());
            sums.fold(0, i64::saturating_add)
        }
    };
    let gone = sum_of(refunds(connection, of)?.iter().filter(|refund| refund.is_live()));
    Ok(paid.saturating_sub(gone).max(0))
}

/// The payments that are the same money as one of a person's, or may be: they were merged, or nobody has decided yet.
fn same_as_others(connection: &mut Connection, payments: &[Payment]) -> QueryResult<Vec<i64>> {
    let uncounted: Vec<i64> =
        payments.iter().filter(|each| !each.counted).map(|each| each.id).collect();
    if uncounted.is_empty() {
        return Ok(uncounted);
    }
    let undecided: Vec<Option<i64>> = discrepancies::table
        .filter(
            discrepancies::payment_id
                .eq_any(&uncounted)
                .and(discrepancies::kind.eq(DiscrepancyKind::ConfirmedTwice))
                .and(discrepancies::resolved_at.is_null()),
        )
        .select(discrepancies::payment_id)
        .load(connection)?;
    let merged: Vec<Option<i64>> = payments::table
        .filter(payments::merged_with.eq_any(&uncounted))
        .select(payments::merged_with)
        .load(connection)?;
    Ok(undecided.into_iter().chain(merged).flatten().collect())
}

impl Refund {
    /// Whether its money has gone back, or may.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.state != RefundState::Cancelled
    }
}

fn sum_of<'a>(refunds: impl Iterator<Item = &'a Refund>) -> i64 {
    refunds.map(|refund| refund.sum.get()).fold(0, i64::saturating_add)
}

/// How much of an order's money has gone back, or may.
pub(super) fn live(connection: &mut Connection, order_id: i64) -> QueryResult<i64> {
    let all = refunds(connection, RefundOf::Order(order_id))?;
    Ok(sum_of(all.iter().filter(|refund| refund.is_live())))
}

/// Writes down a refund and returns its id. Needs a reason; never more than [`refundable`].
///
/// # Errors
/// `DeskError`.
pub fn refund(
    connection: &mut Connection,
    of: RefundOf,
    sum: Sum,
    state: RefundState,
    payee: &str,
    by: &By,
    now: UtcTime,
) -> Result<i64, DeskError> {
    book::reason(by)?;
    // What was never sent is not written down.
    if state == RefundState::Cancelled {
        return Err(DeskError::Changed);
    }
    let purse = Purse::find(connection, of)?;
    let plan = Plan { sum, state, payee, resolves: None, told: EventKind::Refund };
    write_down(connection, purse, &plan, by, now)
}

/// Writes down that money is intended to go back for goods of an order that are missing, and returns the refund's id. Like
/// [`refund`], but its event tells of the goods.
///
/// # Errors
/// `DeskError`.
pub fn refund_missing(
    connection: &mut Connection,
    order: Order,
    sum: Sum,
    payee: &str,
    by: &By,
    now: UtcTime,
) -> Result<i64, DeskError> {
    let state = RefundState::Intended;
    let plan = Plan { sum, state, payee, resolves: None, told: EventKind::MissingRefund };
    write_down(connection, Purse::Order(order), &plan, by, now)
}

/// A refund to be written down.
pub(super) struct Plan<'a> {
    pub sum: Sum,
    pub state: RefundState,
    pub payee: &'a str,
    /// The discrepancy that it is the way out of.
    pub resolves: Option<i64>,
    /// What its event is called.
    pub told: EventKind,
}

pub(super) fn write_down(
    connection: &mut Connection,
    purse: Purse,
    plan: &Plan<'_>,
    by: &By,
    now: UtcTime,
) -> Result<i64, DeskError> {
    let reason = book::reason(by)?;
    let of = purse.of();
    let most = refundable(connection, of)?;
    if plan.sum.get() > most {
        return Err(DeskError::TooMuch { most: Ar::new(most) });
    }
    let (order_id, payment_id) = match of {
        RefundOf::Order(id) => (Some(id), None),
        RefundOf::Payment(id) => (None, Some(id)),
    };
    let id = diesel::insert_into(refunds::table)
        .values((
            refunds::order_id.eq(order_id),
            refunds::payment_id.eq(payment_id),
            refunds::sum.eq(plan.sum.get()),
            refunds::state.eq(plan.state),
            refunds::payee.eq(plan.payee),
            refunds::reason.eq(reason),
            refunds::created_at.eq(now),
            refunds::created_by.eq(&by.actor),
            refunds::changed_at.eq(now),
            refunds::changed_by.eq(&by.actor),
            refunds::discrepancy_id.eq(plan.resolves),
        ))
        .returning(refunds::id)
        .get_result(connection)?;
    let about = About::of(payment_id, plan.resolves);
    let order = book::tell(connection, purse.order(), plan.told, about, by, now)?;
    if let Some(order) = order {
        due::lessen_due(connection, &order, &by.actor, now)?;
        end_if_all_is_back(connection, order, by, now)?;
    }
    Ok(id)
}

/// Writes down how far a refund is. `from` is what the page showed. An order all of whose money is confirmed to have gone
/// back is refunded. That it was never sent needs a reason: what it resolved is open again.
///
/// # Errors
/// `DeskError`.
pub fn change_refund(
    connection: &mut Connection,
    refund_id: i64,
    from: RefundState,
    to: RefundState,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    if to == RefundState::Cancelled {
        book::reason(by)?;
    }
    let found = Refund::query().filter(refunds::id.eq(refund_id)).get_result(connection);
    let refund: Refund = found.optional()?.ok_or(DeskError::NotFound)?;
    if !from.next().contains(&to) {
        return Err(DeskError::Changed);
    }
    let order = match refund.order_id {
        Some(id) => orders::find_locked(connection, id)?,
        None => None,
    };
    let as_seen = refunds::table.filter(refunds::id.eq(refund_id).and(refunds::state.eq(from)));
    let changed = diesel::update(as_seen)
        .set((
            refunds::state.eq(to),
            refunds::changed_at.eq(now),
            refunds::changed_by.eq(&by.actor),
        ))
        .execute(connection)?;
    if changed != 1 {
        return Err(DeskError::Changed);
    }
    let about = About::of(refund.payment_id, refund.discrepancy_id);
    let order = book::tell(connection, order, EventKind::Refund, about, by, now)?;
    match to {
        RefundState::Cancelled => undecide(connection, &refund, order.as_ref(), now),
        RefundState::Confirmed => match order {
            Some(order) => end_if_all_is_back(connection, order, by, now),
            None => Ok(()),
        },
        RefundState::Intended | RefundState::Sent | RefundState::Unknown => Ok(()),
    }
}

/// The money did not go back: what the refund resolved is to be decided again.
fn undecide(
    connection: &mut Connection,
    refund: &Refund,
    order: Option<&Order>,
    now: UtcTime,
) -> Result<(), DeskError> {
    if let Some(id) = refund.discrepancy_id {
        // What is due is told anew below.
        let resolved = discrepancy::find(connection, id)?
            .filter(|found| found.way.as_deref() == Some(WayOutKind::Refund.as_str()))
            .filter(|found| found.kind != DiscrepancyKind::RefundDue);
        if let Some(found) = resolved {
            discrepancy::reopen(connection, found.id)?;
        }
    }
    match order {
        Some(order) if order.written_status == Status::Cancelled => {
            due::open_due(connection, order, now)
        }
        _ => Ok(()),
    }
}

/// All of an order's money is confirmed to have gone back: it is refunded, and nothing about its amounts is open.
fn end_if_all_is_back(
    connection: &mut Connection,
    order: Order,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let all = refunds(connection, RefundOf::Order(order.id))?;
    let back = sum_of(all.iter().filter(|refund| refund.state == RefundState::Confirmed));
    if order.counted <= Ar::ZERO
        || back < order.counted.get()
        || !may_move(order.written_status, Status::Refunded, Mover::Staff)
    {
        return Ok(());
    }
    let step = Step {
        status: Status::Refunded,
        ..Step::telling(&order, EventKind::Refunded, About::Nothing)
    };
    let order = book::advance(connection, order, &step, by, now)?;
    let kinds = [
        DiscrepancyKind::RefundDue,
        DiscrepancyKind::Overpaid,
        DiscrepancyKind::PaidAgain,
        DiscrepancyKind::PaidAfterCancel,
        DiscrepancyKind::OutOfStock,
    ];
    discrepancy::close(connection, order.id, &kinds, &by.actor, "all of it went back", now)?;
    Ok(())
}

/// The refunds of an order or payment, oldest first.
///
/// # Errors
/// The database's own.
pub fn refunds(connection: &mut Connection, of: RefundOf) -> QueryResult<Vec<Refund>> {
    let query = Refund::query().order(refunds::id);
    match of {
        RefundOf::Order(id) => query.filter(refunds::order_id.eq(id)).load(connection),
        RefundOf::Payment(id) => query.filter(refunds::payment_id.eq(id)).load(connection),
    }
}

/// The refunds that nobody has confirmed yet, oldest first: somebody has to send them, or look.
///
/// # Errors
/// The database's own.
pub fn open_refunds(connection: &mut Connection) -> QueryResult<Vec<Refund>> {
    let open = [RefundState::Intended, RefundState::Sent, RefundState::Unknown];
    Refund::query().filter(refunds::state.eq_any(open)).order(refunds::id).load(connection)
}

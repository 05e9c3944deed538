//! What does not add up, until a person has looked at it.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{Connection, columns::words, schema::discrepancies},
    feed::Actor,
    money::Ar,
    orders::Status,
};

words! {
    /// What does not add up.
    pub enum DiscrepancyKind {
        /// A payment whose uid is no order's.
        UnknownOrder = "unknown_order",
        /// A callback that tells of no payment.
        Unreadable = "unreadable",
        /// The payer read another text than the order's.
        Altered = "altered",
        /// The callback came from an address that nobody has trusted yet.
        NewSource = "new_source",
        /// The callback came from outside the sources that are allowed; it was not settled.
        ForeignSource = "foreign_source",
        /// The same callback came again: a replay, or a second payment.
        Repeated = "repeated",
        /// A payment that staff confirmed came by callback as well, or another one did.
        ConfirmedTwice = "confirmed_twice",
        Underpaid = "underpaid",
        Overpaid = "overpaid",
        /// Paid after the order had expired for longer than the late limit.
        PaidLate = "paid_late",
        /// Paid although it was paid already.
        PaidAgain = "paid_again",
        PaidAfterCancel = "paid_after_cancel",
        PaidAfterRefund = "paid_after_refund",
        /// A cancelled order has money that goes back to whoever paid it.
        RefundDue = "refund_due",
        /// It is doubted that the money of a payment came.
        Contested = "contested",
        /// A paid order lacks goods: they were gone when it was paid.
        OutOfStock = "out_of_stock",
    }
}

impl DiscrepancyKind {
    /// Whether a paid order must not be assembled while one of these is open.
    #[must_use]
    pub fn holds(self) -> bool {
        match self {
            Self::Altered
            | Self::NewSource
            | Self::ForeignSource
            | Self::PaidLate
            | Self::ConfirmedTwice
            | Self::Contested => true,
            Self::UnknownOrder
            | Self::Unreadable
            | Self::Repeated
            | Self::Underpaid
            | Self::Overpaid
            | Self::PaidAgain
            | Self::PaidAfterCancel
            | Self::PaidAfterRefund
            | Self::RefundDue
            | Self::OutOfStock => false,
        }
    }
}

/// A discrepancy.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = discrepancies)]
pub struct Discrepancy {
    pub id: i64,
    pub kind: DiscrepancyKind,
    pub order_id: Option<i64>,
    pub payment_id: Option<i64>,
    pub callback_id: Option<i64>,
    /// How many АР it is about, where it is about an amount.
    pub amount: Option<i64>,
    /// How often the same has happened.
    pub times: i64,
    pub opened_at: UtcTime,
    /// When the same happened last.
    pub last_at: UtcTime,
    pub resolved_at: Option<UtcTime>,
    pub resolved_by: Option<Actor>,
    /// How it was resolved, in words.
    pub resolution: Option<String>,
    /// When a person lifted its hold although it is open.
    pub overridden_at: Option<UtcTime>,
    pub overridden_by: Option<Actor>,
    /// When it was put aside until the balance has been compared.
    pub waits_since: Option<UtcTime>,
    /// The way out that a person took; `None` where what happened next resolved it.
    pub way: Option<String>,
}

impl Discrepancy {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.resolved_at.is_none()
    }

    /// Whether it keeps a paid order from being assembled.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.is_open() && self.kind.holds() && self.overridden_at.is_none()
    }
}

/// Which discrepancies are wanted. Whatever is `None` does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub open: Option<bool>,
    pub kind: Option<DiscrepancyKind>,
    pub order: Option<i64>,
}

/// The newest of those that are wanted, from before the one of that id.
///
/// # Errors
/// The database's own.
pub fn newest(
    connection: &mut Connection,
    wanted: Wanted,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<Discrepancy>> {
    let mut query = Discrepancy::query()
        .filter(discrepancies::id.lt(before.unwrap_or(i64::MAX)))
        .order(discrepancies::id.desc())
        .limit(most)
        .into_boxed();
    query = match wanted.open {
        Some(true) => query.filter(discrepancies::resolved_at.is_null()),
        Some(false) => query.filter(discrepancies::resolved_at.is_not_null()),
        None => query,
    };
    if let Some(kind) = wanted.kind {
        query = query.filter(discrepancies::kind.eq(kind));
    }
    if let Some(order) = wanted.order {
        query = query.filter(discrepancies::order_id.eq(order));
    }
    query.load(connection)
}

/// What a discrepancy is about, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject {
    pub order: Option<i64>,
    pub payment: Option<i64>,
    pub callback: Option<i64>,
}

#[derive(Insertable)]
#[diesel(table_name = discrepancies, treat_none_as_default_value = false)]
struct NewDiscrepancy {
    kind: DiscrepancyKind,
    order_id: Option<i64>,
    payment_id: Option<i64>,
    callback_id: Option<i64>,
    amount: Option<i64>,
    times: i64,
    opened_at: UtcTime,
    last_at: UtcTime,
}

/// Opens a discrepancy. One of the same kind about the same payment is counted up instead, and opened again
/// if it was resolved; it is about the newest callback then.
///
/// # Errors
/// The database's own.
pub fn raise(
    connection: &mut Connection,
    kind: DiscrepancyKind,
    subject: Subject,
    amount: Option<Ar>,
    now: UtcTime,
) -> QueryResult<()> {
    if let Some(payment) = subject.payment {
        let same = discrepancies::table
            .filter(discrepancies::payment_id.eq(payment).and(discrepancies::kind.eq(kind)));
        let counted_up = diesel::update(same)
            .set((
                discrepancies::times.eq(discrepancies::times + 1),
                discrepancies::last_at.eq(now),
                discrepancies::callback_id.eq(subject.callback),
                discrepancies::resolved_at.eq(None::<UtcTime>),
                discrepancies::resolved_by.eq(None::<String>),
                discrepancies::resolution.eq(None::<String>),
                discrepancies::overridden_at.eq(None::<UtcTime>),
                discrepancies::overridden_by.eq(None::<String>),
                discrepancies::waits_since.eq(None::<UtcTime>),
                discrepancies::way.eq(None::<String>),
            ))
            .execute(connection)?;
        if counted_up > 0 {
            return Ok(());
        }
    }
    diesel::insert_into(discrepancies::table)
        .values(NewDiscrepancy {
            kind,
            order_id: subject.order,
            payment_id: subject.payment,
            callback_id: subject.callback,
            amount: amount.map(Ar::get),
            times: 1,
            opened_at: now,
            last_at: now,
        })
        .execute(connection)
        .map(drop)
}

/// Resolves an order's open discrepancies of some kinds: what happened next did.
///
/// # Errors
/// The database's own.
pub fn close(
    connection: &mut Connection,
    order_id: i64,
    kinds: &[DiscrepancyKind],
    by: &Actor,
    why: &str,
    now: UtcTime,
) -> QueryResult<()> {
    let open = discrepancies::table.filter(
        discrepancies::order_id
            .eq(order_id)
            .and(discrepancies::kind.eq_any(kinds))
            .and(discrepancies::resolved_at.is_null()),
    );
    diesel::update(open)
        .set((
            discrepancies::resolved_at.eq(now),
            discrepancies::resolved_by.eq(by),
            discrepancies::resolution.eq(why),
        ))
        .execute(connection)
        .map(drop)
}

/// What a person resolved is open again.
///
/// # Errors
/// The database's own.
pub fn reopen(connection: &mut Connection, id: i64) -> QueryResult<()> {
    diesel::update(discrepancies::table.find(id))
        .set((
            discrepancies::resolved_at.eq(None::<UtcTime>),
            discrepancies::resolved_by.eq(None::<String>),
            discrepancies::resolution.eq(None::<String>),
            discrepancies::way.eq(None::<String>),
        ))
        .execute(connection)
        .map(drop)
}

/// What does not add up about a payment, oldest first, the resolved ones included.
///
/// # Errors
/// The database's own.
pub fn of_payment(connection: &mut Connection, payment_id: i64) -> QueryResult<Vec<Discrepancy>> {
    Discrepancy::query()
        .filter(discrepancies::payment_id.eq(payment_id))
        .order(discrepancies::id)
        .load(connection)
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Discrepancy>> {
    Discrepancy::query().filter(discrepancies::id.eq(id)).get_result(connection).optional()
}

/// The payment belongs to an order from now on, and so does what does not add up about it. That it belonged to none stays
/// as it was.
pub(super) fn attach(
    connection: &mut Connection,
    payment_id: i64,
    order_id: i64,
) -> QueryResult<()> {
    let others = discrepancies::table.filter(
        discrepancies::payment_id
            .eq(payment_id)
            .and(discrepancies::kind.ne(DiscrepancyKind::UnknownOrder)),
    );
    diesel::update(others).set(discrepancies::order_id.eq(order_id)).execute(connection).map(drop)
}

/// An order's discrepancies, oldest first, the resolved ones included.
///
/// # Errors
/// The database's own.
pub fn of_order(connection: &mut Connection, order_id: i64) -> QueryResult<Vec<Discrepancy>> {
    Discrepancy::query()
        .filter(discrepancies::order_id.eq(order_id))
        .order(discrepancies::id)
        .load(connection)
}

/// Those of these orders that something holds.
///
/// # Errors
/// The database's own.
pub fn held(connection: &mut Connection, order_ids: &[i64]) -> QueryResult<HashSet<i64>> {
    let open: Vec<(Option<i64>, DiscrepancyKind)> = discrepancies::table
        .filter(
            discrepancies::order_id
                .eq_any(order_ids)
                .and(discrepancies::resolved_at.is_null())
                .and(discrepancies::overridden_at.is_null()),
        )
        .select((discrepancies::order_id, discrepancies::kind))
        .load(connection)?;
    Ok(open.into_iter().filter(|(_, kind)| kind.holds()).filter_map(|(id, _)| id).collect())
}

/// Whether an order is held: paid, and something about its payment is not clear yet.
#[must_use]
pub fn holds(status: Status, discrepancies: &[Discrepancy]) -> bool {
    let paid =
        matches!(status, Status::Paid | Status::Assembling | Status::Ready | Status::Completed);
    paid && discrepancies.iter().any(Discrepancy::holds)
}

//! More money than the books say: whose it may be.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable},
};

use super::{ReconcileError, subsets};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{discrepancies, orders},
    },
    money::Ar,
    orders::{Order, Status},
    payments::{DiscrepancyKind, LATE_LIMIT, silence},
};

/// How many orders are looked at, the newest: those that wait, and those that have run out.
const MOST_AWAITING: i64 = 150;
const MOST_EXPIRED: i64 = 50;

/// How many sets of them are shown.
const MOST_SETS: usize = 10;

/// How many of the newest orders are looked through for those that wait.
const REACH: i64 = 100_000;

/// An order whose payment may have come without a callback.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub order: Order,
    /// What is left to pay.
    pub open: Ar,
    /// Its customer came back from Dromon's page: he says that he has paid.
    pub claimed: bool,
    pub expired: bool,
}

/// What could explain that more came than the books say.
#[derive(Clone, Debug, Default)]
pub struct Excess {
    /// Sets of orders whose open sums add up to it, the likeliest first.
    pub sets: Vec<Vec<Candidate>>,
    /// Payments of that sum that are doubted: the money may have come after all. Each with its order.
    pub doubted: Vec<(i64, Option<Order>)>,
    /// Callbacks that came and are not counted, and wait for somebody to decide.
    pub undecided: i64,
}

/// Looks for what explains a difference above zero.
///
/// # Errors
/// `ReconcileError`.
pub fn excess(
    connection: &mut Connection,
    difference: Ar,
    now: UtcTime,
) -> Result<Excess, ReconcileError> {
    let waiting = waiting(connection, now)?;
    let sums: Vec<i64> = waiting.iter().map(|candidate| candidate.open.get()).collect();
    let sets = subsets::adding_up_to(difference.get(), &sums);
    let set = |places: &Vec<usize>| places.iter().map(|place| waiting[*place].clone()).collect();
    Ok(Excess {
        sets: sets.iter().take(MOST_SETS).map(set).collect(),
        doubted: doubted(connection, difference)?,
        undecided: undecided(connection)?,
    })
}

/// The orders that money could be for, the likeliest first: whose customer says so; those that have not run out; the
/// newest.
fn waiting(connection: &mut Connection, now: UtcTime) -> Result<Vec<Candidate>, ReconcileError> {
    let claimed = silence::came_back(connection, now, MOST_AWAITING)?;
    let mut found = newest_of(connection, Status::AwaitingPayment, MOST_AWAITING)?;
    found.extend(newest_of(connection, Status::Expired, MOST_EXPIRED)?);
    found.sort_by_key(|order| std::cmp::Reverse(order.id));
    let mut waiting: Vec<Candidate> = found
        .into_iter()
        .filter_map(|order| {
            let expired = order.status_at(now) == Status::Expired;
            let in_time = !expired || now <= order.expires_at.plus(LATE_LIMIT);
            let open = order.left_to_pay().filter(|_| in_time)?;
            let claimed = claimed.contains(&order.id);
            Some(Candidate { open: open.into(), claimed, expired, order })
        })
        .collect();
    // A stable sort: they came newest first.
    waiting.sort_by_key(|candidate| (!candidate.claimed, candidate.expired));
    Ok(waiting)
}

fn newest_of(connection: &mut Connection, status: Status, most: i64) -> QueryResult<Vec<Order>> {
    let newest: Option<i64> =
        orders::table.select(diesel::dsl::max(orders::id)).get_result(connection)?;
    let beyond = newest.unwrap_or(0).saturating_sub(REACH);
    Order::query()
        .filter(orders::status.eq(status).and(orders::id.gt(beyond)))
        .order(orders::id.desc())
        .limit(most)
        .load(connection)
}

/// Payments of that sum of which somebody doubts that they came.
fn doubted(connection: &mut Connection, difference: Ar) -> QueryResult<Vec<(i64, Option<Order>)>> {
    #[derive(QueryableByName)]
    struct Doubted {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        order_id: Option<i64>,
    }
    let open: Vec<Doubted> = diesel::sql_query(
        "SELECT payments.id, payments.order_id FROM discrepancies
        JOIN payments ON payments.id = discrepancies.payment_id
        WHERE discrepancies.resolved_at IS NULL AND discrepancies.kind = 'contested'
            AND payments.sure = 'contested' AND payments.sum = $1
        ORDER BY payments.id DESC LIMIT 10",
    )
    .bind::<BigInt, _>(difference.get())
    .load(connection)?;
    open.into_iter()
        .map(|doubted| {
            let order =
                doubted.order_id.map(|id| crate::orders::find(connection, id)).transpose()?;
            Ok((doubted.id, order.flatten()))
        })
        .collect()
}

/// Callbacks that were set aside or not counted, and that nobody has decided about.
fn undecided(connection: &mut Connection) -> QueryResult<i64> {
    let kinds = [
        DiscrepancyKind::Unreadable,
        DiscrepancyKind::ForeignSource,
        DiscrepancyKind::Repeated,
        DiscrepancyKind::ConfirmedTwice,
    ];
    discrepancies::table
        .filter(discrepancies::resolved_at.is_null().and(discrepancies::kind.eq_any(kinds)))
        .count()
        .get_result(connection)
}

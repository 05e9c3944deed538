//! What came in, and how many orders were placed.

use std::ops::Range;

use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::calendar::{Calendar, Spans};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{orders, payments},
    },
    money::Ar,
    orders::Status,
};

/// A payment's number is nearly in the order of its time: one may have waited in the inbox while the books were away.
const DISORDER: std::time::Duration = std::time::Duration::from_hours(24);

/// What days are put together from: every time zone is that many minutes away from UTC, or a multiple.
const QUARTER: i64 = 15 * 60 * 1_000_000;

/// What came in, and how many orders were placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Takings {
    /// Counted payments, less the refunds that have arrived: each when Kassa learnt of it.
    pub income: Ar,
    pub orders: i64,
}

/// A span up to now, and the same of the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    pub current: Takings,
    pub before: Takings,
}

/// A day's takings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: NaiveDate,
    pub takings: Takings,
}

/// The number from which payments are of that time or later. They have no index by time, since a callback would have to
/// write into it; their numbers are searched instead.
pub(super) fn first_payment(connection: &mut Connection, since: UtcTime) -> QueryResult<i64> {
    let since = since.minus(DISORDER);
    let newest: Option<i64> =
        payments::table.select(diesel::dsl::max(payments::id)).get_result(connection)?;
    let (mut low, mut high) = (1, newest.unwrap_or(0).saturating_add(1));
    while low < high {
        let middle = low + (high - low) / 2;
        let next: Option<(i64, UtcTime)> = payments::table
            .filter(payments::id.ge(middle))
            .order(payments::id)
            .select((payments::id, payments::at))
            .limit(1)
            .get_result(connection)
            .optional()?;
        match next {
            Some((id, at)) if at < since => low = id.saturating_add(1),
            _ => high = middle,
        }
    }
    Ok(low)
}

pub(super) fn compare(
    connection: &mut Connection,
    first_payment: i64,
    spans: &Spans,
) -> QueryResult<Compared> {
    Ok(Compared {
        current: takings(connection, first_payment, &spans.current)?,
        before: takings(connection, first_payment, &spans.before)?,
    })
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn takings(
    connection: &mut Connection,
    first_payment: i64,
    span: &Range<UtcTime>,
) -> QueryResult<Takings> {
    let paid: Number = diesel::sql_query(
        "SELECT CAST(COALESCE(SUM(sum), 0) AS BIGINT) AS number FROM payments
            WHERE id >= $1 AND counted AND at >= $2 AND at < $3",
    )
    .bind::<BigInt, _>(first_payment)
    .bind::<BigInt, _>(span.start)
    .bind::<BigInt, _>(span.end)
    .get_result(connection)?;
    let refunded: Number = diesel::sql_query(
        "SELECT CAST(COALESCE(SUM(sum), 0) AS BIGINT) AS number FROM refunds
            WHERE order_id IS NOT NULL AND state = 'confirmed' AND changed_at >= $1 AND changed_at < $2",
    )
    .bind::<BigInt, _>(span.start)
    .bind::<BigInt, _>(span.end)
    .get_result(connection)?;
    let orders: i64 = orders::table
        .filter(orders::created_at.ge(span.start).and(orders::created_at.lt(span.end)))
        .count()
        .get_result(connection)?;
    let income = paid.number.saturating_sub(refunded.number);
    Ok(Takings { income: Ar::new(income), orders })
}

/// How much there was of something in a quarter of an hour.
#[derive(QueryableByName)]
struct Quarter {
    #[diesel(sql_type = BigInt)]
    quarter: i64,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How many orders of a quarter of an hour have come to that status.
#[derive(QueryableByName)]
struct Placed {
    #[diesel(sql_type = BigInt)]
    quarter: i64,
    #[diesel(sql_type = Text)]
    status: Status,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The last days, and how the orders have ended that were placed in them.
pub(super) struct Month {
    pub days: Vec<Day>,
    pub ended: Vec<(Status, i64)>,
}

pub(super) fn month(
    connection: &mut Connection,
    first_payment: i64,
    calendar: &Calendar,
) -> QueryResult<Month> {
    let start = calendar.month();
    let mut days: Vec<Day> = calendar
        .days
        .iter()
        .map(|(date, _)| Day { date: *date, takings: Takings::default() })
        .collect();
    let mut add = |quarter: i64, add: &dyn Fn(&mut Takings)| {
        let at = UtcTime::from_micros(start.micros().saturating_add(quarter * QUARTER));
        let nth = calendar.days.partition_point(|(_, span)| span.end <= at);
        if let Some(day) = days.get_mut(nth) {
            add(&mut day.takings);
        }
    };
    for Quarter { quarter, number } in diesel::sql_query(format!(
        "SELECT (at - $1) / {QUARTER} AS quarter, CAST(SUM(sum) AS BIGINT) AS number FROM payments
            WHERE id >= $2 AND counted AND at >= $3 GROUP BY 1"
    ))
    .bind::<BigInt, _>(start)
    .bind::<BigInt, _>(first_payment)
    .bind::<BigInt, _>(start)
    .load::<Quarter>(connection)?
    {
        add(quarter, &|takings| takings.income = plus(takings.income, number));
    }
    for Quarter { quarter, number } in diesel::sql_query(format!(
        "SELECT (changed_at - $1) / {QUARTER} AS quarter, CAST(SUM(sum) AS BIGINT) AS number FROM refunds
            WHERE order_id IS NOT NULL AND state = 'confirmed' AND changed_at >= $2 GROUP BY 1"
    ))
    .bind::<BigInt, _>(start)
    .bind::<BigInt, _>(start)
    .load::<Quarter>(connection)?
    {
        add(quarter, &|takings| takings.income = plus(takings.income, number.saturating_neg()));
    }
    let mut ended: Vec<(Status, i64)> = ENDS.map(|status| (status, 0)).to_vec();
    for Placed { quarter, status, number } in diesel::sql_query(format!(
        "SELECT (created_at - $1) / {QUARTER} AS quarter,
            CASE WHEN status = 'awaiting_payment' AND counted = 0 AND expires_at <= $2 THEN 'expired' ELSE status END
                AS status,
            COUNT(*) AS number
            FROM orders WHERE created_at >= $3 GROUP BY 1, 2"
    ))
    .bind::<BigInt, _>(start)
    .bind::<BigInt, _>(calendar.now)
    .bind::<BigInt, _>(start)
    .load::<Placed>(connection)?
    {
        add(quarter, &|takings| takings.orders += number);
        if let Some((_, ended)) = ended.iter_mut().find(|(end, _)| *end == status) {
            *ended += number;
        }
    }
    Ok(Month { days, ended })
}

const ENDS: [Status; 4] = [Status::Completed, Status::Cancelled, Status::Expired, Status::Refunded];

fn plus(income: Ar, more: i64) -> Ar {
    Ar::new(income.get().saturating_add(more))
}

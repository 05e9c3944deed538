//! How long a paid order takes to be handed over.

use std::{collections::HashMap, ops::Range, time::Duration};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::calendar::Calendar;
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{order_shelves, orders},
    },
    feed::EventKind,
    orders::Shelf,
};

/// How many orders are looked at, the newest first: their events are walked back one by one. The median of so many is that
/// of all but for a few minutes.
pub const MOST: i64 = 1000;

/// How many orders' events are walked at once.
const AT_ONCE: usize = 200;

/// The median time from paid to completed, of the orders placed in the last days and in as many days before; `None`
/// where there were none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    pub current: Option<Duration>,
    pub before: Option<Duration>,
}

pub(super) fn read(connection: &mut Connection, calendar: &Calendar) -> QueryResult<Pace> {
    let month = calendar.month();
    Ok(Pace {
        current: median(times(connection, &(month..calendar.now))?),
        before: median(times(connection, &(calendar.month_before..month))?),
    })
}

fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort_unstable();
    let upper = times.get(times.len() / 2)?;
    let lower = times.get(times.len().saturating_sub(1) / 2)?;
    Some((*upper + *lower) / 2)
}

/// How long the orders took that were placed then.
fn times(connection: &mut Connection, placed: &Range<UtcTime>) -> QueryResult<Vec<Duration>> {
    let mut times = Vec::new();
    for some in completed(connection, placed)?.chunks(AT_ONCE) {
        times.extend(walked(connection, some)?);
    }
    Ok(times)
}

/// The newest completed orders of those that were placed then, by their last event. Their ids are nearly in the order of
/// their times; the times are looked at as well.
fn completed(connection: &mut Connection, placed: &Range<UtcTime>) -> QueryResult<Vec<i64>> {
    let within = orders::created_at.ge(placed.start).and(orders::created_at.lt(placed.end));
    let mut ends = Vec::new();
    for newest in [false, true] {
        let query = orders::table.filter(within).select(orders::id).limit(1);
        let id: QueryResult<i64> = if newest {
            query.order((orders::created_at.desc(), orders::id.desc())).get_result(connection)
        } else {
            query.order((orders::created_at.asc(), orders::id.asc())).get_result(connection)
        };
        ends.extend(id.optional()?);
    }
    let [first, last] = ends[..] else { return Ok(Vec::new()) };
    let ids: Vec<i64> = order_shelves::table
        .filter(order_shelves::shelf.eq(Shelf::Completed))
        .filter(order_shelves::order_id.between(first, last))
        .order(order_shelves::order_id.desc())
        .select(order_shelves::order_id)
        .limit(MOST)
        .load(connection)?;
    let mut events = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        events.extend(
            orders::table
                .filter(orders::id.eq_any(some))
                .filter(within)
                .select(orders::last_event)
                .load::<i64>(connection)?,
        );
    }
    Ok(events)
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = BigInt)]
    order_id: i64,
    #[diesel(sql_type = Text)]
    kind: EventKind,
    #[diesel(sql_type = BigInt)]
    at: UtcTime,
}

/// From when each was paid first until it was completed last.
fn walked(connection: &mut Connection, last_events: &[i64]) -> QueryResult<Vec<Duration>> {
    let last = last_events.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let steps: Vec<Step> = diesel::sql_query(format!(
        "WITH RECURSIVE steps (order_id, previous, kind, at) AS (
            SELECT order_id, previous, kind, at FROM events WHERE id IN ({last})
            UNION ALL
            SELECT earlier.order_id, earlier.previous, earlier.kind, earlier.at
            FROM steps JOIN events earlier ON earlier.id = steps.previous
        )
        SELECT order_id, kind, at FROM steps WHERE kind IN ('paid', 'accepted', 'completed') AND order_id IS NOT NULL"
    ))
    .load(connection)?;
    let mut orders: HashMap<i64, (Option<UtcTime>, Option<UtcTime>)> = HashMap::new();
    for step in steps {
        let (paid, completed) = orders.entry(step.order_id).or_default();
        if step.kind == EventKind::Completed {
            *completed = (*completed).max(Some(step.at));
        } else {
            *paid = Some(paid.map_or(step.at, |paid| paid.min(step.at)));
        }
    }
    Ok(orders.into_values().filter_map(|(paid, completed)| Some(completed?.since(paid?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_orders_were_faster_than_the_median() {
        let of = |seconds: &[u64]| {
            median(seconds.iter().copied().map(Duration::from_secs).collect()).map(|d| d.as_secs())
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some(7));
        assert_eq!(of(&[900, 1, 5]), Some(5));
        assert_eq!(of(&[4, 1, 900, 6]), Some(5));
    }
}

//! Which runs there are.

use std::collections::HashMap;

use diesel::prelude::*;

use super::StopStanding;
use crate::{
    clock::UtcTime,
    customers::Nickname,
    db::{
        Connection,
        schema::{orders, run_stops, runs},
    },
    feed::Actor,
};

/// The most open runs that are shown. A shop with more of them has couriers who never end one.
const MOST_OPEN: i64 = 50;

/// A courier's run.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = runs)]
pub struct Run {
    pub id: i64,
    pub made_by: Actor,
    pub made_at: UtcTime,
    /// `None` also where it ended by itself.
    pub ended_by: Option<Actor>,
    pub ended_at: Option<UtcTime>,
}

impl Run {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }
}

pub(super) fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Run>> {
    Run::query().filter(runs::id.eq(id)).get_result(connection).optional()
}

/// A run, an order on it, and what became of that.
type Stop = (i64, i64, StopStanding);

/// A run that a courier is on, in short.
#[derive(Clone, Debug)]
pub struct OnTheWay {
    pub run: Run,
    pub left: usize,
    pub stops: usize,
    /// Whom he meets next.
    pub next: Option<Nickname>,
}

/// The runs that couriers are on, newest first.
///
/// # Errors
/// The database's own.
pub fn open(connection: &mut Connection) -> QueryResult<Vec<OnTheWay>> {
    let runs: Vec<Run> = Run::query()
        .filter(runs::ended_at.is_null())
        .order(runs::id.desc())
        .limit(MOST_OPEN)
        .load(connection)?;
    let ids: Vec<i64> = runs.iter().map(|run| run.id).collect();
    let stops: Vec<Stop> = run_stops::table
        .filter(run_stops::run_id.eq_any(ids))
        .order((run_stops::run_id, run_stops::position, run_stops::order_id))
        .select((run_stops::run_id, run_stops::order_id, run_stops::standing))
        .load(connection)?;
    let open = |stops: &[Stop]| -> Vec<i64> {
        let open = stops.iter().filter(|(.., standing)| *standing == StopStanding::Open);
        open.map(|(_, order_id, _)| *order_id).collect()
    };
    let of = |run: &Run| -> Vec<Stop> {
        stops.iter().filter(|(run_id, ..)| *run_id == run.id).copied().collect()
    };
    let next: Vec<i64> = runs.iter().filter_map(|run| open(&of(run)).first().copied()).collect();
    let names: HashMap<i64, Nickname> = orders::table
        .filter(orders::id.eq_any(next))
        .select((orders::id, orders::nickname))
        .load::<(i64, Nickname)>(connection)?
        .into_iter()
        .collect();
    let on_the_way = runs.iter().map(|run| {
        let stops = of(run);
        let open = open(&stops);
        OnTheWay {
            left: open.len(),
            stops: stops.len(),
            next: open.first().and_then(|order_id| names.get(order_id).cloned()),
            run: run.clone(),
        }
    });
    Ok(on_the_way.collect())
}

/// The runs that have ended, newest first, from before that one.
///
/// # Errors
/// The database's own.
pub fn ended(connection: &mut Connection, before: Option<i64>, most: i64) -> QueryResult<Vec<Run>> {
    Run::query()
        .filter(runs::ended_at.is_not_null())
        .filter(runs::id.lt(before.unwrap_or(i64::MAX)))
        .order(runs::id.desc())
        .limit(most)
        .load(connection)
}

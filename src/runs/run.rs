//! Which runs there are.

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{Connection, schema::runs},
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

/// The runs that couriers are on, newest first.
///
/// # Errors
/// The database's own.
pub fn open(connection: &mut Connection) -> QueryResult<Vec<Run>> {
    Run::query()
        .filter(runs::ended_at.is_null())
        .order(runs::id.desc())
        .limit(MOST_OPEN)
        .load(connection)
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

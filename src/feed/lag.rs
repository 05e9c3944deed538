//! How far the consumers are behind.

use diesel::prelude::*;

use super::newest;
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{consumers, events},
    },
};

/// How far a consumer is behind the feed's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lag {
    pub consumer: String,
    /// How many events lie before it, at most: on PostgreSQL some ids are nobody's.
    pub events: i64,
    /// When the first of them happened; `None`: it has read everything.
    pub since: Option<UtcTime>,
}

/// All consumers that were ever begun, by name.
///
/// # Errors
/// The database's own.
pub fn lags(connection: &mut Connection) -> QueryResult<Vec<Lag>> {
    let newest = newest(connection)?;
    let cursors: Vec<(String, i64)> = consumers::table
        .order(consumers::name)
        .select((consumers::name, consumers::cursor))
        .load(connection)?;
    let mut lags = Vec::with_capacity(cursors.len());
    for (consumer, cursor) in cursors {
        let since: Option<UtcTime> = events::table
            .filter(events::id.gt(cursor))
            .order(events::id)
            .select(events::at)
            .limit(1)
            .get_result(connection)
            .optional()?;
        lags.push(Lag { consumer, events: newest.saturating_sub(cursor).max(0), since });
    }
    Ok(lags)
}

#[cfg(test)]
mod tests;

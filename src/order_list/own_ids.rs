//! Orders whose ids are known.

use diesel::prelude::*;

use super::source::Source;
use crate::db::{Connection, schema::orders};

pub(super) fn these(ids: impl IntoIterator<Item = i64>) -> Source {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    Source::These(ids)
}

/// The orders of these folded uids.
pub(super) fn of_uids(connection: &mut Connection, uids: &[String]) -> QueryResult<Source> {
    if uids.is_empty() {
        return Ok(these([]));
    }
    let ids: Vec<i64> = orders::table
        .filter(orders::uid_folded.eq_any(uids))
        .select(orders::id)
        .load(connection)?;
    Ok(these(ids))
}

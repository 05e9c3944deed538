//! Counting by ranges of ids: where two counts of the same things differ, without remembering each.

use std::{collections::HashMap, ops::RangeInclusive};

use diesel::{QueryableByName, RunQueryDsl, sql_types::BigInt};

use crate::db::{Connection, StoreError};

const RANGES: i64 = 1024;

/// How many ranges are looked into where something is wrong.
const LOOKED_INTO: usize = 10;

/// How many things were seen, by the range that their id falls into.
pub(super) struct Tally {
    width: i64,
    seen: HashMap<i64, i64>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    part: i64,
    #[diesel(sql_type = BigInt)]
    things: i64,
}

impl Tally {
    /// For ids from 1 to `most`.
    pub(super) fn up_to(most: i64) -> Self {
        Self { width: most.max(0) / RANGES + 1, seen: HashMap::new() }
    }

    pub(super) fn add(&mut self, id: i64, things: i64) {
        if things != 0 {
            *self.seen.entry((id - 1) / self.width).or_default() += things;
        }
    }

    pub(super) fn total(&self) -> i64 {
        self.seen.values().sum()
    }

    /// Counts once more, in the database, and returns the first ranges that were seen otherwise. `count` is what to
    /// count, `id` the column whose ranges they are.
    pub(super) fn differences(
        &self,
        connection: &mut Connection,
        count: &str,
        id: &str,
        from_and_where: &str,
    ) -> Result<Vec<RangeInclusive<i64>>, StoreError> {
        let width = self.width;
        let counted: Vec<Counted> = diesel::sql_query(format!(
            "SELECT ({id} - 1) / {width} AS part, CAST({count} AS BIGINT) AS things
            FROM {from_and_where} GROUP BY 1"
        ))
        .load(connection)?;
        let there: HashMap<i64, i64> =
            counted.into_iter().map(|row| (row.part, row.things)).collect();
        let mut different: Vec<i64> = there
            .keys()
            .chain(self.seen.keys())
            .copied()
            .filter(|part| there.get(part) != self.seen.get(part))
            .collect();
        different.sort_unstable();
        different.dedup();
        different.truncate(LOOKED_INTO);
        let range = |part: i64| part * width + 1..=(part + 1) * width;
        Ok(different.into_iter().map(range).collect())
    }
}

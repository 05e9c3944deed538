//! Up to where the feed is complete.

use diesel::prelude::*;

use super::newest;
use crate::db::{Connection, dialect};

/// Up to where the feed is complete: no event up to there is still to come.
///
/// An id is settled once every transaction has ended that was running when it was first seen: a writing transaction has
/// its number before it takes an id (`Connection::begin_write`), so all that could still write an earlier id were running.
#[derive(Clone, Copy, Debug, Default)]
pub struct Horizon {
    settled: Seen,
    waits: Option<Seen>,
}

/// An id that is settled as soon as all transactions before `mark` have ended.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    newest: i64,
    mark: i64,
}

impl Horizon {
    /// The last id that is settled, as of the last look.
    #[must_use]
    pub fn settled(self) -> i64 {
        self.settled.newest
    }

    /// Whether everything that is settled can be seen from here: a snapshot may be older than the look.
    ///
    /// # Errors
    /// The database's own.
    pub fn is_seen(self, connection: &mut Connection) -> QueryResult<bool> {
        Ok(newest(connection)? >= self.settled.newest
            && dialect::oldest_running(connection)? >= self.settled.mark)
    }

    /// Looks how far the feed is complete by now. Returns the newest id that can be seen, settled or not.
    ///
    /// # Errors
    /// The database's own.
    pub fn look(&mut self, connection: &mut Connection) -> QueryResult<i64> {
        // The order matters: what runs when `newest` is seen has a lower number than the mark.
        let newest = newest(connection)?;
        if let Some(settled) = self.waits
            && dialect::oldest_running(connection)? >= settled.mark
        {
            *self = Self { settled, waits: None };
        }
        if newest > self.settled() && self.waits.is_none() {
            match dialect::transaction_mark(connection)? {
                None => self.settled = Seen { newest, mark: 0 },
                Some(mark) => self.waits = Some(Seen { newest, mark }),
            }
        }
        Ok(newest)
    }
}

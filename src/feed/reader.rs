//! Reads the feed: every event once, in the order of the ids, also those that commit late.
//!
//! An event gets its id before its transaction commits. SQLite has one writer, so ids are committed in their order. On
//! PostgreSQL a slow transaction may commit an id after others have committed later ones; whoever only asked for "ids
//! above the last" would miss it. So a reader goes no further than what is settled. Nothing is stored for that, and an
//! event's id is the cursor on both databases.

use super::{Event, between, newest};
use crate::db::{Store, StoreError, dialect};

/// Up to where the feed is complete.
///
/// An id is settled once every transaction has ended that was running when it was first seen: a writing transaction has
/// its number before it takes an id (`Connection::begin_write`), so all that could still write an earlier id were running.
#[derive(Clone, Copy, Debug, Default)]
struct Horizon {
    settled: i64,
    waits: Option<Wait>,
}

/// An id that is settled as soon as all transactions before `mark` have ended.
#[derive(Clone, Copy, Debug)]
struct Wait {
    newest: i64,
    mark: i64,
}

impl Horizon {
    /// Looks how far the feed is complete by now. Returns the newest id that can be seen, settled or not.
    async fn look(&mut self, store: &Store) -> Result<i64, StoreError> {
        let before = *self;
        let (seen, horizon) = store
            .read(move |connection| {
                let mut horizon = before;
                // The order matters: what runs when `newest` is seen has a lower number than the mark.
                let newest = newest(connection)?;
                if let Some(wait) = horizon.waits
                    && dialect::oldest_running(connection)? >= wait.mark
                {
                    horizon = Self { settled: wait.newest, waits: None };
                }
                if newest > horizon.settled && horizon.waits.is_none() {
                    match dialect::transaction_mark(connection)? {
                        None => horizon.settled = newest,
                        Some(mark) => horizon.waits = Some(Wait { newest, mark }),
                    }
                }
                Ok::<_, StoreError>((newest, horizon))
            })
            .await?;
        *self = horizon;
        Ok(seen)
    }
}

/// One reader of the feed.
#[derive(Clone, Debug)]
pub struct Reader {
    cursor: i64,
    horizon: Horizon,
}

impl Reader {
    /// Reads on after the event of that id; 0 is before the first.
    #[must_use]
    pub fn after(cursor: i64) -> Self {
        Self { cursor, horizon: Horizon::default() }
    }

    /// The id of the last event that was read, to go on from there another time.
    #[must_use]
    pub fn cursor(&self) -> i64 {
        self.cursor
    }

    /// The next events, at most so many; none where there is nothing new that is settled.
    ///
    /// # Errors
    /// The store's; nothing is missed, since the cursor stays.
    pub async fn next(&mut self, store: &Store, most: i64) -> Result<Vec<Event>, StoreError> {
        // What is seen at the first look is settled at the second one, unless somebody is still writing.
        for _ in 0..2 {
            if self.horizon.settled <= self.cursor {
                self.horizon.look(store).await?;
            }
        }
        let (cursor, settled) = (self.cursor, self.horizon.settled);
        if settled <= cursor {
            return Ok(Vec::new());
        }
        let events = store
            .read(move |connection| {
                Ok::<_, StoreError>(between(connection, cursor, settled, most)?)
            })
            .await?;
        let all = i64::try_from(events.len()).is_ok_and(|read| read < most);
        self.cursor = match events.last() {
            Some(last) if !all => last.id,
            _ => settled,
        };
        Ok(events)
    }

    /// Looks how far the feed goes. Returns the newest id that can be seen, settled or not.
    pub(super) async fn look(&mut self, store: &Store) -> Result<i64, StoreError> {
        self.horizon.look(store).await
    }

    /// Leaves out what was settled at the last look.
    pub(super) fn skip(&mut self) {
        self.cursor = self.cursor.max(self.horizon.settled);
    }
}

#[cfg(test)]
mod tests;

//! Reads the feed: every event once, in the order of the ids, also those that commit late.
//!
//! An event gets its id before its transaction commits. SQLite has one writer, so ids are committed in their order. On
//! PostgreSQL a slow transaction may commit an id after others have committed later ones; whoever only asked for "ids
//! above the last" would miss it. So a reader goes no further than what is settled. Nothing is stored for that, and an
//! event's id is the cursor on both databases.

use std::time::Duration;

use super::{Event, Horizon, between};
use crate::db::{Store, StoreError};

/// How long to wait for somebody's transaction before it is looked again.
const LOOK: Duration = Duration::from_millis(100);

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

    /// The same for whoever knows of a look before: what was settled then can be read at once, whoever has been writing since.
    #[must_use]
    pub fn after_with(cursor: i64, horizon: Horizon) -> Self {
        Self { cursor, horizon }
    }

    /// Up to where the feed is complete, as of the last look.
    #[must_use]
    pub(super) fn horizon(&self) -> Horizon {
        self.horizon
    }

    /// Reads what happens from now on. What is seen now and not settled is waited for, so that none of it is taken for new.
    ///
    /// # Errors
    /// The store's.
    pub async fn at_the_end(store: &Store) -> Result<Self, StoreError> {
        let mut reader = Self::after(0);
        let newest = reader.look(store).await?;
        reader.look(store).await?;
        while reader.horizon.settled() < newest {
            tokio::time::sleep(LOOK).await;
            reader.look(store).await?;
        }
        reader.skip();
        Ok(reader)
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
            if self.horizon.settled() <= self.cursor {
                self.look(store).await?;
            }
        }
        let (cursor, settled) = (self.cursor, self.horizon.settled());
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
        let mut horizon = self.horizon;
        let (newest, horizon) = store
            .read(move |connection| {
                let newest = horizon.look(connection)?;
                Ok::<_, StoreError>((newest, horizon))
            })
            .await?;
        self.horizon = horizon;
        Ok(newest)
    }

    /// Leaves out what was settled at the last look.
    pub(super) fn skip(&mut self) {
        self.cursor = self.cursor.max(self.horizon.settled());
    }
}

#[cfg(test)]
mod tests;

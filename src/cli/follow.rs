//! For commands that go on telling what happens.

use std::{mem, time::Duration};

use diesel::QueryResult;

use crate::{
    db::{Connection, Store, StoreError},
    feed::{Event, Reader},
};

/// How many events are read at once.
pub(super) const PAGE: i64 = 500;

/// How often it is looked whether something has happened.
pub(super) const LOOK: Duration = Duration::from_millis(500);

/// The feed from somewhere on, without an end.
pub(super) struct Follower<'a> {
    store: &'a Store,
    reader: Reader,
    is_away: bool,
}

impl<'a> Follower<'a> {
    /// After the event of that id; `None`: with what happens from now on.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn after(store: &'a Store, since: Option<i64>) -> Result<Self, StoreError> {
        let reader = match since {
            Some(since) => Reader::after(since),
            None => Reader::at_the_end(store).await?,
        };
        Ok(Self { store, reader, is_away: false })
    }

    /// What happened next, as `views` shows it. Waits for it, and for a database that is away: it is back some day, and
    /// nothing is missed meanwhile.
    ///
    /// # Errors
    /// The store's, but that it is away.
    pub(super) async fn next<V: Send + 'static>(
        &mut self,
        views: fn(&mut Connection, Vec<Event>) -> QueryResult<Vec<V>>,
    ) -> Result<Vec<V>, StoreError> {
        loop {
            let mut reader = self.reader.clone();
            match read(self.store, &mut reader, views).await {
                Ok(views) => {
                    (self.reader, self.is_away) = (reader, false);
                    if !views.is_empty() {
                        return Ok(views);
                    }
                }
                Err(StoreError::Unavailable(why) | StoreError::Busy(why)) => {
                    if !mem::replace(&mut self.is_away, true) {
                        eprintln!("the database is away ({why}); waiting for it");
                    }
                }
                Err(error) => return Err(error),
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// What comes next for a reader, if anything has happened.
///
/// # Errors
/// The store's.
pub(super) async fn read<V: Send + 'static>(
    store: &Store,
    reader: &mut Reader,
    views: fn(&mut Connection, Vec<Event>) -> QueryResult<Vec<V>>,
) -> Result<Vec<V>, StoreError> {
    let events = reader.next(store, PAGE).await?;
    if events.is_empty() {
        return Ok(Vec::new());
    }
    store.read(move |connection| Ok(views(connection, events.clone())?)).await
}

//! Where an endpoint begins.

use std::time::Duration;

use diesel::prelude::*;

use super::endpoint::NAME;
use crate::{
    db::{Connection, Store, StoreError, schema::consumers},
    feed::{self, Horizon},
};

/// How often it is looked whether those have ended that were writing, and how long is waited in between.
const LOOKS: usize = 10;
const LOOK: Duration = Duration::from_millis(100);

/// The event after which an endpoint begins that is told what happens from now on: none up to it is still to come. On PostgreSQL one
/// may be committed a moment after another that has a higher number; whoever began after the newest would never be told of it. Rather
/// an endpoint is told of something that happened in the same moment.
///
/// # Errors
/// The store's.
pub async fn settled(store: &Store) -> Result<i64, StoreError> {
    let mut horizon = Horizon::default();
    for look in 0..LOOKS {
        // What is seen at the first look is settled at the second one, unless somebody is still writing.
        if look > 1 {
            tokio::time::sleep(LOOK).await;
        }
        let before = horizon;
        let (newest, seen) = store
            .read(move |connection| {
                let mut horizon = before;
                let newest = horizon.look(connection)?;
                Ok::<_, StoreError>((newest, horizon))
            })
            .await?;
        horizon = seen;
        if newest == 0 || horizon.settled() > 0 {
            return Ok(horizon.settled());
        }
    }
    store.read(|connection| Ok::<_, StoreError>(read_so_far(connection)?)).await
}

/// What the feed's reader has read is settled, and it is seldom far behind.
fn read_so_far(connection: &mut Connection) -> QueryResult<i64> {
    let read: Option<i64> =
        consumers::table.find(NAME).select(consumers::cursor).get_result(connection).optional()?;
    match read {
        Some(read) => Ok(read),
        // It begins with this endpoint.
        None => feed::newest(connection),
    }
}

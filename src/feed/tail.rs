//! Follows the feed and tells the hub: one reader for all open pages.

use std::time::Duration;

use super::Hub;
use crate::db::{Store, StoreError};

/// How long news are gathered before they are read: a busy shop commits hundreds of times a second, a page
/// that shows "paid" a moment later is as good.
const GATHER: Duration = Duration::from_millis(25);

/// How often it is looked without a commit of this process: another process may have committed, of which nothing tells.
const LOOK: Duration = Duration::from_millis(500);

/// How long to wait before another try where the feed could not be read.
const RETRY: Duration = Duration::from_secs(1);

const PAGE: i64 = 1000;

/// Where the feed has been read to.
#[derive(Clone, Copy, Debug)]
pub struct Cursor(i64);

/// From now on.
///
/// # Errors
/// The store's.
pub async fn start(store: &Store) -> Result<Cursor, StoreError> {
    store.read(|connection| Ok(Cursor(super::newest(connection)?))).await
}

/// Reads what is new and tells it; returns how far it got.
///
/// # Errors
/// The store's; nothing is missed, since the caller keeps the old cursor.
pub async fn step(store: &Store, hub: &Hub, cursor: Cursor) -> Result<Cursor, StoreError> {
    // The order matters. Whoever subscribes after the look at the hub reads the order after this
    // `newest`, so what is skipped here is in what he reads.
    let newest = store.read(|connection| Ok::<_, StoreError>(super::newest(connection)?)).await?;
    tell(store, hub, cursor, newest).await
}

/// Tells the hub of everything after the cursor, up to `newest` at least.
async fn tell(
    store: &Store,
    hub: &Hub,
    mut cursor: Cursor,
    newest: i64,
) -> Result<Cursor, StoreError> {
    if hub.is_idle() {
        return Ok(Cursor(newest));
    }
    while cursor.0 < newest {
        let events = store
            .read(|connection| Ok::<_, StoreError>(super::after(connection, cursor.0, PAGE)?))
            .await?;
        let Some(last) = events.last() else { break };
        cursor = Cursor(last.id);
        for event in &events {
            if let Some(order_id) = event.order_id {
                hub.tell(order_id, event.id);
            }
        }
    }
    Ok(cursor)
}

/// Follows the feed until dropped.
pub async fn follow(store: Store, hub: Hub, mut cursor: Cursor) {
    loop {
        // Nobody waiting costs one look: it keeps the cursor near, so that the next page to open has little to be read.
        if tokio::time::timeout(LOOK, hub.commit()).await.is_ok() {
            tokio::time::sleep(GATHER).await;
        }
        match step(&store, &hub, cursor).await {
            Ok(read) => cursor = read,
            Err(error) => {
                tracing::warn!(%error, "the feed could not be read; trying again");
                tokio::time::sleep(RETRY).await;
                // In a quiet shop the next commit may be hours away.
                hub.committed();
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! Follows the feed and tells the hub: one reader for all open pages.

use std::time::Duration;

use super::{Event, EventKind, Hub, Reader};
use crate::db::{Store, StoreError};

/// How long news are gathered before they are read: a busy shop commits hundreds of times a second, a page
/// that shows "paid" a moment later is as good.
const GATHER: Duration = Duration::from_millis(25);

/// How often it is looked without a commit of this process: another process may have committed, of which nothing tells.
const LOOK: Duration = Duration::from_millis(500);

/// How long to wait before another try where the feed could not be read.
const RETRY: Duration = Duration::from_secs(1);

/// How many events are read at once.
const PAGE: i64 = 1000;

/// How many of the newest events a start reads again: one of them may still be being written, by another node.
const REACH: i64 = 1000;

/// Where the feed has been read to.
#[derive(Clone, Debug)]
pub struct Tail(Reader);

/// From now on.
///
/// # Errors
/// The store's.
pub async fn start(store: &Store) -> Result<Tail, StoreError> {
    let mut reader = Reader::after(0);
    let newest = reader.look(store).await?;
    reader.skip();
    Ok(Tail(if reader.cursor() < newest {
        Reader::after(newest.saturating_sub(REACH).max(0))
    } else {
        reader
    }))
}

/// Reads what is new and tells it.
///
/// # Errors
/// The store's; nothing is missed, since what was not told is read again.
pub async fn step(store: &Store, hub: &Hub, tail: &mut Tail) -> Result<(), StoreError> {
    let newest = tail.0.look(store).await?;
    hub.saw(tail.0.horizon());
    tell_up_to(newest, store, hub, tail).await
}

/// Tells everything that was seen at the last look. Whoever subscribes after that look reads his order after it, so where
/// nobody waits yet all of it can be left out.
async fn tell_up_to(
    newest: i64,
    store: &Store,
    hub: &Hub,
    tail: &mut Tail,
) -> Result<(), StoreError> {
    if hub.is_idle() {
        tail.0.skip();
        return Ok(());
    }
    loop {
        let events = tail.0.next(store, PAGE).await?;
        tell(hub, &events);
        // Here each event comes once; what is told early comes again.
        let paid = events.iter().filter(|event| event.kind == EventKind::Paid).count();
        hub.tell_all(0, u64::try_from(paid).unwrap_or(0));
        if events.is_empty() {
            break;
        }
    }
    // What is seen already, but not settled: a page that shows it now is better than one that waits for somebody else's
    // slow transaction. It is told again when it is settled, and a page ignores what it shows already. That transaction
    // need not be ours (a server counts those of all its databases), so of what waits for it the newest is told.
    let cursor = tail.0.cursor().max(newest.saturating_sub(PAGE));
    if newest > cursor {
        let early = store
            .read(move |connection| {
                Ok::<_, StoreError>(super::between(connection, cursor, newest, PAGE)?)
            })
            .await?;
        tell(hub, &early);
    }
    Ok(())
}

fn tell(hub: &Hub, events: &[Event]) {
    for event in events {
        if let Some(order_id) = event.order_id {
            hub.tell(order_id, event.id);
        }
    }
    if let Some(last) = events.last() {
        hub.tell_all(last.id, 0);
    }
}

/// Follows the feed until dropped.
pub async fn follow(store: Store, hub: Hub, mut tail: Tail) {
    let mut failing = false;
    loop {
        // Nobody waiting costs one look: it keeps the cursor near, so that the next page to open has little to be read.
        if tokio::time::timeout(LOOK, hub.commit()).await.is_ok() {
            tokio::time::sleep(GATHER).await;
        }
        match step(&store, &hub, &mut tail).await {
            Ok(()) => failing = false,
            Err(error) => {
                // Once for each time that it begins: it is looked every second.
                if !std::mem::replace(&mut failing, true) {
                    tracing::warn!(%error, "the feed could not be read; trying again");
                }
                tokio::time::sleep(RETRY).await;
                // In a quiet shop the next commit may be hours away.
                hub.committed();
            }
        }
    }
}

#[cfg(test)]
mod tests;

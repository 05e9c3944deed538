//! A stop that loses nothing.
//!
//! All of it has [`LIMIT`]: a service manager kills what takes longer. What is counted from its beginning:
//!
//! - at once: no connection is accepted any more, and open event streams end;
//! - until no new request has come for [`QUIET`]: what was accepted becomes requests;
//! - 4 s (`web/state.rs`): callbacks whose bodies are still coming are kept as far as they came;
//! - [`ANSWERED`]: what is being answered is waited for;
//! - [`SERVED`]: answers have left, the listeners are closed, and another node may tell what happens;
//! - [`CLOSED`]: the writer has written what was asked for, and the database is closed.

use std::{io, time::Duration};

use tokio::time::{Instant, sleep, timeout_at};

use super::{
    Application,
    serving::{Running, Serving},
    supervisor,
};
use crate::web::Shop;

/// How long a stop may take; what has not ended by then has to be ended by whoever runs the application.
pub const LIMIT: Duration = Duration::from_secs(10);

/// How long nothing new may come before everything that was accepted counts as having become a request. (actix's
/// graceful stop alone drops connections that wait in its workers: 202 of 61,378 requests failed in ten restarts, none
/// with a pause of this length.)
const QUIET: Duration = Duration::from_millis(300);

/// When that is not waited for any longer: connections that were open before may go on asking.
const QUIET_AT_LAST: Duration = Duration::from_secs(2);

const ANSWERED: Duration = Duration::from_secs(7);

/// How many seconds the server then gives to what it is still sending. It looks once a second.
pub(super) const LAST_ANSWERS: u64 = 1;

const SERVED: Duration = Duration::from_millis(8500);

const CLOSED: Duration = Duration::from_millis(9300);

const LOOK: Duration = Duration::from_millis(10);

pub(super) async fn run_until(
    application: Application,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let Application { shop, serving, background, stopping, .. } = application;
    let Serving { shop: Running { handle, mut task }, sandbox, handover } = serving;
    let ended = tokio::select! {
        () = stop => None,
        ended = &mut task => Some(ended),
    };

    let begun = Instant::now();
    supervisor::stopping();
    // Open pages would hold their connections for ever.
    let _ = stopping.send(true);
    shop.intake.hurry();
    if ended.is_none() {
        tracing::info!("stopping: answering what has come");
        handle.pause().await;
        quiet(&shop, begun + QUIET_AT_LAST).await;
        answered(&shop, begun + ANSWERED).await;
    }
    // Until now a new process could have the sockets, and all that waits in their queues.
    if let Some(handover) = handover {
        handover.end();
    }
    if timeout_at(begun + SERVED, handle.stop(true)).await.is_err() {
        tracing::warn!("some answers were still on their way when time was up");
        task.abort();
    }
    if let Some(Running { handle, task }) = sandbox {
        handle.stop(false).await;
        flatten(task.await)?;
    }
    told(&shop, begun + SERVED).await;
    for task in background {
        task.abort();
    }
    // The workers have ended, and what was refused in the last second is not in the books yet.
    let refusals = async { while let Ok(1..) = shop.refusals.write_down(&shop.store).await {} };
    let _ = timeout_at(begun + SERVED, refusals).await;
    // A database that does not let go must not keep the inbox from what it still has to write.
    let closing = async { tokio::join!(shop.store.close(), shop.intake.inbox().close()) };
    if timeout_at(begun + CLOSED, closing).await.is_err() {
        tracing::warn!("the database could not be closed in time; what was answered is on disk");
    }
    match ended {
        Some(ended) => flatten(ended),
        None => flatten(task.await),
    }
}

/// Waits until accepted connections have become requests.
async fn quiet(shop: &Shop, at_last: Instant) {
    let mut seen = shop.in_flight.seen();
    let mut since = Instant::now();
    while since.elapsed() < QUIET && Instant::now() < at_last {
        sleep(LOOK).await;
        let now_seen = shop.in_flight.seen();
        if now_seen != seen {
            seen = now_seen;
            since = Instant::now();
        }
    }
}

/// Waits until nothing is being answered.
async fn answered(shop: &Shop, at_last: Instant) {
    while shop.in_flight.count() > 0 {
        if Instant::now() >= at_last {
            tracing::warn!(
                requests = shop.in_flight.count(),
                "some requests were not answered in time"
            );
            return;
        }
        sleep(LOOK).await;
    }
}

/// Waits until those who tell others what happens have given their turns back: a node that is left goes on at once, rather than
/// when the lease has run out.
async fn told(shop: &Shop, at_last: Instant) {
    while shop.telling.count() > 0 && Instant::now() < at_last {
        sleep(LOOK).await;
    }
}

fn flatten(ended: Result<io::Result<()>, tokio::task::JoinError>) -> io::Result<()> {
    match ended {
        // Time was up.
        Err(ended) if ended.is_cancelled() => Ok(()),
        ended => ended.map_err(io::Error::other)?,
    }
}

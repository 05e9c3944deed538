//! What runs beside the requests. A worker's step is a function that tests can call; its loop only waits.

use std::time::Duration;

use tokio::{sync::oneshot, task::JoinHandle};

use crate::{
    backup::{BackupError, Daily, Made, Taken},
    clock,
    db::{Store, StoreError},
    feed::{
        Hub,
        tail::{self, Cursor},
    },
    orders,
};

/// How often it is looked whether an order has run out.
const TICK: Duration = Duration::from_secs(1);

/// How many orders are looked at in one transaction.
const BATCH: i64 = 100;

/// How often it is looked whether a new day has begun and has no backup yet.
const BACKUP_TICK: Duration = Duration::from_mins(10);

/// How long to wait before another try where a backup failed: it may be a large one.
const BACKUP_RETRY: Duration = Duration::from_hours(1);

/// The workers; they end when they are told to.
pub struct Workers(Vec<JoinHandle<()>>);

impl Workers {
    #[must_use]
    pub fn start(store: &Store, hub: &Hub, cursor: Cursor) -> Self {
        Self(vec![
            actix_web::rt::spawn(tail::follow(store.clone(), hub.clone(), cursor)),
            actix_web::rt::spawn(expire(store.clone())),
        ])
    }

    /// Makes the daily backup from now on.
    pub fn back_up(&mut self, daily: Daily) {
        self.0.push(actix_web::rt::spawn(back_up(daily)));
    }

    pub fn stop(self) {
        for worker in self.0 {
            worker.abort();
        }
    }
}

async fn expire(store: Store) {
    loop {
        match expire_step(&store).await {
            Ok(looked_at) if looked_at > 0 => {}
            Ok(_) => tokio::time::sleep(TICK).await,
            Err(error) => {
                tracing::warn!(%error, "expired orders could not be written down; trying again");
                tokio::time::sleep(TICK).await;
            }
        }
    }
}

/// Writes down what has expired by now; returns how many orders were looked at.
async fn expire_step(store: &Store) -> Result<usize, StoreError> {
    let now = clock::now();
    let due = store.read(|connection| Ok::<_, StoreError>(orders::next_due(connection)?)).await?;
    if due.is_none_or(|due| due > now) {
        return Ok(0);
    }
    store.write(move |connection| orders::expire_due(connection, now, BATCH)).await
}

async fn back_up(daily: Daily) {
    loop {
        let wait = match back_up_step(&daily).await {
            Ok(Made::Nothing) => BACKUP_TICK,
            Ok(Made::Backup { file, taken: Taken { bytes, .. }, removed }) => {
                tracing::info!(file = %file.display(), bytes, removed = removed.len(), "backup made");
                BACKUP_TICK
            }
            // The complaint says it.
            Err(_) => BACKUP_RETRY,
        };
        if let Some(complaint) = daily.complaint(clock::now()) {
            tracing::warn!("{complaint}");
        }
        tokio::time::sleep(wait).await;
    }
}

/// Makes the backup on a thread of its own. Not one of the runtime's, which a stop would wait for: a backup that is not
/// finished leaves nothing but a file that the next one removes.
async fn back_up_step(daily: &Daily) -> Result<Made, BackupError> {
    let daily = daily.clone();
    let (sender, made) = oneshot::channel();
    let spawned = std::thread::Builder::new().name("backup".to_owned()).spawn(move || {
        // Whoever asked may have stopped waiting.
        let _ = sender.send(daily.step(clock::now()));
    });
    let no_thread =
        |why: String| StoreError::Unavailable(format!("no thread for the backup: {why}"));
    spawned.map_err(|error| no_thread(error.to_string()))?;
    made.await.map_err(|_| no_thread("it ended in a panic".to_owned()))?
}

//! What runs beside the requests. A worker's step is a function that tests can call; its loop only waits.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
};

use crate::{
    api_keys::idempotency,
    backup::{BackupError, Daily, Made, Taken},
    clock,
    db::{Connection, Store, StoreError},
    delivery,
    feed::{
        Hub,
        tail::{self, Tail},
    },
    in_flight, looks,
    notify::{self, Notifier},
    order_list::{Reached, Upkeep},
    orders,
    payments::{
        Intake,
        refused::Refusals,
        replay::{self, Replay},
    },
    space::{Low, Space},
    webhooks::{self, Deliverer},
};

/// How often it is looked whether an order has run out.
const TICK: Duration = Duration::from_secs(1);

/// How often it is looked where orders came from that need not be known any more.
const FORGET: Duration = Duration::from_hours(1);

/// How long whatever works through a long past leaves the processor and the writer to the shop between two steps.
const BREATH: Duration = Duration::from_millis(10);

/// How many orders are looked at in one transaction.
const BATCH: i64 = 100;

/// How often it is looked whether a new day has begun and has no backup yet.
const BACKUP_TICK: Duration = Duration::from_mins(10);

/// How long to wait before another try where a backup failed: it may be a large one.
const BACKUP_RETRY: Duration = Duration::from_hours(1);

/// How long the replay waits before it looks at a database again that was away: at first, and at most.
const RETRY: Duration = Duration::from_millis(200);
const LONGEST_RETRY: Duration = Duration::from_secs(2);

/// How often it is looked whether a process has left callbacks in the inbox.
const ADOPT: Duration = Duration::from_secs(30);

/// How long refused callbacks wait until they are written down: a flood of them must not keep the writer busy.
const KEEP_REFUSED: Duration = Duration::from_secs(1);

/// How often it is looked whether the disks fill up.
const LOOK_AT_DISKS: Duration = Duration::from_secs(10);

/// The workers; they end when this is dropped.
pub struct Workers(Vec<JoinHandle<()>>);

impl Workers {
    #[must_use]
    pub fn start(store: &Store, hub: &Hub, intake: &Intake, tail: Tail) -> Self {
        Self(vec![
            actix_web::rt::spawn(tail::follow(store.clone(), hub.clone(), tail)),
            actix_web::rt::spawn(clear(store.clone(), "expired orders", TICK, expire_step)),
            actix_web::rt::spawn(clear(store.clone(), "ended holds", TICK, end_holds_step)),
            actix_web::rt::spawn(clear(store.clone(), "missed hand-overs", TICK, note_missed_step)),
            actix_web::rt::spawn(clear(store.clone(), "old addresses", FORGET, forget_step)),
            actix_web::rt::spawn(clear(store.clone(), "old answers", FORGET, forget_answers_step)),
            actix_web::rt::spawn(replay_inbox(intake.clone())),
            actix_web::rt::spawn(keep_up_the_list(store.clone())),
        ])
    }

    /// Writes down what is refused of callbacks.
    pub fn keep_refused(&mut self, store: &Store, refusals: &Refusals) {
        self.0.push(actix_web::rt::spawn(keep_refused(store.clone(), refusals.clone())));
    }

    /// Sees what other nodes change of how the shop looks.
    pub fn keep_looks(&mut self, store: &Store, looks: &Arc<looks::Latest>) {
        self.0.push(actix_web::rt::spawn(keep_looks(store.clone(), Arc::clone(looks))));
    }

    /// Makes the daily backup from now on.
    pub fn back_up(&mut self, daily: Daily) {
        self.0.push(actix_web::rt::spawn(back_up(daily)));
    }

    /// Tells a channel what happens from now on, until the shop stops; `telling` counts it until then.
    pub fn notify(
        &mut self,
        notifier: Notifier,
        stopping: watch::Receiver<bool>,
        telling: in_flight::Guard,
    ) {
        self.0.push(actix_web::rt::spawn(async move {
            notify::work(notifier, stopping).await;
            drop(telling);
        }));
    }

    /// Tells webhook endpoints what happens from now on, until the shop stops; `telling` counts it until then.
    pub fn deliver(
        &mut self,
        store: &Store,
        deliverer: Deliverer,
        stopping: watch::Receiver<bool>,
        telling: in_flight::Guard,
    ) {
        self.0.push(actix_web::rt::spawn(async move {
            webhooks::work(deliverer, stopping).await;
            drop(telling);
        }));
        let forget = clear(store.clone(), "old webhooks", FORGET, forget_webhooks_step);
        self.0.push(actix_web::rt::spawn(forget));
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in &self.0 {
            worker.abort();
        }
    }
}

/// Replays the inbox whenever something waits in it and the database is there.
async fn replay_inbox(intake: Intake) {
    let mut retry = RETRY;
    loop {
        match replay::step(&intake).await {
            Replay::Away(error) => {
                tracing::debug!(%error, "the database is away");
                tokio::time::sleep(retry).await;
                retry = (retry * 2).min(LONGEST_RETRY);
            }
            Replay::Idle | Replay::Done(_) => {
                retry = RETRY;
                let due = intake.inbox().next_due();
                let due = due.map(|due| due.saturating_duration_since(Instant::now()));
                let wait = due.unwrap_or(ADOPT).min(ADOPT);
                // Woken or not, it is looked again.
                let _ = tokio::time::timeout(wait, replay::work(&intake)).await;
            }
        }
    }
}

/// Says when a disk begins to fill up, and when there is room again.
pub async fn watch_space(space: Space) {
    let mut known = Vec::new();
    loop {
        let low = space.low();
        for turn in turns(&known, &low) {
            match turn {
                Turn::Low(low) => tracing::warn!("FREE SPACE IS LOW: {low}"),
                Turn::Enough(low) => {
                    tracing::info!(place = %low.place.display(), "there is enough free space again");
                }
            }
        }
        known = low;
        tokio::time::sleep(LOOK_AT_DISKS).await;
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Turn<'a> {
    Low(&'a Low),
    Enough(&'a Low),
}

/// What is worth saying: a place is named when it turns.
fn turns<'a>(before: &'a [Low], now: &'a [Low]) -> Vec<Turn<'a>> {
    let absent = |low: &Low, from: &[Low]| from.iter().all(|other| other.place != low.place);
    let low = now.iter().filter(|low| absent(low, before)).map(Turn::Low);
    let enough = before.iter().filter(|low| absent(low, now)).map(Turn::Enough);
    low.chain(enough).collect()
}

/// Writes down what is refused of callbacks, once a second at most.
async fn keep_refused(store: Store, refusals: Refusals) {
    loop {
        refusals.work().await;
        if let Err(error) = refusals.write_down(&store).await {
            tracing::debug!(%error, "refused callbacks could not be written down; trying again");
        }
        tokio::time::sleep(KEEP_REFUSED).await;
    }
}

/// Reads again and again how the shop looks. Where that fails, it looks as before.
async fn keep_looks(store: Store, looks: Arc<looks::Latest>) {
    loop {
        tokio::time::sleep(TICK).await;
        if let Err(error) = looks.refresh(&store).await {
            tracing::debug!(%error, "how the shop looks could not be read; trying again");
        }
    }
}

/// Puts right what the order list is read by, where the orders themselves did not.
async fn keep_up_the_list(store: Store) {
    let mut upkeep = None;
    let mut failing = false;
    loop {
        let step = async {
            let mut going = match upkeep.take() {
                Some(going) => going,
                None => Upkeep::start(&store).await?,
            };
            let read = going.step(&store).await;
            upkeep = Some(going);
            read
        };
        match step.await {
            Ok(reached) => {
                failing = false;
                // Also in a busy shop it looks once a second, at all that came: nothing waits for it.
                tokio::time::sleep(match reached {
                    Reached::Further => BREATH,
                    Reached::Newest => TICK,
                })
                .await;
            }
            Err(error) => {
                // Once for each time that it begins.
                if !std::mem::replace(&mut failing, true) {
                    tracing::warn!(%error, "the order list could not be kept up; trying again");
                }
                tokio::time::sleep(TICK).await;
            }
        }
    }
}

/// Works through what is due, a step after the other, and looks again that often. A step returns how much it did.
async fn clear(
    store: Store,
    what: &'static str,
    tick: Duration,
    step: impl AsyncFn(&Store) -> Result<usize, StoreError>,
) {
    let mut failing = false;
    loop {
        match step(&store).await {
            Ok(done) => {
                failing = false;
                if done == 0 {
                    tokio::time::sleep(tick).await;
                }
            }
            Err(error) => {
                // Once for each time that it begins.
                if !std::mem::replace(&mut failing, true) {
                    tracing::warn!(%error, "{what} could not be written down; trying again");
                }
                tokio::time::sleep(tick).await;
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

/// Writes down for what nobody came; returns how many orders were looked at.
async fn note_missed_step(store: &Store) -> Result<usize, StoreError> {
    let now = clock::now();
    let due = store.read(|connection| Ok::<_, StoreError>(delivery::next_due(connection)?)).await?;
    if due.is_none_or(|due| due > now) {
        return Ok(0);
    }
    store.write(move |connection| delivery::note_missed(connection, now, BATCH)).await
}

/// Gives the goods back that are put aside no longer; returns how many orders were looked at.
async fn end_holds_step(store: &Store) -> Result<usize, StoreError> {
    let now = clock::now();
    let due =
        store.read(|connection| Ok::<_, StoreError>(orders::next_end_of_hold(connection)?)).await?;
    if due.is_none_or(|due| due > now) {
        return Ok(0);
    }
    store.write(move |connection| orders::end_holds(connection, now, BATCH)).await
}

/// Forgets what programs were answered a month ago; returns how many answers they were.
async fn forget_answers_step(store: &Store) -> Result<usize, StoreError> {
    let now = clock::now();
    let forget = move |connection: &mut Connection| {
        Ok::<_, StoreError>(idempotency::forget(connection, now, BATCH)?)
    };
    store.write(forget).await
}

/// Forgets where orders came from a month ago; returns how many it was known of.
async fn forget_step(store: &Store) -> Result<usize, StoreError> {
    let now = clock::now();
    let forget = move |connection: &mut Connection| {
        Ok::<_, StoreError>(orders::forget_placings(connection, now, BATCH)?)
    };
    store.write(forget).await
}

/// Forgets what webhooks told a month ago; returns how much that was.
async fn forget_webhooks_step(store: &Store) -> Result<usize, StoreError> {
    let now = clock::now();
    let forget = move |connection: &mut Connection| {
        Ok::<_, StoreError>(webhooks::forget(connection, now, BATCH)?)
    };
    store.write(forget).await
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Bytes;

    #[test]
    fn a_disk_is_told_when_it_turns() {
        let low =
            |place: &str, free| Low { place: place.into(), free: Bytes(free), least: Bytes(9) };
        let (a, less_of_a, b) = (low("a", 8), low("a", 7), low("b", 3));
        assert_eq!(turns(&[], std::slice::from_ref(&a)), [Turn::Low(&a)]);
        assert_eq!(
            turns(std::slice::from_ref(&a), &[less_of_a.clone(), b.clone()]),
            [Turn::Low(&b)]
        );
        assert_eq!(turns(&[a.clone(), b.clone()], &[less_of_a]), [Turn::Enough(&b)]);
        assert_eq!(turns(&[a, b], &[]).len(), 2);
    }
}

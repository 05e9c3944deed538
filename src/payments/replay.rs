//! From the inbox into the books: the same `receive`, in order, many writes in flight.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::future::join_all;
use tokio::time::{sleep, timeout};

use super::{
    Intake, RawCallback,
    inbox::{Inbox, SegmentName, Waiting},
    intake::is_away,
    receive,
};
use crate::{
    db::{Store, StoreError},
    dromon::Callback,
    identity,
};

/// How long a batch may take; a database that has gone without a word must not hold the replay for ever.
const BATCH_PATIENCE: Duration = Duration::from_mins(1);

/// How often a row that somebody else changed is tried again at once.
const CONFLICTS: u32 = 20;
const CONFLICT: Duration = Duration::from_millis(50);

/// What became of one look at the inbox.
#[derive(Debug)]
pub enum Replay {
    /// There was nothing to do.
    Idle,
    /// Everything that was due has been offered.
    Done(Count),
    /// The database cannot be used.
    Away(StoreError),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that are in the books now, whether or not they were before.
    pub settled: u64,
    /// Those that the books refuse for a reason of their own; they wait on.
    pub refused: u64,
    /// Segments that could not be read or removed; they wait on.
    pub stuck: u64,
}

/// Looks whether the database can be used, opens or shuts the gate accordingly, and replays what waits.
pub async fn step(intake: &Intake) -> Replay {
    let waits = intake.inbox().waiting().records > 0;
    if intake.why_inbox().is_some() || waits {
        if let Err(error) = probe(intake).await {
            intake.gate().shut(&error.to_string());
            return Replay::Away(error);
        }
        intake.open();
    }
    match replay(intake.store(), intake.inbox()).await {
        Replay::Away(error) => {
            intake.gate().shut(&error.to_string());
            Replay::Away(error)
        }
        done => done,
    }
}

/// Waits until there may be something to do.
pub async fn work(intake: &Intake) {
    intake.gate().work().await;
}

/// A real write: a database whose disk is full still answers a question.
async fn probe(intake: &Intake) -> Result<(), StoreError> {
    let write =
        intake.store().write(|connection| Ok::<_, StoreError>(identity::touch(connection)?));
    timeout(intake.patience(), write).await.unwrap_or_else(|_| {
        Err(StoreError::Busy(format!(
            "no write was done within {} s",
            intake.patience().as_secs_f32()
        )))
    })
}

/// Replays every segment that is due: those of this process, and those of processes that are gone.
pub async fn replay(store: &Store, inbox: &Inbox) -> Replay {
    inbox.seal().await;
    if let Err(error) = inbox.adopt().await {
        tracing::error!(%error, folder = %inbox.folder().display(), "the inbox cannot be read; it is tried again");
    }
    let mut total = Count::default();
    let mut segments = 0;
    while let Some(name) = inbox.due() {
        segments += 1;
        match segment(store, inbox, name, &mut total).await {
            Ok(()) => {}
            Err(Trouble::Away(error)) => return Replay::Away(error),
            Err(Trouble::Refused) => inbox.rest(name),
            Err(Trouble::Io(error)) => {
                tracing::error!(%error, segment = %name, "a segment of the inbox waits on");
                total.stuck += 1;
                inbox.rest(name);
            }
        }
    }
    if segments == 0 {
        return Replay::Idle;
    }
    tracing::info!(settled = total.settled, refused = total.refused, "the inbox was replayed");
    Replay::Done(total)
}

enum Trouble {
    Away(StoreError),
    Refused,
    Io(std::io::Error),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// Offers all records of a segment, and removes it if all of them are in the books. While one batch is being written
/// the next one is read.
async fn segment(
    store: &Store,
    inbox: &Inbox,
    name: SegmentName,
    total: &mut Count,
) -> Result<(), Trouble> {
    let (mut batch, mut records) = inbox.read(name).await?.next().await?;
    let all = inbox.found(name).whole;
    let (mut offered, mut refused) = (0, Waiting::default());
    while !batch.is_empty() {
        let length = batch.len() as u64;
        let (settled, next) = tokio::join!(offer(store, batch, &mut refused), records.next());
        total.settled += settled.map_err(Trouble::Away)?;
        offered += length;
        (batch, records) = next?;
        let mut waiting = refused;
        if let Some(first) = batch.first() {
            let left = all.saturating_sub(offered);
            waiting.join(Waiting { records: left, since: Some(first.received_at) });
        }
        inbox.progress(name, waiting);
    }
    if refused.records > 0 {
        total.refused += refused.records;
        return Err(Trouble::Refused);
    }
    Ok(inbox.remove(name, records.read).await?)
}

/// Offers a batch; returns how many were taken.
async fn offer(
    store: &Store,
    batch: Vec<RawCallback>,
    refused: &mut Waiting,
) -> Result<u64, StoreError> {
    let batch: Vec<Arc<RawCallback>> = batch.into_iter().map(Arc::new).collect();
    let offers = join_all(lanes(&batch, store).into_iter().map(|lane| async move {
        let mut results = Vec::with_capacity(lane.len());
        for raw in lane {
            results.push((raw, offer_one(store, raw).await));
        }
        results
    }));
    let results = timeout(BATCH_PATIENCE, offers).await.map_err(|_| {
        StoreError::Busy(format!("no batch was written within {} s", BATCH_PATIENCE.as_secs()))
    })?;
    let mut settled = 0;
    for (raw, result) in results.into_iter().flatten() {
        match result {
            Ok(()) => settled += 1,
            Err(error) if is_away(&error) => return Err(error),
            Err(error) => {
                tracing::error!(
                    %error, callback = %raw.uuid, told = %raw.told(),
                    "the books refuse a callback; it stays in the inbox and is offered again"
                );
                refused.add(raw.received_at);
            }
        }
    }
    Ok(settled)
}

/// What may be offered at once. Where the store keeps the order, that is everything; where it has many hands, callbacks
/// of one order wait for each other.
fn lanes<'a>(batch: &'a [Arc<RawCallback>], store: &Store) -> Vec<Vec<&'a Arc<RawCallback>>> {
    if store.writes_in_order() {
        return batch.iter().map(|raw| vec![raw]).collect();
    }
    let mut lanes: HashMap<Option<String>, Vec<&Arc<RawCallback>>> = HashMap::new();
    for raw in batch {
        let read = Callback::parse(&raw.body).ok();
        let uid = read.and_then(|callback| callback.uid?.as_string());
        lanes.entry(uid).or_default().push(raw);
    }
    lanes.into_values().collect()
}

async fn offer_one(store: &Store, raw: &Arc<RawCallback>) -> Result<(), StoreError> {
    let mut conflicts = 0;
    loop {
        let offered = Arc::clone(raw);
        match store.write(move |connection| receive(connection, &offered)).await {
            Err(StoreError::Conflict) if conflicts < CONFLICTS => {
                conflicts += 1;
                sleep(CONFLICT).await;
            }
            result => return result.map(drop),
        }
    }
}

#[cfg(test)]
mod tests;

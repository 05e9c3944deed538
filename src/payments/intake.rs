//! The two doors of a callback: the books and, where they cannot take it in time, the inbox.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::{Instant, sleep, timeout};

use super::{
    RawCallback, Received,
    gate::Gate,
    inbox::{Inbox, NotKept},
    receive,
    receive::at_sight,
};
use crate::db::{Store, StoreError};

/// How long the books are tried before the inbox: Dromon waits for 30 s, of which the body may have taken 20.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How long they are tried while the process stops: it has little time left, and the inbox is as good.
const LAST_PATIENCE: Duration = Duration::from_secs(1);

/// How long to wait where somebody else changed the same row.
const CONFLICT: Duration = Duration::from_millis(50);

/// Where a callback is now. In every case it is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// In the books.
    Settled(Received),
    /// In the inbox, until the books can take it. Where it is plain at sight that nothing will be settled: why.
    Inbox(Option<Received>),
}

/// Takes callbacks in. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    inbox: Inbox,
    gate: Gate,
    /// Whether the books have been open at all.
    opened: AtomicBool,
    hurried: AtomicBool,
    patience: Duration,
}

/// Whether the books have been asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tried {
    Yes,
    No,
}

impl Intake {
    /// Until [`Self::open`] all goes to the inbox. `patience` is how long a callback waits for the books.
    #[must_use]
    pub fn new(store: Store, inbox: Inbox, patience: Duration) -> Self {
        let gate = Gate::shut_because("the books are not open yet");
        Self {
            inner: Arc::new(Inner {
                store,
                inbox,
                gate,
                opened: AtomicBool::new(false),
                hurried: AtomicBool::new(false),
                patience,
            }),
        }
    }

    /// The books are open: callbacks are offered to them first.
    pub fn open(&self) {
        self.inner.opened.store(true, Ordering::SeqCst);
        self.inner.gate.open();
    }

    /// The process stops: whatever comes from now on does not wait long for the books.
    pub fn hurry(&self) {
        self.inner.hurried.store(true, Ordering::SeqCst);
    }

    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.inner.inbox
    }

    pub(super) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(super) fn gate(&self) -> &Gate {
        &self.inner.gate
    }

    pub(super) fn patience(&self) -> Duration {
        let hurried = self.inner.hurried.load(Ordering::SeqCst);
        if hurried { self.inner.patience.min(LAST_PATIENCE) } else { self.inner.patience }
    }

    /// Why callbacks go to the inbox; `None`: they go to the books.
    #[must_use]
    pub fn why_inbox(&self) -> Option<String> {
        self.inner.gate.why_shut()
    }

    /// Keeps a callback, in the books or else in the inbox.
    ///
    /// # Errors
    /// `NotKept` where neither takes it. It has been said then, as loudly as a log can.
    pub async fn take(&self, raw: RawCallback) -> Result<Taken, NotKept> {
        let raw = Arc::new(raw);
        let tried = if self.inner.gate.why_shut().is_none() {
            match self.try_books(&raw).await {
                Some(received) => return Ok(Taken::Settled(received)),
                None => Tried::Yes,
            }
        } else {
            Tried::No
        };
        let error = match self.inner.inbox.append(&raw).await {
            Ok(()) => {
                self.inner.gate.wake();
                return Ok(Taken::Inbox(at_sight(&raw)));
            }
            Err(error) => error,
        };
        // The gate may be shut for no longer than it takes to look; books that were never open are not to be touched.
        if tried == Tried::No
            && self.inner.opened.load(Ordering::SeqCst)
            && let Some(received) = self.try_books(&raw).await
        {
            return Ok(Taken::Settled(received));
        }
        tracing::error!(
            %error, callback = %raw.uuid, told = %raw.told(),
            "A CALLBACK WAS NOT STORED, and Dromon will not send it again"
        );
        Err(error)
    }

    /// Offers a callback to the books as long as there is patience. Given up, it may be written all the same: it has
    /// its id already, so that it is one row in the end.
    async fn try_books(&self, raw: &Arc<RawCallback>) -> Option<Received> {
        let (gate, patience) = (&self.inner.gate, self.patience());
        match timeout(patience, self.offer(raw, patience)).await {
            Ok(Ok(received)) => return Some(received),
            Ok(Err(error)) => {
                tracing::warn!(%error, callback = %raw.uuid, "the books did not take a callback");
                if is_away(&error) {
                    gate.shut(&error.to_string());
                }
            }
            Err(_) => {
                gate.shut(&format!("no write was done within {} s", patience.as_secs_f32()));
            }
        }
        None
    }

    async fn offer(
        &self,
        raw: &Arc<RawCallback>,
        patience: Duration,
    ) -> Result<Received, StoreError> {
        let deadline = Instant::now() + patience;
        loop {
            let offered = Arc::clone(raw);
            let result =
                self.inner.store.write(move |connection| receive(connection, &offered)).await;
            match result {
                Err(StoreError::Conflict) if Instant::now() + CONFLICT < deadline => {
                    sleep(CONFLICT).await;
                }
                result => return result,
            }
        }
    }
}

/// Whether it is the database that cannot be used, and not the callback that cannot be stored.
pub(super) fn is_away(error: &StoreError) -> bool {
    matches!(error, StoreError::Busy(_) | StoreError::Unavailable(_) | StoreError::Broken(_))
}

#[cfg(test)]
mod tests;

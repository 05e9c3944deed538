//! Refused callbacks that are not written down yet. Whoever refuses one waits for no database.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use super::{
    NewRefused,
    keep::{self, Kept, MOST, Worth},
};
use crate::{
    db::{Store, StoreError},
    payments::Completeness,
};

/// How many bodies are read at once; of others only the head is kept.
const READERS: usize = 4;

/// How many are written down at a time.
const SLICE: usize = 50;

/// What was refused and is not in the database yet. Cheap to clone.
#[derive(Clone)]
pub struct Refusals {
    inner: Arc<Inner>,
}

struct Inner {
    pending: Mutex<Vec<NewRefused>>,
    readers: Semaphore,
    work: Notify,
}

impl Default for Refusals {
    fn default() -> Self {
        Self {
            inner: Arc::new(Inner {
                pending: Mutex::default(),
                readers: Semaphore::new(READERS),
                work: Notify::new(),
            }),
        }
    }
}

impl Refusals {
    /// A turn to read a body; `None`: too many do.
    #[must_use]
    pub fn reader(&self) -> Option<SemaphorePermit<'_>> {
        self.inner.readers.try_acquire().ok()
    }

    /// Keeps it until it is written down.
    pub fn add(&self, refused: NewRefused) {
        let mut pending = self.pending();
        pending.push(refused);
        trim(&mut pending);
        drop(pending);
        self.inner.work.notify_one();
    }

    /// Ready when something waits to be written down.
    pub async fn work(&self) {
        self.inner.work.notified().await;
    }

    /// Writes down what waits, some of it at a time, so that no callback waits for long behind it; returns how many that
    /// were. What is left is work again.
    ///
    /// # Errors
    /// The store's; they wait on then.
    pub async fn write_down(&self, store: &Store) -> Result<usize, StoreError> {
        let slice: Vec<NewRefused> = {
            let mut pending = self.pending();
            let size = pending.len().min(SLICE);
            pending.drain(..size).collect()
        };
        if slice.is_empty() {
            return Ok(0);
        }
        let slice = Arc::new(slice);
        let written = Arc::clone(&slice);
        let result = store
            .write(move |connection| Ok::<_, StoreError>(keep::keep(connection, &written)?))
            .await;
        let mut pending = self.pending();
        if result.is_err() {
            pending.splice(..0, slice.iter().cloned());
            trim(&mut pending);
        }
        if !pending.is_empty() {
            self.inner.work.notify_one();
        }
        result.map(|()| slice.len())
    }

    fn pending(&self) -> MutexGuard<'_, Vec<NewRefused>> {
        // Nothing panics while it is held; a poisoned one is as good as any.
        self.inner.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn trim(pending: &mut Vec<NewRefused>) {
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    if pending.len() <= most {
        return;
    }
    let kept: Vec<Kept<IpAddr>> = (0..)
        .zip(pending.iter())
        .map(|(id, each)| Kept {
            id,
            source: each.source,
            worth: if each.completeness == Completeness::CutShort {
                Worth::Part
            } else {
                Worth::Whole
            },
        })
        .collect();
    let mut going = keep::superfluous(&kept, most);
    going.sort_unstable();
    for place in going.into_iter().rev() {
        if let Ok(place) = usize::try_from(place) {
            pending.remove(place);
        }
    }
}

//! Which of the two doors callbacks take.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Open, callbacks are offered to the database first. Shut, they go straight to the inbox: nobody waits for a database
/// of which it is known that it does not answer.
pub(super) struct Gate {
    shut: Mutex<Option<String>>,
    /// Somebody should look whether it can be opened, or whether something waits in the inbox.
    work: Notify,
}

impl Gate {
    pub(super) fn shut_because(why: &str) -> Self {
        Self { shut: Mutex::new(Some(why.to_owned())), work: Notify::new() }
    }

    pub(super) fn open(&self) {
        if self.lock().take().is_some() {
            tracing::info!("callbacks go to the database");
        }
    }

    pub(super) fn shut(&self, why: &str) {
        if self.lock().replace(why.to_owned()).is_none() {
            tracing::warn!(why, "callbacks go to the inbox until the database is back");
        }
        self.wake();
    }

    /// Why it is shut; `None`: it is open.
    pub(super) fn why_shut(&self) -> Option<String> {
        self.lock().clone()
    }

    pub(super) fn wake(&self) {
        self.work.notify_one();
    }

    pub(super) async fn work(&self) {
        self.work.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Option<String>> {
        // Nothing panics while it is held; a poisoned one is as good as any.
        self.shut.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

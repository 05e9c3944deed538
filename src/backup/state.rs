//! How the daily backup fares, for whoever watches over the process.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::clock::UtcTime;

/// When the newest backup counts as stale: one may be late, two are missing.
const STALE: Duration = Duration::from_hours(48);

/// Whether a newest backup of that time says that something is wrong.
#[must_use]
pub fn is_stale(newest: UtcTime, now: UtcTime) -> bool {
    newest.plus(STALE) < now
}

/// How the daily backup fares; cheap to clone, and quiet where none is wanted.
#[derive(Clone, Debug, Default)]
pub struct BackupState(Arc<Mutex<Standing>>);

#[derive(Debug, Default)]
struct Standing {
    /// When the newest was made, as far as it is known.
    newest: Option<UtcTime>,
    /// Why the last try failed.
    failure: Option<String>,
    /// Whether the books in the newest do not add up.
    is_wrong: bool,
}

impl BackupState {
    /// A backup was made.
    pub(super) fn made(&self, at: UtcTime, is_wrong: bool) {
        *self.standing() = Standing { newest: Some(at), failure: None, is_wrong };
    }

    /// There are backups, the newest of that time.
    pub(super) fn found(&self, newest: Option<UtcTime>) {
        self.standing().newest = newest;
    }

    /// None is needed now.
    pub(super) fn is_served(&self) {
        self.standing().failure = None;
    }

    pub(super) fn failed(&self, why: String) {
        self.standing().failure = Some(why);
    }

    /// When the newest backup was made, as far as it is known.
    #[must_use]
    pub fn newest(&self) -> Option<UtcTime> {
        self.standing().newest
    }

    /// What is the matter, in a sentence for `readyz` and the log; `None` where nothing is, or none is wanted.
    #[must_use]
    pub fn complaint(&self, now: UtcTime) -> Option<String> {
        let standing = self.standing();
        let age = match standing.newest {
            Some(newest) => format!("the newest backup is of {newest}"),
            None => "there is no backup".to_owned(),
        };
        let is_stale = standing.newest.is_some_and(|newest| is_stale(newest, now));
        match &standing.failure {
            Some(why) => Some(format!("the daily backup failed: {why}; {age}")),
            None if is_stale => Some(format!("{age}, more than two days ago")),
            None => standing
                .is_wrong
                .then(|| format!("{age}, and its books do not add up: run `kassa check`")),
        }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        // Nothing panics while it is held; a poisoned one is as good as any.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

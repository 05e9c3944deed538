//! How the notices fare, for whoever watches over the process.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::UtcTime;

/// After how many tries in vain it is said: a stumble is none.
const SAID: u32 = 3;

/// How the notices fare; cheap to clone, and quiet where none are wanted.
#[derive(Clone, Debug, Default)]
pub struct NoticeState(Arc<Mutex<Standing>>);

#[derive(Debug, Default)]
enum Standing {
    #[default]
    Well,
    Failing {
        since: UtcTime,
        tries: u32,
        why: String,
    },
    /// The webhook is not there any more.
    Refused {
        status: u16,
    },
    /// The last message was no good.
    Skipped {
        status: u16,
    },
}

/// Whether something is to be said in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    New,
    Old,
}

impl NoticeState {
    pub(super) fn delivered(&self) -> News {
        let before = std::mem::take(&mut *self.standing());
        let was_said = match before {
            Standing::Well => false,
            Standing::Failing { tries, .. } => tries >= SAID,
            Standing::Refused { .. } | Standing::Skipped { .. } => true,
        };
        if was_said { News::New } else { News::Old }
    }

    /// One more try in vain; it is new when it has become worth saying.
    pub(super) fn failed(&self, now: UtcTime, why: String) -> News {
        let mut standing = self.standing();
        let (since, tries) = match *standing {
            Standing::Failing { since, tries, .. } => (since, tries.saturating_add(1)),
            _ => (now, 1),
        };
        *standing = Standing::Failing { since, tries, why };
        if tries == SAID { News::New } else { News::Old }
    }

    pub(super) fn refused(&self, status: u16) -> News {
        let before = std::mem::replace(&mut *self.standing(), Standing::Refused { status });
        match before {
            Standing::Refused { status: before } if before == status => News::Old,
            _ => News::New,
        }
    }

    pub(super) fn skipped(&self, status: u16) {
        *self.standing() = Standing::Skipped { status };
    }

    /// What is the matter, in a sentence for `readyz`; `None` where nothing is, or none are wanted.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        match &*self.standing() {
            Standing::Failing { since, tries, why } if *tries >= SAID => {
                Some(format!("staff get no notices since {since}: {why}; it is tried again"))
            }
            Standing::Well | Standing::Failing { .. } => None,
            Standing::Refused { status } => Some(format!(
                "staff get no notices: the webhook is refused with status {status}; make a new one and set KASSA_DISCORD_WEBHOOK"
            )),
            Standing::Skipped { status } => {
                Some(format!("a notice to staff was refused with status {status} and left out"))
            }
        }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        // Nothing panics while it is held; a poisoned one is as good as any.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

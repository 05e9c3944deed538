//! The sandbox: a local stand-in for Dromon. It shows the payment page, takes no real money, and sends
//! the callback that Dromon would send, or, on demand, one that goes wrong. `batch` pays many links without the page.
//!
//! `link`, `page` and `pay` are pure and behave as the provider's own page and server do, quirks
//! included: `tests/it/vectors.rs` replays every recorded link through them.

pub mod batch;
mod deliver;
pub mod fault;
mod hints;
pub mod journal;
pub mod js;
pub mod link;
pub mod page;
pub mod pay;
pub mod payer;
pub mod plan;
mod press;
pub mod registration;
pub mod sender;
mod views;
mod web;

pub use web::routes;

use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use crate::dromon::App;
use deliver::Held;
use fault::Fault;
use journal::Journal;
use sender::Pace;

/// The app as its owner would have registered it at Dromon.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    pub app: App,
    /// Whether the owner has switched the check of signatures on.
    pub signing: bool,
    /// «Redirect URI».
    pub redirect_uri: Option<String>,
    /// «URL события»: where callbacks go; `None` sends none, as Dromon does.
    pub callback_url: Option<Url>,
    /// What goes wrong with a payment unless its payer chooses something else.
    pub fault: Fault,
}

/// The state of one stand-in: its app, and the payments it remembers.
#[derive(Debug)]
pub struct Sandbox {
    config: SandboxConfig,
    pace: Pace,
    journal: Mutex<Journal>,
    held: Mutex<Option<Held>>,
}

impl Sandbox {
    #[must_use]
    pub fn new(config: SandboxConfig) -> Self {
        Self::with_pace(config, Pace::default())
    }

    /// With other times than Dromon's, for tests.
    #[must_use]
    pub fn with_pace(config: SandboxConfig, pace: Pace) -> Self {
        Self { config, pace, journal: Mutex::default(), held: Mutex::default() }
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        // A list of finished entries is as good after a panic as before it.
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

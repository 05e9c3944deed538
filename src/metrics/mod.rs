//! What a process counts of itself: atomics, so that counting costs next to nothing where money is taken in.
//!
//! Nothing here is global: each shop has its own. What is not counted but can be looked up (how many callbacks wait, how
//! far a consumer is behind) is not here; `web/metrics` asks for it when somebody reads.

mod callbacks;
mod histogram;
mod http;
mod token;

use std::time::Instant;

pub use callbacks::{CallbackResult, Callbacks};
pub use histogram::{Histogram, LATENCY, SIZES, Snapshot};
pub use http::{Http, Route, STATUS_CLASSES};
pub use token::{MetricsToken, MetricsTokenError};

use crate::clock::{self, UtcTime};

/// What one shop counts.
#[derive(Debug)]
pub struct Metrics {
    pub callbacks: Callbacks,
    pub http: Http,
    started: Instant,
    started_at: UtcTime,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            callbacks: Callbacks::default(),
            http: Http::default(),
            started: Instant::now(),
            started_at: clock::now(),
        }
    }
}

impl Metrics {
    /// For how long it has been counting, in seconds.
    #[must_use]
    pub fn uptime(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    #[must_use]
    pub fn started_at(&self) -> UtcTime {
        self.started_at
    }
}

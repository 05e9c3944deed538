//! What the store's doors are busy with.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::metrics::{Histogram, LATENCY, SIZES};

/// What a store counts of itself. Of the two databases each moves its own part.
#[derive(Debug)]
pub struct Meter {
    /// How many writes one commit of SQLite's writer served.
    pub batches: Histogram,
    /// How long whoever wanted a connection to PostgreSQL waited for his turn.
    pub waits: Histogram,
    failures: AtomicU64,
}

/// How busy a store is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pressure {
    /// Writes that wait for SQLite's writer, or whoever waits for a connection to PostgreSQL.
    pub waiting: usize,
    /// Connections to PostgreSQL that are in use.
    pub in_use: usize,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            batches: Histogram::new(SIZES),
            waits: Histogram::new(LATENCY),
            failures: AtomicU64::default(),
        }
    }
}

impl Meter {
    pub(super) fn committed(&self, writes: usize) {
        self.batches.observe(u64::try_from(writes).unwrap_or(u64::MAX));
    }

    pub(super) fn waited(&self, duration: Duration) {
        self.waits.took(duration);
    }

    pub(super) fn failed(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// How many transactions the database did not take: it was locked, full or away.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }
}

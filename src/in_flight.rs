//! How many are at work whom a stop waits for: requests, and those who tell others what happens.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Counts, for one, requests until their answer is ready. actix's own graceful stop forgets connections that were accepted
/// and still wait in its workers, so the server looks at this before it stops.
#[derive(Clone, Default)]
pub struct InFlight(Arc<Counts>);

#[derive(Default)]
struct Counts {
    now: AtomicUsize,
    /// Wraps around, some day.
    ever: AtomicUsize,
}

impl InFlight {
    #[must_use]
    pub fn enter(&self) -> Guard {
        self.0.now.fetch_add(1, Ordering::SeqCst);
        self.0.ever.fetch_add(1, Ordering::SeqCst);
        Guard(self.clone())
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.0.now.load(Ordering::SeqCst)
    }

    /// How many were ever begun: another number than before means that some came meanwhile.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.0.ever.load(Ordering::SeqCst)
    }
}

/// One who is at work, until it is dropped.
pub struct Guard(InFlight);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

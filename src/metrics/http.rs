//! Requests by route: the pattern of an address and never an address itself, which may be a key.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{Histogram, LATENCY};

/// What an answer's status is counted as; none ends with a status below 200.
pub const STATUS_CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

/// The route of callbacks, which is counted without looking anything up.
const CALLBACK: &str = "/callback";

/// What lies on no route.
const ELSEWHERE: &str = "other";

/// Requests, by route.
#[derive(Debug, Default)]
pub struct Http {
    in_flight: AtomicI64,
    callback: Arc<Route>,
    /// As many as there are routes, at most.
    others: RwLock<BTreeMap<String, Arc<Route>>>,
}

/// The requests of one route.
#[derive(Debug)]
pub struct Route {
    classes: [AtomicU64; STATUS_CLASSES.len()],
    /// Until the answer begins: what is streamed may take longer.
    pub latency: Histogram,
}

impl Default for Route {
    fn default() -> Self {
        Self { classes: Default::default(), latency: Histogram::new(LATENCY) }
    }
}

impl Route {
    fn answered(&self, status: u16, took: Duration) {
        let nth = usize::from(status / 100).saturating_sub(2).min(STATUS_CLASSES.len() - 1);
        self.classes[nth].fetch_add(1, Ordering::Relaxed);
        self.latency.took(took);
    }

    /// How many there were of each class.
    pub fn by_class(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counts = self.classes.iter().map(|count| count.load(Ordering::Relaxed));
        STATUS_CLASSES.into_iter().zip(counts)
    }
}

impl Http {
    /// A request that is being answered until the guard goes.
    #[must_use]
    pub fn enter(&self) -> Answering<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        Answering(self)
    }

    /// A callback was answered.
    pub fn callback_answered(&self, status: u16, took: Duration) {
        self.callback.answered(status, took);
    }

    /// A request of that pattern was answered; `None`: nothing has such an address.
    pub fn answered(&self, pattern: Option<&str>, status: u16, took: Duration) {
        let pattern = pattern.unwrap_or(ELSEWHERE);
        let known = {
            let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
            others.get(pattern).cloned()
        };
        let route = known.unwrap_or_else(|| {
            let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(others.entry(pattern.to_owned()).or_default())
        });
        route.answered(status, took);
    }

    #[must_use]
    pub fn in_flight(&self) -> i64 {
        self.in_flight.load(Ordering::Relaxed)
    }

    /// All routes that were asked for, with callbacks' in any case.
    #[must_use]
    pub fn routes(&self) -> Vec<(String, Arc<Route>)> {
        let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
        let others = others.iter().map(|(pattern, route)| (pattern.clone(), Arc::clone(route)));
        [(CALLBACK.to_owned(), Arc::clone(&self.callback))].into_iter().chain(others).collect()
    }
}

/// One request being answered.
#[derive(Debug)]
pub struct Answering<'a>(&'a Http);

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

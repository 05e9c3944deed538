//! How often something was how long, or how large.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// How long answers take, in microseconds.
pub const LATENCY: &Bounds = &Bounds {
    bounds: &[
        500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
        2_500_000, 5_000_000, 10_000_000,
    ],
    unit: 1_000_000.0,
};

/// How many there are of something, up to what one commit takes.
pub const SIZES: &Bounds = &Bounds { bounds: &[1, 2, 4, 8, 16, 32, 64, 128, 256], unit: 1.0 };

/// Up to where each bucket goes.
#[derive(Debug)]
pub struct Bounds {
    bounds: &'static [u64],
    /// How much of what is counted makes one of what is told.
    unit: f64,
}

/// Counts in buckets, without a lock. (The one of `prometheus-client` has one.)
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static Bounds,
    /// One more than there are bounds: what is above them all.
    buckets: Box<[AtomicU64]>,
    sum: AtomicU64,
}

/// What a histogram says at some moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub sum: f64,
    pub count: u64,
    /// Each with its upper bound; not cumulative. The last one has none.
    pub buckets: Vec<(f64, u64)>,
}

impl Histogram {
    #[must_use]
    pub fn new(bounds: &'static Bounds) -> Self {
        let buckets = (0..=bounds.bounds.len()).map(|_| AtomicU64::default()).collect();
        Self { bounds, buckets, sum: AtomicU64::default() }
    }

    /// For one of [`LATENCY`].
    pub fn took(&self, duration: Duration) {
        self.observe(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX));
    }

    /// For one of [`SIZES`].
    pub fn observe(&self, value: u64) {
        let nth = self.bounds.bounds.partition_point(|bound| *bound < value);
        if let Some(bucket) = self.buckets.get(nth) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    /// Its count is what its buckets hold; the sum may be a moment ahead.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it is told as a float, whatever it was")]
    pub fn snapshot(&self) -> Snapshot {
        let bounds = self.bounds.bounds.iter().map(|bound| *bound as f64 / self.bounds.unit);
        let counts = self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed));
        let buckets: Vec<_> = bounds.chain([f64::INFINITY]).zip(counts).collect();
        Snapshot {
            sum: self.sum.load(Ordering::Relaxed) as f64 / self.bounds.unit,
            count: buckets.iter().map(|(_, count)| count).sum(),
            buckets,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_in_the_first_bucket_that_takes_it() {
        let sizes = Histogram::new(SIZES);
        for size in [1, 2, 3, 4, 256, 257] {
            sizes.observe(size);
        }
        let Snapshot { sum, count, buckets } = sizes.snapshot();
        assert_eq!((sum, count), (523.0, 6));
        let filled: Vec<_> = buckets.into_iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(filled, [(1.0, 1), (2.0, 1), (4.0, 2), (256.0, 1), (f64::INFINITY, 1)]);
    }

    #[test]
    fn durations_are_told_in_seconds() {
        let latency = Histogram::new(LATENCY);
        latency.took(Duration::from_millis(5));
        latency.took(Duration::from_mins(1));
        let Snapshot { sum, count, buckets } = latency.snapshot();
        assert_eq!(count, 2);
        assert!((sum - 60.005).abs() < 1e-9, "{sum}");
        let of = |bound: f64| buckets.iter().find(|(upper, _)| *upper >= bound).unwrap().1;
        assert_eq!((of(0.005), of(f64::INFINITY)), (1, 1));
    }
}

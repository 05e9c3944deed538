//! How many callbacks wait, and since when.

use crate::clock::UtcTime;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub records: u64,
    /// When the oldest of them was received.
    pub since: Option<UtcTime>,
}

impl Waiting {
    pub fn add(&mut self, received_at: UtcTime) {
        self.join(Self { records: 1, since: Some(received_at) });
    }

    pub fn join(&mut self, other: Self) {
        self.records += other.records;
        self.since = match (self.since, other.since) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
}

/// What was found in a segment, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Whole records.
    pub whole: u64,
    /// Pieces that are none.
    pub damaged: u64,
}

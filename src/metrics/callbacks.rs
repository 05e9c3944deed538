//! What became of callbacks.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Histogram, LATENCY};

/// What a callback was answered. A word of it stands in a label, so it is one of these few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackResult {
    Paid,
    PartPaid,
    Recorded,
    Repeated,
    Unreadable,
    /// It broke off, took too long or was too large; what came of it is kept.
    Incomplete,
    ForeignSource,
    /// In the inbox, until the books can take it.
    Kept,
    /// Its token did not fit.
    Refused,
    /// Neither door took it: money may be lost.
    NotKept,
    /// Something of ours went wrong before it was offered to a door.
    Failed,
}

impl CallbackResult {
    pub const ALL: [Self; 11] = [
        Self::Paid,
        Self::PartPaid,
        Self::Recorded,
        Self::Repeated,
        Self::Unreadable,
        Self::Incomplete,
        Self::ForeignSource,
        Self::Kept,
        Self::Refused,
        Self::NotKept,
        Self::Failed,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::PartPaid => "part_paid",
            Self::Recorded => "recorded",
            Self::Repeated => "repeated",
            Self::Unreadable => "unreadable",
            Self::Incomplete => "incomplete",
            Self::ForeignSource => "foreign_source",
            Self::Kept => "kept",
            Self::Refused => "refused",
            Self::NotKept => "not_kept",
            Self::Failed => "failed",
        }
    }
}

/// How many callbacks were answered how.
#[derive(Debug)]
pub struct Callbacks {
    counts: [AtomicU64; CallbackResult::ALL.len()],
    /// From the whole body to the commit that settled it.
    pub settled: Histogram,
}

impl Default for Callbacks {
    fn default() -> Self {
        Self { counts: Default::default(), settled: Histogram::new(LATENCY) }
    }
}

impl Callbacks {
    pub fn count(&self, result: CallbackResult) {
        self.counts[result as usize].fetch_add(1, Ordering::Relaxed);
    }

    #[must_use]
    pub fn of(&self, result: CallbackResult) -> u64 {
        self.counts[result as usize].load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_result_has_a_count_and_a_word_of_its_own() {
        let callbacks = Callbacks::default();
        for (nth, result) in (1..).zip(CallbackResult::ALL) {
            (0..nth).for_each(|_| callbacks.count(result));
        }
        for (nth, result) in (1..).zip(CallbackResult::ALL) {
            assert_eq!(callbacks.of(result), nth, "{}", result.as_str());
        }
        let mut words = CallbackResult::ALL.map(CallbackResult::as_str).to_vec();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), CallbackResult::ALL.len());
    }
}

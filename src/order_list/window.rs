//! Which stretch of the orders is read, and from which end.

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    NewestFirst,
    /// Who has waited longest comes first.
    LongestWaiting,
}

/// The ids that are still to be read, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub low: i64,
    pub high: i64,
    pub end: End,
}

/// The end at which reading begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    High,
    Low,
}

impl Window {
    pub(super) fn whole(end: End) -> Self {
        Self { low: 1, high: i64::MAX, end }
    }

    /// What is left after `id` was read.
    pub(super) fn after(self, id: i64) -> Self {
        match self.end {
            End::High => Self { high: self.high.min(id.saturating_sub(1)), ..self },
            End::Low => Self { low: self.low.max(id.saturating_add(1)), ..self },
        }
    }

    pub(super) fn narrowed(self, low: i64, high: i64) -> Self {
        Self { low: self.low.max(low), high: self.high.min(high), ..self }
    }

    pub(super) fn is_empty(self) -> bool {
        self.low > self.high
    }

    /// Those of these ids, which are sorted, that are read first: at most so many, in the order in which they are read.
    pub(super) fn nearest(self, sorted: &[i64], most: usize) -> Vec<i64> {
        let low = sorted.partition_point(|id| *id < self.low);
        let high = sorted.partition_point(|id| *id <= self.high);
        let within = sorted.get(low..high).unwrap_or_default().iter().copied();
        match self.end {
            End::High => within.rev().take(most).collect(),
            End::Low => within.take(most).collect(),
        }
    }

    /// Whether `one` is read before `other`.
    pub(super) fn is_nearer(self, one: i64, other: i64) -> bool {
        match self.end {
            End::High => one > other,
            End::Low => one < other,
        }
    }

    /// Puts ids into the order in which they are read, each once.
    pub(super) fn sort(self, ids: &mut Vec<i64>) {
        match self.end {
            End::High => ids.sort_unstable_by(|one, other| other.cmp(one)),
            End::Low => ids.sort_unstable(),
        }
        ids.dedup();
    }

    /// The id that comes first, of a query's.
    pub(super) fn first(self) -> &'static str {
        match self.end {
            End::High => "MAX",
            End::Low => "MIN",
        }
    }
}

impl From<Sort> for End {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::NewestFirst => Self::High,
            Sort::LongestWaiting => Self::Low,
        }
    }
}

impl End {
    pub(super) fn other(self) -> Self {
        match self {
            Self::High => Self::Low,
            Self::Low => Self::High,
        }
    }
}

//! What this process knows of the inbox: the segment it writes, and those that wait for their replay.

use std::{
    collections::BTreeMap,
    fs::File,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{
    folder::SegmentName,
    segment::Scan,
    waiting::{Found, Waiting},
};

/// How long a segment rests that holds what the books refuse; doubled each time.
const FIRST_REST: Duration = Duration::from_secs(10);
const LONGEST_REST: Duration = Duration::from_mins(10);

#[derive(Default)]
pub struct Shelf(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    active: Waiting,
    segments: BTreeMap<SegmentName, Segment>,
    /// Pieces that went into quarantine since the start.
    quarantined: u64,
}

/// A segment that is written no more.
struct Segment {
    /// Open, it is locked.
    _lock: File,
    /// What is in the file; the damaged pieces are in quarantine too.
    found: Found,
    /// Those that are not in the books yet.
    waiting: Waiting,
    rests_until: Option<Instant>,
    rest: Duration,
}

impl Shelf {
    /// One more record in the active segment.
    pub fn kept(&self, waiting: Waiting) {
        self.lock().active.join(waiting);
    }

    /// The active segment, or one of a process that is gone, waits for its replay from now on.
    pub fn put(&self, name: SegmentName, lock: File, scan: Scan, was: Was) {
        let mut inner = self.lock();
        if was == Was::Active {
            inner.active = Waiting::default();
        }
        let segment = Segment {
            _lock: lock,
            found: scan.found(),
            waiting: scan.whole,
            rests_until: None,
            rest: FIRST_REST,
        };
        inner.segments.insert(name, segment);
    }

    /// The active segment is in the hands of nobody: somebody will adopt it.
    pub fn forget_active(&self) {
        self.lock().active = Waiting::default();
    }

    pub fn quarantined(&self, pieces: u64) {
        self.lock().quarantined += pieces;
    }

    pub fn quarantined_pieces(&self) -> u64 {
        self.lock().quarantined
    }

    pub fn has(&self, name: SegmentName) -> bool {
        self.lock().segments.contains_key(&name)
    }

    pub fn active(&self) -> Waiting {
        self.lock().active
    }

    /// All that wait.
    pub fn waiting(&self) -> Waiting {
        let inner = self.lock();
        let mut all = inner.active;
        inner.segments.values().for_each(|segment| all.join(segment.waiting));
        all
    }

    /// The oldest segment that does not rest.
    pub fn due(&self, now: Instant) -> Option<SegmentName> {
        let inner = self.lock();
        let due = |segment: &Segment| segment.rests_until.is_none_or(|until| until <= now);
        inner.segments.iter().find(|(_, segment)| due(segment)).map(|(name, _)| *name)
    }

    /// When the next of those that rest is due.
    pub fn next_due(&self) -> Option<Instant> {
        self.lock().segments.values().filter_map(|segment| segment.rests_until).min()
    }

    pub fn found(&self, name: SegmentName) -> Found {
        self.lock().segments.get(&name).map(|segment| segment.found).unwrap_or_default()
    }

    pub fn progress(&self, name: SegmentName, waiting: Waiting) {
        if let Some(segment) = self.lock().segments.get_mut(&name) {
            segment.waiting = waiting;
        }
    }

    /// Lets a segment rest, each time longer.
    pub fn rest(&self, name: SegmentName) {
        if let Some(segment) = self.lock().segments.get_mut(&name) {
            segment.rests_until = Some(Instant::now() + segment.rest);
            segment.rest = (segment.rest * 2).min(LONGEST_REST);
        }
    }

    /// Lets go of a segment and of its lock.
    pub fn drop_segment(&self, name: SegmentName) {
        self.lock().segments.remove(&name);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing panics while it is held; a poisoned one is as good as any.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a segment was until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Was {
    Active,
    Adopted,
}

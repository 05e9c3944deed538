//! Whether there is room for callbacks.

use super::Finding;
use crate::{
    config::Config,
    server::books::places,
    space::{Bytes, Low, Space},
};

/// What is free on the disks that Kassa writes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disk {
    /// The disk with the least.
    Enough {
        free: Option<Bytes>,
    },
    Low(Vec<Low>),
    Full(Vec<Low>),
}

impl Disk {
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let space = Space::new(places(config), config.min_free_space);
        match (space.full(), space.low()) {
            (full, _) if !full.is_empty() => Self::Full(full),
            (_, low) if !low.is_empty() => Self::Low(low),
            _ => Self::Enough { free: space.free().into_iter().map(|(_, free)| free).min() },
        }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "disk";
        let named = |low: &[Low]| low.iter().map(Low::to_string).collect::<Vec<_>>().join("\n");
        match self {
            Self::Enough { free: Some(free) } => Finding::ok(CHECK, format!("{free} are free")),
            Self::Enough { free: None } => Finding::warning(
                CHECK,
                "how much is free could not be told",
                "make the data directory, or let this user look at it",
            ),
            Self::Low(low) => {
                Finding::warning(CHECK, named(low), "make room before the disk is full")
            }
            Self::Full(full) => Finding::failed(
                CHECK,
                named(full),
                "make room now: on a full disk no callback can be kept",
            ),
        }
    }
}

//! Whether the shop runs.

use super::Finding;
use crate::{config::Config, server};

/// Whether a process serves with this data directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Running {
    Yes,
    No,
}

impl Running {
    #[must_use]
    pub fn of(config: &Config) -> Self {
        if server::is_running(config) { Self::Yes } else { Self::No }
    }

    #[must_use]
    pub fn finding(self) -> Finding {
        const CHECK: &str = "running";
        match self {
            Self::Yes => Finding::ok(CHECK, "a Kassa serves with this data directory"),
            Self::No => Finding::warning(
                CHECK,
                "no Kassa runs with this data directory",
                "start it: `kassa serve`; if it does run, this command has other settings than it has (KASSA_DATA_DIR)",
            ),
        }
    }
}

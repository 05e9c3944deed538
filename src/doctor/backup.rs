//! Whether there is a backup of yesterday.

use super::{Finding, Running};
use crate::{
    backup::{self, BackupState, Daily},
    clock::UtcTime,
    config::Config,
    db::Database,
};

/// How old the newest daily backup is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backup {
    Fresh {
        newest: UtcTime,
    },
    Stale {
        newest: UtcTime,
    },
    /// They are wanted, and there is none yet.
    Missing {
        folder: String,
    },
    /// There is none, though a shop runs whose books are old enough for one.
    NeverMade {
        folder: String,
    },
    /// The folder cannot be read.
    Unreadable {
        folder: String,
        why: String,
    },
    Unwanted,
    /// A server's database is saved by its own tools.
    Server,
}

impl Backup {
    /// Of books that were begun at that time, if that is known.
    #[must_use]
    pub fn of(config: &Config, running: Running, begun_at: Option<UtcTime>, now: UtcTime) -> Self {
        if matches!(config.database, Database::Postgres(_)) {
            return Self::Server;
        }
        let Some(folder) = &config.backup_dir else { return Self::Unwanted };
        let folder = folder.display().to_string();
        let none = |folder| {
            let should_be = begun_at.is_some_and(|begun_at| backup::is_stale(begun_at, now));
            if should_be && running == Running::Yes {
                Self::NeverMade { folder }
            } else {
                Self::Missing { folder }
            }
        };
        let daily = match Daily::of(config, BackupState::default()) {
            Ok(Some(daily)) => daily,
            Ok(None) => return Self::Unwanted,
            Err(error) => return Self::Unreadable { folder, why: error.to_string() },
        };
        match daily.newest() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => none(folder),
            Err(error) => Self::Unreadable { folder, why: error.to_string() },
            Ok(None) => none(folder),
            Ok(Some(newest)) if backup::is_stale(newest, now) => Self::Stale { newest },
            Ok(Some(newest)) => Self::Fresh { newest },
        }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "backup";
        match self {
            Self::Fresh { newest } => Finding::ok(CHECK, format!("the newest is of {newest}")),
            Self::Stale { newest } => Finding::failed(
                CHECK,
                format!("the newest is of {newest}, more than two days ago"),
                "the running Kassa makes one a day, and its log says why it did not; `kassa backup FILE` makes one now",
            ),
            Self::Missing { folder } => Finding::warning(
                CHECK,
                format!("there is none in {folder} yet"),
                "the running Kassa makes the first within ten minutes; if it does not, its log says why",
            ),
            Self::NeverMade { folder } => Finding::failed(
                CHECK,
                format!("there is none in {folder}, and the books are more than two days old"),
                "the running Kassa makes the first within ten minutes of its start, and its log says why it did not; `kassa backup FILE` makes one now",
            ),
            Self::Unreadable { folder, why } => Finding::failed(
                CHECK,
                format!("{folder} cannot be read: {why}"),
                "let Kassa's user read and write there, or set KASSA_BACKUP_DIR to another place",
            ),
            Self::Unwanted => Finding::warning(
                CHECK,
                "none is made: KASSA_BACKUP_DIR is not set",
                "set it to a folder on another disk; Kassa then puts a verified copy there each day",
            ),
            Self::Server => Finding::ok(CHECK, "PostgreSQL's own tools make it (pg_dump)"),
        }
    }
}

//! SQLite: a file on this machine.

use std::path::Path;

use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection};

use super::{Purpose, StoreError};

pub(super) fn open(path: &Path, purpose: Purpose) -> Result<SqliteConnection, StoreError> {
    let unavailable = |reason: String| unavailable(path, &reason);
    let mut connection =
        SqliteConnection::establish(name(path)?).map_err(|error| unavailable(error.to_string()))?;
    // One statement each, and the busy timeout first: the others may already have to wait.
    let pragmas: &[&str] = match purpose {
        // A commit is on disk before it is answered (`FULL`). What it costs is how much it writes, and most
        // of a callback's pages change in one row only, so pages are small (this counts for new files
        // only). A checkpoint makes everybody wait, so it comes seldom: after 20,000 pages instead of 1,000.
        Purpose::Write => &[
            "PRAGMA busy_timeout = 10000",
            "PRAGMA page_size = 2048",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA wal_autocheckpoint = 20000",
            "PRAGMA cache_size = -65536",
            "PRAGMA temp_store = MEMORY",
        ],
        Purpose::Read => {
            &["PRAGMA busy_timeout = 2000", "PRAGMA query_only = ON", "PRAGMA cache_size = -4096"]
        }
    };
    for pragma in pragmas {
        connection.batch_execute(pragma).map_err(|error| match error.into() {
            // Whoever asked may try again.
            StoreError::Busy(reason) => StoreError::Busy(reason),
            StoreError::Broken(reason) => {
                StoreError::Broken(format!("{}: {reason}", path.display()))
            }
            error => unavailable(format!("{pragma}: {error}")),
        })?;
    }
    Ok(connection)
}

/// A connection that cannot write, not even what SQLite tidies up when the last one is closed.
pub(super) fn open_read_only(path: &Path) -> Result<SqliteConnection, StoreError> {
    // In a URI these three have a meaning; a `//` at its beginning would name a host.
    let escaped = name(path)?.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let opened = SqliteConnection::establish(&format!("file:{escaped}?mode=ro"))
        .map_err(|error| unavailable(path, &error.to_string()))?;
    let mut connection = opened;
    connection
        .batch_execute("PRAGMA busy_timeout = 10000")
        .map_err(|error| unavailable(path, &error.to_string()))?;
    Ok(connection)
}

fn name(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or_else(|| unavailable(path, "its path is not valid UTF-8"))
}

fn unavailable(path: &Path, reason: &str) -> StoreError {
    StoreError::Unavailable(format!("{}: {reason}", path.display()))
}

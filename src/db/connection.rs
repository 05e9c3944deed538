//! One connection to the database, whichever it is.

use std::path::{Path, PathBuf};

use diesel::{
    Connection as _, MultiConnection, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    sqlite::SqliteConnection,
};

use super::StoreError;

/// A connection; `db::Connection` everywhere else (the derive has the plain name in scope already). Domain
/// code sees this type only, so a further database adds a variant here and nothing there.
#[derive(MultiConnection)]
pub enum AnyConnection {
    Sqlite(SqliteConnection),
}

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite(PathBuf),
}

/// What a connection is opened for; a database that can enforces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Read,
    Write,
}

impl Database {
    /// # Errors
    /// `StoreError::Unavailable` where the database cannot be opened.
    pub fn connect(&self, purpose: Purpose) -> Result<AnyConnection, StoreError> {
        match self {
            Self::Sqlite(path) => Ok(AnyConnection::Sqlite(open_sqlite(path, purpose)?)),
        }
    }
}

fn open_sqlite(path: &Path, purpose: Purpose) -> Result<SqliteConnection, StoreError> {
    let unavailable =
        |reason: String| StoreError::Unavailable(format!("{}: {reason}", path.display()));
    let name =
        path.to_str().ok_or_else(|| unavailable("its path is not valid UTF-8".to_owned()))?;
    let mut connection =
        SqliteConnection::establish(name).map_err(|error| unavailable(error.to_string()))?;
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

impl AnyConnection {
    /// Begins a transaction that may write. SQLite's plain `BEGIN` would take the write lock only at the
    /// first write, and fail at once if somebody else has written since the first read.
    ///
    /// # Errors
    /// The database's own, a lock that did not come in time included.
    pub fn begin_write(&mut self) -> diesel::QueryResult<()> {
        match self {
            Self::Sqlite(sqlite) => {
                AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
            }
        }
    }

    /// # Errors
    /// The database's own; nothing is committed then.
    pub fn commit(&mut self) -> diesel::QueryResult<()> {
        <Self as diesel::Connection>::TransactionManager::commit_transaction(self)
    }

    /// # Errors
    /// The database's own; the connection should be thrown away then.
    pub fn rollback(&mut self) -> diesel::QueryResult<()> {
        <Self as diesel::Connection>::TransactionManager::rollback_transaction(self)
    }

    /// Whether a transaction is open, or was left in a state nobody knows.
    pub fn in_transaction(&mut self) -> bool {
        let status =
            <Self as diesel::Connection>::TransactionManager::transaction_manager_status_mut(self);
        !matches!(status.transaction_depth(), Ok(None))
    }

    /// # Errors
    /// The database's own.
    pub fn ping(&mut self) -> diesel::QueryResult<()> {
        diesel::sql_query("SELECT 1").execute(self).map(drop)
    }
}

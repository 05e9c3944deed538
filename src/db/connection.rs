//! One connection to the database, whichever it is.

use std::{fmt, path::PathBuf};

use diesel::{
    MultiConnection, PgConnection, RunQueryDsl, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
};

use super::{
    StoreError,
    postgres::{self, PostgresUrl},
    sqlite,
};

/// A connection; `db::Connection` everywhere else (the derive has the plain name in scope already). Domain
/// code sees this type only, so a further database adds a variant here and nothing there.
#[derive(MultiConnection)]
pub enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite(PathBuf),
    Postgres(PostgresUrl),
}

/// What a connection is opened for; a database that can enforces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Read,
    Write,
}

impl Database {
    /// # Errors
    /// `StoreError::Unavailable` where the database cannot be opened, `StoreError::Busy` where somebody holds its lock.
    pub fn connect(&self, purpose: Purpose) -> Result<AnyConnection, StoreError> {
        match self {
            Self::Sqlite(path) => Ok(AnyConnection::Sqlite(sqlite::open(path, purpose)?)),
            Self::Postgres(url) => Ok(AnyConnection::Postgres(postgres::open(url)?)),
        }
    }
}

/// As people name it; a password is left out.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl AnyConnection {
    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// The database's own, a lock that did not come in time included.
    pub fn begin_write(&mut self) -> diesel::QueryResult<()> {
        match self {
            // A plain `BEGIN` would take the write lock only at the first write, and fail at once if somebody else has
            // written since the first read.
            Self::Sqlite(sqlite) => {
                AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
            }
            // It has its number before it takes the first id from a sequence: readers of the feed rely on that
            // (`feed::Horizon`). Whatever the server's own default is: whoever has waited for an order's lock must see
            // what was written meanwhile.
            Self::Postgres(postgres) => AnsiTransactionManager::begin_transaction_sql(
                postgres,
                "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_current_xact_id()",
            ),
        }
    }

    /// Begins a transaction that sees one snapshot and cannot write.
    ///
    /// # Errors
    /// The database's own.
    pub fn begin_read(&mut self) -> diesel::QueryResult<()> {
        match self {
            Self::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN"),
            Self::Postgres(postgres) => AnsiTransactionManager::begin_transaction_sql(
                postgres,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
        }
    }

    /// # Errors
    /// The database's own; nothing is committed then, save where the connection broke while it was: nobody knows.
    pub fn commit(&mut self) -> diesel::QueryResult<()> {
        match self {
            Self::Sqlite(sqlite) => AnsiTransactionManager::commit_transaction(sqlite),
            // After a statement that failed, a `COMMIT` alone undoes everything and says that all is well; diesel
            // believes it. Another statement is refused then, and what comes after it is not run.
            Self::Postgres(postgres) => postgres.batch_execute("SELECT 1; COMMIT"),
        }
    }

    /// # Errors
    /// The database's own; the connection should be thrown away then.
    pub fn rollback(&mut self) -> diesel::QueryResult<()> {
        <Self as diesel::Connection>::TransactionManager::rollback_transaction(self)
    }

    /// Runs a read in one snapshot.
    ///
    /// # Errors
    /// `work`'s own, and the database's.
    pub fn reading<T, E>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.begin_read().map_err(StoreError::from)?;
        let result = work(self);
        // Nothing was written, so the work's own answer counts, however the transaction ends.
        let _ = self.rollback();
        result
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

    /// For statements that only this database understands.
    pub(super) fn say(&mut self, sql: &str) -> diesel::QueryResult<()> {
        self.batch_execute(sql)
    }
}

//! The store: the only doors to the data.

pub mod chain;
pub mod columns;
mod connection;
pub mod copy;
pub mod dialect;
mod migrate;
pub mod schema;
pub mod statement;
mod writer;

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use diesel::{Connection as _, result::DatabaseErrorKind};

pub use connection::{AnyConnection as Connection, Database, Purpose};
pub use migrate::{MigrateError, Migrated, Standing, migrate, migrate_copy, standing};
use writer::Writer;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the database's lock, or the writer has more to do than it may queue.
    #[error("the database is busy: {0}")]
    Busy(String),
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The row was changed by somebody else since it was read; whoever sees this may try again.
    #[error("the row was changed by somebody else meanwhile")]
    Conflict,
    #[error("the job panicked; its work was undone")]
    Panicked,
    #[error("the database says: {0}")]
    Query(#[source] diesel::result::Error),
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        match &error {
            // SQLite's SQLITE_BUSY has no kind of its own.
            diesel::result::Error::DatabaseError(_, information)
                if information.message().contains("database is locked") =>
            {
                Self::Busy(information.message().to_owned())
            }
            diesel::result::Error::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                information,
            ) => Self::Unavailable(information.message().to_owned()),
            _ => Self::Query(error),
        }
    }
}

/// The data, and the two ways to it. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    id: u64,
    database: Database,
    writer: Writer,
}

thread_local! {
    /// Each thread's own connection to each store: a pool with a hop to another thread makes a short read
    /// three times slower. Several stores live in one process in tests only.
    static READERS: RefCell<HashMap<u64, Connection>> = RefCell::new(HashMap::new());
}

impl Store {
    /// Opens the database and starts its writer. `committed` is called after each commit.
    ///
    /// # Errors
    /// `StoreError::Unavailable` where the database cannot be opened.
    pub fn open(
        database: Database,
        committed: impl Fn() + Send + 'static,
    ) -> Result<Self, StoreError> {
        static NEXT_ID: AtomicU64 = AtomicU64::new(0);
        let writer = Writer::start(database.clone(), committed)?;
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Ok(Self { inner: Arc::new(Inner { id, database, writer }) })
    }

    /// A short, indexed read, on the calling thread: `work` sees one snapshot.
    ///
    /// # Errors
    /// `work`'s own, and the store's.
    #[expect(clippy::unused_async, reason = "a database over the network waits here")]
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError> + From<diesel::result::Error>,
    {
        let id = self.inner.id;
        let parked = READERS.with_borrow_mut(|readers| readers.remove(&id));
        let mut connection = match parked {
            Some(connection) => connection,
            None => self.inner.database.connect(Purpose::Read)?,
        };
        let result = connection.transaction(work);
        // A connection that a panic or an error left in a transaction is not worth repairing.
        if !connection.in_transaction() {
            READERS.with_borrow_mut(|readers| readers.insert(id, connection));
        }
        result
    }

    /// A write. `Ok` means: committed and on disk. `work` is one transaction of its own to whoever looks
    /// from outside: its error undoes all it did, and nothing of anybody else. It may be run twice, so
    /// what it does outside the database must not matter.
    ///
    /// # Errors
    /// `work`'s own, and the store's.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.inner.writer.run(work).await
    }

    /// Waits until everything that was asked for is written, and ends the writer. Reads go on.
    pub async fn close(&self) {
        self.inner.writer.close().await;
    }
}

#[cfg(test)]
mod tests;

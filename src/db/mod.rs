//! The store: the only doors to the data.

pub mod chain;
pub mod columns;
mod connection;
pub mod copy;
mod copy_to;
pub mod dialect;
mod meter;
mod migrate;
mod postgres;
pub mod schema;
mod sqlite;
pub mod statement;
pub mod tables;
mod writer;

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use diesel::result::DatabaseErrorKind;
use tokio::sync::Semaphore;

pub use connection::{AnyConnection as Connection, Database, Purpose};
pub use copy::CopyError;
pub use copy_to::{Copied, CopyToError, Figure, Figures, Progress, Replaced, Since, copy_to};
pub use meter::{Meter, Pressure};
pub use migrate::{MigrateError, Migrated, Standing, migrate, migrate_copy, standing};
pub use postgres::{PostgresUrl, PostgresUrlError};
use writer::Writer;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the database's lock, or the writer has more to do than it may queue.
    #[error("the database is busy: {0}")]
    Busy(String),
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// Waiting will not help: a migration fails, or the file is no database.
    #[error("the database cannot be used as it is: {0}")]
    Broken(String),
    /// The row was changed by somebody else since it was read; whoever sees this may try again.
    #[error("the row was changed by somebody else meanwhile")]
    Conflict,
    #[error("the job panicked; its work was undone")]
    Panicked,
    #[error("the database says: {0}")]
    Query(#[source] diesel::result::Error),
}

impl StoreError {
    /// What a database says when it is the database that cannot be used now, and not the statement that is wrong: these
    /// have no kinds of their own. (A server that speaks another language than English is understood only by the
    /// connection that breaks; a callback is kept whatever is said.)
    fn of_message(message: &str) -> Option<Self> {
        const BUSY: [&str; 2] = ["database is locked", "canceling statement due to"];
        const AWAY: [&str; 7] = [
            "database or disk is full",
            "disk I/O error",
            "unable to open database file",
            "No space left on device",
            "terminating connection",
            "the database system is",
            "server closed the connection",
        ];
        const BROKEN: [&str; 2] = ["file is not a database", "database disk image is malformed"];
        let says = |words: &[&str]| words.iter().any(|words| message.contains(words));
        if says(&BUSY) {
            Some(Self::Busy(message.to_owned()))
        } else if says(&AWAY) {
            Some(Self::Unavailable(message.to_owned()))
        } else if says(&BROKEN) {
            Some(Self::Broken(message.to_owned()))
        } else if says(&["deadlock detected"]) {
            Some(Self::Conflict)
        } else {
            None
        }
    }
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        let diesel::result::Error::DatabaseError(kind, information) = &error else {
            return Self::Query(error);
        };
        match kind {
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            // A standby, or a server that is being moved.
            | DatabaseErrorKind::ReadOnlyTransaction => {
                Self::Unavailable(information.message().to_owned())
            }
            DatabaseErrorKind::SerializationFailure => Self::Conflict,
            DatabaseErrorKind::Unknown => {
                Self::of_message(information.message()).unwrap_or(Self::Query(error))
            }
            _ => Self::Query(error),
        }
    }
}

/// Why a write was not done, in whatever words its verb has for it.
pub trait WriteError: From<StoreError> {
    /// The store's own part in it: a write that lost a race against another one is tried again.
    fn store_error(&self) -> Option<&StoreError>;
}

impl WriteError for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

/// For a verb's error that has the store's own in its variant `Store`.
macro_rules! write_error {
    ($error:ty) => {
        impl $crate::db::WriteError for $error {
            fn store_error(&self) -> Option<&$crate::db::StoreError> {
                match self {
                    Self::Store(error) => Some(error),
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use write_error;

/// What a thread's own connection has seen of the database: two stamps that are equal have nothing committed between them,
/// by whomever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    connection: u64,
    data_version: i64,
}

/// How many long reads run at once on SQLite.
const LONG_READS: usize = 2;

/// The data, and the ways to it. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    meter: Arc<Meter>,
}

enum Inner {
    Sqlite { id: u64, database: Database, writer: Writer, long_reads: Semaphore },
    Postgres(postgres::Pool),
}

thread_local! {
    /// Each thread's own connection to each store: a pool with a hop to another thread makes a short read
    /// three times slower. Several stores live in one process in tests only.
    static READERS: RefCell<HashMap<u64, Reader>> = RefCell::new(HashMap::new());
}

struct Reader {
    /// No two have the same.
    number: u64,
    connection: Connection,
}

impl Reader {
    fn connect(database: &Database) -> Result<Self, StoreError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let connection = database.connect(Purpose::Read)?;
        Ok(Self { number: NEXT.fetch_add(1, Ordering::Relaxed), connection })
    }
}

impl Store {
    /// The doors to a database. Nothing is connected yet, so that a database that is away now is no obstacle.
    /// `committed` is called after each commit.
    ///
    /// # Errors
    /// `StoreError::Unavailable` where the machine has no thread left.
    pub fn open(
        database: Database,
        committed: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, StoreError> {
        static NEXT_ID: AtomicU64 = AtomicU64::new(0);
        let meter = Arc::<Meter>::default();
        let inner = match database {
            Database::Sqlite(_) => Inner::Sqlite {
                id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
                writer: Writer::start(database.clone(), Arc::clone(&meter), committed)?,
                database,
                long_reads: Semaphore::new(LONG_READS),
            },
            Database::Postgres(_) => {
                Inner::Postgres(postgres::Pool::new(database, Arc::clone(&meter), committed))
            }
        };
        Ok(Self { inner: Arc::new(inner), meter })
    }

    /// What it has counted since it was opened.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// How busy it is now.
    #[must_use]
    pub fn pressure(&self) -> Pressure {
        match &*self.inner {
            Inner::Sqlite { writer, .. } => Pressure { waiting: writer.waiting(), in_use: 0 },
            Inner::Postgres(pool) => pool.pressure(),
        }
    }

    /// A short, indexed read: `work` sees one snapshot. On SQLite it runs on the calling thread.
    ///
    /// # Errors
    /// `work`'s own, and the store's.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite { id, database, .. } => read_here(*id, database, work),
            Inner::Postgres(pool) => pool.read(work).await,
        }
    }

    /// A read that says one statement, which sees one snapshot by itself: on SQLite no transaction is begun for it, which would
    /// take longer than the statement.
    ///
    /// # Errors
    /// `work`'s own, and the store's.
    pub async fn read_one<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite { id, database, .. } => {
                with_reader(*id, database, |reader| work(&mut reader.connection))
            }
            Inner::Postgres(pool) => pool.read(work).await,
        }
    }

    /// What this thread sees of the database now; whoever reads after it sees as much or more. `None` where that cannot be told
    /// more cheaply than what one wants to know.
    ///
    /// # Errors
    /// The store's.
    pub fn stamp(&self) -> Result<Option<Stamp>, StoreError> {
        match &*self.inner {
            Inner::Sqlite { id, database, .. } => with_reader(*id, database, |reader| {
                let data_version = dialect::data_version(&mut reader.connection)?;
                Ok(Some(Stamp { connection: reader.number, data_version }))
            }),
            Inner::Postgres(_) => Ok(None),
        }
    }

    /// A read that may take its time (a statistic, an export, a check): never on a thread that answers requests. `work`
    /// sees one snapshot.
    ///
    /// # Errors
    /// `work`'s own, and the store's.
    pub async fn read_long<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite { database, long_reads, .. } => {
                // Never closed.
                let _turn = long_reads.acquire().await;
                let database = database.clone();
                // What is logged there belongs to the same request.
                let request = tracing::Span::current();
                let read =
                    move || request.in_scope(|| database.connect(Purpose::Read)?.reading(work));
                let read = tokio::task::spawn_blocking(read);
                read.await.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
            }
            Inner::Postgres(pool) => pool.read_long(work).await,
        }
    }

    /// A write. `Ok` means: committed and on disk. `work` is one transaction of its own to whoever looks
    /// from outside: its error undoes all it did, and nothing of anybody else. It may be run several times, so
    /// what it does outside the database must not matter.
    ///
    /// # Errors
    /// `work`'s own, and the store's.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: WriteError + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite { writer, .. } => writer.run(work).await,
            Inner::Postgres(pool) => pool.write(work).await,
        }
    }

    /// Whether writes are done in the order in which they were asked for.
    #[must_use]
    pub fn writes_in_order(&self) -> bool {
        matches!(*self.inner, Inner::Sqlite { .. })
    }

    /// Waits until everything that was asked for is written; no write is done any more afterwards. On SQLite reads go on.
    pub async fn close(&self) {
        match &*self.inner {
            Inner::Sqlite { writer, .. } => writer.close().await,
            Inner::Postgres(pool) => pool.close().await,
        }
    }
}

fn read_here<T, E>(
    id: u64,
    database: &Database,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError>,
{
    with_reader(id, database, |reader| reader.connection.reading(work))
}

fn with_reader<T, E>(
    id: u64,
    database: &Database,
    work: impl FnOnce(&mut Reader) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError>,
{
    let parked = READERS.with_borrow_mut(|readers| readers.remove(&id));
    let mut reader = match parked {
        Some(reader) => reader,
        None => Reader::connect(database)?,
    };
    let result = work(&mut reader);
    // A connection that a panic or an error left in a transaction is not worth repairing.
    if !reader.connection.in_transaction() {
        READERS.with_borrow_mut(|readers| readers.insert(id, reader));
    }
    result
}

#[cfg(test)]
mod tests;

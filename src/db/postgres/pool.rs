//! Connections to PostgreSQL, and the threads that wait for it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use diesel::r2d2::{ManageConnection, Pool as R2d2, PooledConnection, R2D2Connection};
use tokio::sync::Semaphore;

use crate::db::{Connection, Database, Purpose, StoreError, WriteError};

/// How many connections there are for what is short. More would not make two cores faster; each costs the server a process.
pub const CONNECTIONS: u32 = 16;

/// How many more there are for long reads, so that they take none from a callback.
const LONG: u32 = 2;

/// How many may wait for a connection. Beyond it a caller is told at once rather than kept until it gives up.
const WAITING: usize = 4096;

/// How long a connection is waited for while the server does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a write is tried that lost a race against another one.
const TRIES: u32 = 8;

/// The doors to a PostgreSQL.
pub struct Pool {
    connections: R2d2<Manager>,
    /// As many as there are connections: no thread ever waits for one.
    short: Arc<Semaphore>,
    long: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    committed: Arc<dyn Fn() + Send + Sync>,
}

struct Manager(Database);

/// A connection, and whether it is worth keeping.
struct Kept {
    connection: Connection,
    broken: bool,
}

impl ManageConnection for Manager {
    type Connection = Kept;
    type Error = StoreError;

    fn connect(&self) -> Result<Kept, StoreError> {
        let connection = self.0.connect(Purpose::Write)?;
        Ok(Kept { connection, broken: false })
    }

    fn is_valid(&self, kept: &mut Kept) -> Result<(), StoreError> {
        Ok(kept.connection.ping()?)
    }

    fn has_broken(&self, kept: &mut Kept) -> bool {
        kept.broken || kept.connection.in_transaction() || kept.connection.is_broken()
    }
}

/// What the pool cannot tell anybody who asked.
#[derive(Debug)]
struct Log;

impl diesel::r2d2::HandleError<StoreError> for Log {
    fn handle_error(&self, error: StoreError) {
        tracing::warn!(%error, "no connection to the database");
    }
}

impl Pool {
    /// Nothing is connected yet: a server that is away now may come.
    pub(in crate::db) fn new(
        database: Database,
        committed: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let connections = R2d2::builder()
            .max_size(CONNECTIONS + LONG)
            .min_idle(Some(0))
            .connection_timeout(PATIENCE)
            // A connection that has died is noticed by its `BEGIN`, and costs nothing until then.
            .test_on_check_out(false)
            .error_handler(Box::new(Log))
            .build_unchecked(Manager(database));
        Self {
            connections,
            short: Arc::new(Semaphore::new(CONNECTIONS as usize)),
            long: Arc::new(Semaphore::new(LONG as usize)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            committed: Arc::new(committed),
        }
    }

    pub(in crate::db) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let connections = self.connections.clone();
        self.on_a_thread(&self.short, move || {
            let mut kept = begun(&connections, Connection::begin_read)?;
            let result = work(&mut kept.connection);
            kept.broken = kept.connection.rollback().is_err();
            result
        })
        .await
    }

    /// A read that may take its time.
    pub(in crate::db) async fn read_long<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let connections = self.connections.clone();
        self.on_a_thread(&self.long, move || {
            let mut kept = begun(&connections, Connection::begin_read)?;
            let patient = kept.connection.say("SET LOCAL statement_timeout = 0");
            let result =
                patient.map_err(|e| E::from(e.into())).and_then(|()| work(&mut kept.connection));
            kept.broken = kept.connection.rollback().is_err();
            result
        })
        .await
    }

    pub(in crate::db) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: WriteError + Send + 'static,
    {
        let connections = self.connections.clone();
        let committed = Arc::clone(&self.committed);
        self.on_a_thread(&self.short, move || {
            let mut tries = 1;
            loop {
                match attempt(&connections, &work) {
                    Err(error) if tries < TRIES && lost_a_race(&error) => tries += 1,
                    Err(error) => return Err(error),
                    Ok(done) => {
                        committed();
                        return Ok(done);
                    }
                }
            }
        })
        .await
    }

    /// Waits until everything that was asked for is done; nothing is done any more afterwards.
    pub(in crate::db) async fn close(&self) {
        self.waiting.close();
        // Whoever is in the queue already has its turn first.
        for (permits, all) in [(&self.short, CONNECTIONS), (&self.long, LONG)] {
            let drained = permits.acquire_many(all).await;
            permits.close();
            drop(drained);
        }
    }

    async fn on_a_thread<T, E>(
        &self,
        permits: &Arc<Semaphore>,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let closed = || StoreError::Unavailable("the database is closed".to_owned());
        let waiting = match self.waiting.try_acquire() {
            Ok(waiting) => waiting,
            Err(tokio::sync::TryAcquireError::Closed) => return Err(closed().into()),
            Err(tokio::sync::TryAcquireError::NoPermits) => {
                return Err(StoreError::Busy(format!("{WAITING} requests are waiting")).into());
            }
        };
        let permit = Arc::clone(permits).acquire_owned().await.map_err(|_| closed())?;
        drop(waiting);
        let ran = tokio::task::spawn_blocking(move || {
            // Goes when the work is done, also where the caller has hung up meanwhile.
            let _permit = permit;
            work()
        });
        ran.await.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }
}

/// A connection in a fresh transaction. Those that have died since they were used last are thrown away on the way.
fn begun(
    connections: &R2d2<Manager>,
    begin: fn(&mut Connection) -> diesel::QueryResult<()>,
) -> Result<PooledConnection<Manager>, StoreError> {
    let mut dead = 0;
    loop {
        let mut kept =
            connections.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
        match begin(&mut kept.connection).map_err(StoreError::from) {
            Ok(()) => return Ok(kept),
            Err(error) => {
                kept.broken = true;
                dead += 1;
                if dead > CONNECTIONS + LONG || !matches!(error, StoreError::Unavailable(_)) {
                    return Err(error);
                }
            }
        }
    }
}

/// One transaction.
fn attempt<T, E>(
    connections: &R2d2<Manager>,
    work: &impl Fn(&mut Connection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError>,
{
    let mut kept = begun(connections, Connection::begin_write)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut kept.connection)));
    match outcome {
        Ok(Ok(done)) => match kept.connection.commit() {
            Ok(()) => Ok(done),
            Err(error) => {
                kept.broken = true;
                Err(StoreError::from(error).into())
            }
        },
        Ok(Err(error)) => {
            kept.broken = kept.connection.rollback().is_err();
            Err(error)
        }
        Err(_panic) => {
            // Its transaction's depth is unknown.
            kept.broken = true;
            Err(StoreError::Panicked.into())
        }
    }
}

/// Whether another transaction was faster: what it wrote is seen by the next try.
fn lost_a_race(error: &impl WriteError) -> bool {
    use diesel::result::{DatabaseErrorKind::UniqueViolation, Error::DatabaseError};
    match error.store_error() {
        Some(StoreError::Conflict) => true,
        Some(StoreError::Query(DatabaseError(kind, _))) => matches!(kind, UniqueViolation),
        _ => false,
    }
}

#[cfg(test)]
mod tests;

//! Connections to PostgreSQL, and the threads that wait for it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use diesel::r2d2::{ManageConnection, Pool as R2d2, PooledConnection, R2D2Connection};
use tokio::sync::Semaphore;

use crate::db::{Connection, Database, Purpose, StoreError, WriteError, dialect};

/// How many connections there are for what is short. More would not make two cores faster; each costs the server a process.
pub const CONNECTIONS: u32 = 16;

/// How many of them reads may have at once: however slow they are, a callback finds one of the others.
const READS: u32 = CONNECTIONS - 4;

/// How many more there are for long reads, so that they take none from a callback.
const LONG: u32 = 2;

/// How many may wait for a connection. Beyond it a caller is told at once rather than kept until it gives up.
const WAITING: usize = 4096;

/// How long a connection is waited for while the server does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long after that nobody waits for it.
const AGAIN: Duration = Duration::from_millis(500);

/// How often a write is tried that lost a race against another one.
const TRIES: u32 = 8;

/// The doors to a PostgreSQL.
pub struct Pool {
    connections: Connections,
    /// As many as there are connections: no thread ever waits for one.
    short: Arc<Semaphore>,
    reads: Arc<Semaphore>,
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
        let pool = R2d2::builder()
            .max_size(CONNECTIONS + LONG)
            .min_idle(Some(0))
            .connection_timeout(PATIENCE)
            // A connection that has died is noticed by its `BEGIN`, and costs nothing until then.
            .test_on_check_out(false)
            .error_handler(Box::new(Log))
            .build_unchecked(Manager(database));
        Self {
            connections: Connections { pool, away: Arc::default() },
            short: Arc::new(Semaphore::new(CONNECTIONS as usize)),
            reads: Arc::new(Semaphore::new(READS as usize)),
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
        self.on_a_thread(&[&self.reads, &self.short], move || {
            let mut kept = connections.begun(Connection::begin_read)?;
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
        self.on_a_thread(&[&self.long], move || {
            let mut kept = connections.begun(Connection::begin_read)?;
            let patient = dialect::be_patient(&mut kept.connection);
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
        self.on_a_thread(&[&self.short], move || {
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
        let all = [(&self.reads, READS), (&self.short, CONNECTIONS), (&self.long, LONG)];
        for (permits, all) in all {
            let drained = permits.acquire_many(all).await;
            permits.close();
            drop(drained);
        }
    }

    async fn on_a_thread<T, E>(
        &self,
        permits: &[&Arc<Semaphore>],
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
        let mut turn = Vec::with_capacity(permits.len());
        for permits in permits {
            turn.push(Arc::clone(permits).acquire_owned().await.map_err(|_| closed())?);
        }
        drop(waiting);
        let ran = tokio::task::spawn_blocking(move || {
            // Goes when the work is done, also where the caller has hung up meanwhile.
            let _turn = turn;
            work()
        });
        ran.await.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }
}

/// Where connections come from. Cheap to clone.
#[derive(Clone)]
struct Connections {
    pool: R2d2<Manager>,
    /// What is known of a server that did not answer.
    away: Arc<Mutex<Option<Away>>>,
}

struct Away {
    why: String,
    /// When it is worth asking again; until then nobody waits for it.
    again: Instant,
}

impl Connections {
    /// A connection in a fresh transaction. Those that have died since they were used last are thrown away on the way.
    fn begun(
        &self,
        begin: fn(&mut Connection) -> diesel::QueryResult<()>,
    ) -> Result<PooledConnection<Manager>, StoreError> {
        let mut dead = 0;
        loop {
            let mut kept = self.get()?;
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

    /// Of all that want a connection while the server is away one at a time waits for it; the others are told at once.
    fn get(&self) -> Result<PooledConnection<Manager>, StoreError> {
        if let Some(away) = &mut *self.away() {
            let now = Instant::now();
            if now < away.again {
                return Err(StoreError::Unavailable(away.why.clone()));
            }
            away.again = now + PATIENCE + AGAIN;
        }
        let got = self.pool.get().map_err(|error| error.to_string());
        *self.away() = match &got {
            Ok(_) => None,
            Err(why) => Some(Away { why: why.clone(), again: Instant::now() + AGAIN }),
        };
        got.map_err(StoreError::Unavailable)
    }

    fn away(&self) -> MutexGuard<'_, Option<Away>> {
        // Nothing panics while it is held; a poisoned one is as good as any.
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One transaction.
fn attempt<T, E>(
    connections: &Connections,
    work: &impl Fn(&mut Connection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError>,
{
    let mut kept = connections.begun(Connection::begin_write)?;
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

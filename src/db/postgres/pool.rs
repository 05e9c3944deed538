//! Connections to PostgreSQL, and the threads that wait for it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use diesel::r2d2::R2D2Connection;
use tokio::sync::Semaphore;

use crate::db::{Connection, Database, Meter, Pressure, Purpose, StoreError, WriteError, dialect};

/// How many connections there are for what is short. More would not make two cores faster; each costs the server a process.
pub const CONNECTIONS: u32 = 16;

/// How many of them reads may have at once: however slow they are, a callback finds one of the others.
const READS: u32 = CONNECTIONS - 4;

/// How many more there are for long reads, so that they take none from a callback.
const LONG: u32 = 2;

/// How many may wait for a connection. Beyond it a caller is told at once rather than kept until it gives up.
const WAITING: usize = 4096;

/// How long a connection that nobody uses is kept.
const KEPT: Duration = Duration::from_mins(10);

/// How long a server may take to let somebody in (`connect_timeout` of a `PostgresUrl`), and a little more.
const CONNECTING: Duration = Duration::from_secs(6);

/// How long after it did not answer nobody asks it again.
const AGAIN: Duration = Duration::from_millis(500);

/// How often a write is tried that lost a race against another one.
const TRIES: u32 = 8;

/// The doors to a PostgreSQL.
pub struct Pool {
    idle: Arc<Idle>,
    /// As many as there are connections: no thread ever waits for one.
    short: Arc<Semaphore>,
    reads: Arc<Semaphore>,
    long: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    meter: Arc<Meter>,
    committed: Arc<dyn Fn() + Send + Sync>,
}

/// The connections that nobody uses now. Whoever finds none makes one himself and so learns at once, and in the server's
/// own words, that it is away; a pool that goes on trying in the background would keep him waiting for nothing.
struct Idle {
    database: Database,
    /// And since when. The one that was used last is used next.
    kept: Mutex<Vec<(Connection, Instant)>>,
    /// What is known of a server that did not answer.
    away: Mutex<Option<Away>>,
}

struct Away {
    why: String,
    /// When it is worth asking again; until then nobody waits for it.
    again: Instant,
}

impl Idle {
    /// A connection in a fresh transaction. Those that have died since they were used last are thrown away on the way.
    fn begun(
        &self,
        begin: fn(&mut Connection) -> diesel::QueryResult<()>,
    ) -> Result<Connection, StoreError> {
        while let Some(mut connection) = self.take() {
            match begin(&mut connection).map_err(StoreError::from) {
                Ok(()) => return Ok(connection),
                Err(StoreError::Unavailable(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let mut connection = self.connect()?;
        begin(&mut connection)?;
        Ok(connection)
    }

    /// A new connection. While the server is away one at a time asks it, and the others are told what he was told: one
    /// that says nothing at all costs each who asks it seconds.
    fn connect(&self) -> Result<Connection, StoreError> {
        if let Some(away) = &mut *lock(&self.away) {
            let now = Instant::now();
            if now < away.again {
                return Err(StoreError::Unavailable(away.why.clone()));
            }
            away.again = now + CONNECTING + AGAIN;
        }
        let connected = self.database.connect(Purpose::Write);
        *lock(&self.away) = match &connected {
            Err(StoreError::Unavailable(why)) => {
                Some(Away { why: why.clone(), again: Instant::now() + AGAIN })
            }
            _ => None,
        };
        connected
    }

    fn take(&self) -> Option<Connection> {
        lock(&self.kept).pop().map(|(connection, _)| connection)
    }

    /// Keeps a connection whose transaction has ended, unless it is not worth it.
    fn keep(&self, mut connection: Connection) {
        if connection.in_transaction() || connection.is_broken() {
            return;
        }
        let mut kept = lock(&self.kept);
        kept.push((connection, Instant::now()));
        kept.retain(|(_, since)| since.elapsed() < KEPT);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it is held; a poisoned one is as good as any.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    /// Nothing is connected yet: a server that is away now may come.
    pub(in crate::db) fn new(
        database: Database,
        meter: Arc<Meter>,
        committed: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            idle: Arc::new(Idle { database, kept: Mutex::default(), away: Mutex::default() }),
            short: Arc::new(Semaphore::new(CONNECTIONS as usize)),
            reads: Arc::new(Semaphore::new(READS as usize)),
            long: Arc::new(Semaphore::new(LONG as usize)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            meter,
            committed: Arc::new(committed),
        }
    }

    pub(in crate::db) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let idle = Arc::clone(&self.idle);
        self.on_a_thread(&[&self.reads, &self.short], move || {
            let mut connection = idle.begun(Connection::begin_read)?;
            let result = work(&mut connection);
            if connection.rollback().is_ok() {
                idle.keep(connection);
            }
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
        let idle = Arc::clone(&self.idle);
        self.on_a_thread(&[&self.long], move || {
            let mut connection = idle.begun(Connection::begin_read)?;
            let patient = dialect::be_patient(&mut connection);
            let result =
                patient.map_err(|e| E::from(e.into())).and_then(|()| work(&mut connection));
            if connection.rollback().is_ok() {
                idle.keep(connection);
            }
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
        let idle = Arc::clone(&self.idle);
        let (committed, meter) = (Arc::clone(&self.committed), Arc::clone(&self.meter));
        self.on_a_thread(&[&self.short], move || {
            let mut tries = 1;
            loop {
                match attempt(&idle, &work) {
                    Err(error) if tries < TRIES && lost_a_race(&error) => tries += 1,
                    Err(error) => {
                        if is_away(&error) {
                            meter.failed();
                        }
                        return Err(error);
                    }
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

    /// How busy it is now.
    pub(in crate::db) fn pressure(&self) -> Pressure {
        let in_use = |permits: &Semaphore, all: u32| {
            (all as usize).saturating_sub(permits.available_permits())
        };
        Pressure {
            waiting: WAITING.saturating_sub(self.waiting.available_permits()),
            in_use: in_use(&self.short, CONNECTIONS) + in_use(&self.long, LONG),
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
        let asked = Instant::now();
        let mut turn = Vec::with_capacity(permits.len());
        for permits in permits {
            turn.push(Arc::clone(permits).acquire_owned().await.map_err(|_| closed())?);
        }
        drop(waiting);
        self.meter.waited(asked.elapsed());
        // What is logged there belongs to the same request.
        let request = tracing::Span::current();
        let ran = tokio::task::spawn_blocking(move || {
            // Goes when the work is done, also where the caller has hung up meanwhile.
            let _turn = turn;
            request.in_scope(work)
        });
        ran.await.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }
}

/// One transaction.
fn attempt<T, E>(idle: &Idle, work: &impl Fn(&mut Connection) -> Result<T, E>) -> Result<T, E>
where
    E: From<StoreError>,
{
    let mut connection = idle.begun(Connection::begin_write)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut connection)));
    match outcome {
        Ok(Ok(done)) => {
            // Where that fails the connection goes, too.
            connection.commit().map_err(StoreError::from)?;
            idle.keep(connection);
            Ok(done)
        }
        Ok(Err(error)) => {
            if connection.rollback().is_ok() {
                idle.keep(connection);
            }
            Err(error)
        }
        // Its transaction's depth is unknown.
        Err(_panic) => Err(StoreError::Panicked.into()),
    }
}

/// Whether it is the database that cannot be used.
fn is_away(error: &impl WriteError) -> bool {
    matches!(error.store_error(), Some(StoreError::Busy(_) | StoreError::Unavailable(_)))
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

//! SQLite's one writer: whatever jobs are waiting become one transaction, and one fsync serves them all.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

use tokio::sync::{mpsc, oneshot};

use super::{Connection, Database, Meter, Purpose, StoreError, dialect};

/// How many jobs may wait. Beyond it a caller is told at once rather than kept until it gives up.
const QUEUE: usize = 4096;

/// How many jobs share one commit at most: enough to make the fsync cheap, few enough to answer soon.
const BATCH: usize = 256;

/// The thread that owns the only writing connection.
pub(super) struct Writer {
    /// `None` once closed: the thread ends when the last sender is gone and the queue is empty.
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A write on its way: run (perhaps twice), then answered once.
trait Job: Send {
    /// Runs the work and keeps its result.
    fn run(&mut self, connection: &mut Connection) -> Ran;
    /// Answers with the kept result, or with why there is none.
    fn answer(self: Box<Self>, failure: Option<StoreError>);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ran {
    Well,
    /// Its work has to be undone.
    Badly,
    /// The same, and the connection is in a state nobody knows.
    Panicked,
}

struct Write<T, E, F> {
    work: F,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Write<T, E, F>
where
    F: Fn(&mut Connection) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, connection: &mut Connection) -> Ran {
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.work)(connection)));
        let ran = match &outcome {
            Ok(Ok(_)) => Ran::Well,
            Ok(Err(_)) => Ran::Badly,
            Err(_) => Ran::Panicked,
        };
        self.result = Some(outcome.unwrap_or_else(|_| Err(StoreError::Panicked.into())));
        ran
    }

    fn answer(self: Box<Self>, failure: Option<StoreError>) {
        let result = match (failure, self.result) {
            (Some(failure), _) => Err(failure.into()),
            (None, Some(result)) => result,
            (None, None) => Err(StoreError::Panicked.into()),
        };
        // A caller that hung up does not need the answer; the work is done all the same.
        let _ = self.caller.send(result);
    }
}

impl Writer {
    pub(super) fn start(
        database: Database,
        meter: Arc<Meter>,
        committed: impl Fn() + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                Loop { database, connection: None, meter, committed }.run(receiver);
            })
            .map_err(|error| {
                StoreError::Unavailable(format!("no thread for the writer: {error}"))
            })?;
        Ok(Self { queue: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    pub(super) async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job = Box::new(Write { work, result: None, caller });
        let queue = lock(&self.queue).clone();
        match queue {
            None => return Err(closed().into()),
            Some(queue) => match queue.try_send(job) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Full(_)) => {
                    return Err(StoreError::Busy(format!("{QUEUE} writes are waiting")).into());
                }
                Err(mpsc::error::TrySendError::Closed(_)) => return Err(closed().into()),
            },
        }
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// How many jobs wait now.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.queue).as_ref().map_or(0, |queue| queue.max_capacity() - queue.capacity())
    }

    pub(super) async fn close(&self) {
        drop(lock(&self.queue).take());
        let thread = lock(&self.thread).take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the writer ended in a panic");
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing panics while these are held; a poisoned one is as good as any.
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn closed() -> StoreError {
    StoreError::Unavailable("the database is closed".to_owned())
}

struct Loop<C> {
    database: Database,
    /// `None` at first, and after whatever leaves it in doubt: a fresh one is opened for the next batch.
    connection: Option<Connection>,
    meter: Arc<Meter>,
    committed: C,
}

impl<C: Fn()> Loop<C> {
    fn run(mut self, mut queue: mpsc::Receiver<Box<dyn Job>>) {
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(first) = queue.blocking_recv() {
            batch.push(first);
            gather(&mut queue, &mut batch);
            self.write(&mut batch);
        }
        if let Some(mut connection) = self.connection
            && let Err(error) = dialect::tidy(&mut connection)
        {
            tracing::info!(%error, "the log was not written back into the database; the next start reads it");
        }
    }

    /// All jobs in one transaction, without a savepoint each (they would cost a sixth). Where one goes
    /// wrong, which is rare, the whole batch is undone and each job runs in a transaction of its own.
    fn write(&mut self, batch: &mut Vec<Box<dyn Job>>) {
        match self.transaction(batch) {
            Ok(Ran::Well) => {
                self.meter.committed(batch.len());
                answer(batch.drain(..), || None);
            }
            Ok(_) if batch.len() > 1 => {
                for job in batch.drain(..) {
                    self.write(&mut vec![job]);
                }
                return;
            }
            Ok(_) => answer(batch.drain(..), || None),
            Err(error) => {
                self.meter.failed();
                tracing::error!(%error, jobs = batch.len(), "writes failed");
                answer(batch.drain(..), || Some(shared(&error)));
            }
        }
        (self.committed)();
    }

    fn transaction(&mut self, batch: &mut [Box<dyn Job>]) -> Result<Ran, StoreError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.database.connect(Purpose::Write)?,
        };
        if let Err(error) = connection.begin_write().map_err(StoreError::from) {
            // Another process is writing; the connection is as good as before.
            if matches!(error, StoreError::Busy(_)) {
                self.connection = Some(connection);
            }
            return Err(error);
        }
        let ran = batch
            .iter_mut()
            .map(|job| job.run(&mut connection))
            .find(|ran| *ran != Ran::Well)
            .unwrap_or(Ran::Well);
        match ran {
            Ran::Well => {
                let committed = connection.commit();
                if committed.is_err() || connection.in_transaction() {
                    // Dropped with the connection, the transaction leaves no trace.
                    committed?;
                    return Err(StoreError::Unavailable(
                        "a commit left its transaction open".into(),
                    ));
                }
            }
            // SQLite may have rolled back by itself (the disk is full), or a savepoint may be left. The jobs
            // have their own answers to give, so it is the connection that goes, and not they.
            Ran::Badly => {
                if connection.rollback().is_err() || connection.in_transaction() {
                    return Ok(ran);
                }
            }
            // Its transaction's depth is unknown, so it goes.
            Ran::Panicked => return Ok(ran),
        }
        self.connection = Some(connection);
        Ok(ran)
    }
}

/// Takes whatever else is waiting. As long as more comes, whoever is about to send gets the processor first: on a busy
/// machine a commit then serves more of them, and on a quiet one nothing is waited for.
fn gather(queue: &mut mpsc::Receiver<Box<dyn Job>>, batch: &mut Vec<Box<dyn Job>>) {
    loop {
        let before = batch.len();
        while batch.len() < BATCH
            && let Ok(next) = queue.try_recv()
        {
            batch.push(next);
        }
        if batch.len() == before || batch.len() == BATCH {
            return;
        }
        thread::yield_now();
    }
}

/// What went wrong for all jobs of a batch alike, told to each.
fn shared(error: &StoreError) -> StoreError {
    match error {
        StoreError::Busy(reason) => StoreError::Busy(reason.clone()),
        StoreError::Unavailable(reason) => StoreError::Unavailable(reason.clone()),
        StoreError::Broken(reason) => StoreError::Broken(reason.clone()),
        other => StoreError::Unavailable(other.to_string()),
    }
}

fn answer(
    jobs: impl Iterator<Item = Box<dyn Job>>,
    mut failure: impl FnMut() -> Option<StoreError>,
) {
    for job in jobs {
        job.answer(failure());
    }
}

#[cfg(test)]
mod tests;

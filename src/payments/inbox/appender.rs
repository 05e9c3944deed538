//! The thread that writes: whatever waits becomes one write, and one fsync serves it all.

use std::{
    fs::File,
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

use tokio::sync::{mpsc, oneshot};

use super::{
    folder::{Folder, GivenUp, SegmentName},
    segment::{self, Scan},
    shelf::{Shelf, Was},
    waiting::Waiting,
};
use crate::clock::UtcTime;

/// How many callbacks may wait. Beyond it the caller is told at once.
const QUEUE: usize = 4096;

/// How many callbacks, and how many bytes, share one fsync at most.
const GROUP: usize = 256;
const GROUP_BYTES: usize = 16 * 1024 * 1024;

/// A segment that has grown to this is written no more: a replay removes what is in the books bit by bit.
const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;

/// Why a callback is not in the inbox.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotKept {
    #[error("{QUEUE} callbacks wait for the inbox already")]
    Full,
    #[error("the inbox is closed")]
    Closed,
    #[error("the inbox cannot be written: {0}")]
    Write(Arc<io::Error>),
}

impl From<io::Error> for NotKept {
    fn from(error: io::Error) -> Self {
        Self::Write(Arc::new(error))
    }
}

pub struct Appender {
    /// `None` once closed: the thread ends when the queue is empty.
    queue: Mutex<Option<mpsc::Sender<Request>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Request {
    Append(Append),
    Probe(oneshot::Sender<Result<(), NotKept>>),
    Seal(oneshot::Sender<()>),
}

struct Append {
    line: Vec<u8>,
    received_at: UtcTime,
    caller: oneshot::Sender<Result<(), NotKept>>,
}

impl Appender {
    pub fn start(folder: Folder, shelf: Arc<Shelf>) -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("inbox".to_owned())
            .spawn(move || Loop { folder, shelf, active: None }.run(receiver))?;
        Ok(Self { queue: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    pub async fn append(&self, line: Vec<u8>, received_at: UtcTime) -> Result<(), NotKept> {
        let (caller, answer) = oneshot::channel();
        self.ask(Request::Append(Append { line, received_at, caller }))?;
        answer.await.unwrap_or(Err(NotKept::Closed))
    }

    pub async fn probe(&self) -> Result<(), NotKept> {
        let (caller, answer) = oneshot::channel();
        self.ask(Request::Probe(caller))?;
        answer.await.unwrap_or(Err(NotKept::Closed))
    }

    /// Whatever was appended before is in no active segment any more.
    pub async fn seal(&self) {
        let (caller, answer) = oneshot::channel();
        if self.ask(Request::Seal(caller)).is_ok() {
            // A thread that is gone has let go of its segment.
            let _ = answer.await;
        }
    }

    /// Writes what was asked for, and ends.
    pub async fn close(&self) {
        drop(lock(&self.queue).take());
        let thread = lock(&self.thread).take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the inbox's thread ended in a panic");
            }
        }
    }

    fn ask(&self, request: Request) -> Result<(), NotKept> {
        let queue = lock(&self.queue).clone().ok_or(NotKept::Closed)?;
        queue.try_send(request).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => NotKept::Full,
            mpsc::error::TrySendError::Closed(_) => NotKept::Closed,
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while these are held; a poisoned one is as good as any.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The segment that is being written.
struct Active {
    name: SegmentName,
    file: File,
    /// How much of it is known to be on disk.
    length: u64,
    state: State,
}

impl Active {
    /// Cuts off what was written of a group that failed: half a line would spoil the next one.
    fn cut(&mut self) {
        if self.file.set_len(self.length).is_err() {
            self.state = State::Doubtful;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Sound,
    /// An fsync failed, or half a line could not be cut off: whoever trusts its handle again may be told that what is
    /// lost is on disk. What is in it has to be looked up.
    Doubtful,
}

struct Loop {
    folder: Folder,
    shelf: Arc<Shelf>,
    active: Option<Active>,
}

impl Loop {
    fn run(mut self, mut queue: mpsc::Receiver<Request>) {
        let mut next = None;
        loop {
            let Some(request) = next.take().or_else(|| queue.blocking_recv()) else { return };
            match request {
                Request::Append(first) => {
                    let group;
                    (group, next) = gather(first, &mut queue);
                    self.keep(group);
                }
                Request::Probe(caller) => {
                    let _ = caller.send(self.folder.probe().map_err(NotKept::from));
                }
                Request::Seal(caller) => {
                    self.seal();
                    let _ = caller.send(());
                }
            }
        }
    }

    /// Keeps all of a group or, where that fails, as many as it can, one by one: on a disk that is almost full a small
    /// callback still finds room where a large one does not.
    fn keep(&mut self, group: Vec<Append>) {
        match self.write(&group) {
            Ok(()) => {
                let mut kept = Waiting::default();
                for append in &group {
                    kept.add(append.received_at);
                }
                self.shelf.kept(kept);
                for append in group {
                    // A caller that hung up does not need the answer.
                    let _ = append.caller.send(Ok(()));
                }
            }
            Err(error) if is_full(&error) && self.folder.give_up() == GivenUp::Room => {
                tracing::error!(%error, "THE DISK IS FULL: the inbox uses up the room that was put aside for callbacks");
                self.keep(group);
            }
            Err(_) if group.len() > 1 => {
                for append in group {
                    self.keep(vec![append]);
                }
            }
            Err(error) => {
                let error = NotKept::from(error);
                for append in group {
                    let _ = append.caller.send(Err(error.clone()));
                }
            }
        }
        let done =
            |active: &Active| active.length >= SEGMENT_BYTES || active.state == State::Doubtful;
        if self.active.as_ref().is_some_and(done) {
            self.seal();
        }
    }

    fn write(&mut self, group: &[Append]) -> io::Result<()> {
        if self.active.as_ref().is_some_and(|active| active.state == State::Doubtful) {
            self.seal();
        }
        let active = match &mut self.active {
            Some(active) => active,
            none => {
                let (name, file) = self.folder.create()?;
                none.insert(Active { name, file, length: 0, state: State::Sound })
            }
        };
        let written = match group {
            [one] => active.file.write_all(&one.line),
            several => {
                let lines: Vec<&[u8]> = several.iter().map(|append| &append.line[..]).collect();
                active.file.write_all(&lines.concat())
            }
        };
        if let Err(error) = written {
            active.cut();
            return Err(error);
        }
        if let Err(error) = active.file.sync_data() {
            active.state = State::Doubtful;
            return Err(error);
        }
        active.length += group.iter().map(|append| append.line.len() as u64).sum::<u64>();
        Ok(())
    }

    /// Puts the active segment to those that wait for their replay; the next append begins another.
    fn seal(&mut self) {
        let Some(active) =
            self.active.take_if(|active| active.length > 0 || active.state == State::Doubtful)
        else {
            return;
        };
        match active.state {
            State::Sound => {
                let scan = Scan { whole: self.shelf.active(), damaged: 0 };
                self.shelf.put(active.name, active.file, scan, Was::Active);
            }
            State::Doubtful => match segment::scan(&self.folder, active.name) {
                Ok(scan) => {
                    self.shelf.quarantined(scan.damaged);
                    self.shelf.put(active.name, active.file, scan, Was::Active);
                }
                Err(error) => {
                    tracing::error!(%error, segment = %active.name, "a segment of the inbox cannot be read now; it is tried again");
                    self.shelf.forget_active();
                }
            },
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Takes whatever else is waiting, and what it met that is no append.
fn gather(first: Append, queue: &mut mpsc::Receiver<Request>) -> (Vec<Append>, Option<Request>) {
    let mut bytes = first.line.len();
    let mut group = vec![first];
    loop {
        let before = group.len();
        while group.len() < GROUP && bytes < GROUP_BYTES {
            match queue.try_recv() {
                Ok(Request::Append(append)) => {
                    bytes += append.line.len();
                    group.push(append);
                }
                Ok(other) => return (group, Some(other)),
                Err(_) => break,
            }
        }
        if group.len() == before || group.len() == GROUP || bytes >= GROUP_BYTES {
            return (group, None);
        }
        // Whoever is about to send gets the processor first: on a busy machine one fsync then serves more.
        thread::yield_now();
    }
}

#[cfg(test)]
mod tests;

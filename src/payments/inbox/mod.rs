//! The inbox: where authentic callbacks wait while the database cannot take them. It is a folder of the data directory
//! and knows nothing of HTTP or the database.
//!
//! A process writes one segment at a time and holds its lock, so that two processes that overlap on one data directory
//! never write into the same file. A segment that is written no more, or whose process is gone, is replayed as a whole
//! and removed when all of its records are in the books.

mod appender;
mod folder;
mod listing;
mod record;
mod segment;
mod shelf;
mod waiting;

use std::{io, path::Path, sync::Arc, time::Instant};

use self::{
    appender::Appender,
    folder::{Claim, Folder},
    segment::{Piece, Pieces},
    shelf::{Shelf, Was},
};
use super::RawCallback;

pub use appender::NotKept;
pub use folder::SegmentName;
pub use listing::Listing;
pub use waiting::{Found, Waiting};

/// The inbox of this process. Cheap to clone.
#[derive(Clone)]
pub struct Inbox {
    inner: Arc<Inner>,
}

struct Inner {
    folder: Folder,
    appender: Appender,
    shelf: Arc<Shelf>,
}

/// What was found in the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Segments whose process is gone, taken over now.
    pub segments: u64,
    /// Their whole records.
    pub records: u64,
    /// Pieces of them that are no whole records; they are in quarantine now.
    pub damaged: u64,
    /// Segments that another process, or this one, has in its hands.
    pub held: u64,
}

impl Inbox {
    /// Makes the folder if it is not there. Nothing is read yet: whoever waits for callbacks must not wait for that.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn open(path: &Path) -> io::Result<Self> {
        let folder = Folder::of(path);
        folder.make()?;
        let shelf = Arc::new(Shelf::default());
        let appender = Appender::start(folder.clone(), Arc::clone(&shelf))?;
        Ok(Self { inner: Arc::new(Inner { folder, appender, shelf }) })
    }

    /// Keeps a callback. `Ok` means: on disk.
    ///
    /// # Errors
    /// `NotKept`.
    pub async fn append(&self, raw: &RawCallback) -> Result<(), NotKept> {
        self.inner.appender.append(record::encode(raw), raw.received_at).await
    }

    /// Whether a callback could be kept now: something is written and taken away again.
    ///
    /// # Errors
    /// `NotKept`.
    pub async fn probe(&self) -> Result<(), NotKept> {
        self.inner.appender.probe().await
    }

    /// How many callbacks wait, and since when.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        self.inner.shelf.waiting()
    }

    /// How many pieces were put into quarantine since the start.
    #[must_use]
    pub fn quarantined(&self) -> u64 {
        self.inner.shelf.quarantined_pieces()
    }

    /// How many files of what could not be read lie in the folder now, whoever put them there.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn quarantine_files(&self) -> io::Result<usize> {
        Ok(self.inner.folder.quarantines()?.len())
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        self.inner.folder.path()
    }

    /// Ends the active segment: what is in it can be replayed now.
    pub async fn seal(&self) {
        self.inner.appender.seal().await;
    }

    /// Takes over the segments of processes that are gone, and puts into quarantine what is no record in them.
    ///
    /// # Errors
    /// Where the folder cannot be read. A segment that cannot be read is left where it is, and said.
    pub async fn adopt(&self) -> io::Result<Adopted> {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.adopt()).await
    }

    /// The oldest segment that waits for its replay now.
    pub(super) fn due(&self) -> Option<SegmentName> {
        self.inner.shelf.due(Instant::now())
    }

    /// When a segment that rests is due again.
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        self.inner.shelf.next_due()
    }

    pub(super) async fn read(&self, name: SegmentName) -> io::Result<Records> {
        let inner = Arc::clone(&self.inner);
        let pieces = blocking(move || Pieces::open(&inner.folder, name)).await?;
        Ok(Records { pieces: Box::new(pieces), read: Found::default() })
    }

    /// What is in a segment, whether or not it is in the books.
    pub(super) fn found(&self, name: SegmentName) -> Found {
        self.inner.shelf.found(name)
    }

    /// What of a segment is not in the books yet.
    pub(super) fn progress(&self, name: SegmentName, waiting: Waiting) {
        self.inner.shelf.progress(name, waiting);
    }

    /// Removes a segment whose records are all in the books, if it still is what it was.
    pub(super) async fn remove(&self, name: SegmentName, read: Found) -> io::Result<()> {
        let expected = self.inner.shelf.found(name);
        if read != expected {
            // Looked at anew, what is no record any more goes into quarantine.
            self.inner.shelf.drop_segment(name);
            return Err(io::Error::other(format!(
                "{read:?} was read, and there had been {expected:?}"
            )));
        }
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            inner.folder.remove(name)?;
            inner.shelf.drop_segment(name);
            Ok(())
        })
        .await
    }

    /// Leaves a segment alone for a while, each time longer.
    pub(super) fn rest(&self, name: SegmentName) {
        self.inner.shelf.rest(name);
    }

    /// Writes what was asked for, and ends. What waits is taken over by the next process.
    pub async fn close(&self) {
        self.inner.appender.close().await;
    }
}

impl Inner {
    fn adopt(&self) -> io::Result<Adopted> {
        if let Err(error) = self.folder.put_aside() {
            tracing::debug!(%error, "no room is put aside for callbacks");
        }
        let mut adopted = Adopted::default();
        for name in self.folder.segments()? {
            if self.shelf.has(name) {
                continue;
            }
            let lock = match self.folder.claim(name) {
                Ok(Claim::Mine(lock)) => lock,
                Ok(Claim::Held) => {
                    adopted.held += 1;
                    continue;
                }
                Ok(Claim::Gone) => continue,
                Err(error) => {
                    unreadable(name, &error);
                    continue;
                }
            };
            match segment::scan(&self.folder, name) {
                Ok(scan) if scan.whole.records == 0 => {
                    adopted.damaged += scan.damaged;
                    if let Err(error) = self.folder.remove(name) {
                        unreadable(name, &error);
                    }
                }
                Ok(scan) => {
                    adopted.segments += 1;
                    adopted.records += scan.whole.records;
                    adopted.damaged += scan.damaged;
                    self.shelf.put(name, lock, scan, Was::Adopted);
                }
                Err(error) => unreadable(name, &error),
            }
        }
        self.shelf.quarantined(adopted.damaged);
        if adopted.records > 0 {
            tracing::info!(
                records = adopted.records,
                segments = adopted.segments,
                "callbacks wait in the inbox that a process left behind"
            );
        }
        Ok(adopted)
    }
}

fn unreadable(name: SegmentName, error: &io::Error) {
    tracing::error!(%error, segment = %name, "a segment of the inbox cannot be taken over now; it is tried again");
}

/// The records of one segment, in batches.
pub(super) struct Records {
    pieces: Box<Pieces>,
    /// What has been read so far.
    pub(super) read: Found,
}

/// How many records, and how many bytes of bodies, are in memory together.
const BATCH: usize = 512;
const BATCH_BYTES: usize = 8 * 1024 * 1024;

impl Records {
    /// The next records; none at the end.
    pub(super) async fn next(mut self) -> io::Result<(Vec<RawCallback>, Self)> {
        blocking(move || {
            let (mut batch, mut bytes) = (Vec::new(), 0);
            while batch.len() < BATCH && bytes < BATCH_BYTES {
                match self.pieces.next()? {
                    Some(Piece::Whole(raw)) => {
                        self.read.whole += 1;
                        bytes += raw.body.len();
                        batch.push(raw);
                    }
                    Some(Piece::Damaged(..)) => self.read.damaged += 1,
                    None => break,
                }
            }
            Ok((batch, self))
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests;

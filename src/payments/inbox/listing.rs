//! A look at the inbox from outside.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    folder::{Folder, SegmentName},
    segment::{Piece, Pieces},
};
use crate::payments::RawCallback;

/// What lies in an inbox, whoever wrote it; nothing is changed.
pub struct Listing {
    folder: Folder,
    segments: std::vec::IntoIter<SegmentName>,
    current: Option<Pieces>,
    /// Files of what could not be read.
    pub quarantines: Vec<PathBuf>,
    /// Pieces that are no whole records, or not yet: a living process may be writing one.
    pub unreadable: u64,
}

impl Listing {
    /// # Errors
    /// Where the folder cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let folder = Folder::of(path);
        let segments = folder.segments()?.into_iter();
        let quarantines = folder.quarantines()?;
        Ok(Self { folder, segments, current: None, quarantines, unreadable: 0 })
    }

    /// The next record, oldest segment first.
    ///
    /// # Errors
    /// Where a segment cannot be read.
    pub fn next_record(&mut self) -> io::Result<Option<RawCallback>> {
        loop {
            if let Some(pieces) = &mut self.current {
                match pieces.next()? {
                    Some(Piece::Whole(raw)) => return Ok(Some(raw)),
                    Some(Piece::Damaged(..)) => {
                        self.unreadable += 1;
                        continue;
                    }
                    None => self.current = None,
                }
            }
            let Some(name) = self.segments.next() else { return Ok(None) };
            match Pieces::open(&self.folder, name) {
                Ok(pieces) => self.current = Some(pieces),
                // Replayed meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
}

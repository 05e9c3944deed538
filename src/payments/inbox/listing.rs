//! A look at the inbox from outside.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    folder::Folder,
    segment::{Piece, Pieces},
};
use crate::payments::RawCallback;

/// What lies in an inbox, whoever wrote it; nothing is changed.
pub struct Listing {
    segments: std::vec::IntoIter<Pieces>,
    current: Option<Pieces>,
    /// Files of what could not be read.
    pub quarantines: Vec<PathBuf>,
    /// Pieces that are no whole records, or not yet: a living process may be writing one.
    pub unreadable: u64,
}

impl Listing {
    /// Opens all that is there now: what is replayed and removed meanwhile is read all the same.
    ///
    /// # Errors
    /// Where the folder or a segment cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let folder = Folder::of(path);
        let quarantines = folder.quarantines()?;
        let mut segments = Vec::new();
        for name in folder.segments()? {
            match Pieces::open(&folder, name) {
                Ok(pieces) => segments.push(pieces),
                // Replayed since its name was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        let segments = segments.into_iter();
        Ok(Self { segments, current: None, quarantines, unreadable: 0 })
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
            let Some(pieces) = self.segments.next() else { return Ok(None) };
            self.current = Some(pieces);
        }
    }
}

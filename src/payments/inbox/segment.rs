//! Reading a segment, one line in memory at a time.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufRead, BufReader, Read},
};

use super::{
    folder::{Folder, SegmentName},
    record::{self, Damage},
    waiting::{Found, Waiting},
};
use crate::payments::RawCallback;

/// No record is longer: the longest body in base64, and its frame. What is longer is rubbish, and comes in pieces.
const LONGEST: u64 = 12 * 1024 * 1024;

/// What stands in a segment, piece by piece.
pub struct Pieces {
    input: BufReader<File>,
    salvaged: VecDeque<RawCallback>,
}

pub enum Piece {
    Whole(RawCallback),
    /// Bytes that are no record, or not only.
    Damaged(Vec<u8>, Damage),
}

impl Pieces {
    pub fn open(folder: &Folder, name: SegmentName) -> io::Result<Self> {
        let input = BufReader::with_capacity(64 * 1024, File::open(folder.path_of(name))?);
        Ok(Self { input, salvaged: VecDeque::new() })
    }

    pub fn next(&mut self) -> io::Result<Option<Piece>> {
        if let Some(raw) = self.salvaged.pop_front() {
            return Ok(Some(Piece::Whole(raw)));
        }
        let mut line = Vec::new();
        if (&mut self.input).take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let (records, damage) = record::decode(&line);
        self.salvaged.extend(records);
        match damage {
            Some(damage) => Ok(Some(Piece::Damaged(line, damage))),
            None => self.next(),
        }
    }
}

/// What a segment holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    pub whole: Waiting,
    /// How many pieces are in quarantine now.
    pub damaged: u64,
}

impl Scan {
    pub fn found(self) -> Found {
        Found { whole: self.whole.records, damaged: self.damaged }
    }
}

/// Counts a segment's whole records, and puts all else into quarantine.
///
/// # Errors
/// Where it cannot be read, or the quarantine cannot be written.
pub fn scan(folder: &Folder, name: SegmentName) -> io::Result<Scan> {
    let mut scan = Scan::default();
    let mut quarantine = folder.quarantine(name);
    let mut pieces = Pieces::open(folder, name)?;
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Whole(raw) => scan.whole.add(raw.received_at),
            Piece::Damaged(bytes, damage) => {
                tracing::debug!(segment = %name, bytes = bytes.len(), %damage, "no record");
                scan.damaged += 1;
                quarantine.add(&bytes)?;
            }
        }
    }
    if let Some(path) = quarantine.finish()? {
        tracing::error!(
            segment = %name,
            damaged = scan.damaged,
            whole = scan.whole.records,
            quarantine = %path.display(),
            "A PART OF THE INBOX CANNOT BE READ: it is kept in quarantine, and the whole records go on to the books"
        );
    }
    Ok(scan)
}

#[cfg(test)]
mod tests;

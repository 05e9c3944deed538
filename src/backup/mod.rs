//! Backups: a copy of one moment's books, made while the shop runs, and the way back.

mod daily;
mod restore;
mod state;

use std::{io, path::Path};

use diesel::{
    Connection as _, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_types::Text,
};

pub use daily::{Daily, Made};
pub use restore::{RestoreError, Restored, restore};
pub use state::{BackupState, is_stale};

use crate::{
    check::{self, CheckError, Report},
    clock::UtcTime,
    db::{
        Connection, Database, Purpose, StoreError,
        copy::{Copy, CopyError, Existing},
    },
    payments::{self, RawCallback, inbox::Listing},
};

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(
        "the books are in PostgreSQL, which has tools of its own for that: `pg_dump --format=custom --file=kassa.dump <the URL>` copies them while the shop runs, `pg_restore` brings them back"
    )]
    Postgres,
    #[error(transparent)]
    Copy(#[from] CopyError),
    #[error("the copy is damaged, so that it was thrown away; the disk may be, too: {0}")]
    Damaged(String),
    #[error("the inbox could not be read, so that the copy was thrown away: {0}")]
    Inbox(#[source] io::Error),
    #[error("the copy could not be verified, so that it was thrown away")]
    Check(#[source] CheckError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for BackupError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What was copied.
#[derive(Debug)]
pub struct Taken {
    pub bytes: u64,
    /// What became of the callbacks in the inbox.
    pub waited: Waited,
    pub verified: Verified,
}

/// What verifying a copy came to.
#[derive(Debug)]
pub enum Verified {
    /// All that `kassa check` looks at was looked at. A backup of books that do not add up is better than none, so it is
    /// kept; the books that it was taken from are wrong as well.
    Checked(Report),
    /// The shop was not brought up to this version yet, so that the file alone was verified, and the inbox is not in it.
    Older,
}

/// Copies the books into `target`: one moment's, whole, readable by their owner alone, and there under that name only
/// when they are. Blocks as long as it takes; writers are not kept waiting.
///
/// # Errors
/// `BackupError`; nothing is left behind then.
pub fn take(
    database: &Database,
    inbox: &Path,
    target: &Path,
    existing: Existing,
    now: UtcTime,
) -> Result<Taken, BackupError> {
    let file = sqlite_file(database)?;
    if existing == Existing::Keep && target.exists() {
        return Err(CopyError::Exists(target.display().to_string()).into());
    }
    // Opened before the copy is made: what is replayed from the inbox meanwhile is in one of the two at least, and what
    // is in both is one row.
    let waiting = waiting(inbox)?;
    let copy = Copy::of(file, target)?;
    let copied = Database::Sqlite(copy.path().to_owned());
    if let Some(damage) = damage(&mut copied.connect(Purpose::Read)?, "quick_check")? {
        return Err(BackupError::Damaged(damage));
    }
    let (waited, verified) = match check::of(&copied, now) {
        Err(CheckError::Older) => (Waited::default(), Verified::Older),
        Err(error) => return Err(BackupError::Check(error)),
        Ok(report) => match add(&copied, waiting)? {
            none @ Waited { added: 0, .. } => (none, Verified::Checked(report)),
            waited => {
                let report = check::of(&copied, now).map_err(BackupError::Check)?;
                (waited, Verified::Checked(report))
            }
        },
    };
    let bytes = copy.path().metadata().map_or(0, |metadata| metadata.len());
    copy.place(existing)?;
    Ok(Taken { bytes, waited, verified })
}

fn sqlite_file(database: &Database) -> Result<&Path, BackupError> {
    match database {
        Database::Sqlite(file) => Ok(file),
        Database::Postgres(_) => Err(BackupError::Postgres),
    }
}

/// The callbacks that wait in the inbox, in their order.
fn waiting(inbox: &Path) -> Result<impl Iterator<Item = io::Result<RawCallback>>, BackupError> {
    let mut listing = match Listing::open(inbox) {
        Ok(listing) => Some(listing),
        // A shop that never needed one.
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(BackupError::Inbox(error)),
    };
    Ok(std::iter::from_fn(move || listing.as_mut()?.next_record().transpose()))
}

/// What became of the callbacks that waited in the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waited {
    /// They are in the copy.
    pub added: usize,
    /// The books refuse them for a reason of their own: they are in the inbox alone.
    pub refused: usize,
}

/// Puts callbacks into a copy. One that the books refuse is no reason to have no backup of the others.
fn add(
    copied: &Database,
    waiting: impl Iterator<Item = io::Result<RawCallback>>,
) -> Result<Waited, BackupError> {
    let mut waiting = waiting.peekable();
    let mut waited = Waited::default();
    if waiting.peek().is_none() {
        return Ok(waited);
    }
    let mut connection = copied.connect(Purpose::Write)?;
    connection.begin_write()?;
    for raw in waiting {
        let raw = raw.map_err(BackupError::Inbox)?;
        match connection.transaction(|connection| payments::receive(connection, &raw)) {
            Ok(_) => waited.added += 1,
            Err(error @ StoreError::Query(_)) => {
                tracing::error!(%error, callback = %raw.uuid, "the books refuse a callback of the inbox, so it is not in the backup");
                waited.refused += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    connection.commit()?;
    make_single(&mut connection)?;
    Ok(waited)
}

/// Makes a database that was written to one file again, with no log beside it.
fn make_single(connection: &mut Connection) -> Result<(), StoreError> {
    Ok(connection.batch_execute("PRAGMA journal_mode = DELETE")?)
}

/// What SQLite itself finds wrong with a file; `pragma` says how hard it looks.
fn damage(connection: &mut Connection, pragma: &str) -> Result<Option<String>, StoreError> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        said: String,
    }
    let line: Line =
        diesel::sql_query(format!("SELECT {pragma} AS said FROM pragma_{pragma} LIMIT 1"))
            .get_result(connection)?;
    Ok(Some(line.said).filter(|said| said != "ok"))
}

#[cfg(test)]
mod tests;

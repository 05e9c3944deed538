//! Copies of an SQLite database while it is in use.
//!
//! `VACUUM INTO` is the facility of SQLite's own for it that can be reached in SQL: it reads one snapshot, so that in WAL
//! mode writers go on meanwhile, and writes a file that is whole by itself, with no log beside it. (The backup interface
//! proper is C alone: this crate forbids `unsafe`, and diesel has no door to it.)

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use diesel::{RunQueryDsl, connection::SimpleConnection, sql_types::Text};
use uuid::Uuid;

use super::{Database, Purpose, StoreError};

/// How the names of files end that are not finished.
pub const PARTIAL: &str = ".partial";

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("there is no database `{0}`; name the file of a shop, or start the shop once")]
    NoSource(String),
    #[error(
        "`{path}` cannot be written: {source}; let Kassa's user write there, or choose another place"
    )]
    Target { path: String, source: io::Error },
    #[error("`{0}` is there already, and is not overwritten; choose another name, or move it away")]
    Exists(String),
    #[error("the database could not be copied")]
    Store(#[from] StoreError),
}

/// What happens to a file that has the copy's name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and the copy is given up.
    Keep,
    Replace,
}

/// A copy that does not have its name yet. Unless it is put in place, it goes when this is dropped.
#[derive(Debug)]
pub struct Copy {
    temporary: PathBuf,
    target: PathBuf,
}

impl Copy {
    /// Copies a database into a file beside `target`, readable by its owner alone. Blocks as long as it takes.
    ///
    /// # Errors
    /// `CopyError`; nothing is left behind then.
    pub fn of(source: &Path, target: &Path) -> Result<Self, CopyError> {
        // Opening it would make one.
        if !source.is_file() {
            return Err(CopyError::NoSource(shown(source)));
        }
        let failed = |source| CopyError::Target { path: shown(target), source };
        let target = std::path::absolute(target).map_err(failed)?;
        let copy = Self { temporary: temporary(&target), target: target.clone() };
        make_private(&copy.temporary).map_err(failed)?;
        let path = copy.temporary.to_str().ok_or_else(|| {
            failed(io::Error::new(io::ErrorKind::InvalidInput, "its path is not valid UTF-8"))
        })?;
        let mut connection = Database::Sqlite(source.to_owned()).connect(Purpose::Read)?;
        // It writes nothing into the source, but its writes into the copy count as writes.
        connection.batch_execute("PRAGMA query_only = OFF").map_err(StoreError::from)?;
        diesel::sql_query("VACUUM INTO $1")
            .bind::<Text, _>(path)
            .execute(&mut connection)
            .map_err(StoreError::from)?;
        Ok(copy)
    }

    /// Where it is until then.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Gives the copy its name, all at once and for good: after this it is there even if the power goes.
    ///
    /// # Errors
    /// `CopyError::Exists` where `existing` says so, `CopyError::Target`; nothing is left behind then.
    pub fn place(self, existing: Existing) -> Result<(), CopyError> {
        let failed = |source| CopyError::Target { path: shown(&self.target), source };
        // `VACUUM INTO` leaves this to whoever asked for it.
        File::open(&self.temporary).and_then(|file| file.sync_all()).map_err(failed)?;
        match existing {
            Existing::Replace => fs::rename(&self.temporary, &self.target).map_err(failed)?,
            Existing::Keep => rename_to_new(&self.temporary, &self.target).map_err(|error| {
                if error.kind() == io::ErrorKind::AlreadyExists {
                    CopyError::Exists(shown(&self.target))
                } else {
                    failed(error)
                }
            })?,
        }
        sync_directory(&self.target).map_err(failed)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // Those that there are; after `place` none is.
        for ending in ["", "-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(&self.temporary, ending));
        }
    }
}

/// The same path with something after its name.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn temporary(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}{PARTIAL}", Uuid::new_v4().simple()));
    target.with_file_name(name)
}

/// `rename` replaces what is there; a second name is refused where there is one.
fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // A disk that knows no second names (a USB stick's): what is left is to look first.
        Err(_) if !to.exists() => fs::rename(from, to),
        Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
    }
}

/// SQLite fills an empty file as it is, and would make one that everybody may read.
#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::OpenOptions::new().write(true).create_new(true).open(path).map(drop)
}

/// A name is on disk when its directory is.
#[cfg(unix)]
fn sync_directory(of: &Path) -> io::Result<()> {
    match of.parent() {
        Some(directory) => File::open(directory)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere a directory cannot be opened")]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests;

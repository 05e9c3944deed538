//! The way back: a shop's books from a backup.

use std::path::Path;

use super::{BackupError, damage, make_single, sqlite_file};
use crate::{
    check::{self, CheckError, Report},
    clock::UtcTime,
    db::{
        self, Database, MigrateError, Purpose, Standing, StoreError,
        copy::{Copy, CopyError, Existing, beside},
    },
    dromon::AppId,
    identity::{self, Books, IdentityError},
};

/// Why nothing was restored. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error(
        "`{0}` is there already, and a live shop is never overwritten: stop the shop, move that file (and those beside it that begin with its name) away, and try again"
    )]
    Live(String),
    #[error("there is no file `{0}`")]
    NoFile(String),
    #[error("`{path}` is no backup of a Kassa shop: {why}")]
    NoBackup { path: String, why: String },
    #[error("`{path}` is damaged: {damage}; take another backup")]
    Damaged { path: String, damage: String },
    #[error("`{path}` cannot be restored here")]
    Identity { path: String, source: IdentityError },
    #[error(
        "the books in `{path}` do not add up; take another backup, or say --even-if-wrong\n{report}"
    )]
    Wrong { path: String, report: Report },
    #[error("the copy could not be verified")]
    Check(#[from] CheckError),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Copy(#[from] CopyError),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// The migrations that were run on it.
    pub migrated: Vec<String>,
    pub report: Report,
}

/// Puts a copy of `backup` where the settings' database should be, once it has proved to be whole, of this very shop, and
/// of no newer version. Books that do not add up are taken only if `even_if_wrong`.
///
/// # Errors
/// `RestoreError`.
pub fn restore(
    backup: &Path,
    database: &Database,
    (books, app_id): (Books, &AppId),
    even_if_wrong: bool,
    now: UtcTime,
) -> Result<Restored, RestoreError> {
    let path = || backup.display().to_string();
    let target = sqlite_file(database)?;
    for ending in ["", "-wal", "-journal"] {
        let file = beside(target, ending);
        if file.exists() {
            return Err(RestoreError::Live(file.display().to_string()));
        }
    }
    if !backup.is_file() {
        return Err(RestoreError::NoFile(path()));
    }
    let standing = {
        let no_backup = |why: String| RestoreError::NoBackup { path: path(), why };
        let mut connection = Database::Sqlite(backup.to_owned())
            .connect(Purpose::Read)
            .map_err(|error| no_backup(error.to_string()))?;
        let damage = damage(&mut connection, "integrity_check")
            .map_err(|error| no_backup(error.to_string()))?;
        if let Some(damage) = damage {
            return Err(RestoreError::Damaged { path: path(), damage });
        }
        let standing = db::standing(&mut connection).map_err(|error| match error {
            MigrateError::Store(error) => no_backup(error.to_string()),
            error => error.into(),
        })?;
        let found = identity::expect(&mut connection, books, app_id)
            .map_err(|source| RestoreError::Identity { path: path(), source })?;
        if found.is_none() {
            return Err(no_backup("it says of no shop that it is its".to_owned()));
        }
        standing
    };
    // What is verified is the very copy that is put in place.
    let copy = Copy::of(backup, target)?;
    let copied = Database::Sqlite(copy.path().to_owned());
    let migrated = match standing {
        Standing::Current => Vec::new(),
        Standing::Older => {
            let mut connection = copied.connect(Purpose::Write)?;
            let run = db::migrate_copy(&mut connection, &copied)?;
            make_single(&mut connection)?;
            run
        }
    };
    let report = check::of(&copied, now)?;
    if !report.is_clean() && !even_if_wrong {
        return Err(RestoreError::Wrong { path: path(), report });
    }
    match copy.place(Existing::Keep) {
        // Somebody was faster.
        Err(CopyError::Exists(path)) => Err(RestoreError::Live(path)),
        placed => Ok(placed.map(|()| Restored { migrated, report })?),
    }
}

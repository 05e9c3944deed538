//! One backup a day, and the oldest thrown away.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{BackupError, BackupState, Taken, Verified, sqlite_file, take};
use crate::{
    causes::with_causes,
    clock::UtcTime,
    config::Config,
    db::{
        Database,
        copy::{CopyError, Existing, PARTIAL},
    },
};

/// How old an unfinished file is before nobody can be at work on it any more.
const ABANDONED: Duration = Duration::from_hours(24);

/// The daily backup.
#[derive(Clone, Debug)]
pub struct Daily {
    database: Database,
    inbox: PathBuf,
    folder: PathBuf,
    /// How many are kept.
    keep: usize,
    /// Where a day begins.
    zone: Tz,
    /// Whose books they are: those of the sandbox may lie in the same folder.
    whose: &'static str,
    state: BackupState,
}

/// What a step did.
#[derive(Debug)]
pub enum Made {
    /// Today's is there already.
    Nothing,
    Backup {
        file: PathBuf,
        taken: Taken,
        /// The oldest ones, which were thrown away.
        removed: Vec<PathBuf>,
    },
}

impl Daily {
    /// The one that the settings ask for; `None` where they ask for none.
    ///
    /// # Errors
    /// `BackupError::Postgres` where they ask for what Kassa does not do.
    pub fn of(config: &Config, state: BackupState) -> Result<Option<Self>, BackupError> {
        let Some(folder) = config.backup_dir.clone() else { return Ok(None) };
        sqlite_file(&config.database)?;
        Ok(Some(Self {
            database: config.database.clone(),
            inbox: config.inbox_dir(),
            folder,
            keep: config.backup_keep,
            zone: config.time_zone,
            whose: if config.is_sandbox() { "sandbox" } else { "kassa" },
            state,
        }))
    }

    /// Makes today's backup unless there is one. Blocks as long as it takes.
    ///
    /// # Errors
    /// `BackupError`; the state tells of it from then on.
    pub fn step(&self, now: UtcTime) -> Result<Made, BackupError> {
        let made = self.try_step(now);
        match &made {
            Ok(Made::Nothing) => self.state.is_served(),
            Ok(Made::Backup { taken, .. }) => {
                let is_wrong =
                    matches!(&taken.verified, Verified::Checked(report) if !report.is_clean());
                self.state.made(now, is_wrong);
            }
            Err(error) => self.state.failed(with_causes(&error)),
        }
        made
    }

    /// What is the matter with the backups, if anything is.
    #[must_use]
    pub fn complaint(&self, now: UtcTime) -> Option<String> {
        self.state.complaint(now)
    }

    fn try_step(&self, now: UtcTime) -> Result<Made, BackupError> {
        let unusable = |source: io::Error| {
            let path = self.folder.display().to_string();
            BackupError::Copy(CopyError::Target { path, source })
        };
        make_folder(&self.folder).map_err(unusable)?;
        let today = now.utc().with_timezone(&self.zone).date_naive();
        let file = self.folder.join(format!("{}-{today}.sqlite", self.whose));
        let made = self.backups().map_err(unusable)?;
        self.state.found(made.last().and_then(|(_, newest)| time_of(newest)));
        if file.exists() {
            return Ok(Made::Nothing);
        }
        self.remove_abandoned().map_err(unusable)?;
        let taken = take(&self.database, &self.inbox, &file, Existing::Keep, now);
        let taken = match taken {
            // Another process of the same shop was faster.
            Err(BackupError::Copy(CopyError::Exists(_))) => return Ok(Made::Nothing),
            taken => taken?,
        };
        let removed = self.remove_oldest().map_err(unusable)?;
        Ok(Made::Backup { file, taken, removed })
    }

    /// When the newest in the folder was made; nothing is changed.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn newest(&self) -> io::Result<Option<UtcTime>> {
        Ok(self.backups()?.last().and_then(|(_, newest)| time_of(newest)))
    }

    /// The backups in the folder, oldest first: only what has a name that this gives.
    fn backups(&self) -> io::Result<Vec<(NaiveDate, PathBuf)>> {
        let mut backups = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let day = path
                .file_name()
                .and_then(|name| name.to_str()?.strip_prefix(self.whose)?.strip_prefix('-'))
                .and_then(|name| name.strip_suffix(".sqlite"))
                // The day alone, as it is written here: no `kassa-2026-11-24-before-the-move.sqlite`.
                .filter(|day| day.len() == "2026-11-24".len())
                .and_then(|day| day.parse().ok());
            backups.extend(day.map(|day| (day, path)));
        }
        backups.sort();
        Ok(backups)
    }

    fn remove_oldest(&self) -> io::Result<Vec<PathBuf>> {
        let backups = self.backups()?;
        let many = backups.len().saturating_sub(self.keep);
        let oldest: Vec<PathBuf> = backups.into_iter().take(many).map(|(_, path)| path).collect();
        for path in &oldest {
            fs::remove_file(path)?;
        }
        Ok(oldest)
    }

    /// A process that was killed while it copied leaves its file.
    fn remove_abandoned(&self) -> io::Result<()> {
        let ours = format!(".{}-", self.whose);
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
            if name.starts_with(&ours) && name.ends_with(PARTIAL) && age > ABANDONED {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// When a file was written last.
fn time_of(path: &Path) -> Option<UtcTime> {
    let modified: SystemTime = fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
    Some(UtcTime::from(DateTime::<Utc>::from(modified)))
}

#[cfg(unix)]
fn make_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(test)]
mod tests;

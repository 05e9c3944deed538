//! Opens the books: the data directory, the tables, whose they are.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    config::Config,
    db::{self, Database, MigrateError, Migrated, Store, StoreError},
    identity::{self, Books, CookieKey, IdentityError},
};

/// Why the books could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    #[error(
        "the data directory `{path}` cannot be made: {source}; let Kassa's user write there, or set KASSA_DATA_DIR to another place"
    )]
    Directory { path: String, source: io::Error },
    #[error(
        "the database file `{path}` cannot be made: {source}; let Kassa's user write there, or set KASSA_DATABASE_URL to another place"
    )]
    File { path: String, source: io::Error },
    #[error("the database `{place}` holds other books")]
    Identity { place: String, source: IdentityError },
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BooksError {
    /// Whether it is worth trying again with nothing changed.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Directory { source, .. } | Self::File { source, .. } => matches!(
                source.kind(),
                io::ErrorKind::StorageFull
                    | io::ErrorKind::QuotaExceeded
                    | io::ErrorKind::ResourceBusy
                    | io::ErrorKind::StaleNetworkFileHandle
                    | io::ErrorKind::TimedOut
            ),
            Self::Identity { source: IdentityError::Store(error), .. } | Self::Store(error) => {
                matches!(error, StoreError::Busy(_) | StoreError::Unavailable(_))
            }
            Self::Migrate(MigrateError::Store(error)) => {
                matches!(error, StoreError::Busy(_) | StoreError::Unavailable(_))
            }
            Self::Migrate(_) | Self::Identity { .. } => false,
        }
    }
}

/// The store, and the key that its browsers' cookies are signed with.
pub struct Opened {
    pub store: Store,
    pub cookie_key: CookieKey,
}

/// Makes the data directory if it is not there.
///
/// # Errors
/// `BooksError::Directory`.
pub fn prepare(config: &Config) -> Result<(), BooksError> {
    prepare_directory(&config.data_dir)
        .map_err(|source| BooksError::Directory { path: shown(&config.data_dir), source })
}

/// The places that Kassa writes to, for whoever looks whether they fill up.
#[must_use]
pub fn places(config: &Config) -> Vec<PathBuf> {
    let mut places = vec![config.data_dir.clone()];
    if let Database::Sqlite(path) = &config.database
        && let Some(folder) = path.parent()
    {
        let here = folder.as_os_str().is_empty();
        places.push(if here { ".".into() } else { folder.to_owned() });
    }
    places
}

/// Brings the tables to this version's, and tells what was done.
///
/// # Errors
/// `BooksError`.
pub fn migrate(config: &Config) -> Result<Migrated, BooksError> {
    prepare(config)?;
    match &config.database {
        Database::Sqlite(path) => {
            prepare_file(path).map_err(|source| BooksError::File { path: shown(path), source })?;
        }
        Database::Postgres(_) => {}
    }
    let migrated = db::migrate(&config.database)?;
    if let Some(copy) = &migrated.copy {
        tracing::info!(copy = %copy.display(), "the database was copied before its tables were changed");
    }
    Ok(migrated)
}

/// Opens the books that the settings name, and makes sure that they are what the settings say. `committed` is
/// called after each commit.
///
/// # Errors
/// `BooksError`.
pub async fn open(
    config: &Config,
    committed: impl Fn() + Send + Sync + 'static,
) -> Result<Opened, BooksError> {
    migrate(config)?;
    let store = Store::open(config.database.clone(), committed)?;
    let cookie_key = claim(config, &store).await?;
    Ok(Opened { store, cookie_key })
}

/// Makes sure that the books of that store are what the settings say.
///
/// # Errors
/// `BooksError`.
pub async fn claim(config: &Config, store: &Store) -> Result<CookieKey, BooksError> {
    let books = of(config);
    let app_id = config.app().id.clone();
    store
        .write(move |connection| identity::claim(connection, books, &app_id, crate::clock::now()))
        .await
        .map_err(|source| BooksError::Identity { place: config.database.to_string(), source })
}

/// Whose books the settings ask for.
#[must_use]
pub fn of(config: &Config) -> Books {
    if config.is_sandbox() { Books::Sandbox } else { Books::Real }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What is in it is nobody else's business.
#[cfg(unix)]
fn prepare_directory(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    if fs::metadata(path)?.permissions().mode() & 0o077 != 0
        && let Err(error) = fs::set_permissions(path, fs::Permissions::from_mode(0o700))
    {
        tracing::warn!(path = %path.display(), %error, "others can look into the data directory");
    }
    Ok(())
}

/// Made before SQLite does it, whose files (the log beside it too) take the rights of this one.
#[cfg(unix)]
fn prepare_file(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop)
}

#[cfg(not(unix))]
fn prepare_directory(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn prepare_file(path: &Path) -> io::Result<()> {
    fs::OpenOptions::new().create(true).append(true).open(path).map(drop)
}

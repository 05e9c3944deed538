//! Brings the database's tables to this version's. `migrations/README.md` says what a migration may do.

use std::path::{Path, PathBuf};

use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{
    Connection, Database, Purpose, StoreError,
    copy::{Copy, CopyError, Existing, beside},
};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Why the tables are not this version's.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(
        "the database's tables are of version {database}, and this Kassa knows versions up to {binary}: a newer Kassa has been here; run that one, or restore the copy that it made before it changed the tables"
    )]
    Newer { database: String, binary: String },
    #[error("no copy of the database could be made before its tables are changed, so they are not")]
    Copy(#[from] CopyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was done to the tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The names of the migrations that were run, in this order.
    pub run: Vec<String>,
    /// The copy of the database as it was before; `None` where there was nothing to lose.
    pub copy: Option<PathBuf>,
}

/// Runs the migrations that are missing. A database that is not new is copied before.
///
/// Only a program that starts asks: one that runs already goes on when a newer one has migrated beside it, which is why a
/// migration first only expands.
///
/// # Errors
/// `MigrateError`; a migration that fails leaves no trace.
pub fn migrate(database: &Database) -> Result<Migrated, MigrateError> {
    let mut connection = database.connect(Purpose::Write)?;
    let applied = applied(&mut connection)?;
    refuse_newer(&applied)?;
    let pending = pending(&mut connection)?;
    let copy = match (database, applied.last(), pending.last()) {
        (Database::Sqlite(file), Some(_), Some(last)) => Some(copy_before(file, &last.version)?),
        _ => None,
    };
    connection.run_pending_migrations(SQLITE).map_err(failed)?;
    Ok(Migrated { run: pending.into_iter().map(|step| step.name).collect(), copy })
}

/// Runs the migrations that are missing on a database that is a copy itself, and returns their names.
///
/// # Errors
/// `MigrateError`; a migration that fails leaves no trace.
pub fn migrate_copy(connection: &mut Connection) -> Result<Vec<String>, MigrateError> {
    refuse_newer(&applied(connection)?)?;
    let pending = pending(connection)?;
    connection.run_pending_migrations(SQLITE).map_err(failed)?;
    Ok(pending.into_iter().map(|step| step.name).collect())
}

/// How old the tables are that a connection sees; it changes nothing.
///
/// # Errors
/// `MigrateError::Newer` where this version does not know them, and the database's own where there are none.
pub fn standing(connection: &mut Connection) -> Result<Standing, MigrateError> {
    let applied = versions(connection).map_err(StoreError::from)?;
    refuse_newer(&applied)?;
    let known = known().map_err(failed)?;
    Ok(if known.iter().all(|version| applied.contains(version)) {
        Standing::Current
    } else {
        Standing::Older
    })
}

/// How old the tables of a database are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// This version's.
    Current,
    /// Those of a version before this one.
    Older,
}

struct Step {
    version: String,
    name: String,
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Unavailable(format!("a migration failed: {error}"))
}

/// The versions that this program knows, in their order.
fn known() -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let migrations: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = SQLITE.migrations()?;
    let mut versions: Vec<String> =
        migrations.iter().map(|each| each.name().version().to_string()).collect();
    versions.sort_unstable();
    Ok(versions)
}

/// The versions that the database has seen, in their order; the table of them is made where there is none.
fn applied(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    let applied = connection.applied_migrations().map_err(failed)?;
    let mut versions: Vec<String> = applied.iter().map(ToString::to_string).collect();
    versions.sort_unstable();
    Ok(versions)
}

/// The same by reading alone.
fn versions(connection: &mut Connection) -> diesel::QueryResult<Vec<String>> {
    use diesel::{QueryableByName, RunQueryDsl, sql_types::Text};
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let rows: Vec<Row> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations ORDER BY version")
            .load(connection)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

fn refuse_newer(applied: &[String]) -> Result<(), MigrateError> {
    let known = known().map_err(failed)?;
    match applied.iter().rfind(|version| !known.contains(version)) {
        None => Ok(()),
        Some(newer) => Err(MigrateError::Newer {
            database: newer.clone(),
            binary: known.last().cloned().unwrap_or_default(),
        }),
    }
}

fn pending(connection: &mut Connection) -> Result<Vec<Step>, StoreError> {
    let pending = connection.pending_migrations(SQLITE).map_err(failed)?;
    let names = pending.iter().map(Migration::name);
    Ok(names
        .map(|name| Step { version: name.version().to_string(), name: name.to_string() })
        .collect())
}

/// Keeps the file as it is now, beside it. What an old program that still runs writes from now on is not in it; a copy of
/// an earlier try is older than this one, so this one takes its place.
fn copy_before(file: &Path, version: &str) -> Result<PathBuf, CopyError> {
    let target = beside(file, &format!(".before-{version}"));
    Copy::of(file, &target)?.place(Existing::Replace)?;
    Ok(target)
}

#[cfg(test)]
mod tests;

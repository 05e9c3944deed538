//! Brings the database's tables to this version's. `migrations/README.md` says what a migration may do.

use std::path::{Path, PathBuf};

use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{
    Connection, Database, Purpose, StoreError,
    copy::{Copy, CopyError, Existing, beside},
    dialect,
};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The oldest PostgreSQL that has what Kassa asks for (`pg_current_xact_id`).
const OLDEST_POSTGRES: i32 = 13;

/// Names the lock under which one node migrates and the others wait. Any number will do, as long as it stays.
const LOCK: i64 = 0x006b_6173_7361;

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
    // One transaction for all of it: two programs that start at once do not meet half-way.
    connection.begin_write().map_err(StoreError::from)?;
    // Where it fails, the transaction goes with the connection.
    let migrated = migrate_by(&mut connection, database)?;
    connection.commit().map_err(StoreError::from)?;
    Ok(migrated)
}

fn migrate_by(connection: &mut Connection, database: &Database) -> Result<Migrated, MigrateError> {
    wait_for_others(connection)?;
    let applied = applied(connection)?;
    refuse_newer(&applied)?;
    let pending = pending(connection, database)?;
    let copy = match (database, applied.last(), pending.last()) {
        (Database::Sqlite(file), Some(_), Some(last)) => Some(copy_before(file, &last.version)?),
        _ => None,
    };
    connection.run_pending_migrations(steps(database)).map_err(failed)?;
    Ok(Migrated { run: pending.into_iter().map(|step| step.name).collect(), copy })
}

/// Runs the migrations that are missing on a database that is a copy itself, and returns their names.
///
/// # Errors
/// `MigrateError`; a migration that fails leaves no trace.
pub fn migrate_copy(
    connection: &mut Connection,
    database: &Database,
) -> Result<Vec<String>, MigrateError> {
    refuse_newer(&applied(connection)?)?;
    let pending = pending(connection, database)?;
    connection.run_pending_migrations(steps(database)).map_err(failed)?;
    Ok(pending.into_iter().map(|step| step.name).collect())
}

fn steps(database: &Database) -> EmbeddedMigrations {
    match database {
        Database::Sqlite(_) => SQLITE,
        Database::Postgres(_) => POSTGRES,
    }
}

/// On SQLite the transaction holds the only lock there is. A server is first looked at whether it fits.
fn wait_for_others(connection: &mut Connection) -> Result<(), StoreError> {
    use diesel::{
        QueryableByName, RunQueryDsl,
        sql_types::{Integer, Text},
    };
    #[derive(QueryableByName)]
    struct Server {
        #[diesel(sql_type = Integer)]
        version: i32,
        #[diesel(sql_type = Text)]
        encoding: String,
    }
    if matches!(connection, Connection::Sqlite(_)) {
        return Ok(());
    }
    let server: Server = diesel::sql_query(
        "SELECT current_setting('server_version_num')::int AS version, \
        current_setting('server_encoding') AS encoding",
    )
    .get_result(connection)?;
    let version = server.version / 10_000;
    if version < OLDEST_POSTGRES {
        return Err(StoreError::Broken(format!(
            "it is PostgreSQL {version}, and Kassa needs {OLDEST_POSTGRES} or newer"
        )));
    }
    if server.encoding != "UTF8" {
        return Err(StoreError::Broken(format!(
            "its encoding is {}, and Kassa writes Cyrillic: create it with `ENCODING 'UTF8'`",
            server.encoding
        )));
    }
    // Another node's migration, and an index of a large table, take as long as they do. For a table's lock nobody waits
    // long: whoever asks for it, and does not get it, holds up all that come after.
    dialect::be_patient(connection)?;
    connection.say(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?;
    Ok(connection.say("SET LOCAL lock_timeout = '5s'")?)
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

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    let said = error.to_string();
    StoreError::of_message(&said)
        .unwrap_or_else(|| StoreError::Broken(format!("a migration failed: {said}")))
}

/// The versions that this program knows, in their order: the same for every database.
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

fn pending(connection: &mut Connection, database: &Database) -> Result<Vec<Step>, StoreError> {
    let pending = connection.pending_migrations(steps(database)).map_err(failed)?;
    Ok(pending
        .iter()
        .map(|migration| Step {
            version: migration.name().version().to_string(),
            name: migration.name().to_string(),
        })
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

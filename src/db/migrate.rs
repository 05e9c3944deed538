//! Brings the database's tables to this version's.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, Database, Purpose, StoreError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Runs the migrations that are missing and tells their names.
///
/// # Errors
/// `StoreError` where the database cannot be opened, or a migration fails (it leaves no trace then).
pub fn migrate(database: &Database) -> Result<Vec<String>, StoreError> {
    let mut connection = database.connect(Purpose::Write)?;
    let migrations = match &connection {
        Connection::Sqlite(_) => SQLITE,
    };
    let run = connection
        .run_pending_migrations(migrations)
        .map_err(|error| StoreError::Unavailable(format!("a migration failed: {error}")))?;
    Ok(run.iter().map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests;

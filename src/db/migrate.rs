//! Brings the database's tables to this version's.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Database, Purpose, StoreError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Runs the migrations that are missing and tells their names.
///
/// # Errors
/// `StoreError` where the database cannot be opened, or a migration fails (it leaves no trace then).
pub fn migrate(database: &Database) -> Result<Vec<String>, StoreError> {
    let mut connection = database.connect(Purpose::Write)?;
    let migrations = || match database {
        Database::Sqlite(_) => SQLITE,
    };
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        let said = error.to_string();
        StoreError::of_message(&said)
            .unwrap_or_else(|| StoreError::Broken(format!("a migration failed: {said}")))
    };
    let pending: Vec<String> = connection
        .pending_migrations(migrations())
        .map_err(failed)?
        .iter()
        .map(|migration| migration.name().to_string())
        .collect();
    connection.run_pending_migrations(migrations()).map_err(failed)?;
    Ok(pending)
}

#[cfg(test)]
mod tests;

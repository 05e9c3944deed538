//! Brings the database's tables to this version's.

use diesel::{RunQueryDsl, sql_types::Integer};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, Database, Purpose, StoreError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The oldest PostgreSQL that has what Kassa asks for (`pg_current_xact_id`).
const OLDEST_POSTGRES: i32 = 13;

/// Names the lock under which one node migrates and the others wait. Any number will do, as long as it stays.
const LOCK: i64 = 0x006b_6173_7361;

/// Runs the migrations that are missing and tells their names.
///
/// # Errors
/// `StoreError` where the database cannot be opened, or a migration fails (it leaves no trace then).
pub fn migrate(database: &Database) -> Result<Vec<String>, StoreError> {
    let mut connection = database.connect(Purpose::Write)?;
    let migrations = match database {
        Database::Sqlite(_) => SQLITE,
        Database::Postgres(_) => POSTGRES,
    };
    // One transaction for all: two processes that start at once do not meet half-way.
    connection.begin_write()?;
    let run = prepare(&mut connection).and_then(|()| run(&mut connection, migrations));
    match run {
        Ok(_) => connection.commit()?,
        // Dropped with the connection, it leaves no trace.
        Err(_) => drop(connection),
    }
    run
}

fn run(
    connection: &mut Connection,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, StoreError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        StoreError::Unavailable(format!("a migration failed: {error}"))
    };
    let run = connection.run_pending_migrations(migrations).map_err(failed)?;
    Ok(run.iter().map(ToString::to_string).collect())
}

/// Makes sure of what every migration relies on.
fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    #[derive(diesel::QueryableByName)]
    struct Server {
        #[diesel(sql_type = Integer)]
        version: i32,
        #[diesel(sql_type = diesel::sql_types::Text)]
        encoding: String,
    }
    match connection {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(_) => {
            let server: Server = diesel::sql_query(
                "SELECT current_setting('server_version_num')::int AS version, \
                current_setting('server_encoding') AS encoding",
            )
            .get_result(connection)?;
            let version = server.version / 10_000;
            if version < OLDEST_POSTGRES {
                return Err(StoreError::Unfit(format!(
                    "it is PostgreSQL {version}, and Kassa needs {OLDEST_POSTGRES} or newer"
                )));
            }
            if server.encoding != "UTF8" {
                return Err(StoreError::Unfit(format!(
                    "its encoding is {}, and Kassa writes Cyrillic: create it with `ENCODING 'UTF8'`",
                    server.encoding
                )));
            }
            connection.say(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?;
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;

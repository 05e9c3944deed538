//! PostgreSQL: a server that several nodes may share.

mod pool;
mod url;

use diesel::{Connection as _, PgConnection, connection::SimpleConnection};

pub(super) use self::pool::Pool;
pub use self::url::{PostgresUrl, PostgresUrlError};
use super::StoreError;

/// What every connection is told first.
///
/// - A commit is on disk before it is answered, whatever the server's own default; a stricter one (it waits for
///   standbys) stays.
/// - A statement that takes longer than a callback can wait is given up, so that no lock holds everybody up.
const FIRST_WORDS: &str = "
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
    SET statement_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s';
    SET client_min_messages = 'warning'";

pub(super) fn open(url: &PostgresUrl) -> Result<PgConnection, StoreError> {
    // Without libpq's final line break, and with everything in one line: it goes into logs.
    let unavailable = |reason: String| {
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        StoreError::Unavailable(format!("{url}: {reason}"))
    };
    let mut connection =
        PgConnection::establish(url.expose()).map_err(|error| unavailable(error.to_string()))?;
    connection.batch_execute(FIRST_WORDS).map_err(|error| unavailable(error.to_string()))?;
    Ok(connection)
}

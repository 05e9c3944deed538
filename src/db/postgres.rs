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
/// - One process answers a statement: starting others takes longer than the short ones themselves.
/// - A statement that takes longer than a callback can wait is given up, so that no lock holds everybody up.
const FIRST_WORDS: &str = "
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
    SET max_parallel_workers_per_gather = 0;
    SET statement_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s';
    SET client_min_messages = 'warning'";

pub(super) fn open(url: &PostgresUrl) -> Result<PgConnection, StoreError> {
    let refused = |reason: String| refused(url, &reason);
    let mut connection =
        PgConnection::establish(url.expose()).map_err(|error| refused(error.to_string()))?;
    connection.batch_execute(FIRST_WORDS).map_err(|error| refused(error.to_string()))?;
    Ok(connection)
}

fn refused(url: &PostgresUrl, reason: &str) -> StoreError {
    // Without libpq's final line break, and with everything in one line: it goes into logs.
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let asks_for_tls = ["SSL support is not compiled in", "no encryption"];
    if !cfg!(feature = "tls") && asks_for_tls.iter().any(|words| reason.contains(words)) {
        return StoreError::Broken(format!(
            "{url}: {reason}; this Kassa was built without TLS: build it with `--features tls`, or reach the server \
             through a tunnel or on this machine"
        ));
    }
    StoreError::Unavailable(format!("{url}: {reason}"))
}

#[cfg(all(test, not(feature = "tls")))]
mod tests {
    use super::*;

    /// libpq quotes what it cannot read.
    #[test]
    fn a_password_that_is_no_url_shows_nowhere() {
        for text in [
            "postgres://kassa:29%zz67104@127.0.0.1:1/shop",
            "postgres://kassa:29%0067104@127.0.0.1:1/shop",
            "postgres://kassa:2967104%@127.0.0.1:1/shop",
            "postgres://kassa:29[67104@127.0.0.1:1/shop",
            "postgres://127.0.0.1:1/shop?user=kassa&password=29%zz67104",
            "postgres://127.0.0.1:1/shop?pasword=2967104",
        ] {
            let said = match text.parse() {
                Ok(url) => open(&url).map(drop).unwrap_err().to_string(),
                Err(error) => PostgresUrlError::to_string(&error),
            };
            assert!(!said.contains("67104"), "{said}");
        }
    }

    #[test]
    fn a_server_that_needs_tls_is_told_from_one_that_is_away() {
        for asked in ["sslmode=require", "sslmode=verify-full", "sslrootcert=system"] {
            let url = format!("postgres://kassa:2967104@127.0.0.1:1/shop?{asked}");
            let Err(error) = open(&url.parse().unwrap()) else { panic!("{asked}") };
            assert!(matches!(error, StoreError::Broken(_)), "{error}");
            let said = error.to_string();
            assert!(said.contains("--features tls") && !said.contains("2967104"), "{said}");
        }
        let url = "postgres://kassa@127.0.0.1:1/shop?sslmode=prefer".parse().unwrap();
        assert!(matches!(open(&url), Err(StoreError::Unavailable(_))));
    }
}

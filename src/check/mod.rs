//! `kassa check`: what must be true of the books, and whether it is.
//!
//! The invariants are the [`Rule`]s. They are verified on a live database: by reading alone, in one snapshot, and in
//! pages, so that neither a large shop nor an order with a million events needs more memory than a small one.
//!
//! | what | how it is proved |
//! | --- | --- |
//! | an order's chains | walked from its newest event back; what the walk saw is tallied against what there is |
//! | counted, status, discrepancies of payments | replayed on that walk |
//! | callbacks | each is read again, and its fingerprint leads to its payment, to the payment that it repeats, or nowhere: then it was set aside |
//! | the rest | a query that finds whoever breaks the rule |

mod callbacks;
mod chain;
mod orders;
mod queries;
mod replay;
mod report;
mod rule;
mod tally;

pub use report::{Check, Finding, Report};
pub use rule::Rule;

use crate::{
    clock::UtcTime,
    db::{self, Connection, Database, MigrateError, Purpose, Standing, StoreError, dialect},
};

/// Why the books could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error("there is no database `{0}`")]
    NoDatabase(String),
    #[error("the tables are of an older version: run `kassa migrate` first")]
    Older,
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for CheckError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Checks the books of a database as they are now. Blocks as long as it takes.
///
/// # Errors
/// `CheckError` where they could not be checked; books that are wrong are no error, but a report.
pub fn of(database: &Database, now: UtcTime) -> Result<Report, CheckError> {
    // Opening it would make one.
    if let Database::Sqlite(file) = database
        && !file.is_file()
    {
        return Err(CheckError::NoDatabase(file.display().to_string()));
    }
    let mut connection = database.connect(Purpose::Read)?;
    connection.reading(|connection| {
        dialect::be_patient(connection)?;
        match db::standing(connection)? {
            Standing::Current => Ok(run(connection, now)?),
            Standing::Older => Err(CheckError::Older),
        }
    })
}

/// Checks the books that a connection sees; it should be in a transaction that sees one snapshot.
///
/// # Errors
/// The database's own.
pub fn run(connection: &mut Connection, now: UtcTime) -> Result<Report, StoreError> {
    let mut report = Report::new(now);
    orders::check(connection, &mut report)?;
    callbacks::check(connection, &mut report)?;
    queries::check(connection, &mut report)?;
    Ok(report)
}

#[cfg(test)]
mod tests;

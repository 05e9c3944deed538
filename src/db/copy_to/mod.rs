//! Moves a shop's books from SQLite into PostgreSQL, whole or not at all.
//!
//! Each table is one `SELECT` that is read row by row and one `COPY` that is written row by row, so neither the number of
//! rows nor the way to the server counts. The source is one snapshot, the target one transaction.

mod figures;
mod rows;
mod source;
mod target;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use self::{
    figures::{Figure, Figures},
    rows::Replaced,
    source::Since,
};
use self::{source::Source, target::Target};
use super::{CopyError, MigrateError, PostgresUrl, StoreError, tables::TABLES};

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyToError {
    #[error(transparent)]
    Source(CopyError),
    #[error(
        "the tables of `{0}` are those of an older Kassa: run `kassa migrate` on it first, or start the shop once with this one"
    )]
    OlderSource(String),
    #[error("the books in `{path}` cannot be read")]
    ReadSource { path: String, source: MigrateError },
    #[error(
        "`{target}` is not empty: there are rows in {}; name an empty database, such as a new one of `createdb`", .tables.join(", ")
    )]
    NotEmpty { target: String, tables: Vec<&'static str> },
    #[error("the tables in `{target}` could not be made")]
    MigrateTarget { target: String, source: MigrateError },
    #[error(
        "{table}.{column} holds {found} in row {row} (in the order of the key), which is not what the column is for; put it right first"
    )]
    Misfit { table: &'static str, column: &'static str, row: i64, found: &'static str },
    #[error("the table {table} could not be copied; nothing was kept in `{target}`")]
    Table { table: &'static str, target: String, source: StoreError },
    #[error(
        "{name} is {source_value} in the source and {target_value} in the copy, so nothing was kept"
    )]
    Different { name: String, source_value: i128, target_value: i128 },
    #[error(
        "the connection broke while the copy was made final: look whether `{target}` is empty; if it is not, the copy is whole"
    )]
    Commit { target: String, source: StoreError },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for CopyToError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// How far a table is. The last that is said of each is that `copied` is its `total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub table: &'static str,
    pub copied: i64,
    pub total: i64,
}

/// What was copied, and found to be the same on both sides.
#[derive(Clone, Debug)]
pub struct Copied {
    pub figures: Figures,
    /// Where texts had to be changed.
    pub replaced: Vec<Replaced>,
    /// What became of the source meanwhile.
    pub since: Since,
}

/// Copies all books out of an SQLite file into an empty database; the source is only read. Blocks as long as it takes.
///
/// # Errors
/// `CopyToError`; the target has our tables then at most, and nothing in them.
pub fn copy_to(
    source: &Path,
    target: &PostgresUrl,
    report: &mut dyn FnMut(Progress),
) -> Result<Copied, CopyToError> {
    let mut source = Source::open(source)?;
    let figures = source.figures()?;
    let mut target = Target::prepare(target)?;
    let mut replaced = Vec::new();
    for table in TABLES {
        let total = figures.rows(table.name);
        let mut told = |copied| report(Progress { table: table.name, copied, total });
        replaced.extend(target.fill(table, &mut source, &mut told)?);
    }
    target.number_on()?;
    figures.compare(&target.figures()?)?;
    target.commit()?;
    let since = source.since()?;
    Ok(Copied { figures, replaced, since })
}

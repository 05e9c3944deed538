//! The books that are copied: one snapshot of an SQLite file.

use std::path::Path;

use diesel::{RunQueryDsl, SqliteConnection, connection::DefaultLoadingMode};

use super::{CopyToError, Figures, rows::Row};
use crate::db::{
    Connection, CopyError, MigrateError, Standing, StoreError, dialect, sqlite, standing,
    tables::Table,
};

pub(super) struct Source {
    connection: Connection,
    /// SQLite's mark of what others have committed.
    version: i64,
}

/// Whether somebody has written into the source since the snapshot was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    Unchanged,
    /// What was written is not in the copy.
    Changed,
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, CopyToError> {
        let shown = || path.display().to_string();
        if !path.is_file() {
            return Err(CopyToError::Source(CopyError::NoSource(shown())));
        }
        let unread = |source| CopyToError::ReadSource { path: shown(), source };
        let store = |error: StoreError| unread(MigrateError::Store(error));
        let mut connection = Connection::Sqlite(sqlite::open_read_only(path).map_err(store)?);
        // Before the snapshot, so that nothing falls between them.
        let version = dialect::data_version(&mut connection).map_err(|e| store(e.into()))?;
        connection.begin_read().map_err(|e| store(e.into()))?;
        match standing(&mut connection).map_err(unread)? {
            Standing::Current => Ok(Self { connection, version }),
            Standing::Older => Err(CopyToError::OlderSource(shown())),
        }
    }

    pub(super) fn figures(&mut self) -> Result<Figures, CopyToError> {
        Ok(Figures::of(&mut self.connection)?)
    }

    /// Hands over the table's rows in the order of its key, one after the other.
    pub(super) fn read(
        &mut self,
        table: &Table,
        mut each: impl FnMut(Row) -> Result<(), CopyToError>,
    ) -> Result<(), CopyToError> {
        let Connection::Sqlite(sqlite) = &mut self.connection else {
            return Ok(());
        };
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {}",
            table.column_list(),
            table.name,
            table.key_list()
        );
        let rows = RunQueryDsl::<SqliteConnection>::load_iter::<Row, DefaultLoadingMode>(
            diesel::sql_query(sql),
            sqlite,
        )?;
        for row in rows {
            each(row?)?;
        }
        Ok(())
    }

    pub(super) fn since(mut self) -> Result<Since, CopyToError> {
        self.connection.rollback()?;
        let version = dialect::data_version(&mut self.connection)?;
        Ok(if version == self.version { Since::Unchanged } else { Since::Changed })
    }
}

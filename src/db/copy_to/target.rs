//! Where the copy goes: one transaction in an empty PostgreSQL.

use std::{
    cell::RefCell,
    io::{BufWriter, Write},
};

use diesel::{PgConnection, QueryResult, RunQueryDsl, sql_types::Bool};

use super::{
    CopyToError, Figures,
    rows::{self, Encoder, Replaced},
    source::Source,
};
use crate::db::{
    Connection, Database, PostgresUrl, Purpose, StoreError, migrate,
    tables::{Numbering, TABLES, Table},
};

/// How many rows are written between two reports.
const REPORT_EVERY: i64 = 10_000;

/// How much is handed to the server at once.
const BUFFER: usize = 1 << 16;

pub(super) struct Target {
    connection: Connection,
    /// As it may be shown.
    name: String,
}

impl Target {
    /// Brings the tables to this version's, and begins the transaction. Until it ends nobody else writes.
    pub(super) fn prepare(url: &PostgresUrl) -> Result<Self, CopyToError> {
        let database = Database::Postgres(url.clone());
        let name = database.to_string();
        let connection = database.connect(Purpose::Write)?;
        let mut target = Self { connection, name };
        // Before its tables are changed: they may be another shop's.
        target.refuse_rows()?;
        migrate(&database)
            .map_err(|source| CopyToError::MigrateTarget { target: target.name.clone(), source })?;
        target.connection.begin_write()?;
        let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        target.connection.say(&format!(
            "LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE;
            SET LOCAL statement_timeout = 0;
            SET LOCAL idle_in_transaction_session_timeout = 0",
            tables.join(", ")
        ))?;
        // Somebody may have started a shop on it meanwhile.
        target.refuse_rows()?;
        Ok(target)
    }

    fn refuse_rows(&mut self) -> Result<(), CopyToError> {
        let mut tables = Vec::new();
        for table in TABLES {
            let there = format!("to_regclass('{}') IS NOT NULL", table.name);
            let has_rows = format!("EXISTS (SELECT 1 FROM {})", table.name);
            if self.holds(&there)? && self.holds(&has_rows)? {
                tables.push(table.name);
            }
        }
        if tables.is_empty() {
            Ok(())
        } else {
            Err(CopyToError::NotEmpty { target: self.name.clone(), tables })
        }
    }

    fn holds(&mut self, condition: &str) -> QueryResult<bool> {
        #[derive(diesel::QueryableByName)]
        struct Answer {
            #[diesel(sql_type = Bool)]
            holds: bool,
        }
        let answer: Answer = diesel::sql_query(format!("SELECT {condition} AS holds"))
            .get_result(&mut self.connection)?;
        Ok(answer.holds)
    }

    /// Writes all rows that the source has of a table, and says where a text had to be changed.
    pub(super) fn fill(
        &mut self,
        table: &'static Table,
        source: &mut Source,
        report: &mut dyn FnMut(i64),
    ) -> Result<Vec<Replaced>, CopyToError> {
        let Connection::Postgres(postgres) = &mut self.connection else {
            return Ok(Vec::new());
        };
        let copied = copy_table(postgres, table, source, report);
        copied.map_err(|error| match error {
            CopyToError::Store(source) => {
                CopyToError::Table { table: table.name, target: self.name.clone(), source }
            }
            error => error,
        })
    }

    /// Sees to it that the next ids come after those that were copied, and that the server knows how large its tables are.
    pub(super) fn number_on(&mut self) -> Result<(), CopyToError> {
        for table in TABLES {
            let name = table.name;
            if table.numbering() == Numbering::Database {
                self.connection.say(&format!(
                    "SELECT setval(pg_get_serial_sequence('{name}', 'id'), MAX(id)) FROM {name}"
                ))?;
            }
            self.connection.say(&format!("ANALYZE {name}"))?;
        }
        Ok(())
    }

    pub(super) fn figures(&mut self) -> Result<Figures, CopyToError> {
        Ok(Figures::of(&mut self.connection)?)
    }

    pub(super) fn commit(mut self) -> Result<(), CopyToError> {
        self.connection.commit().map_err(|error| match error.into() {
            source @ StoreError::Unavailable(_) => {
                CopyToError::Commit { target: self.name, source }
            }
            error => error.into(),
        })
    }
}

/// Diesel's door to `COPY` may be entered by what changes nothing and fails as a query does: hence the cells.
struct Copying<'a> {
    source: &'a mut Source,
    encoder: Encoder,
    report: &'a mut dyn FnMut(i64),
    rows: i64,
    failed: Option<CopyToError>,
}

fn copy_table(
    postgres: &mut PgConnection,
    table: &'static Table,
    source: &mut Source,
    report: &mut dyn FnMut(i64),
) -> Result<Vec<Replaced>, CopyToError> {
    let encoder = Encoder::of(table);
    let copying = RefCell::new(Copying { source, encoder, report, rows: 0, failed: None });
    let copied = (table.copy_in)(postgres, &|out| {
        let copying = &mut *copying.borrow_mut();
        copying.write(table, out).map_err(|error| {
            copying.failed = Some(error);
            // What stands here is sent to the server, which then forgets the table's rows.
            diesel::result::Error::RollbackTransaction
        })
    });
    let Copying { encoder, report, rows, failed, .. } = copying.into_inner();
    if let Some(error) = failed {
        return Err(error);
    }
    copied?;
    report(rows);
    Ok(encoder.replaced())
}

impl Copying<'_> {
    fn write(&mut self, table: &Table, out: &mut dyn Write) -> Result<(), CopyToError> {
        let Self { source, encoder, report, rows, .. } = self;
        let mut out = BufWriter::with_capacity(BUFFER, out);
        out.write_all(rows::HEADER).map_err(unwritten)?;
        source.read(table, |row| {
            if *rows > 0 && *rows % REPORT_EVERY == 0 {
                report(*rows);
            }
            *rows += 1;
            out.write_all(encoder.encode(row, *rows)?).map_err(unwritten)
        })?;
        out.write_all(rows::TRAILER).map_err(unwritten)?;
        out.flush().map_err(unwritten)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn unwritten(error: std::io::Error) -> CopyToError {
    StoreError::Unavailable(error.to_string()).into()
}

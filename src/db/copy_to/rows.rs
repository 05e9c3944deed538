//! A row on its way: as SQLite has it, and as PostgreSQL's `COPY` takes it.

use std::borrow::Cow;

use diesel::{
    QueryableByName, deserialize,
    row::{Field, NamedRow},
    sql_types::{BigInt, Binary, Text},
    sqlite::{Sqlite, SqliteType},
};

use super::CopyToError;
use crate::db::tables::{Column, Kind, Table};

/// What a `COPY` in the binary format begins with: its signature, no flags, no extension.
pub(super) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// And what it ends with.
pub(super) const TRAILER: &[u8] = &(-1_i16).to_be_bytes();

/// A row's values, in the order of its table's columns.
pub(super) struct Row(Vec<Value>);

/// SQLite keeps in a column whatever was put into it.
enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
    Fraction,
}

impl QueryableByName<Sqlite> for Row {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        (0..row.field_count())
            .map(|index| Value::read(row, index))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Value {
    fn read<'a>(row: &impl NamedRow<'a, Sqlite>, index: usize) -> deserialize::Result<Self> {
        let field = diesel::row::Row::get(row, index).ok_or("a column is missing")?;
        let kind = field.value().and_then(|value| value.value_type());
        Ok(match kind {
            None => Self::Null,
            Some(SqliteType::Integer | SqliteType::SmallInt | SqliteType::Long) => {
                Self::Integer(row.get_value::<BigInt, _, _>(index)?)
            }
            Some(SqliteType::Text) => Self::Text(row.get_value::<Text, _, _>(index)?),
            Some(SqliteType::Binary) => Self::Bytes(row.get_value::<Binary, _, _>(index)?),
            Some(SqliteType::Float | SqliteType::Double) => Self::Fraction,
        })
    }

    fn described(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Integer(_) => "a number",
            Self::Text(_) => "a text",
            Self::Bytes(_) => "bytes",
            Self::Fraction => "a fraction",
        }
    }
}

/// In how many rows a column's text had a zero byte, which PostgreSQL's texts cannot have; `U+FFFD` stands there instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub table: &'static str,
    pub column: &'static str,
    pub rows: i64,
}

/// Writes a table's rows, one after the other.
pub(super) struct Encoder {
    table: &'static Table,
    buffer: Vec<u8>,
    /// Of each column, in how many rows its text was changed.
    replaced: Vec<i64>,
}

impl Encoder {
    pub(super) fn of(table: &'static Table) -> Self {
        Self { table, buffer: Vec::new(), replaced: vec![0; table.columns.len()] }
    }

    /// The row as `COPY` takes it. `number` counts the rows from 1.
    pub(super) fn encode(&mut self, row: Row, number: i64) -> Result<&[u8], CopyToError> {
        self.buffer.clear();
        let columns = i16::try_from(self.table.columns.len()).unwrap_or(i16::MAX);
        self.buffer.extend(columns.to_be_bytes());
        for ((column, value), replaced) in
            self.table.columns.iter().zip(row.0).zip(&mut self.replaced)
        {
            match (column.kind, value) {
                (_, Value::Null) => self.buffer.extend((-1_i32).to_be_bytes()),
                (Kind::Integer, Value::Integer(integer)) => {
                    put(&mut self.buffer, &integer.to_be_bytes());
                }
                (Kind::Bool, Value::Integer(bit @ (0 | 1))) => {
                    put(&mut self.buffer, &[u8::from(bit == 1)]);
                }
                (Kind::Text, Value::Text(text)) => {
                    let kept = without_zeros(&text);
                    *replaced += i64::from(matches!(kept, Cow::Owned(_)));
                    put(&mut self.buffer, kept.as_bytes());
                }
                (Kind::Bytes, Value::Bytes(bytes)) => put(&mut self.buffer, &bytes),
                (_, value) => return Err(misfit(self.table, column, number, value.described())),
            }
        }
        Ok(&self.buffer)
    }

    pub(super) fn replaced(self) -> Vec<Replaced> {
        let Self { table, replaced, .. } = self;
        let of = |(column, rows): (&Column, i64)| Replaced {
            table: table.name,
            column: column.name,
            rows,
        };
        table.columns.iter().zip(replaced).map(of).filter(|each| each.rows > 0).collect()
    }
}

fn misfit(table: &Table, column: &Column, row: i64, found: &'static str) -> CopyToError {
    CopyToError::Misfit { table: table.name, column: column.name, row, found }
}

/// A value after its length.
fn put(buffer: &mut Vec<u8>, value: &[u8]) {
    // PostgreSQL refuses what is longer than 1 GiB, SQLite what is longer than 10^9 bytes.
    let length = i32::try_from(value.len()).unwrap_or(i32::MAX);
    buffer.extend(length.to_be_bytes());
    buffer.extend(value);
}

/// As [`payer_name`](crate::payments) does it with new names.
fn without_zeros(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

//! A file as a table: its columns by their titles, and its lines.

use encoding_rs::{UTF_8, WINDOWS_1251};

use super::{Column, unguarded};

/// The most lines of goods.
pub const MOST_LINES: usize = 2000;

/// Why a file is no table of goods.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("there is nothing in the file but a line of titles, if that")]
    Empty,
    #[error("the file is no text")]
    NotText,
    #[error("no column is called `name` or `id`")]
    NoKey,
    #[error("no column of a good is called `{0}`")]
    UnknownColumn(String),
    #[error("two columns are called `{0}`")]
    ColumnTwice(String),
    #[error("there are more than {MOST_LINES} lines")]
    TooManyLines,
}

/// What was read of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub lines: Vec<Line>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted as people see it, from 1.
    pub number: u64,
    pub cells: Vec<Cell>,
}

pub type Cell = String;

/// The text of a file: UTF-8, UTF-16 with its mark, or what Russian programs for tables still save.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    let (text, _, is_odd) = UTF_8.decode(bytes);
    if is_odd { WINDOWS_1251.decode(bytes).0.into_owned() } else { text.into_owned() }
}

impl Table {
    /// # Errors
    /// `TableError`.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        if text.contains('\0') {
            return Err(TableError::NotText);
        }
        // Or its reader would miscount lines that end in both.
        let text = text.replace("\r\n", "\n");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .flexible(true)
            .from_reader(text.as_bytes());
        // What was a text when it came stays one.
        let titles = reader.headers().map_err(|_| TableError::NotText)?.clone();
        let columns = columns(&titles)?;
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|_| TableError::NotText)?;
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if lines.len() == MOST_LINES {
                return Err(TableError::TooManyLines);
            }
            lines.push(Line {
                number: record.position().map_or(0, csv::Position::line),
                cells: record.iter().map(|cell| unguarded(cell).to_owned()).collect(),
            });
        }
        if lines.is_empty() { Err(TableError::Empty) } else { Ok(Self { columns, lines }) }
    }
}

fn columns(titles: &csv::StringRecord) -> Result<Vec<Column>, TableError> {
    let mut columns: Vec<Column> = Vec::new();
    for title in titles {
        let unknown = || TableError::UnknownColumn(title.to_owned());
        let column = Column::of_title(title).ok_or_else(unknown)?;
        if columns.contains(&column) {
            return Err(TableError::ColumnTwice(title.to_owned()));
        }
        columns.push(column);
    }
    match columns.as_slice() {
        [] => Err(TableError::Empty),
        columns if columns.contains(&Column::Name) || columns.contains(&Column::Id) => {
            Ok(columns.to_vec())
        }
        _ => Err(TableError::NoKey),
    }
}

/// Whichever stands between the titles most often.
fn delimiter(text: &str) -> u8 {
    let titles = text.lines().next().unwrap_or_default();
    let times = |delimiter: &u8| titles.bytes().filter(|byte| byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(times).unwrap_or(b',')
}

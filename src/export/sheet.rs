//! The file of a table: CSV as Excel and `LibreOffice` read it.
//!
//! It begins with a byte order mark, or Excel would take Cyrillic for something else. It has no `sep=` line: with one, Excel
//! overlooks that mark, and every other program takes the line for data.

use super::cell::harmless;

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What stands between two cells. Excel goes by the list separator of its system, which is a semicolon where decimals have a
/// comma, as in Russian, and a comma in English; `LibreOffice` finds out by itself, and asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Semicolon,
    Comma,
}

impl Separator {
    const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Number(i64),
    /// Whoever wrote it: it is made [`harmless`].
    Text(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// A table that is being written; what is ready is taken off it.
#[derive(Debug)]
pub struct Sheet {
    separator: Separator,
    ready: Vec<u8>,
}

impl Sheet {
    #[must_use]
    pub fn new(separator: Separator) -> Self {
        Self { separator, ready: BYTE_ORDER_MARK.to_vec() }
    }

    /// # Errors
    /// The writer's own, which a memory has none of.
    pub fn write(&mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<(), csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.separator.byte())
            .terminator(csv::Terminator::CRLF)
            .from_writer(&mut self.ready);
        for row in rows {
            writer.write_record(row.into_iter().map(|cell| match cell {
                Cell::Number(number) => number.to_string(),
                Cell::Text(text) => harmless(&text),
            }))?;
        }
        writer.flush()?;
        Ok(())
    }

    /// What was written since it was asked for last.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.ready)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_what_excel_opens() {
        let mut sheet = Sheet::new(Separator::Semicolon);
        sheet.write([vec!["Ник".into(), "Сумма".into()]]).unwrap();
        assert_eq!(sheet.take(), "\u{feff}Ник;Сумма\r\n".as_bytes());
        sheet.write([vec!["a;\"b\"".into(), (-8).into()], vec!["=1".into(), 0.into()]]).unwrap();
        assert_eq!(sheet.take(), "\"a;\"\"b\"\"\";-8\r\n'=1;0\r\n".as_bytes());
        let mut sheet = Sheet::new(Separator::Comma);
        sheet.write([vec!["a;b".into(), "c,d".into()]]).unwrap();
        assert_eq!(sheet.take(), "\u{feff}a;b,\"c,d\"\r\n".as_bytes());
    }
}

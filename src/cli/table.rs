//! A table of aligned columns.

use std::fmt;

use crate::shorten::shorten;

/// How wide a column gets at most.
const MOST: usize = 60;

/// A table whose columns are as wide as what is in them.
pub(super) struct Table<const N: usize>(Vec<[String; N]>);

impl<const N: usize> Table<N> {
    pub(super) fn new(heads: [&str; N]) -> Self {
        Self(vec![heads.map(str::to_uppercase)])
    }

    /// Whatever is in it is shortened and put on one line: some of it was written by strangers.
    pub(super) fn row(&mut self, cells: [String; N]) {
        self.0.push(cells.map(|cell| shorten(&cell, MOST)));
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; N];
        for row in &self.0 {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &self.0 {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_a_cell_is_one_line() {
        let mut table = Table::new(["uid", "text"]);
        table.row(["1-A".to_owned(), "Заказ\n\u{1b}[31m1".to_owned()]);
        table.row(["48817-X".to_owned(), String::new()]);
        assert_eq!(table.to_string(), "UID      TEXT\n1-A      Заказ  [31m1\n48817-X\n");
    }
}

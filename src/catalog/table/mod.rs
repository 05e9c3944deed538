//! All goods as a table that any program for tables opens: out of the shop, and back into it.

mod export;
mod parse;
mod plan;
#[cfg(test)]
mod tests;

pub use export::export;
pub use parse::{Cell, Line, MOST_LINES, Table, TableError, decode};
pub use plan::{Added, Applied, CellFault, Changed, LineFault, Plan, apply, plan};

use super::Field;
use crate::{db::columns::words, i18n::Lang};

words! {
    /// What stands in a column.
    pub enum Column {
        Id = "id",
        Name = "name",
        Description = "description",
        Price = "price",
        Category = "category",
        Stack = "stack",
        Stock = "stock",
        Hidden = "hidden",
    }
}

impl Column {
    /// What it is called in the first line.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (_, Self::Id) => "id",
            (Lang::En, other) => other.as_str(),
            (Lang::Ru, Self::Name) => "название",
            (Lang::Ru, Self::Description) => "описание",
            (Lang::Ru, Self::Price) => "цена",
            (Lang::Ru, Self::Category) => "раздел",
            (Lang::Ru, Self::Stack) => "в стаке",
            (Lang::Ru, Self::Stock) => "остаток",
            (Lang::Ru, Self::Hidden) => "скрыт",
        }
    }

    /// The column of that title, in either language.
    fn of_title(title: &str) -> Option<Self> {
        let title = title.trim().to_lowercase();
        let is_it =
            |column: &&Self| [Lang::Ru, Lang::En].map(|lang| column.title(lang)).contains(&&*title);
        Self::ALL.iter().find(is_it).copied()
    }

    fn of_field(field: Field) -> Self {
        match field {
            Field::Name => Self::Name,
            Field::Description => Self::Description,
            Field::Price => Self::Price,
            Field::Category => Self::Category,
            Field::Stack => Self::Stack,
            Field::Stock => Self::Stock,
            Field::Hidden => Self::Hidden,
        }
    }
}

/// What a program for tables would take for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text that no such program obeys: one that looks like a formula has an apostrophe before it, as has one that begins with
/// an apostrophe already.
fn guarded(text: &str) -> String {
    if text.starts_with(FORMULA) || text.starts_with('\'') {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text without what [`guarded`] put before it.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) || rest.starts_with('\'') => rest,
        _ => text,
    }
}

//! A table of goods: what it would do, and what is wrong with it.

use askama::Template;

use super::{
    AdminFrame,
    good::{fault_text, field_label, stack_label},
};
use crate::{
    catalog::{
        Change, Field, MOST_GOODS,
        table::{CellFault, Changed, Column, LineFault, MOST_LINES, Plan, TableError},
    },
    i18n::Messages,
    web::pages::shorten,
};

/// How many lines of each kind a page shows.
const SHOWN: usize = 200;

#[derive(Debug, Template)]
#[template(path = "admin/goods_import.html")]
pub struct ImportPage {
    pub admin: AdminFrame,
    pub problem: Option<ImportProblem>,
    /// The table, to be sent again.
    pub text: String,
    pub plan: Option<Plan>,
    /// It would do something else than what was agreed to: the goods have changed meanwhile.
    pub is_other: bool,
}

/// Why a file was not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportProblem {
    Missing,
    TooLarge,
    Table(TableError),
}

impl ImportPage {
    #[must_use]
    pub fn empty(admin: AdminFrame) -> Self {
        Self { admin, problem: None, text: String::new(), plan: None, is_other: false }
    }

    fn problem_told(&self) -> Option<String> {
        let m = self.admin.messages();
        let most = |most: usize| i64::try_from(most).unwrap_or(i64::MAX);
        let named = |key: &str, name: &str| m.with(key, &[("name", shorten(name, 40).into())]);
        Some(match self.problem.as_ref()? {
            ImportProblem::Missing => m.text("import-missing"),
            ImportProblem::TooLarge => m.text("import-too-large"),
            ImportProblem::Table(error) => match error {
                TableError::Empty => m.text("import-empty"),
                TableError::NotText => m.text("import-not-text"),
                TableError::NoKey => m.text("import-no-key"),
                TableError::UnknownColumn(name) => named("import-unknown-column", name),
                TableError::ColumnTwice(name) => named("import-column-twice", name),
                TableError::TooManyLines => {
                    m.with("import-too-many-lines", &[("most", most(MOST_LINES).into())])
                }
            },
        })
    }

    /// The titles that columns may have.
    fn titles(&self) -> String {
        let lang = self.admin.messages().lang();
        let titles: Vec<&str> = Column::ALL.iter().map(|column| column.title(lang)).collect();
        titles.join(", ")
    }

    fn column_of(&self, fault: &LineFault) -> String {
        let lang = self.admin.messages().lang();
        fault.column.map_or_else(|| "—".to_owned(), |column| column.title(lang).to_owned())
    }

    fn fault_of(&self, fault: &LineFault) -> String {
        let m = self.admin.messages();
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        match fault.fault {
            CellFault::Field(fault) => fault_text(m, fault),
            CellFault::UnknownId => m.text("import-unknown-id"),
            CellFault::Ambiguous => m.text("import-ambiguous"),
            CellFault::Twice { line } => {
                // As a text: a line's number is not grouped.
                m.with("import-twice", &[("line", line.to_string().into())])
            }
            CellFault::Cells { found, expected } => m.with(
                "import-cells",
                &[("found", count(found).into()), ("expected", count(expected).into())],
            ),
            CellFault::TooManyGoods => m.with("good-too-many", &[("most", MOST_GOODS.into())]),
        }
    }

    fn changes_of(&self, changed: &Changed) -> String {
        let m = self.admin.messages();
        let told: Vec<String> = changed.changes.iter().map(|each| change_told(m, each)).collect();
        told.join("; ")
    }
}

fn change_told(m: Messages, change: &Change) -> String {
    let label = field_label(m, change.field);
    if change.field == Field::Description {
        return label;
    }
    let stack =
        |word: &str| word.parse().map_or_else(|_| word.to_owned(), |stack| stack_label(m, stack));
    let value = |value: &str| match change.field {
        Field::Stack => stack(value),
        _ if value.is_empty() => m.text("good-nothing"),
        _ => value.to_owned(),
    };
    format!("{label}: {} → {}", value(&change.from), value(&change.to))
}

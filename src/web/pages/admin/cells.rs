//! The list of cells at `/admin/cells`.

use askama::Template;

use super::AdminFrame;
use crate::{
    delivery::{MOST_NAME, MOST_NAMES, MOST_PLACE},
    i18n::Messages,
    staff::Right,
    web::pages::HandOverView,
};

#[derive(Debug, Template)]
#[template(path = "admin/cells.html")]
pub struct CellsPage {
    pub admin: AdminFrame,
    pub rows: Vec<CellRow>,
    pub problem: Option<CellProblem>,
    /// What was typed into the form that was not carried out.
    pub names: String,
    pub place: String,
}

#[derive(Debug)]
pub struct CellRow {
    pub id: i64,
    pub name: String,
    pub place: String,
    pub holds: Option<Held>,
    pub is_first: bool,
    pub is_last: bool,
}

/// The order that lies in a cell.
#[derive(Debug)]
pub struct Held {
    pub uid: String,
    pub nickname: String,
    pub status: String,
    pub hand_over: HandOverView,
}

/// Why the list was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellProblem {
    Empty,
    Name(String),
    Twice(String),
    TooMany,
    Place,
    Taken(String),
    Occupied,
    Gone,
}

impl CellsPage {
    fn may_change(&self) -> bool {
        self.admin.may(Right::ManageGoods)
    }

    fn free_count(&self) -> i64 {
        let free = self.rows.iter().filter(|row| row.holds.is_none()).count();
        i64::try_from(free).unwrap_or(i64::MAX)
    }

    fn count(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }

    fn most_place() -> usize {
        MOST_PLACE
    }

    fn most_name() -> usize {
        MOST_NAME
    }

    fn problem_told(&self) -> Option<String> {
        let m = self.admin.messages();
        self.problem.as_ref().map(|problem| problem.told(m))
    }
}

impl CellProblem {
    fn told(&self, m: Messages) -> String {
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX).into();
        match self {
            Self::Empty => m.text("cells-problem-empty"),
            Self::Name(name) => m.with(
                "cells-problem-name",
                &[("name", name.as_str().into()), ("most", number(MOST_NAME))],
            ),
            Self::Twice(name) => m.with("cells-problem-twice", &[("name", name.as_str().into())]),
            Self::TooMany => m.with("cells-problem-many", &[("most", number(MOST_NAMES))]),
            Self::Place => m.with("cells-problem-place", &[("most", number(MOST_PLACE))]),
            Self::Taken(name) => m.with("cells-problem-taken", &[("name", name.as_str().into())]),
            Self::Occupied => m.text("cells-problem-occupied"),
            Self::Gone => m.text("cells-problem-gone"),
        }
    }
}

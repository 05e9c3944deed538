//! The keys of programs.

use askama::Template;

use super::AdminFrame;
use crate::web::pages::Moment;

#[derive(Debug, Template)]
#[template(path = "admin/keys.html")]
pub struct KeysPage {
    pub admin: AdminFrame,
    pub keys: Vec<KeyRow>,
    pub problem: Option<KeyProblem>,
    pub typed: String,
    /// The key that was just made.
    pub made: Option<String>,
}

#[derive(Debug)]
pub struct KeyRow {
    pub name: String,
    pub since: Moment,
    pub revoked: Option<Moment>,
}

/// Why no key was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    Name,
    NameTaken,
}

impl KeysPage {
    fn problem_told(&self) -> Option<String> {
        let m = self.admin.messages();
        self.problem.map(|problem| match problem {
            KeyProblem::Name => m.text("keys-name-wrong"),
            KeyProblem::NameTaken => m.text("keys-name-taken"),
        })
    }
}

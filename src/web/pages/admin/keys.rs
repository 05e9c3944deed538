//! The keys of programs.

use askama::Template;

use super::AdminFrame;
use crate::{
    api_keys::{MOST_DAYS, Scope},
    web::pages::Moment,
};

#[derive(Debug, Template)]
#[template(path = "admin/keys.html")]
pub struct KeysPage {
    pub admin: AdminFrame,
    pub keys: Vec<KeyRow>,
    pub problem: Option<KeyProblem>,
    pub typed: TypedKey,
    /// The key that was just made.
    pub made: Option<String>,
}

#[derive(Debug)]
pub struct KeyRow {
    pub name: String,
    pub scopes: Vec<Scope>,
    pub since: Moment,
    /// When it was used last.
    pub used: Option<Moment>,
    pub ends: Option<Moment>,
    pub has_ended: bool,
    pub revoked: Option<Moment>,
}

/// What was typed for a new key.
#[derive(Debug)]
pub struct TypedKey {
    pub name: String,
    pub scopes: Vec<Scope>,
    /// As it was typed; empty: for ever.
    pub days: String,
}

impl Default for TypedKey {
    /// What most programs need.
    fn default() -> Self {
        let scopes = vec![Scope::Read, Scope::Orders];
        Self { name: String::new(), scopes, days: String::new() }
    }
}

/// Why no key was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    Name,
    NameTaken,
    NoScope,
    Days,
}

impl KeysPage {
    fn scopes() -> &'static [Scope] {
        Scope::ALL
    }

    fn is_ticked(&self, scope: Scope) -> bool {
        self.typed.scopes.contains(&scope)
    }

    fn scope_told(&self, scope: Scope) -> String {
        self.admin.messages().text(&format!("scope-{}", scope.as_str()))
    }

    fn scopes_told(key: &KeyRow) -> String {
        key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn problem_told(&self) -> Option<String> {
        let m = self.admin.messages();
        self.problem.map(|problem| match problem {
            KeyProblem::Name => m.text("keys-name-wrong"),
            KeyProblem::NameTaken => m.text("keys-name-taken"),
            KeyProblem::NoScope => m.text("keys-no-scope"),
            KeyProblem::Days => m.with("keys-days-wrong", &[("most", i64::from(MOST_DAYS).into())]),
        })
    }
}

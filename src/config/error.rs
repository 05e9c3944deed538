//! Why Kassa does not start: every wrong setting at once, each with its value and the remedy.

use std::{fmt, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("Kassa cannot read the configuration file `{}`: {source}; {remedy}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error, remedy: &'static str },
    /// The file is no TOML. `detail` names the place and the mistake, and quotes no value: the line may
    /// hold a secret.
    #[error(
        "the configuration file `{file}` is not valid TOML: {detail}; write one `name = \"value\"` a line"
    )]
    Syntax { file: String, detail: String },
    #[error("Kassa does not start with these settings:{}", list(.0))]
    Refused(Vec<Refusal>),
}

fn list(refusals: &[Refusal]) -> String {
    refusals.iter().fold(String::new(), |list, refusal| format!("{list}\n- {refusal}"))
}

/// One setting that Kassa does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// As its owner wrote it: `KASSA_LISTEN`, and where it stands if that is the file.
    pub setting: String,
    pub value: Shown,
    pub why: String,
    pub remedy: String,
}

/// What an error may tell about a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    NotSet,
    Value(String),
    /// It is set, and it is a secret.
    Secret,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, value, why, remedy } = self;
        match value {
            Shown::NotSet => write!(f, "{setting} is not set: {why}; {remedy}"),
            Shown::Value(value) => write!(f, "{setting} is `{value}`: {why}; {remedy}"),
            Shown::Secret => write!(f, "{setting} is set, but {why}; {remedy}"),
        }
    }
}

/// What is wrong with a value and what to do about it, said without knowing whose value it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub why: String,
    pub remedy: String,
}

impl Complaint {
    pub fn new(why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { why: why.into(), remedy: remedy.into() }
    }
}

/// Keeps what is wrong, so that all of it is told at once.
#[derive(Debug, Default)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// The value, or nothing and one refusal more.
    pub fn keep<T>(&mut self, result: Result<T, Refusal>) -> Option<T> {
        result.map_err(|refusal| self.push(refusal)).ok()
    }

    pub fn push(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Refusals> for ConfigError {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals.0)
    }
}

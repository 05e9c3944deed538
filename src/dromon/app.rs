//! The shop's app at Dromon.

use std::{fmt, str::FromStr};

use super::Secret;

/// An app as its owner registered it: everything that a payment link is made from.
#[derive(Clone, Debug)]
pub struct App {
    pub id: AppId,
    /// What links are addressed to.
    pub name: AppName,
    pub secret: Secret,
}

/// The app's id: 24 hexadecimal digits, lower case. It is what signatures are made over, also where the
/// link names the app by its short name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppId(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an app id is 24 hexadecimal digits")]
pub struct AppIdError;

impl AppId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AppId {
    type Err = AppIdError;

    fn from_str(text: &str) -> Result<Self, AppIdError> {
        if text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(AppIdError)
        }
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How links name the app: its short name or its id, in lower case (Dromon's page lower-cases a short
/// name before it looks it up, the pay step does not).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppName(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppNameError {
    #[error(
        "a short name has no capital letters: Dromon's page finds such an app, its pay step does not"
    )]
    Capitals,
    #[error("a short name is made of a-z, 0-9, `_` and `-`: Dromon's page finds no other")]
    Characters,
}

impl AppName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AppName {
    type Err = AppNameError;

    fn from_str(text: &str) -> Result<Self, AppNameError> {
        if text.chars().any(char::is_uppercase) {
            return Err(AppNameError::Capitals);
        }
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        if text.is_empty() || !text.chars().all(allowed) {
            return Err(AppNameError::Characters);
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<&AppId> for AppName {
    fn from(id: &AppId) -> Self {
        Self(id.0.clone())
    }
}

impl fmt::Display for AppName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

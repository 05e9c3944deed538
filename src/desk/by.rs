//! Who decided, and why.

use std::{fmt, str::FromStr};

use crate::feed::Actor;

/// What a person wrote: a reason, or a note. 1 to 500 characters, no control characters but line ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// The most characters of it.
pub const MOST_CHARACTERS: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    #[error("write down why: colleagues will read it")]
    Empty,
    #[error("at most {MOST_CHARACTERS} characters")]
    TooLong,
}

impl Reason {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reason {
    type Err = ReasonError;

    fn from_str(text: &str) -> Result<Self, ReasonError> {
        let clean: String = text
            .replace("\r\n", "\n")
            .chars()
            .filter(|char| *char == '\n' || !char.is_control())
            .collect();
        let clean = clean.trim();
        match clean.chars().count() {
            0 => Err(ReasonError::Empty),
            count if count > MOST_CHARACTERS => Err(ReasonError::TooLong),
            _ => Ok(Self(clean.to_owned())),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who decides, and why.
#[derive(Clone, Debug)]
pub struct By {
    pub actor: Actor,
    /// Required where money is decided about.
    pub reason: Option<Reason>,
}

impl By {
    #[must_use]
    pub fn new(actor: Actor, reason: Option<Reason>) -> Self {
        Self { actor, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_some_words() {
        assert_eq!("  да\r\nнет\u{7} ".parse::<Reason>().unwrap().as_str(), "да\nнет");
        assert_eq!(" \n ".parse::<Reason>(), Err(ReasonError::Empty));
        assert!("я".repeat(500).parse::<Reason>().is_ok());
        assert_eq!("я".repeat(501).parse::<Reason>(), Err(ReasonError::TooLong));
    }
}

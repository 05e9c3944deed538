//! Finding an order again at `/find`.

use askama::Template;

use super::{FieldError, Frame, shorten};
use crate::i18n::Messages;

/// What comes back into a field.
const TYPED: usize = 80;

#[derive(Debug, Template)]
#[template(path = "shop/find.html")]
pub struct FindPage {
    pub frame: Frame,
    /// What was typed, as it was.
    pub number: String,
    pub nickname: String,
    pub code: String,
    /// What is wrong with the whole of it.
    pub error: Option<FindError>,
    pub nickname_error: Option<FieldError>,
    /// Whether the code can be none.
    pub is_code_wrong: bool,
}

/// Why no order is shown. What does not fit of number, nickname and code is told to nobody who guesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindError {
    NotFound,
    TooOften,
}

impl FindError {
    fn text(self, m: Messages) -> String {
        match self {
            Self::NotFound => m.text("find-not-found"),
            Self::TooOften => m.text("find-too-often"),
        }
    }
}

impl FindPage {
    fn has_errors(&self) -> bool {
        self.error.is_some() || self.nickname_error.is_some() || self.is_code_wrong
    }

    fn typed(text: &str) -> String {
        shorten(text, TYPED)
    }
}

//! What a customer can tell the shop on his order's page: that he has paid, and whatever else there is to say.

use crate::{
    i18n::Messages,
    orders::MOST_NOTE,
    payments::claim::{MOST_CLAIMS, MOST_LINE},
    web::pages::{Moment, shorten},
};

/// How much of a line is shown.
const LINE: usize = 120;

/// That he has paid, though nothing has come.
#[derive(Clone, Debug, Default)]
pub struct ClaimView {
    /// Since when he waits for an answer.
    pub waits: Option<Moment>,
    /// What he said last.
    pub line: Option<String>,
    /// The answer was that there is no such payment.
    pub is_refused: bool,
    /// He has said it as often as he may.
    pub is_enough: bool,
    /// What was typed and is no line.
    pub mistyped: Option<String>,
}

/// What he writes to the shop.
#[derive(Clone, Debug, Default)]
pub struct NoteView {
    /// He has written as often as he may.
    pub is_enough: bool,
    /// What was typed and is no note.
    pub mistyped: Option<String>,
}

impl ClaimView {
    pub(super) fn shown_line(&self) -> Option<String> {
        self.line.as_deref().map(|line| shorten(line, LINE))
    }

    /// More than fits comes back as well, so that it can be shortened.
    pub(super) fn typed(&self) -> String {
        self.mistyped.as_deref().map(|typed| shorten(typed, MOST_LINE * 2)).unwrap_or_default()
    }

    pub(super) fn button(&self, m: Messages) -> String {
        let again = self.waits.is_some() || self.is_refused;
        m.text(if again { "claim-again-button" } else { "claim-button" })
    }

    pub(super) fn problem(m: Messages) -> String {
        let most = i64::try_from(MOST_LINE).unwrap_or(i64::MAX);
        m.with("claim-line-wrong", &[("most", most.into())])
    }

    pub(super) fn enough(m: Messages) -> String {
        m.with("claim-no-more", &[("most", MOST_CLAIMS.into())])
    }
}

impl NoteView {
    /// Lines stay lines.
    pub(super) fn typed(&self) -> String {
        let typed = self.mistyped.as_deref().unwrap_or_default();
        typed.chars().take(MOST_NOTE * 2).collect()
    }

    pub(super) fn problem(m: Messages) -> String {
        let most = i64::try_from(MOST_NOTE).unwrap_or(i64::MAX);
        m.with("note-wrong", &[("most", most.into())])
    }
}

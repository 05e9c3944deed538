//! What a customer can tell the shop on his order's page: that he has paid, and whatever else there is to say.

use crate::{
    i18n::Messages,
    orders::MOST_NOTE,
    payments::claim::{MOST_CLAIMS, MOST_LINE},
    web::pages::{Moment, shorten},
};

/// How much of a line is shown.
const LINE: usize = 120;

/// What was typed and is not sent.
#[derive(Clone, Debug)]
pub struct Unsent {
    pub text: String,
    pub why: WhyUnsent,
}

/// Why it was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyUnsent {
    /// It is no line, or no note.
    Mistyped,
    /// Too much was sent in a row: it is sent again as it is, later.
    TooFast,
}

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
    /// The order's time was over so long ago that nothing more is taken.
    pub is_over: bool,
    pub unsent: Option<Unsent>,
}

/// What he writes to the shop.
#[derive(Clone, Debug, Default)]
pub struct NoteView {
    /// He has written as often as he may.
    pub is_enough: bool,
    pub unsent: Option<Unsent>,
}

impl Unsent {
    fn is_mistyped(unsent: Option<&Self>) -> bool {
        unsent.is_some_and(|unsent| unsent.why == WhyUnsent::Mistyped)
    }

    /// Not that the text is wrong, where it only came too soon.
    fn is_too_fast(unsent: Option<&Self>) -> bool {
        unsent.is_some_and(|unsent| unsent.why == WhyUnsent::TooFast)
    }
}

impl ClaimView {
    pub(super) fn is_unsent(&self) -> bool {
        self.unsent.is_some()
    }

    pub(super) fn is_mistyped(&self) -> bool {
        Unsent::is_mistyped(self.unsent.as_ref())
    }

    pub(super) fn shown_line(&self) -> Option<String> {
        self.line.as_deref().map(|line| shorten(line, LINE))
    }

    /// More than fits comes back as well, so that it can be shortened.
    pub(super) fn typed(&self) -> String {
        let typed = self.unsent.as_ref().map(|unsent| shorten(&unsent.text, MOST_LINE * 2));
        typed.unwrap_or_default()
    }

    pub(super) fn button(&self, m: Messages) -> String {
        let again = self.waits.is_some() || self.is_refused;
        m.text(if again { "claim-again-button" } else { "claim-button" })
    }

    pub(super) fn problem(&self, m: Messages) -> String {
        if Unsent::is_too_fast(self.unsent.as_ref()) {
            return m.text("say-too-fast");
        }
        let most = i64::try_from(MOST_LINE).unwrap_or(i64::MAX);
        m.with("claim-line-wrong", &[("most", most.into())])
    }

    pub(super) fn enough(m: Messages) -> String {
        m.with("claim-no-more", &[("most", MOST_CLAIMS.into())])
    }
}

impl NoteView {
    pub(super) fn is_unsent(&self) -> bool {
        self.unsent.is_some()
    }

    pub(super) fn is_mistyped(&self) -> bool {
        Unsent::is_mistyped(self.unsent.as_ref())
    }

    /// Lines stay lines.
    pub(super) fn typed(&self) -> String {
        let typed = self.unsent.as_ref().map(|unsent| unsent.text.as_str()).unwrap_or_default();
        typed.chars().take(MOST_NOTE * 2).collect()
    }

    pub(super) fn problem(&self, m: Messages) -> String {
        if Unsent::is_too_fast(self.unsent.as_ref()) {
            return m.text("say-too-fast");
        }
        let most = i64::try_from(MOST_NOTE).unwrap_or(i64::MAX);
        m.with("note-wrong", &[("most", most.into())])
    }
}

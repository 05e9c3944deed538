//! Lines of Dromon's history that a payer has shown, beside the books.
//!
//! Anybody can write such a line: one that the books do not know is a claim, and confirming it needs something besides.

mod confirm;
mod known;
mod matching;
mod paste;
mod view;

pub use confirm::{ByLine, confirm, find};
pub use matching::offset;
pub use paste::{
    Analysis, MOST_BYTES, MOST_LINES, PasteError, Pasted, analyse, last_recipient, store,
};
pub use view::{Counts, LineView, PasteView, recent, view};

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{
        columns::words,
        schema::{history_lines, history_pastes},
    },
    dromon::{HistoryLine, HistoryLineError},
    feed::Actor,
};

words! {
    /// What the books say of a line.
    pub enum Verdict {
        /// Money that no callback told of, if the line is true.
        Missing = "missing",
        Books = "books",
        /// It went to the app, but the books know no order of that number, and no payment.
        NoOrder = "no_order",
        /// It went to somebody else.
        OtherRecipient = "other_recipient",
        /// Somebody has pasted it before.
        Before = "before",
        /// It is no line of Dromon's history.
        Unreadable = "unreadable",
    }
}

/// Lines that were pasted at once.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = history_pastes)]
pub struct Paste {
    pub id: i64,
    /// What the app is called in them.
    pub recipient: String,
    /// Whether a person said so; otherwise it is what most of them say.
    pub recipient_is_typed: bool,
    pub at: UtcTime,
    pub made_by: Actor,
}

/// A line as it is kept.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = history_lines)]
pub struct Line {
    pub id: i64,
    pub paste_id: i64,
    /// Where it stood in what was pasted.
    pub place: i64,
    pub line: String,
    pub verdict: Verdict,
    /// The payment that it is, or became.
    pub payment_id: Option<i64>,
    pub order_id: Option<i64>,
    /// The same line, pasted before.
    pub earlier: Option<i64>,
    pub confirmed_at: Option<UtcTime>,
    pub confirmed_by: Option<Actor>,
}

impl Line {
    /// What it says.
    ///
    /// # Errors
    /// `LineError`.
    pub fn read(&self) -> Result<HistoryLine<'_>, LineError> {
        read(&self.line)
    }
}

/// Why a line is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("it is longer than {MOST_CHARACTERS} characters")]
    TooLong,
    #[error(transparent)]
    NoLine(#[from] HistoryLineError),
}

/// More than any line about an order of ours has.
pub const MOST_CHARACTERS: usize = 1000;

fn read(line: &str) -> Result<HistoryLine<'_>, LineError> {
    if line.chars().nth(MOST_CHARACTERS).is_some() {
        return Err(LineError::TooLong);
    }
    Ok(HistoryLine::parse(line)?)
}

#[cfg(test)]
mod tests;

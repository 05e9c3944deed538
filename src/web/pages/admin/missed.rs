//! A ready order for which nobody came, and its ways out.

use crate::{
    db::columns::words,
    desk::moves::Move,
    i18n::Messages,
    web::pages::{HandOverView, Moment},
};

words! {
    /// What may become of it.
    pub enum MissedWay {
        /// It stays where it is for longer, or the courier comes again.
        MoreTime = "more-time",
        /// It is assembled again, and its cell is free.
        Undo = "undo",
        Cancel = "cancel",
    }
}

impl MissedWay {
    /// The order's move that it is, if it is one.
    #[must_use]
    pub fn step(self) -> Option<Move> {
        match self {
            Self::MoreTime => None,
            Self::Undo => Some(Move::Undo),
            Self::Cancel => Some(Move::Cancel),
        }
    }

    #[must_use]
    pub fn label(self, m: Messages) -> String {
        m.text(&format!("missed-do-{}", self.as_str()))
    }

    /// What its button does with an order of which so much is paid.
    #[must_use]
    pub fn does(self, m: Messages, hand_over: &HandOverView, paid: i64) -> String {
        match (self, &hand_over.cell) {
            (Self::MoreTime, Some(cell)) => {
                m.with("missed-wait-in-cell", &[("cell", cell.as_str().into())])
            }
            (Self::MoreTime, None) => m.text("missed-wait-for-courier"),
            (Self::Undo, Some(cell)) => {
                m.with("missed-out-of-cell", &[("cell", cell.as_str().into())])
            }
            (Self::Undo, None) => m.text("missed-without-courier"),
            (Self::Cancel, _) if paid > 0 => {
                m.with("missed-cancelled-and-due", &[("sum", m.ar(paid).into())])
            }
            (Self::Cancel, _) => m.text("missed-cancelled"),
        }
    }
}

/// What has just become of an order.
#[must_use]
pub fn done(m: Messages, way: MissedWay, uid: &str, until: Option<&Moment>) -> String {
    let until = until.map_or("", |until| until.shown.as_str());
    let args = [("uid", uid.into()), ("until", until.into())];
    m.with(&format!("missed-done-{}", way.as_str()), &args)
}

/// A ready order for which nobody came in time.
#[derive(Debug)]
pub struct MissedCard {
    pub uid: String,
    /// What the forms send along as the version that was seen.
    pub version: i64,
    pub nickname: String,
    pub hand_over: HandOverView,
    /// The first suggestion.
    pub main: Option<MissedForm>,
    pub others: Vec<MissedForm>,
}

/// A way out, as a form.
#[derive(Debug)]
pub struct MissedForm {
    pub way: MissedWay,
    pub label: String,
    pub does: String,
    /// Why it was just not taken.
    pub problem: Option<MissedProblem>,
    /// What stands in its field for a time; `None`: it asks for none.
    pub until: Option<String>,
    /// What stands in its field for a reason; `None`: it asks for none.
    pub reason: Option<String>,
    /// Where the password is given first; `None`: it was, recently.
    pub confirm: Option<String>,
}

/// Why a way was not taken.
#[derive(Clone, Debug)]
pub struct MissedProblem {
    pub text: String,
    /// It is about what was typed.
    pub is_typed: bool,
}

impl MissedCard {
    /// The beginning of the names of a form's parts.
    pub(super) fn part(&self, form: &MissedForm) -> String {
        format!("missed-{}-{}", self.uid, form.way.as_str())
    }

    /// A card on which something went wrong shows all that can be done.
    pub(super) fn is_open(&self) -> bool {
        self.others.iter().any(|form| form.problem.is_some())
    }

    pub(super) fn until_label(&self, m: Messages) -> String {
        match self.hand_over.cell {
            Some(_) => m.text("hand-over-until-field"),
            None => m.text("hand-over-at-field"),
        }
    }
}

impl MissedForm {
    /// Its field has to be filled in otherwise.
    pub(super) fn is_mistyped(&self) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.is_typed)
    }
}

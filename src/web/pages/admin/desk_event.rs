//! An order's events as staff is told of them.

use crate::{
    feed::EventKind,
    i18n::Messages,
    web::pages::{Moment, shorten},
};

/// The longest line of a note; a note is at most 500 characters long, but what stands there may be older than that rule.
const LINE: usize = 500;

/// An event of an order.
#[derive(Clone, Debug)]
pub struct DeskEvent {
    pub kind: EventKind,
    pub at: Moment,
    pub who: Who,
    pub sum: Option<i64>,
    /// How the order was to be handed over.
    pub told: Option<String>,
    /// A person's reason or note.
    pub note: Option<String>,
    /// The payment came after the order had expired.
    pub is_late: bool,
    /// What is done about which goods, where it is about missing ones.
    pub detail: Option<String>,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Dromon,
    Customer,
    Clock,
    Program(String),
    Colleague(String),
}

impl Who {
    #[must_use]
    pub fn of(role: &str, name: Option<&str>) -> Self {
        match (role, name) {
            ("dromon", _) => Self::Dromon,
            ("customer", _) => Self::Customer,
            ("clock", _) => Self::Clock,
            ("api", name) => Self::Program(name.unwrap_or_default().to_owned()),
            (_, name) => Self::Colleague(name.unwrap_or(role).to_owned()),
        }
    }

    #[must_use]
    pub fn label(&self, m: Messages) -> String {
        match self {
            Self::Dromon => m.text("actor-dromon"),
            Self::Customer => m.text("actor-customer"),
            Self::Clock => m.text("actor-clock"),
            Self::Program(name) => {
                m.with("desk-actor-program", &[("name", shorten(name, 40).into())])
            }
            Self::Colleague(name) => shorten(name, 40),
        }
    }
}

impl DeskEvent {
    pub(super) fn lines(&self) -> Vec<String> {
        lines(self.note.as_deref().unwrap_or_default())
    }
}

/// A text of several lines, each fit for a page.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| shorten(line, LINE)).filter(|line| !line.is_empty()).collect()
}

/// What an event is called.
#[must_use]
pub fn label(m: Messages, kind: EventKind) -> String {
    m.text(&format!("desk-event-{}", kind.as_str().replace('_', "-")))
}

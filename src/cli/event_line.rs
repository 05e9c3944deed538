//! An event as the command line tells it: the names are those of the API.

use serde::Serialize;

use crate::{
    delivery::Told,
    feed::{Event, EventKind},
    shorten::shorten,
};

/// How much of a note a line shows.
const MOST: usize = 200;

#[derive(Clone, Debug, Serialize)]
pub(super) struct EventLine {
    pub id: i64,
    pub kind: EventKind,
    pub by: String,
    pub at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// How the order was to be handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_over: Option<Told>,
}

impl From<Event> for EventLine {
    fn from(event: Event) -> Self {
        let hand_over = Told::read(&event);
        Self {
            id: event.id,
            kind: event.kind,
            by: event.actor.to_string(),
            at: event.at.rfc3339(),
            note: event.note.filter(|_| hand_over.is_none()),
            hand_over,
        }
    }
}

impl EventLine {
    /// Its note, made fit for one line; empty where it has none.
    pub(super) fn shown_note(&self) -> String {
        self.note.as_ref().map(|note| shorten(note, MOST)).unwrap_or_default()
    }
}

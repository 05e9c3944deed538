//! A hand-over as an event tells it: as it was then, whatever became of the cell.

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{HandOver, Way};
use crate::{
    clock::UtcTime,
    feed::{Event, EventKind},
};

/// How an order was to be handed over, as its event keeps it. An event's note is text; each reader says it in his own language
/// and time zone, so it is kept as what it is, and not in words. Times are RFC 3339, as programs read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = HandOver)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Told {
    Cell { cell: String, place: String, until: String },
    Courier { place: String, at: String },
    Agreed,
}

impl Told {
    #[must_use]
    pub fn of(hand_over: Option<&HandOver>) -> Self {
        let Some(HandOver { way, due_at, .. }) = hand_over else { return Self::Agreed };
        match way {
            Way::Cell { name, place, .. } => Self::Cell {
                cell: name.to_string(),
                place: place.to_string(),
                until: due_at.rfc3339(),
            },
            Way::Courier { place } => {
                Self::Courier { place: place.to_string(), at: due_at.rfc3339() }
            }
        }
    }

    /// What an event's note says.
    #[must_use]
    pub fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What an event tells of a hand-over; `None` where it tells of none.
    #[must_use]
    pub fn read(event: &Event) -> Option<Self> {
        match event.kind {
            EventKind::Ready | EventKind::HandOver | EventKind::FoundNobody => {
                serde_json::from_str(event.note.as_deref()?).ok()
            }
            _ => None,
        }
    }

    /// Until when it waits, or when the courier comes.
    #[must_use]
    pub fn due_at(&self) -> Option<UtcTime> {
        match self {
            Self::Cell { until: at, .. } | Self::Courier { at, .. } => {
                let at = DateTime::parse_from_rfc3339(at).ok()?;
                Some(at.to_utc().into())
            }
            Self::Agreed => None,
        }
    }
}

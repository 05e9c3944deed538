//! What a customer writes to the shop on his order's page, after he has placed it.

use super::{About, Change, Note, OrderToken, advance, find_by_token, find_locked};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError, write_error},
    feed::{self, Actor, Event, EventKind},
};

/// How many the customer of one order may write: it is no chat.
pub const MOST_NOTES: usize = 10;

/// Why it was not written down.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("there is no such order")]
    NotFound,
    #[error("its customer has written {MOST_NOTES} notes already")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(NoteError);

impl From<diesel::result::Error> for NoteError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// How many the customer has written, by the order's events.
#[must_use]
pub fn count(events: &[Event]) -> usize {
    events.iter().filter(|event| event.kind == EventKind::CustomerNote).count()
}

/// The customer writes to the shop. What he wrote last is not written again: that is a second click.
///
/// # Errors
/// `NoteError`.
pub fn write(
    connection: &mut Connection,
    token: &OrderToken,
    note: &Note,
    now: UtcTime,
) -> Result<(), NoteError> {
    let order = find_by_token(connection, token)?.ok_or(NoteError::NotFound)?;
    let order = find_locked(connection, order.id)?.ok_or(NoteError::NotFound)?;
    let events = feed::timeline(connection, order.last_event)?;
    let last = events.iter().rfind(|event| event.kind == EventKind::CustomerNote);
    if last.and_then(|event| event.note.as_deref()) == Some(note.as_str()) {
        return Ok(());
    }
    if count(&events) >= MOST_NOTES {
        return Err(NoteError::TooMany);
    }
    let change = Change {
        kind: EventKind::CustomerNote,
        actor: Actor::CUSTOMER,
        note: Some(note.as_str().to_owned().into()),
        status: order.written_status,
        counted: order.counted,
        payment: None,
        about: About::Nothing,
    };
    advance(connection, &order, &change, now)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{TestDatabase, body, callback, moment};

    #[test]
    fn a_note_is_written_once_and_so_often() {
        let mut db = TestDatabase::new();
        let order = db.place(8);
        let write = |db: &mut TestDatabase, text: &str| {
            let (token, note) = (order.token.clone(), text.parse().unwrap());
            db.write(|c| super::write(c, &token, &note, moment(1)))
        };
        for text in ["а", "а", "б", "а"] {
            write(&mut db, text).unwrap();
        }
        let written = "events WHERE kind = 'customer_note' AND actor = 'customer'";
        assert_eq!(db.count(written), 3, "a second click is none");
        db.receive(&callback(body(&order, 8, "t1")));
        for nth in 3..MOST_NOTES {
            write(&mut db, &nth.to_string()).unwrap();
        }
        let more = write(&mut db, "ещё");
        assert!(matches!(more, Err(NoteError::TooMany)), "{more:?}");
        write(&mut db, &(MOST_NOTES - 1).to_string()).unwrap();
        let now = db.order(order.id);
        let events = feed::timeline(&mut db.connection, now.last_event).unwrap();
        assert_eq!(count(&events), MOST_NOTES);
        assert_eq!(now.written_status.as_str(), "paid");
    }
}

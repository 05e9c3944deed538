//! What Kassa has seen of Dromon: whether its callbacks arrive, and with the right token.

use diesel::prelude::*;

use super::{DiscrepancyKind, refused::Cause};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{callbacks, discrepancies, refused_callbacks},
    },
};

/// What was seen last of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// A callback with the right token, and where it came from.
    pub callback: Option<(UtcTime, String)>,
    /// One that was refused for its token, and why.
    pub refused: Option<(UtcTime, Cause)>,
    /// A payment whose text was not the order's: somebody has changed a link that Dromon should have verified.
    pub altered: Option<UtcTime>,
}

/// # Errors
/// The database's own.
pub fn seen(connection: &mut Connection) -> QueryResult<Seen> {
    Ok(Seen {
        callback: callbacks::table
            .order(callbacks::id.desc())
            .select((callbacks::received_at, callbacks::source))
            .limit(1)
            .get_result(connection)
            .optional()?,
        refused: refused_callbacks::table
            .order(refused_callbacks::id.desc())
            .select((refused_callbacks::received_at, refused_callbacks::cause))
            .limit(1)
            .get_result(connection)
            .optional()?,
        altered: discrepancies::table
            .filter(discrepancies::kind.eq(DiscrepancyKind::Altered))
            .select(diesel::dsl::max(discrepancies::last_at))
            .get_result(connection)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        payments::refused::{self, NewRefused},
        testing::{TestDatabase, body_of, callback},
    };

    #[test]
    fn what_came_last_is_told() {
        let mut db = TestDatabase::new();
        assert_eq!(seen(&mut db.connection).unwrap(), Seen::default());
        let order = db.place(8);
        let paid = |text: &str, second: u64| {
            body_of(order.uid.as_str(), text, 8, &format!("2026-11-24T07:05:0{second}.000Z"))
        };
        let raw = callback(paid(order.text.as_str(), 1));
        db.receive(&raw);
        let told = seen(&mut db.connection).unwrap();
        assert_eq!(told.callback, Some((raw.received_at, "127.0.0.1".to_owned())));
        assert_eq!((told.refused, told.altered), (None, None));
        let other = callback(paid("Другое", 2));
        db.receive(&other);
        assert_eq!(seen(&mut db.connection).unwrap().altered, Some(other.received_at));
        let (source, whole) = (raw.source, raw.completeness);
        let new = NewRefused::new(source, Cause::WrongToken, None, b"{}".to_vec(), whole);
        db.write(|c| refused::keep(c, std::slice::from_ref(&new))).unwrap();
        let told = seen(&mut db.connection).unwrap().refused;
        assert_eq!(told, Some((new.received_at, Cause::WrongToken)));
    }
}

//! What a customer says beside his order: how to reach him, how he would like to get it, and what else he wants the shop to know.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};

use crate::db::{
    Connection,
    columns::{text_column, words},
    schema::order_wishes,
};

/// The longest [`Line`], in characters.
pub const MOST_LINE: usize = 100;

/// The longest [`Note`], in characters.
pub const MOST_NOTE: usize = 500;

words! {
    /// How he would like to get it.
    pub enum WishedWay {
        /// He comes to the shop's cells.
        Cell = "cell",
        /// A courier meets him.
        Courier = "courier",
    }
}

/// One line in somebody's own words: not empty, at most [`MOST_LINE`] characters, no control character.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Line(String);

/// Some lines in somebody's own words: not empty, at most [`MOST_NOTE`] characters, no control character but the line's end.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Note(String);

/// Why a text is no [`Line`] or [`Note`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    #[error("it is empty")]
    Empty,
    #[error("it has more than {most} characters, or one that cannot be shown")]
    Unfit { most: usize },
}

impl Line {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Note {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Line {
    type Err = WordsError;

    fn from_str(text: &str) -> Result<Self, WordsError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(WordsError::Empty);
        }
        let fits = text.chars().count() <= MOST_LINE && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(WordsError::Unfit { most: MOST_LINE }) }
    }
}

impl FromStr for Note {
    type Err = WordsError;

    /// As browsers send it: with carriage returns, which count as nothing.
    fn from_str(text: &str) -> Result<Self, WordsError> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(WordsError::Empty);
        }
        let is_shown = |char: char| char == '\n' || !char.is_control();
        let fits = text.chars().count() <= MOST_NOTE && text.chars().all(is_shown);
        if fits { Ok(Self(text.to_owned())) } else { Err(WordsError::Unfit { most: MOST_NOTE }) }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(Line);
text_column!(Note);

/// What a customer says beside his order. All of it is his wish: the shop says how the order is handed over once it is ready.
#[derive(Clone, Debug, Default, PartialEq, Eq, HasQuery)]
#[diesel(table_name = order_wishes)]
pub struct Wish {
    /// How to reach him.
    pub contact: Option<Line>,
    /// `None`: as he and the shop agree.
    pub way: Option<WishedWay>,
    /// Where he would meet a courier.
    pub place: Option<Line>,
    /// When; in his own words, such as "after eight".
    pub moment: Option<Line>,
    pub note: Option<Note>,
}

impl Wish {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Writes down what the customer of a new order says beside it.
pub(super) fn put(connection: &mut Connection, order_id: i64, wish: &Wish) -> QueryResult<()> {
    if wish.is_empty() {
        return Ok(());
    }
    diesel::insert_into(order_wishes::table)
        .values((
            order_wishes::order_id.eq(order_id),
            order_wishes::contact.eq(&wish.contact),
            order_wishes::way.eq(wish.way),
            order_wishes::place.eq(&wish.place),
            order_wishes::moment.eq(&wish.moment),
            order_wishes::note.eq(&wish.note),
        ))
        .execute(connection)
        .map(drop)
}

/// What the customer of that order said beside it.
///
/// # Errors
/// The database's own.
pub fn wish_of(connection: &mut Connection, order_id: i64) -> QueryResult<Wish> {
    let found = Wish::query().filter(order_wishes::order_id.eq(order_id)).first(connection);
    Ok(found.optional()?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        orders::{self, NewOrder},
        testing::{TestDatabase, moment, new_order},
    };

    #[test]
    fn a_line_is_one_line_of_some_length() {
        assert_eq!(" Steve#1234 ".parse::<Line>().unwrap().as_str(), "Steve#1234");
        assert_eq!(" \t".parse::<Line>(), Err(WordsError::Empty));
        for unfit in ["a\nb", "a\u{0}", &"я".repeat(MOST_LINE + 1)] {
            assert!(matches!(unfit.parse::<Line>(), Err(WordsError::Unfit { .. })), "{unfit:?}");
        }
        assert!("я".repeat(MOST_LINE).parse::<Line>().is_ok());
    }

    #[test]
    fn a_note_has_lines() {
        assert_eq!(
            " после восьми\r\nпозовите \n".parse::<Note>().unwrap().as_str(),
            "после восьми\nпозовите"
        );
        assert_eq!("\r\n".parse::<Note>(), Err(WordsError::Empty));
        for unfit in ["a\tb", &"я".repeat(MOST_NOTE + 1)] {
            assert!(matches!(unfit.parse::<Note>(), Err(WordsError::Unfit { .. })), "{unfit:?}");
        }
    }

    #[test]
    fn what_is_said_beside_an_order_stays_with_it() {
        let mut db = TestDatabase::new();
        let silent = db.place(8);
        assert!(wish_of(&mut db.connection, silent.id).unwrap().is_empty());
        assert_eq!(db.count("order_wishes"), 0);
        let wish = Wish {
            contact: Some("steve".parse().unwrap()),
            way: Some(WishedWay::Courier),
            place: Some("у портала".parse().unwrap()),
            moment: Some("после восьми".parse().unwrap()),
            note: Some("позовите\nдважды".parse().unwrap()),
        };
        let new = NewOrder { wish: wish.clone(), ..new_order(8) };
        let order = db.write(|c| orders::place(c, &new, moment(0))).unwrap();
        assert_eq!(wish_of(&mut db.connection, order.id).unwrap(), wish);
        let some = Wish { way: Some(WishedWay::Cell), ..Wish::default() };
        let new = NewOrder { wish: some.clone(), ..new_order(8) };
        let order = db.write(|c| orders::place(c, &new, moment(0))).unwrap();
        assert_eq!(wish_of(&mut db.connection, order.id).unwrap(), some);
    }
}

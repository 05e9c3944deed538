//! A cell, its name, and where something is.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};

use crate::{
    db::{columns::text_column, schema::cells},
    orders,
};

/// The most characters of a cell's name.
pub const MOST_NAME: usize = 20;

/// The most characters of where something is.
pub const MOST_PLACE: usize = 100;

/// A chest or a shelf in which one order waits for its customer.
#[derive(Clone, Debug, PartialEq, Eq, HasQuery)]
#[diesel(table_name = cells)]
pub struct Cell {
    pub id: i64,
    pub name: CellName,
    pub place: Place,
    pub position: i64,
}

/// What stands on a cell's sign: 1 to 20 characters, no comma, no control character.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct CellName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cell's name is 1 to {MOST_NAME} characters, none of them a comma")]
pub struct CellNameError;

impl CellName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every spelling: А1 and a1 are one sign to whoever reads them.
    #[must_use]
    pub fn folded(&self) -> String {
        let folded = orders::fold_loosely(&self.0);
        // A name of nothing but dashes is a name all the same.
        if folded.is_empty() { self.0.clone() } else { folded }
    }
}

impl FromStr for CellName {
    type Err = CellNameError;

    fn from_str(text: &str) -> Result<Self, CellNameError> {
        let name = text.trim();
        let fits = (1..=MOST_NAME).contains(&name.chars().count())
            && !name.chars().any(|c| c.is_control() || c == ',' || c == ';');
        if fits { Ok(Self(name.to_owned())) } else { Err(CellNameError) }
    }
}

impl fmt::Display for CellName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(CellName);

/// Where something is, in words or coordinates: at most 100 characters, no control character. It may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Place(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place is at most {MOST_PLACE} characters in one line")]
pub struct PlaceError;

impl Place {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let place = text.trim();
        let fits = place.chars().count() <= MOST_PLACE && !place.chars().any(char::is_control);
        if fits { Ok(Self(place.to_owned())) } else { Err(PlaceError) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(Place);

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(name: &str) -> String {
        name.parse::<CellName>().unwrap().folded()
    }

    #[test]
    fn a_sign_reads_the_same_in_either_alphabet() {
        // The second is Cyrillic.
        assert_eq!(folded("A-1"), folded("\u{430} 1"));
        assert_ne!(folded("A1"), folded("A2"));
        assert_ne!(folded("-"), folded("--"));
    }

    #[test]
    fn a_name_fits_on_a_sign() {
        for bad in ["", "  ", "a,b", "a;b", "a\nb", &"я".repeat(21)] {
            assert_eq!(bad.parse::<CellName>(), Err(CellNameError), "{bad:?}");
        }
        assert_eq!(" Сундук 7 ".parse::<CellName>().unwrap().as_str(), "Сундук 7");
    }

    #[test]
    fn a_place_is_a_line_or_nothing() {
        assert!("".parse::<Place>().unwrap().is_empty());
        assert!("я".repeat(101).parse::<Place>().is_err());
        assert!("вход\nвыход".parse::<Place>().is_err());
    }
}

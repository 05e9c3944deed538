//! What else a shop writes about its goods.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use crate::db::columns::text_column;

/// The most characters of a description.
pub const MOST_DESCRIPTION: usize = 1000;
/// The most characters of a category's name.
pub const MOST_CATEGORY: usize = 60;

/// What a good is: up to 1,000 characters, none of them a control character but the ends of lines; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Description(String);

/// What goods are shown under: up to 60 characters, none of them a control character. An empty one is no category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Category(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("this is longer than {0} characters")]
    TooLong(usize),
    #[error("there is a control character in it")]
    Control,
}

impl Description {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Description {
    type Err = TextError;

    /// Lines may end as browsers and tables end them; at both ends of the text nothing is kept that nobody sees.
    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        checked(text.trim(), MOST_DESCRIPTION, |c| c != '\n').map(Self)
    }
}

impl Category {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Category {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        checked(text.trim(), MOST_CATEGORY, |_| true).map(Self)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn checked(text: &str, most: usize, is_odd: fn(char) -> bool) -> Result<String, TextError> {
    if text.chars().count() > most {
        return Err(TextError::TooLong(most));
    }
    if text.chars().any(|c| c.is_control() && is_odd(c)) {
        return Err(TextError::Control);
    }
    Ok(text.to_owned())
}

text_column!(Description);
text_column!(Category);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_lines_and_a_category_has_one() {
        let read: Description = " \r\nПервая\r\nвторая\rтретья \n".parse().unwrap();
        assert_eq!(read.as_str(), "Первая\nвторая\nтретья");
        assert_eq!("Блоки\nи земля".parse::<Category>(), Err(TextError::Control));
        assert_eq!(" Блоки ".parse::<Category>().unwrap().as_str(), "Блоки");
        assert_eq!("a\0b".parse::<Description>(), Err(TextError::Control));
    }

    #[test]
    fn both_are_counted_in_characters() {
        assert!("я".repeat(1000).parse::<Description>().is_ok());
        assert_eq!("я".repeat(1001).parse::<Description>(), Err(TextError::TooLong(1000)));
        assert!("я".repeat(60).parse::<Category>().is_ok());
        assert_eq!("я".repeat(61).parse::<Category>(), Err(TextError::TooLong(60)));
    }
}

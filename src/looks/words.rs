//! What a shop says of itself.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use crate::db::columns::text_column;

/// The most characters of a shop's name.
pub const MOST_NAME: usize = 40;
/// The most characters of one of its texts.
pub const MOST_TEXT: usize = 500;

/// The most characters of what it announces.
pub const MOST_ANNOUNCEMENT: usize = 200;

/// What a shop is called: 1 to 40 characters in one line, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct ShopName(String);

/// What a shop announces on all its pages: 1 to 200 characters in one line, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Announcement(String);

/// A text of the shop: 1 to 500 characters, none of them a control character but the ends of lines.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct ShopText(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    #[error("there is nothing in it")]
    Empty,
    #[error("this is longer than {0} characters")]
    TooLong(usize),
    #[error("there is a control character in it")]
    Control,
}

impl ShopName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Announcement {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ShopText {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ShopName {
    type Err = WordsError;

    fn from_str(text: &str) -> Result<Self, WordsError> {
        checked(text.trim(), MOST_NAME, |_| true).map(Self)
    }
}

impl FromStr for Announcement {
    type Err = WordsError;

    fn from_str(text: &str) -> Result<Self, WordsError> {
        checked(text.trim(), MOST_ANNOUNCEMENT, |_| true).map(Self)
    }
}

impl FromStr for ShopText {
    type Err = WordsError;

    /// Lines may end as browsers end them; at both ends of the text nothing is kept that nobody sees.
    fn from_str(text: &str) -> Result<Self, WordsError> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        checked(text.trim(), MOST_TEXT, |c| c != '\n').map(Self)
    }
}

fn checked(text: &str, most: usize, is_odd: fn(char) -> bool) -> Result<String, WordsError> {
    if text.is_empty() {
        return Err(WordsError::Empty);
    }
    if text.chars().count() > most {
        return Err(WordsError::TooLong(most));
    }
    if text.chars().any(|c| c.is_control() && is_odd(c)) {
        return Err(WordsError::Control);
    }
    Ok(text.to_owned())
}

impl fmt::Display for ShopName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ShopText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(ShopName);
text_column!(Announcement);
text_column!(ShopText);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_line_and_a_text_has_several() {
        assert_eq!(" Лавка <Бобра> ".parse::<ShopName>().unwrap().as_str(), "Лавка <Бобра>");
        assert_eq!("Лавка\nБобра".parse::<ShopName>(), Err(WordsError::Control));
        assert_eq!(" \t ".parse::<ShopName>(), Err(WordsError::Empty));
        let text: ShopText = "\r\n пн\r\nвт\rср \n".parse().unwrap();
        assert_eq!(text.as_str(), "пн\nвт\nср");
        assert_eq!("a\0b".parse::<ShopText>(), Err(WordsError::Control));
    }

    #[test]
    fn both_are_counted_in_characters() {
        assert!("я".repeat(40).parse::<ShopName>().is_ok());
        assert_eq!("я".repeat(41).parse::<ShopName>(), Err(WordsError::TooLong(40)));
        assert!("я".repeat(500).parse::<ShopText>().is_ok());
        assert_eq!("я".repeat(501).parse::<ShopText>(), Err(WordsError::TooLong(500)));
    }
}

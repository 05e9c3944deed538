//! What an endpoint is for, in somebody's words.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use crate::db::columns::text_column;

/// The longest that it may be.
pub const MOST_CHARACTERS: usize = 100;

/// What an endpoint is for; it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Description(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a description is one line of at most {MOST_CHARACTERS} characters")]
pub struct DescriptionError;

impl Description {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Description {
    type Err = DescriptionError;

    fn from_str(text: &str) -> Result<Self, DescriptionError> {
        let text = text.trim();
        let fits = text.chars().count() <= MOST_CHARACTERS && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(DescriptionError) }
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(Description);

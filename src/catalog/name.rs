//! What a good is called.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use crate::db::columns::text_column;

/// A good's name: 1 to 200 characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct GoodName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to 200 characters, none of them a control character")]
pub struct GoodNameError;

impl GoodName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GoodName {
    type Err = GoodNameError;

    fn from_str(text: &str) -> Result<Self, GoodNameError> {
        let fits = !text.trim().is_empty()
            && text.chars().count() <= 200
            && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(GoodNameError) }
    }
}

impl fmt::Display for GoodName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(GoodName);

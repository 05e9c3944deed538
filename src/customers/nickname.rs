//! A Minecraft nickname.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use crate::db::columns::text_column;

/// 3 to 16 of `A-Z a-z 0-9 _`, as Minecraft allows.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Nickname(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a Minecraft nickname is 3 to 16 of A-Z, a-z, 0-9 and _")]
pub struct NicknameError;

impl Nickname {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every spelling: Minecraft does not tell nicknames apart by case.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl FromStr for Nickname {
    type Err = NicknameError;

    fn from_str(text: &str) -> Result<Self, NicknameError> {
        let fits = (3..=16).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if fits { Ok(Self(text.to_owned())) } else { Err(NicknameError) }
    }
}

impl fmt::Display for Nickname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(Nickname);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_is_what_minecraft_allows() {
        for good in ["abc", "Steve_01", "0123456789abcdef", "___"] {
            assert!(good.parse::<Nickname>().is_ok(), "{good}");
        }
        for bad in ["", "ab", "0123456789abcdefg", "Стив", "a b", "a-b", "abc\n", "<b>"] {
            assert_eq!(bad.parse::<Nickname>(), Err(NicknameError), "{bad:?}");
        }
    }
}

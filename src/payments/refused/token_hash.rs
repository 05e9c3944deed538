//! What a refused callback proved itself with.

use std::{convert::Infallible, fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{db::columns::text_column, dromon::Token};

/// The hash of a token that did not fit: enough to tell later whether it fits a mended secret, and nothing that could be
/// sent. Its `Debug` does not show it.
#[derive(Clone, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct TokenHash(String);

impl TokenHash {
    #[must_use]
    pub fn of(credential: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(credential)))
    }

    /// Whether it is of one of these tokens, in a time that does not tell where it differs, or from which.
    #[must_use]
    pub fn fits(&self, tokens: &[Token]) -> bool {
        tokens.iter().fold(false, |fits, token| {
            let of_token = Self::of(token.expose().as_bytes());
            fits | bool::from(of_token.0.as_bytes().ct_eq(self.0.as_bytes()))
        })
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TokenHash {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

text_column!(TokenHash);

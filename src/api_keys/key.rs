//! A key: `kassa_<id>_<secret>`.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use rand::distr::{Alphanumeric, SampleString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::db::columns::text_column;

/// 43 letters and digits: 256 bits.
const SECRET_CHARACTERS: usize = 43;

/// The secret half of a key.
#[derive(Clone)]
pub(super) struct Secret(String);

impl Secret {
    pub(super) fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), SECRET_CHARACTERS))
    }

    /// A plain hash is enough: nobody guesses 256 random bits.
    pub(super) fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

/// A program's key, as it stands in its `Authorization` header. Its `Debug` does not show it.
#[derive(Clone)]
pub struct ApiKey {
    id: i64,
    secret: Secret,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key looks like `kassa_<id>_<secret>`")]
pub struct ApiKeyError;

impl ApiKey {
    pub(super) fn new(id: i64, secret: Secret) -> Self {
        Self { id, secret }
    }

    pub(super) fn id(&self) -> i64 {
        self.id
    }

    pub(super) fn fits(&self, hash: &str) -> bool {
        self.secret.hash().as_bytes().ct_eq(hash.as_bytes()).into()
    }

    /// The key itself, to be shown once.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("kassa_{}_{}", self.id, self.secret.0)
    }
}

impl FromStr for ApiKey {
    type Err = ApiKeyError;

    fn from_str(text: &str) -> Result<Self, ApiKeyError> {
        let (id, secret) =
            text.strip_prefix("kassa_").and_then(|rest| rest.split_once('_')).ok_or(ApiKeyError)?;
        if secret.is_empty() {
            return Err(ApiKeyError);
        }
        let id = id.parse().map_err(|_| ApiKeyError)?;
        Ok(Self { id, secret: Secret(secret.to_owned()) })
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kassa_{}_…", self.id)
    }
}

/// What a key is called, so that its owner knows whose it is: 1 to 64 letters, digits and `._-`.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct KeyName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key's name is 1 to 64 letters, digits, `.`, `_` and `-`")]
pub struct KeyNameError;

impl KeyName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = KeyNameError;

    fn from_str(text: &str) -> Result<Self, KeyNameError> {
        let length = text.chars().count();
        let fits = (1..=64).contains(&length)
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
        if fits { Ok(Self(text.to_owned())) } else { Err(KeyNameError) }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(KeyName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_shown_and_never_debugged() {
        let key = ApiKey::new(7, Secret::random());
        let shown = key.expose();
        let read: ApiKey = shown.parse().unwrap();
        assert_eq!(read.id(), 7);
        assert!(read.fits(&key.secret.hash()));
        assert_eq!(format!("{read:?}"), "kassa_7_…");
        let other: ApiKey = format!("{shown}x").parse().unwrap();
        assert!(!other.fits(&key.secret.hash()));
    }

    #[test]
    fn other_things_are_no_keys() {
        for text in ["", "kassa_", "kassa_7", "kassa_7_", "kassa_x_y", "7_abc", "kassa__abc"] {
            assert!(text.parse::<ApiKey>().is_err(), "{text}");
        }
    }
}

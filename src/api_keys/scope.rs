//! What a program may do.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::{Serialize, Serializer};

use crate::db::columns::{text_column, words};

words! {
    /// What a key opens.
    #[derive(PartialOrd, Ord)]
    pub enum Scope {
        /// Reads everything but keys and secrets.
        Read = "read",
        /// Places orders, moves them, cancels those that nobody has paid, writes notes.
        Orders = "orders",
        /// Decides about money: resolves discrepancies, cancels orders that are paid.
        Settle = "settle",
        /// Changes the shop: goods, links, blocks, webhooks.
        Admin = "admin",
    }
}

/// What one key opens: at least one scope, each once, in the order of [`Scope::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Scopes {
    /// As it is kept: words with spaces between them.
    text: String,
    scopes: Vec<Scope>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopesError {
    #[error("a key needs at least one scope: read, orders, settle or admin")]
    None,
    #[error("`{0}` is no scope; there are read, orders, settle and admin")]
    Unknown(String),
}

impl Scopes {
    /// # Errors
    /// `ScopesError::None` where there are none.
    pub fn new(scopes: impl IntoIterator<Item = Scope>) -> Result<Self, ScopesError> {
        let mut scopes: Vec<Scope> = scopes.into_iter().collect();
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            return Err(ScopesError::None);
        }
        let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        Ok(Self { text: words.join(" "), scopes })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn contains(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.scopes.iter().copied()
    }
}

/// What a key opens of which nothing else is said: what the first programs need.
impl Default for Scopes {
    fn default() -> Self {
        let scopes = vec![Scope::Read, Scope::Orders];
        Self { text: "read orders".to_owned(), scopes }
    }
}

impl FromStr for Scopes {
    type Err = ScopesError;

    /// Words with spaces or commas between them.
    fn from_str(text: &str) -> Result<Self, ScopesError> {
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        let scopes: Result<Vec<Scope>, ScopesError> = words
            .map(|word| {
                word.parse().map_err(|_| ScopesError::Unknown(word.chars().take(32).collect()))
            })
            .collect();
        Self::new(scopes?)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

text_column!(Scopes);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_each_once_in_their_order() {
        let scopes: Scopes = "admin, read read".parse().unwrap();
        assert_eq!(scopes.as_str(), "read admin");
        assert!(scopes.contains(Scope::Admin) && !scopes.contains(Scope::Settle));
        assert_eq!(Scopes::default(), "orders read".parse().unwrap());
        assert_eq!(" , ".parse::<Scopes>(), Err(ScopesError::None));
        assert_eq!("root".parse::<Scopes>(), Err(ScopesError::Unknown("root".to_owned())));
    }
}

//! A person's account.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};

use super::Role;
use crate::{
    clock::UtcTime,
    db::{Connection, columns::text_column, schema::staff},
    feed::Actor,
};

/// A colleague's name: 1 to 32 letters, digits, `.`, `_` and `-`. It stands in orders' events.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct StaffName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to 32 letters, digits, `.`, `_` and `-`")]
pub struct StaffNameError;

impl StaffName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every spelling: two people never share it.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// Who that is in the feed.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::staff(&self.0)
    }
}

impl FromStr for StaffName {
    type Err = StaffNameError;

    fn from_str(text: &str) -> Result<Self, StaffNameError> {
        let fits = (1..=32).contains(&text.chars().count())
            && text.chars().all(|char| char.is_alphanumeric() || "._-".contains(char));
        if fits { Ok(Self(text.to_owned())) } else { Err(StaffNameError) }
    }
}

impl fmt::Display for StaffName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(StaffName);

/// A person's account, without what proves who he is.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = staff)]
pub struct Account {
    pub id: i64,
    pub name: StaffName,
    pub role: Role,
    pub created_at: UtcTime,
    /// From when on he works here no more.
    pub revoked_at: Option<UtcTime>,
}

/// Adds an account, without a password, and returns its id.
///
/// # Errors
/// The database's own, above all where the name is taken.
pub fn add(
    connection: &mut Connection,
    name: &StaffName,
    role: Role,
    now: UtcTime,
) -> QueryResult<i64> {
    diesel::insert_into(staff::table)
        .values((
            staff::name.eq(name),
            staff::name_folded.eq(name.folded()),
            staff::role.eq(role),
            staff::created_at.eq(now),
        ))
        .returning(staff::id)
        .get_result(connection)
}

/// # Errors
/// The database's own.
pub fn find_by_name(connection: &mut Connection, name: &StaffName) -> QueryResult<Option<Account>> {
    Account::query().filter(staff::name_folded.eq(name.folded())).get_result(connection).optional()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_can_stand_in_an_event() {
        for good in ["Steve_01", "Ваня", "a.b-c", "я"] {
            assert!(good.parse::<StaffName>().is_ok(), "{good}");
        }
        let too_long = "я".repeat(33);
        for bad in ["", "a b", "a:b", "<b>", "a\n", too_long.as_str()] {
            assert_eq!(bad.parse::<StaffName>(), Err(StaffNameError), "{bad:?}");
        }
        assert_eq!("ВАНЯ".parse::<StaffName>().unwrap().folded(), "ваня");
    }
}

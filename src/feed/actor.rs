//! Who did it.

use std::{borrow::Cow, convert::Infallible, fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::Serialize;

use crate::db::columns::text_column;

/// Who made something happen: `dromon`, `customer`, `clock`, `api:<name of the key>` or `staff:<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[serde(transparent)]
pub struct Actor(Cow<'static, str>);

impl Actor {
    pub const DROMON: Actor = Actor(Cow::Borrowed("dromon"));
    pub const CUSTOMER: Actor = Actor(Cow::Borrowed("customer"));
    pub const CLOCK: Actor = Actor(Cow::Borrowed("clock"));

    /// A program, by its API key's name.
    #[must_use]
    pub fn api(key_name: &str) -> Self {
        Self(Cow::Owned(format!("api:{key_name}")))
    }

    /// A person of the shop's staff, by name.
    #[must_use]
    pub fn staff(name: &str) -> Self {
        Self(Cow::Owned(format!("staff:{name}")))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind of actor, without its name.
    #[must_use]
    pub fn role(&self) -> &str {
        self.0.split_once(':').map_or(self.as_str(), |(role, _)| role)
    }

    /// The name of the program or person; `None` where there is only one of the kind.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.split_once(':').map(|(_, name)| name)
    }
}

impl FromStr for Actor {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Cow::Owned(text.to_owned())))
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(Actor);

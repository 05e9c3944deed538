//! The unguessable names: what opens an order's page, and what a browser is remembered by.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use uuid::Uuid;

use crate::db::columns::text_column;

macro_rules! unguessable {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
        #[diesel(sql_type = Text)]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn random() -> Self {
                Self(Uuid::new_v4().to_string())
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse::<Uuid>().map(|uuid| Self(uuid.to_string()))
            }
        }

        /// Not the value: whoever reads a log must not be able to open the page.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        text_column!($name);
    };
}

unguessable! {
    /// Opens the order's page (uuid v4).
    OrderToken
}
unguessable! {
    /// A browser, as its signed cookie names it (uuid v4).
    BrowserId
}

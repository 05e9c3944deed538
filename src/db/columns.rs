//! How newtypes and enums are kept in columns.

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::BigInt};

use crate::{
    dromon::{Sum, SumError},
    money::Ar,
};

/// Keeps a type that has `as_str()` and `FromStr` in a TEXT column. One generic pair of impls serves every
/// backend; a value in the database that does not parse is an error of the query, never a default.
macro_rules! text_column {
    ($type:ty) => {
        impl<DB> ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB> for $type
        where
            DB: ::diesel::backend::Backend,
            str: ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, DB>,
            ) -> ::diesel::serialize::Result {
                self.as_str().to_sql(out)
            }
        }

        impl<DB> ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB> for $type
        where
            DB: ::diesel::backend::Backend,
            String: ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> ::diesel::deserialize::Result<Self> {
                let text = String::from_sql(bytes)?;
                text.parse().map_err(|_| {
                    format!(concat!("{:?} in the database is no ", stringify!($type)), text).into()
                })
            }
        }
    };
}
pub(crate) use text_column;

/// Keeps a newtype as what it wraps.
macro_rules! inner_column {
    ($type:ty, $sql_type:ty, $inner:ty) => {
        impl<DB> ::diesel::serialize::ToSql<$sql_type, DB> for $type
        where
            DB: ::diesel::backend::Backend,
            $inner: ::diesel::serialize::ToSql<$sql_type, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, DB>,
            ) -> ::diesel::serialize::Result {
                self.0.to_sql(out)
            }
        }

        impl<DB> ::diesel::deserialize::FromSql<$sql_type, DB> for $type
        where
            DB: ::diesel::backend::Backend,
            $inner: ::diesel::deserialize::FromSql<$sql_type, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> ::diesel::deserialize::Result<Self> {
                <$inner as ::diesel::deserialize::FromSql<$sql_type, DB>>::from_sql(bytes).map(Self)
            }
        }
    };
}
pub(crate) use inner_column;

/// The words of an enum: how it is spelled in columns, in JSON, in message keys and in the API's description.
macro_rules! words {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident { $($(#[$variant_attribute:meta])* $variant:ident = $word:literal,)+ }
    ) => {
        $(#[$attribute])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, ::serde::Serialize,
            ::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = ::diesel::sql_types::Text)]
        #[serde(into = "&'static str")]
        pub enum $name { $($(#[$variant_attribute])* $variant,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> Self {
                value.as_str()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::db::columns::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.as_str() == word)
                    .ok_or($crate::db::columns::UnknownWord)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                word.parse().map_err(|_| {
                    ::serde::de::Error::unknown_variant(&word, &[$($word,)+])
                })
            }
        }

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                $crate::db::columns::schema_of_words(&[$($word,)+])
            }
        }

        impl ::utoipa::ToSchema for $name {}

        $crate::db::columns::text_column!($name);
    };
}
pub(crate) use words;

/// How the API's description says that a text is one of these words.
pub(crate) fn schema_of_words(
    words: &'static [&'static str],
) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().copied())).into()
}

/// A word that no variant is spelled as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an unknown word")]
pub struct UnknownWord;

/// The column of a [`Sum`]: `dromon` itself knows no database.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct SumColumn(i64);

/// The column of an [`Ar`].
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct ArColumn(i64);

inner_column!(SumColumn, BigInt, i64);
inner_column!(ArColumn, BigInt, i64);

impl From<Sum> for SumColumn {
    fn from(sum: Sum) -> Self {
        Self(sum.get())
    }
}

impl TryFrom<SumColumn> for Sum {
    type Error = SumError;

    fn try_from(column: SumColumn) -> Result<Self, SumError> {
        Self::new(column.0)
    }
}

impl From<Ar> for ArColumn {
    fn from(ar: Ar) -> Self {
        Self(ar.get())
    }
}

impl From<ArColumn> for Ar {
    fn from(column: ArColumn) -> Self {
        Self::new(column.0)
    }
}

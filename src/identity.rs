//! Whose books a database holds. Sandbox and real books never mix, nor do those of two apps.

use std::fmt;

use diesel::prelude::*;
use rand::Rng;

use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        columns::{text_column, words},
        schema::identity,
        write_error,
    },
    dromon::AppId,
};

words! {
    /// Whether the money in the books is real.
    pub enum Books {
        Real = "real",
        Sandbox = "sandbox",
    }
}

/// Why these books are not the ones that the settings ask for.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    #[error("the database holds the {} books, and the settings ask for the {} ones: set KASSA_DATABASE_URL (or KASSA_DATA_DIR) to another place, or the settings back", .found.as_str(), .wanted.as_str())]
    OtherBooks { found: Books, wanted: Books },
    #[error(
        "the database holds the books of app {found}, and KASSA_DROMON_APP_ID is {wanted}: set KASSA_DATABASE_URL (or KASSA_DATA_DIR) to another place, or KASSA_DROMON_APP_ID back"
    )]
    OtherApp { found: String, wanted: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(IdentityError);

impl From<diesel::result::Error> for IdentityError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What browsers' cookies are signed with. It lives in the database, so that every node has the same.
#[derive(Clone, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct CookieKey(String);

impl CookieKey {
    /// 64 bytes, as `cookie::Key` needs.
    const BYTES: usize = 64;

    fn random() -> Self {
        let mut bytes = [0_u8; Self::BYTES];
        rand::rng().fill_bytes(&mut bytes);
        Self(hex::encode(bytes))
    }

    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        hex::decode(&self.0).unwrap_or_default()
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for CookieKey {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match hex::decode(text)?.len() {
            Self::BYTES => Ok(Self(text.to_owned())),
            _ => Err(hex::FromHexError::InvalidStringLength),
        }
    }
}

impl fmt::Debug for CookieKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CookieKey(…)")
    }
}

text_column!(CookieKey);

/// Makes sure that these are the books of that mode and app, and returns their key; `None` where they are nobody's yet.
///
/// # Errors
/// `IdentityError` where they are somebody else's.
pub fn expect(
    connection: &mut Connection,
    wanted: Books,
    app_id: &AppId,
) -> Result<Option<CookieKey>, IdentityError> {
    let found: Option<(Books, String, CookieKey)> = identity::table
        .select((identity::mode, identity::app_id, identity::cookie_key))
        .get_result(connection)
        .optional()?;
    match found {
        None => Ok(None),
        Some((found, _, _)) if found != wanted => Err(IdentityError::OtherBooks { found, wanted }),
        Some((_, found, _)) if found != app_id.as_str() => {
            Err(IdentityError::OtherApp { found, wanted: app_id.to_string() })
        }
        Some((_, _, cookie_key)) => Ok(Some(cookie_key)),
    }
}

/// When these books were begun; `None` where they are nobody's yet.
///
/// # Errors
/// The database's own.
pub fn begun_at(connection: &mut Connection) -> QueryResult<Option<UtcTime>> {
    identity::table.select(identity::created_at).get_result(connection).optional()
}

/// A write that changes nothing: whether the database can be written, its disk included.
///
/// # Errors
/// The database's own.
pub fn touch(connection: &mut Connection) -> QueryResult<()> {
    diesel::update(identity::table).set(identity::id.eq(identity::id)).execute(connection).map(drop)
}

/// Like [`expect`]; fresh books become that mode's and app's.
///
/// # Errors
/// `IdentityError` where they are somebody else's.
pub fn claim(
    connection: &mut Connection,
    wanted: Books,
    app_id: &AppId,
    now: UtcTime,
) -> Result<CookieKey, IdentityError> {
    if let Some(cookie_key) = expect(connection, wanted, app_id)? {
        return Ok(cookie_key);
    }
    let cookie_key = CookieKey::random();
    diesel::insert_into(identity::table)
        .values((
            identity::id.eq(1_i64),
            identity::mode.eq(wanted),
            identity::app_id.eq(app_id.as_str()),
            identity::cookie_key.eq(&cookie_key),
            identity::created_at.eq(now),
        ))
        .execute(connection)?;
    Ok(cookie_key)
}

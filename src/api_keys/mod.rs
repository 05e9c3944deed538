//! The keys of programs, and what makes their requests safe to repeat.

pub mod idempotency;
mod key;

use diesel::prelude::*;

pub use key::{ApiKey, ApiKeyError, KeyName, KeyNameError};

use crate::{
    clock::UtcTime,
    db::{Connection, StoreError, schema::api_keys, write_error},
};

/// The program that a request comes from.
#[derive(Clone, Debug)]
pub struct Program {
    pub key_id: i64,
    pub name: KeyName,
}

/// Why a key was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddKeyError {
    #[error("there is a key named `{0}` already; choose another name")]
    NameTaken(KeyName),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(AddKeyError);

impl From<diesel::result::Error> for AddKeyError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Adds a key and returns it: the only time that anybody sees it, since only its hash is kept.
///
/// # Errors
/// `AddKeyError`.
pub fn add(
    connection: &mut Connection,
    name: &KeyName,
    now: UtcTime,
) -> Result<ApiKey, AddKeyError> {
    let taken: Option<i64> = api_keys::table
        .filter(api_keys::name.eq(name))
        .select(api_keys::id)
        .get_result(connection)
        .optional()?;
    if taken.is_some() {
        return Err(AddKeyError::NameTaken(name.clone()));
    }
    let secret = key::Secret::random();
    let id = diesel::insert_into(api_keys::table)
        .values((
            api_keys::name.eq(name),
            api_keys::secret_hash.eq(secret.hash()),
            api_keys::created_at.eq(now),
        ))
        .returning(api_keys::id)
        .get_result(connection)?;
    Ok(ApiKey::new(id, secret))
}

/// A key as it is kept, without what proves it.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = api_keys)]
pub struct KeptKey {
    pub name: KeyName,
    pub created_at: UtcTime,
    /// From when on it opens nothing any more.
    pub revoked_at: Option<UtcTime>,
}

/// All keys, the newest first.
///
/// # Errors
/// The database's own.
pub fn list(connection: &mut Connection) -> QueryResult<Vec<KeptKey>> {
    KeptKey::query().order(api_keys::id.desc()).load(connection)
}

/// What became of a key that was to be revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    Now,
    /// It was revoked before.
    Before,
    /// There is no such key.
    Unknown,
}

/// From now on that key opens nothing. Its name stays taken: it stands in orders' events.
///
/// # Errors
/// The database's own.
pub fn revoke(connection: &mut Connection, name: &KeyName, now: UtcTime) -> QueryResult<Revoked> {
    let revoked = diesel::update(api_keys::table.filter(api_keys::name.eq(name)))
        .filter(api_keys::revoked_at.is_null())
        .set(api_keys::revoked_at.eq(now))
        .execute(connection)?;
    if revoked > 0 {
        return Ok(Revoked::Now);
    }
    let known: i64 =
        api_keys::table.filter(api_keys::name.eq(name)).count().get_result(connection)?;
    Ok(if known > 0 { Revoked::Before } else { Revoked::Unknown })
}

/// The program whose key this is; `None` where there is no such key, or it was revoked.
///
/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, key: &ApiKey) -> QueryResult<Option<Program>> {
    let found: Option<(KeyName, String)> = api_keys::table
        .find(key.id())
        .filter(api_keys::revoked_at.is_null())
        .select((api_keys::name, api_keys::secret_hash))
        .get_result(connection)
        .optional()?;
    Ok(found.filter(|(_, hash)| key.fits(hash)).map(|(name, _)| Program { key_id: key.id(), name }))
}

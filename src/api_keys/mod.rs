//! The keys of programs, and what makes their requests safe to repeat.

pub mod idempotency;
mod key;
mod scope;
#[cfg(test)]
mod tests;

use std::time::Duration;

use diesel::prelude::*;

pub use key::{ApiKey, ApiKeyError, KeyName, KeyNameError};
pub use scope::{Scope, Scopes, ScopesError};

use crate::{
    clock::UtcTime,
    db::{Connection, StoreError, schema::api_keys, write_error},
    staff::{
        By,
        audit::{self, Entry, What},
    },
};

/// The longest that a key may be given an end for: longer is as good as none.
pub const MOST_DAYS: u16 = 3660;

/// How fine it is written down when a key was used last: a busy program must not make the writer busy.
const LAST_USE: Duration = Duration::from_mins(1);

/// The program that a request comes from.
#[derive(Clone, Debug)]
pub struct Program {
    pub key_id: i64,
    pub name: KeyName,
    pub scopes: Scopes,
    last_used_at: Option<UtcTime>,
}

impl Program {
    /// Whether its use is to be written down: it was not for a while.
    #[must_use]
    pub fn is_to_be_recorded(&self, now: UtcTime) -> bool {
        self.last_used_at.is_none_or(|last| last.plus(LAST_USE) <= now)
    }
}

/// A key to be added.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub name: KeyName,
    pub scopes: Scopes,
    /// From when on it opens nothing; `None`: it has no end.
    pub expires_at: Option<UtcTime>,
}

impl NewKey {
    /// A key that opens what is usual, for ever.
    #[must_use]
    pub fn named(name: KeyName) -> Self {
        Self { name, scopes: Scopes::default(), expires_at: None }
    }

    /// The same key, with an end so many days from now.
    #[must_use]
    pub fn for_days(mut self, days: u16, now: UtcTime) -> Self {
        self.expires_at = Some(now.plus(Duration::from_hours(24 * u64::from(days))));
        self
    }
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

/// Adds a key as [`add`] does, and writes down who did, what it opens, and until when.
///
/// # Errors
/// `AddKeyError`.
pub fn add_by(
    connection: &mut Connection,
    new: &NewKey,
    by: &By,
    now: UtcTime,
) -> Result<ApiKey, AddKeyError> {
    let key = add(connection, new, now)?;
    let scopes = new.scopes.as_str();
    let note = match new.expires_at {
        Some(end) => format!("{scopes}; {end}"),
        None => scopes.to_owned(),
    };
    let (subject, note) = (Some(new.name.as_str()), Some(note.as_str()));
    audit::record(connection, &Entry { by, what: What::KeyAdded, subject, note, at: now })?;
    Ok(key)
}

/// Adds a key and returns it: the only time that anybody sees it, since only its hash is kept.
///
/// # Errors
/// `AddKeyError`.
pub fn add(connection: &mut Connection, new: &NewKey, now: UtcTime) -> Result<ApiKey, AddKeyError> {
    let NewKey { name, scopes, expires_at } = new;
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
            api_keys::scopes.eq(scopes),
            api_keys::expires_at.eq(expires_at),
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
    pub scopes: Scopes,
    /// From when on it opens nothing by itself.
    pub expires_at: Option<UtcTime>,
    /// To the minute.
    pub last_used_at: Option<UtcTime>,
}

/// How a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    Expired,
    Revoked,
}

impl KeptKey {
    #[must_use]
    pub fn standing(&self, now: UtcTime) -> Standing {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => Standing::Revoked,
            (None, Some(at)) if at <= now => Standing::Expired,
            (None, _) => Standing::Open,
        }
    }
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

/// The program whose key this is; `None` where there is no such key, or it was revoked, or has come to its end.
///
/// # Errors
/// The database's own.
pub fn find(
    connection: &mut Connection,
    key: &ApiKey,
    now: UtcTime,
) -> QueryResult<Option<Program>> {
    let found: Option<(KeyName, String, Scopes, Option<UtcTime>)> = api_keys::table
        .find(key.id())
        .filter(api_keys::revoked_at.is_null())
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(now)))
        .select((api_keys::name, api_keys::secret_hash, api_keys::scopes, api_keys::last_used_at))
        .get_result(connection)
        .optional()?;
    Ok(found.filter(|(_, hash, ..)| key.fits(hash)).map(|(name, _, scopes, last_used_at)| {
        Program { key_id: key.id(), name, scopes, last_used_at }
    }))
}

/// Writes down that a key was used.
///
/// # Errors
/// The database's own.
pub fn record_use(connection: &mut Connection, program: &Program, now: UtcTime) -> QueryResult<()> {
    diesel::update(api_keys::table.find(program.key_id))
        .set(api_keys::last_used_at.eq(now))
        .execute(connection)
        .map(drop)
}

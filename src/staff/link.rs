//! Links that let somebody in once: an invitation, a new beginning, and the sandbox's way in. Opening one uses nothing up,
//! since chats fetch links to preview them; only its form does.

use std::{fmt, str::FromStr, time::Duration};

use diesel::prelude::*;
use rand::distr::{Alphanumeric, SampleString};
use sha2::{Digest, Sha256};
use url::Url;

use super::{Account, account};
use crate::{
    clock::UtcTime,
    db::{Connection, columns::words, schema::staff_links},
};

/// How long a link waits for its person.
pub const LIFETIME: Duration = Duration::from_hours(48);

/// 43 letters and digits: 256 bits.
const SECRET_CHARACTERS: usize = 43;

words! {
    /// What a link is for.
    pub enum Purpose {
        /// Somebody new chooses a password.
        Invite = "invite",
        /// Somebody who was here before chooses a new one.
        Reset = "reset",
        /// Straight in, with or without choosing one: the sandbox's.
        SignIn = "sign_in",
    }
}

/// What stands in a link. Only its hash is kept; its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkSecret(String);

impl LinkSecret {
    fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), SECRET_CHARACTERS))
    }

    /// The link, as it is handed on.
    #[must_use]
    pub fn url(&self, shop: &Url) -> String {
        let mut url = shop.clone();
        url.set_path(&format!("/admin/welcome/{}", self.0));
        url.into()
    }

    /// A plain hash is enough: nobody guesses 256 random bits.
    fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

impl FromStr for LinkSecret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSecret(…)")
    }
}

/// What a link opens now.
#[derive(Clone, Debug)]
pub enum Opened {
    /// The way in for that person.
    For(Purpose, Account),
    /// It was used before.
    Used,
    /// Its time is over, or a newer one has taken its place.
    Expired,
    Unknown,
}

/// Makes a link; older ones of that person that were not used open nothing any more.
pub(super) fn make(
    connection: &mut Connection,
    staff_id: i64,
    purpose: Purpose,
    made_by: &str,
    now: UtcTime,
) -> QueryResult<LinkSecret> {
    expire_all(connection, staff_id, now)?;
    let secret = LinkSecret::random();
    diesel::insert_into(staff_links::table)
        .values((
            staff_links::staff_id.eq(staff_id),
            staff_links::secret_hash.eq(secret.hash()),
            staff_links::purpose.eq(purpose),
            staff_links::made_by.eq(made_by),
            staff_links::created_at.eq(now),
            staff_links::expires_at.eq(now.plus(LIFETIME)),
        ))
        .execute(connection)?;
    Ok(secret)
}

pub(super) fn expire_all(
    connection: &mut Connection,
    staff_id: i64,
    now: UtcTime,
) -> QueryResult<()> {
    diesel::update(staff_links::table.filter(staff_links::staff_id.eq(staff_id)))
        .filter(staff_links::used_at.is_null().and(staff_links::expires_at.gt(now)))
        .set(staff_links::expires_at.eq(now))
        .execute(connection)
        .map(drop)
}

/// What a link would open. Nothing changes by it.
///
/// # Errors
/// The database's own.
pub fn look(connection: &mut Connection, secret: &LinkSecret, now: UtcTime) -> QueryResult<Opened> {
    let found: Option<(i64, Purpose, UtcTime, Option<UtcTime>)> = staff_links::table
        .filter(staff_links::secret_hash.eq(secret.hash()))
        .select((
            staff_links::staff_id,
            staff_links::purpose,
            staff_links::expires_at,
            staff_links::used_at,
        ))
        .get_result(connection)
        .optional()?;
    let Some((staff_id, purpose, expires_at, used_at)) = found else {
        return Ok(Opened::Unknown);
    };
    if used_at.is_some() {
        return Ok(Opened::Used);
    }
    match account::find(connection, staff_id)? {
        Some(account) if now < expires_at && account.revoked_at.is_none() => {
            Ok(Opened::For(purpose, account))
        }
        _ => Ok(Opened::Expired),
    }
}

/// Uses a link up: whoever comes second finds it used.
pub(super) fn use_up(
    connection: &mut Connection,
    secret: &LinkSecret,
    now: UtcTime,
) -> QueryResult<Opened> {
    let opened = look(connection, secret, now)?;
    if !matches!(opened, Opened::For(..)) {
        return Ok(opened);
    }
    let used = diesel::update(staff_links::table)
        .filter(staff_links::secret_hash.eq(secret.hash()))
        .filter(staff_links::used_at.is_null())
        .set(staff_links::used_at.eq(now))
        .execute(connection)?;
    Ok(if used == 1 { opened } else { Opened::Used })
}

/// Whom a link waits for.
pub(super) fn awaited(connection: &mut Connection, now: UtcTime) -> QueryResult<Vec<i64>> {
    staff_links::table
        .filter(staff_links::used_at.is_null())
        .filter(staff_links::expires_at.gt(now))
        .select(staff_links::staff_id)
        .distinct()
        .load(connection)
}

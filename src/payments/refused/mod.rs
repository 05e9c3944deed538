//! Callbacks that were refused for their token: kept so that a mistyped secret loses no payment, and never settled by
//! themselves. Once the secret has been mended, the token that a callback came with fits, and a person has it received.

mod buffer;
mod keep;
mod token_hash;

use std::net::IpAddr;

use diesel::prelude::*;
use uuid::Uuid;

pub use buffer::Refusals;
pub use keep::{MOST, keep, mark_taken};
pub use token_hash::TokenHash;

use super::{Completeness, RawCallback, SourceRule};
use crate::{
    clock::{self, UtcTime},
    db::{Connection, columns::words, schema::refused_callbacks},
    dromon::callback::AuthenticateError,
    feed::Actor,
};

/// How much of a body is kept.
pub const MOST_BODY: usize = 16 * 1024;

words! {
    /// Why a callback was refused.
    pub enum Cause {
        /// It had no token at all: a proxy may have taken it off.
        Missing = "missing",
        Repeated = "repeated",
        NotBearer = "not_bearer",
        WrongToken = "wrong_token",
    }
}

impl From<AuthenticateError> for Cause {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::Missing => Self::Missing,
            AuthenticateError::Repeated => Self::Repeated,
            AuthenticateError::NotBearer => Self::NotBearer,
            AuthenticateError::WrongToken => Self::WrongToken,
        }
    }
}

/// A callback that has just been refused.
#[derive(Clone, Debug)]
pub struct NewRefused {
    pub uuid: Uuid,
    pub received_at: UtcTime,
    pub source: IpAddr,
    pub cause: Cause,
    pub token_hash: Option<TokenHash>,
    pub body: Vec<u8>,
    pub completeness: Completeness,
}

impl NewRefused {
    #[must_use]
    pub fn new(
        source: IpAddr,
        cause: Cause,
        token_hash: Option<TokenHash>,
        body: Vec<u8>,
        completeness: Completeness,
    ) -> Self {
        Self {
            uuid: Uuid::now_v7(),
            received_at: clock::now(),
            source: source.to_canonical(),
            cause,
            token_hash,
            body,
            completeness,
        }
    }
}

/// A refused callback as it is kept.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = refused_callbacks)]
pub struct Refused {
    pub id: i64,
    pub uuid: String,
    pub received_at: UtcTime,
    pub source: String,
    pub cause: Cause,
    pub token_hash: Option<TokenHash>,
    pub body: Vec<u8>,
    pub completeness: Completeness,
    pub taken_at: Option<UtcTime>,
    pub taken_by: Option<Actor>,
}

impl Refused {
    /// The callback as it would have been offered to the books when it came. `rule` is what the settings say of its source
    /// now. `None` where the row does not say enough, which only another hand in the database can bring about.
    #[must_use]
    pub fn raw(&self, rule: impl FnOnce(IpAddr) -> SourceRule) -> Option<RawCallback> {
        let source: IpAddr = self.source.parse().ok()?;
        Some(RawCallback {
            uuid: self.uuid.parse().ok()?,
            received_at: self.received_at,
            source,
            rule: rule(source),
            body: self.body.clone(),
            completeness: self.completeness,
        })
    }
}

/// Those that nobody has had received, newest first.
///
/// # Errors
/// The database's own.
pub fn waiting(connection: &mut Connection) -> QueryResult<Vec<Refused>> {
    Refused::query()
        .filter(refused_callbacks::taken_at.is_null())
        .order(refused_callbacks::id.desc())
        .limit(MOST)
        .load(connection)
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Refused>> {
    Refused::query().filter(refused_callbacks::id.eq(id)).get_result(connection).optional()
}

#[cfg(test)]
mod tests;

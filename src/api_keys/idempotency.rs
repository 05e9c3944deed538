//! The same request twice gets the same answer, and is carried out once.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::Program;
use crate::{
    clock::UtcTime,
    db::{Connection, schema::idempotency_keys},
};

/// What a program calls one request, and what is in it.
#[derive(Clone, Debug)]
pub struct Request {
    program: i64,
    key: String,
    body_hash: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an Idempotency-Key is 1 to 255 visible ASCII characters")]
pub struct KeyError;

/// Whether that request came before.
#[derive(Debug, PartialEq, Eq)]
pub enum Seen {
    Never,
    /// With this answer.
    Answered(String),
    /// The key did, with another body.
    OtherBody,
}

impl Request {
    /// # Errors
    /// `KeyError` where the key is none.
    pub fn new(program: &Program, key: &str, body: &[u8]) -> Result<Self, KeyError> {
        let fits =
            (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits {
            return Err(KeyError);
        }
        Ok(Self {
            program: program.key_id,
            key: key.to_owned(),
            body_hash: hex::encode(Sha256::digest(body)),
        })
    }

    /// # Errors
    /// The database's own.
    pub fn find(&self, connection: &mut Connection) -> QueryResult<Seen> {
        let found: Option<(String, String)> = idempotency_keys::table
            .find((self.program, &self.key))
            .select((idempotency_keys::body_hash, idempotency_keys::answer))
            .get_result(connection)
            .optional()?;
        Ok(match found {
            None => Seen::Never,
            Some((hash, answer)) if hash == self.body_hash => Seen::Answered(answer),
            Some(_) => Seen::OtherBody,
        })
    }

    /// Keeps the answer, in the transaction of what the request did.
    ///
    /// # Errors
    /// The database's own.
    pub fn keep(&self, connection: &mut Connection, answer: &str, now: UtcTime) -> QueryResult<()> {
        diesel::insert_into(idempotency_keys::table)
            .values((
                idempotency_keys::api_key_id.eq(self.program),
                idempotency_keys::key.eq(&self.key),
                idempotency_keys::body_hash.eq(&self.body_hash),
                idempotency_keys::answer.eq(answer),
                idempotency_keys::created_at.eq(now),
            ))
            .execute(connection)
            .map(drop)
    }
}

//! The same request twice gets the same answer, and is carried out once.

use std::time::Duration;

use diesel::{prelude::*, sql_types};
use sha2::{Digest, Sha256};

use super::Program;
use crate::{
    clock::UtcTime,
    db::{Connection, schema::idempotency_keys},
};

/// How long an answer is kept: whoever asks again later asks anew.
pub const KEPT: Duration = Duration::from_hours(30 * 24);

/// What a program calls one request, and what is in it.
#[derive(Clone, Debug)]
pub struct Request {
    program: i64,
    key: String,
    target: String,
    body_hash: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an Idempotency-Key is 1 to 255 visible ASCII characters")]
pub struct KeyError;

/// What a request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Where what it made is.
    pub location: Option<String>,
    pub etag: Option<String>,
    /// JSON.
    pub body: String,
}

/// Whether that request came before.
#[derive(Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is claimed now: whoever sends the same waits for this transaction.
    Never,
    /// With this answer.
    Answered(Answer),
    /// The key did, with another body or at another address.
    Other,
}

impl Request {
    /// `target`: what is asked for, as `POST /api/v1/orders`.
    ///
    /// # Errors
    /// `KeyError` where the key is none.
    pub fn new(program: &Program, key: &str, target: &str, body: &[u8]) -> Result<Self, KeyError> {
        let fits =
            (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits {
            return Err(KeyError);
        }
        Ok(Self {
            program: program.key_id,
            key: key.to_owned(),
            target: target.to_owned(),
            body_hash: hex::encode(Sha256::digest(body)),
        })
    }

    /// Claims the key for this transaction, unless the request came before. Of two that come at once, to whichever nodes, the
    /// second waits here until the first has its answer, or has failed.
    ///
    /// # Errors
    /// The database's own.
    pub fn claim(&self, connection: &mut Connection, now: UtcTime) -> QueryResult<Seen> {
        let claimed = diesel::sql_query(
            "INSERT INTO idempotency_keys (api_key_id, key, target, body_hash, answer, created_at) VALUES ($1, $2, $3, $4, '', $5)
            ON CONFLICT (api_key_id, key) DO NOTHING",
        )
        .bind::<sql_types::BigInt, _>(self.program)
        .bind::<sql_types::Text, _>(&self.key)
        .bind::<sql_types::Text, _>(&self.target)
        .bind::<sql_types::Text, _>(&self.body_hash)
        .bind::<sql_types::BigInt, _>(now)
        .execute(connection)?;
        if claimed > 0 {
            return Ok(Seen::Never);
        }
        let known = idempotency_keys::table.find((self.program, &self.key));
        let request = (idempotency_keys::target, idempotency_keys::body_hash);
        let (target, hash): (String, String) = known.select(request).get_result(connection)?;
        if target != self.target || hash != self.body_hash {
            return Ok(Seen::Other);
        }
        let answer = (
            idempotency_keys::status,
            idempotency_keys::location,
            idempotency_keys::etag,
            idempotency_keys::answer,
        );
        let answer: (i64, Option<String>, Option<String>, String) =
            known.select(answer).get_result(connection)?;
        let (status, location, etag, body) = answer;
        // It was a status when it was written.
        let status = u16::try_from(status).unwrap_or(200);
        Ok(Seen::Answered(Answer { status, location, etag, body }))
    }

    /// Gives a claim up: what it was for is refused, and may be put right under the same key.
    ///
    /// # Errors
    /// The database's own.
    pub fn give_up(&self, connection: &mut Connection) -> QueryResult<()> {
        diesel::delete(idempotency_keys::table.find((self.program, &self.key)))
            .execute(connection)
            .map(drop)
    }

    /// Keeps the answer to a claimed request, in the transaction of what it did.
    ///
    /// # Errors
    /// The database's own.
    pub fn keep(&self, connection: &mut Connection, answer: &Answer) -> QueryResult<()> {
        diesel::update(idempotency_keys::table.find((self.program, &self.key)))
            .set((
                idempotency_keys::status.eq(i64::from(answer.status)),
                idempotency_keys::location.eq(&answer.location),
                idempotency_keys::etag.eq(&answer.etag),
                idempotency_keys::answer.eq(&answer.body),
            ))
            .execute(connection)
            .map(drop)
    }
}

/// Forgets the answers that are older than [`KEPT`], at most so many; returns how many they were.
///
/// # Errors
/// The database's own.
pub fn forget(connection: &mut Connection, now: UtcTime, most: i64) -> QueryResult<usize> {
    let old: Vec<(i64, String)> = idempotency_keys::table
        .filter(idempotency_keys::created_at.lt(now.minus(KEPT)))
        .order(idempotency_keys::created_at)
        .limit(most)
        .select((idempotency_keys::api_key_id, idempotency_keys::key))
        .load(connection)?;
    for each in &old {
        diesel::delete(idempotency_keys::table.find((each.0, &each.1))).execute(connection)?;
    }
    Ok(old.len())
}

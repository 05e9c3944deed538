//! A callback as it came: raw, and kept for ever.

use std::net::IpAddr;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary, Text},
};
use uuid::Uuid;

use super::SourceRule;
use crate::{
    clock::{self, UtcTime},
    db::{Connection, columns::words, dialect, schema::callbacks, statement::statement},
    dromon::Callback,
};

words! {
    /// Whether the body is all there.
    pub enum Completeness {
        Whole = "whole",
        /// Over the limit; its beginning is kept.
        TooLong = "too_long",
        /// The connection ended, or the body took too long; what came is kept.
        CutShort = "cut_short",
    }
}

/// One authentic POST from Dromon, before anybody has looked into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawCallback {
    /// Given before the callback is offered to any store, so that whatever happens on the way, the same
    /// callback is the same row.
    pub uuid: Uuid,
    pub received_at: UtcTime,
    pub source: IpAddr,
    pub rule: SourceRule,
    pub body: Vec<u8>,
    pub completeness: Completeness,
}

impl RawCallback {
    #[must_use]
    pub fn new(
        source: IpAddr,
        rule: SourceRule,
        body: Vec<u8>,
        completeness: Completeness,
    ) -> Self {
        Self {
            uuid: Uuid::now_v7(),
            received_at: clock::now(),
            // On a socket of both kinds an IPv4 address may come dressed as IPv6: one source, one spelling.
            source: source.to_canonical(),
            rule,
            body,
            completeness,
        }
    }

    /// What it tells, in a few characters for a log or a terminal: a payer decides what stands there.
    #[must_use]
    pub fn told(&self) -> String {
        let Ok(callback) = Callback::parse(&self.body) else {
            return "unreadable".to_owned();
        };
        let uid = match callback.uid {
            None => "no uid".to_owned(),
            Some(uid) => {
                let json = uid.as_json();
                let short: String = json.chars().take(LONGEST_TOLD).collect();
                let more = if short.len() < json.len() { "…" } else { "" };
                format!("uid {}{more}", short.replace(is_unsafe, "?"))
            }
        };
        format!("{uid}, sum {}", callback.sum.get())
    }
}

/// How many characters of a uid are shown.
const LONGEST_TOLD: usize = 40;

/// Whether a terminal might do something else with it than show it.
fn is_unsafe(c: char) -> bool {
    c.is_control() || c != '\'' && c != '"' && c != '\\' && c.escape_debug().count() > 1
}

/// A callback as it is kept.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = callbacks)]
pub struct KeptCallback {
    pub id: i64,
    pub received_at: UtcTime,
    pub source: String,
    pub body: Vec<u8>,
    pub completeness: Completeness,
}

impl KeptCallback {
    /// What it tells, if it is all there and can be read.
    #[must_use]
    pub fn read(&self) -> Option<Callback<'_>> {
        match self.completeness {
            Completeness::Whole => Callback::parse(&self.body).ok(),
            Completeness::TooLong | Completeness::CutShort => None,
        }
    }
}

/// # Errors
/// The database's own.
pub fn find_callback(connection: &mut Connection, id: i64) -> QueryResult<Option<KeptCallback>> {
    KeptCallback::query().filter(callbacks::id.eq(id)).get_result(connection).optional()
}

/// Stores a callback and returns its id; `None` if it is stored already.
pub(super) fn store(connection: &mut Connection, raw: &RawCallback) -> QueryResult<Option<i64>> {
    let new = NewCallback {
        uuid: raw.uuid.to_string(),
        received_at: raw.received_at,
        source: raw.source.to_string(),
        body: &raw.body,
        completeness: raw.completeness,
    };
    dialect::insert(connection, &new)
}

struct NewCallback<'a> {
    uuid: String,
    received_at: UtcTime,
    source: String,
    body: &'a [u8],
    completeness: Completeness,
}

statement!(NewCallback<'_> -> ():
    "INSERT INTO callbacks (uuid, received_at, source, body, completeness) VALUES (" uuid as Text,
    ", " received_at as BigInt,
    ", " source as Text,
    ", " body as Binary,
    ", " completeness as Text;
    ") ON CONFLICT (uuid) DO NOTHING"
);

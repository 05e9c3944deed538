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
    db::{Connection, columns::words, dialect, statement::statement},
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
#[derive(Clone, Debug)]
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

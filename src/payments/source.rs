//! Where callbacks come from.

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{Connection, columns::words, schema::sources},
    feed::Actor,
};

words! {
    /// What the shop's settings say of an address.
    pub enum SourceRule {
        /// Callbacks may come from there: it stands in `KASSA_DROMON_SOURCES`, or it is the sandbox.
        Allowed = "allowed",
        /// `KASSA_DROMON_SOURCES` is set, and it does not stand there.
        Refused = "refused",
        /// The settings are silent: a person trusts the address once.
        Unsaid = "unsaid",
    }
}

/// Whether a person has trusted that address; an address never seen before is written down.
pub(super) fn is_trusted(
    connection: &mut Connection,
    address: &str,
    now: UtcTime,
) -> QueryResult<bool> {
    let seen: Option<Option<UtcTime>> = sources::table
        .find(address)
        .select(sources::trusted_at)
        .get_result(connection)
        .optional()?;
    if seen.is_none() {
        diesel::insert_into(sources::table)
            .values((sources::address.eq(address), sources::first_seen_at.eq(now)))
            .execute(connection)?;
    }
    Ok(seen.flatten().is_some())
}

/// Callbacks may come from that address from now on.
///
/// # Errors
/// The database's own.
pub fn trust(
    connection: &mut Connection,
    address: &str,
    by: &Actor,
    now: UtcTime,
) -> QueryResult<()> {
    diesel::update(sources::table.find(address))
        .set((sources::trusted_at.eq(now), sources::trusted_by.eq(by)))
        .execute(connection)
        .map(drop)
}

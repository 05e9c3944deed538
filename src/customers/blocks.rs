//! Who may not order: a person of the shop's staff said so.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{Connection, columns::words, schema::blocks},
    feed::Actor,
};

/// How many are listed.
const MOST: i64 = 200;

words! {
    /// What somebody is known by.
    pub enum BlockKind {
        Browser = "browser",
        /// An address, of IPv6 its /64.
        Network = "network",
        /// Folded.
        Nickname = "nickname",
    }
}

/// A block.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = blocks)]
pub struct Block {
    pub id: i64,
    pub kind: BlockKind,
    pub value: String,
    pub reason: String,
    pub made_at: UtcTime,
    pub made_by: Actor,
}

/// Blocks somebody; whoever is blocked already stays so, for the first reason. Returns whether it is news.
///
/// # Errors
/// The database's own.
pub fn block(
    connection: &mut Connection,
    kind: BlockKind,
    value: &str,
    reason: &str,
    by: &Actor,
    now: UtcTime,
) -> QueryResult<bool> {
    if is_blocked(connection, kind, value)? {
        return Ok(false);
    }
    diesel::insert_into(blocks::table)
        .values((
            blocks::kind.eq(kind),
            blocks::value.eq(value),
            blocks::reason.eq(reason),
            blocks::made_at.eq(now),
            blocks::made_by.eq(by),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Lifts a block, and returns it; `None`: there is none, or somebody was faster.
///
/// # Errors
/// The database's own.
pub fn lift(
    connection: &mut Connection,
    id: i64,
    by: &Actor,
    now: UtcTime,
) -> QueryResult<Option<Block>> {
    let found: Option<Block> = Block::query()
        .filter(blocks::id.eq(id).and(blocks::lifted_at.is_null()))
        .get_result(connection)
        .optional()?;
    let Some(block) = found else { return Ok(None) };
    // Whoever is blocked twice, by two who did so at once, is free of both.
    let same = blocks::table.filter(
        blocks::kind
            .eq(block.kind)
            .and(blocks::value.eq(&block.value))
            .and(blocks::lifted_at.is_null()),
    );
    let lifted = diesel::update(same)
        .set((blocks::lifted_at.eq(now), blocks::lifted_by.eq(by)))
        .execute(connection)?;
    Ok((lifted > 0).then_some(block))
}

/// The block that holds for that one, if any does.
///
/// # Errors
/// The database's own.
pub fn find(
    connection: &mut Connection,
    kind: BlockKind,
    value: &str,
) -> QueryResult<Option<Block>> {
    Block::query()
        .filter(blocks::kind.eq(kind).and(blocks::value.eq(value)).and(blocks::lifted_at.is_null()))
        .order(blocks::id)
        .first(connection)
        .optional()
}

/// Those of these nicknames, folded, that are blocked.
///
/// # Errors
/// The database's own.
pub fn blocked_nicknames(
    connection: &mut Connection,
    folded: &[String],
) -> QueryResult<HashSet<String>> {
    let blocked: Vec<String> = blocks::table
        .filter(blocks::kind.eq(BlockKind::Nickname))
        .filter(blocks::value.eq_any(folded))
        .filter(blocks::lifted_at.is_null())
        .select(blocks::value)
        .load(connection)?;
    Ok(blocked.into_iter().collect())
}

/// # Errors
/// The database's own.
pub fn is_blocked(connection: &mut Connection, kind: BlockKind, value: &str) -> QueryResult<bool> {
    let live = blocks::table.filter(
        blocks::kind.eq(kind).and(blocks::value.eq(value)).and(blocks::lifted_at.is_null()),
    );
    diesel::select(diesel::dsl::exists(live)).get_result(connection)
}

/// Who is blocked, the newest first, and whether there are more.
///
/// # Errors
/// The database's own.
pub fn list(connection: &mut Connection, before: Option<i64>) -> QueryResult<(Vec<Block>, bool)> {
    let mut found: Vec<Block> = Block::query()
        .filter(blocks::lifted_at.is_null())
        .filter(blocks::id.lt(before.unwrap_or(i64::MAX)))
        .order(blocks::id.desc())
        .limit(MOST + 1)
        .load(connection)?;
    let more = i64::try_from(found.len()).is_ok_and(|count| count > MOST);
    if more {
        found.pop();
    }
    Ok((found, more))
}

#[cfg(test)]
mod tests;

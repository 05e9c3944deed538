//! Paid orders that nobody has begun to assemble: each is said once by each of staff's channels, or twice where the process
//! dies before that is written down.
//!
//! A row for each that waits. It goes when the order is taken; once it was said, it stays, and the order is not said again.

use std::time::Duration;

use diesel::prelude::*;

use super::{channel::ChannelKind, notice::OrderFacts, undelivered::Why};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{undelivered_notices as undelivered, untaken_notices as untaken},
    },
    feed::Event,
};

/// How long an order may wait before it is said.
pub const PATIENCE: Duration = Duration::from_mins(15);

/// What became paid longer ago is not said any more: after an outage staff look at the list.
const STALE: Duration = Duration::from_hours(24);

/// What an event means to the orders that are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    Begin { order_id: i64, due_at: UtcTime },
    End { order_id: i64 },
}

/// What is to be done about an event's order; `None` where nothing changes.
///
/// # Errors
/// The database's own.
pub fn watch(
    connection: &mut Connection,
    channel: ChannelKind,
    event: &Event,
    facts: &OrderFacts,
    now: UtcTime,
) -> QueryResult<Option<Watch>> {
    let order_id = facts.order.id;
    let is_watched = untaken::table
        .find((channel, order_id))
        .select(untaken::said_at.is_null())
        .get_result(connection)
        .optional()?;
    Ok(match is_watched {
        None if facts.waits_for_staff() && now <= event.at.plus(STALE) => {
            Some(Watch::Begin { order_id, due_at: event.at.plus(PATIENCE) })
        }
        Some(true) if !facts.waits_for_staff() => Some(Watch::End { order_id }),
        _ => None,
    })
}

/// Writes it down. It may be written twice.
///
/// # Errors
/// The database's own.
pub fn apply(connection: &mut Connection, channel: ChannelKind, watch: Watch) -> QueryResult<()> {
    match watch {
        Watch::Begin { order_id, due_at } => diesel::sql_query(
            "INSERT INTO untaken_notices (channel, order_id, due_at) VALUES ($1, $2, $3)
            ON CONFLICT (channel, order_id) DO NOTHING",
        )
        .bind::<diesel::sql_types::Text, _>(channel.as_str())
        .bind::<diesel::sql_types::BigInt, _>(order_id)
        .bind::<diesel::sql_types::BigInt, _>(due_at)
        .execute(connection)
        .map(drop),
        Watch::End { order_id } => {
            let waiting =
                untaken::table.find((channel, order_id)).filter(untaken::said_at.is_null());
            diesel::delete(waiting).execute(connection).map(drop)
        }
    }
}

/// An order that has waited for too long.
#[derive(Clone, Debug)]
pub enum Due {
    Say(Box<OrderFacts>),
    /// It waits no more, or for so long that saying it is of no use.
    Forget {
        order_id: i64,
    },
}

/// The order that has waited longest, if for too long. One of which a message was always in vain holds up no other: it waits
/// under Attention.
///
/// # Errors
/// The database's own.
pub fn due(
    connection: &mut Connection,
    channel: ChannelKind,
    now: UtcTime,
) -> QueryResult<Option<Due>> {
    let in_vain = undelivered::table
        .filter(undelivered::channel.eq(channel).and(undelivered::why.eq(Why::Failed)))
        .filter(undelivered::resolved_at.is_null().and(undelivered::order_id.is_not_null()))
        .select(undelivered::order_id.assume_not_null());
    let due: Option<(i64, UtcTime)> = untaken::table
        .filter(untaken::order_id.ne_all(in_vain))
        .filter(untaken::channel.eq(channel))
        .filter(untaken::said_at.is_null().and(untaken::due_at.le(now)))
        .order(untaken::due_at)
        .select((untaken::order_id, untaken::due_at))
        .limit(1)
        .get_result(connection)
        .optional()?;
    let Some((order_id, due_at)) = due else {
        return Ok(None);
    };
    let facts = OrderFacts::read(connection, order_id)?;
    let is_stale = due_at.plus(STALE.saturating_sub(PATIENCE)) < now;
    Ok(Some(match facts {
        Some(facts) if facts.waits_for_staff() && !is_stale => Due::Say(Box::new(facts)),
        _ => Due::Forget { order_id },
    }))
}

/// Marks an order as said, so that it is not said again.
///
/// # Errors
/// The database's own.
pub fn said(
    connection: &mut Connection,
    channel: ChannelKind,
    order_id: i64,
    now: UtcTime,
) -> QueryResult<()> {
    let waiting = untaken::table.find((channel, order_id)).filter(untaken::said_at.is_null());
    diesel::update(waiting).set(untaken::said_at.eq(now)).execute(connection).map(drop)
}

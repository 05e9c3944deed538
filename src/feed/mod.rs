//! The feed: one line for everything that happened, in commit order.
//!
//! Whoever wants to know what is new (an order's timeline, its open page, and later notifications,
//! webhooks and the API) reads this one feed with a cursor of its own; nothing else is written for them.

mod actor;
pub mod consumer;
mod event;
mod horizon;
mod hub;
pub mod lag;
mod reader;
pub mod tail;

pub use actor::Actor;
pub use consumer::Consumer;
pub use event::{Event, EventKind, NewEvent};
pub use horizon::Horizon;
pub use hub::{Hub, ShopNews, ShopSubscription, Subscription};
pub use reader::Reader;

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::db::{Connection, dialect, schema::events};

/// Writes an event, in the transaction of the change it tells of, and returns its id.
///
/// # Errors
/// The database's own.
pub fn record(connection: &mut Connection, event: &NewEvent) -> QueryResult<i64> {
    dialect::insert_row(connection, event)
}

/// An order's events, oldest first. `last` is the order's last event.
///
/// # Errors
/// The database's own.
pub fn timeline(connection: &mut Connection, last: i64) -> QueryResult<Vec<Event>> {
    dialect::load(connection, event::TimelineOf { last })
}

/// The id of the newest event; 0 before the first.
///
/// # Errors
/// The database's own.
pub fn newest(connection: &mut Connection) -> QueryResult<i64> {
    let newest: Option<i64> =
        events::table.select(diesel::dsl::max(events::id)).get_result(connection)?;
    Ok(newest.unwrap_or(0))
}

/// The event of that id.
///
/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Event>> {
    Event::query().filter(events::id.eq(id)).get_result(connection).optional()
}

/// Whether the same order has another event of the same moment right after that one: both tell of one change.
///
/// # Errors
/// The database's own.
pub fn is_followed_at_once(connection: &mut Connection, event: &Event) -> QueryResult<bool> {
    // Of one transaction, so their ids are near.
    let near = events::id.gt(event.id).and(events::id.le(event.id.saturating_add(NEAR)));
    let next = events::table
        .filter(near.and(events::order_id.eq(event.order_id)).and(events::at.eq(event.at)));
    let next: Option<i64> = next.select(events::id).limit(1).get_result(connection).optional()?;
    Ok(next.is_some())
}

/// How far apart the ids of one transaction's events are, at most, on a busy PostgreSQL.
const NEAR: i64 = 100;

/// The orders that something happened to after the event of that id, as far as it can be seen: where an earlier event may
/// still come, ask again from there. `None` where there are more than `most` events.
///
/// # Errors
/// The database's own.
pub fn orders_after(
    connection: &mut Connection,
    cursor: i64,
    most: usize,
) -> QueryResult<Option<BTreeSet<i64>>> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let orders: Vec<Option<i64>> = events::table
        .filter(events::id.gt(cursor))
        .order(events::id)
        .limit(limit)
        .select(events::order_id)
        .load(connection)?;
    Ok(if orders.len() > most { None } else { Some(orders.into_iter().flatten().collect()) })
}

/// The events after `cursor` up to `last`, oldest first. Whether an earlier one may still be missing is the [`Reader`]'s
/// business.
fn between(
    connection: &mut Connection,
    cursor: i64,
    last: i64,
    most: i64,
) -> QueryResult<Vec<Event>> {
    Event::query()
        .filter(events::id.gt(cursor).and(events::id.le(last)))
        .order(events::id)
        .limit(most)
        .load(connection)
}

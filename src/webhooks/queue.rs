//! What is to be sent: what happened, what a person wants to have sent again, a test.

use std::{collections::BTreeSet, fmt};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};

use super::{
    delivery::DeliveryStatus,
    endpoint,
    message::{Message, messages},
    schedule::LASTING,
};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError, dialect,
        schema::{events, webhook_deliveries, webhook_endpoints},
        statement::statement,
        write_error,
    },
    feed::{self, Event},
    staff::By,
};

/// How many rows are sought by name in one statement.
const AT_ONCE: usize = 500;

/// Queues these events for every endpoint that wants them: what the feed's reader does.
pub(super) fn fan_out(
    connection: &mut Connection,
    events: &[Event],
    now: UtcTime,
) -> QueryResult<()> {
    let orders: BTreeSet<i64> = events.iter().filter_map(|event| event.order_id).collect();
    let orders: Vec<i64> = orders.into_iter().collect();
    for endpoint in endpoint::of_orders(connection, &orders)? {
        let wanted: Vec<Event> =
            events.iter().filter(|event| endpoint.is_told(event)).cloned().collect();
        if !wanted.is_empty() {
            insert(connection, endpoint.id, wanted, None, now)?;
        }
    }
    Ok(())
}

/// Queues events for an endpoint; one that was queued before stays as it is. Returns how many were not.
fn insert(
    connection: &mut Connection,
    endpoint_id: i64,
    events: Vec<Event>,
    asked_at: Option<UtcTime>,
    now: UtcTime,
) -> QueryResult<usize> {
    let told: Vec<(i64, Option<i64>, UtcTime)> =
        events.iter().map(|event| (event.id, event.order_id, event.at)).collect();
    let mut queued = 0;
    for ((id, order_id, at), message) in told.into_iter().zip(messages(connection, events)?) {
        let new = NewDelivery { endpoint_id, event_id: Some(id), order_id, message, at, asked_at };
        queued += new.queue(connection, now)?;
    }
    Ok(queued)
}

/// What is to be queued.
struct NewDelivery {
    endpoint_id: i64,
    /// `None`: a test.
    event_id: Option<i64>,
    order_id: Option<i64>,
    message: Message,
    /// When it happened.
    at: UtcTime,
    /// When a person asked for it.
    asked_at: Option<UtcTime>,
}

impl NewDelivery {
    /// Returns how many were not queued before: one, or none.
    fn queue(&self, connection: &mut Connection, now: UtcTime) -> QueryResult<usize> {
        let Self { endpoint_id, event_id, order_id, message, at, asked_at } = self;
        let row = NewRow {
            endpoint_id: *endpoint_id,
            event_id: *event_id,
            order_id: *order_id,
            message_type: &message.message_type,
            message_id: &message.id,
            payload: &message.payload,
            at: *at,
            next_at: now,
            ends_at: now.plus(LASTING),
            asked_at: *asked_at,
        };
        Ok(usize::from(dialect::insert(connection, &row)?.is_some()))
    }
}

/// Its row. Where that event is queued for that endpoint, it stays as it is.
struct NewRow<'a> {
    endpoint_id: i64,
    event_id: Option<i64>,
    order_id: Option<i64>,
    message_type: &'a str,
    message_id: &'a str,
    payload: &'a str,
    at: UtcTime,
    next_at: UtcTime,
    ends_at: UtcTime,
    asked_at: Option<UtcTime>,
}

statement!(NewRow<'_> -> ():
    "INSERT INTO webhook_deliveries (status, attempts, tries, endpoint_id, event_id, order_id, type, message_id, payload, at, next_at, \
        ends_at, asked_at) VALUES ('waiting', 0, 0, "
        endpoint_id as BigInt,
    ", " event_id as Nullable<BigInt>,
    ", " order_id as Nullable<BigInt>,
    ", " message_type as Text,
    ", " message_id as Text,
    ", " payload as Text,
    ", " at as BigInt,
    ", " next_at as BigInt,
    ", " ends_at as BigInt,
    ", " asked_at as Nullable<BigInt>;
    ") ON CONFLICT (endpoint_id, event_id) DO NOTHING"
);

/// Queues a test for an endpoint. `None`: there is none of that id.
///
/// # Errors
/// The database's own.
pub fn test(
    connection: &mut Connection,
    endpoint_id: i64,
    by: &By,
    now: UtcTime,
) -> QueryResult<Option<()>> {
    if endpoint::find_locked(connection, endpoint_id)?.is_none() {
        return Ok(None);
    }
    let message = Message::test(endpoint_id, now)?;
    let test = NewDelivery {
        endpoint_id,
        event_id: None,
        order_id: None,
        message,
        at: now,
        asked_at: Some(now),
    };
    test.queue(connection, now)?;
    wake(connection, endpoint_id, now)?;
    endpoint::record(connection, endpoint_id, "test", by, now)?;
    Ok(Some(()))
}

/// What is to be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// These deliveries.
    Deliveries(Vec<i64>),
    /// These events, as far as the endpoint wants them, also where it was never told of them.
    Events(Vec<i64>),
    /// All that happened since, as far as the endpoint wants it, also where it was never told.
    Since(UtcTime),
}

/// How much waits because of what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    /// So many deliveries.
    Now(usize),
    /// It may be much, so whoever sends queues it, a page at a time.
    Soon,
}

impl fmt::Display for Queued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now(count) => count.fmt(f),
            Self::Soon => f.write_str("in a moment"),
        }
    }
}

/// Why nothing is sent again.
#[derive(Debug, thiserror::Error)]
pub enum RedeliverError {
    #[error("there is no webhook endpoint {0}")]
    Unknown(i64),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(RedeliverError);

impl From<diesel::result::Error> for RedeliverError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Queues anew what an endpoint was told, or was not. Whoever gets something twice gets it under the same id.
///
/// # Errors
/// `RedeliverError`.
pub fn redeliver(
    connection: &mut Connection,
    endpoint_id: i64,
    again: &Again,
    by: &By,
    now: UtcTime,
) -> Result<Queued, RedeliverError> {
    let Some(endpoint) = endpoint::find_locked(connection, endpoint_id)? else {
        return Err(RedeliverError::Unknown(endpoint_id));
    };
    let queued = match again {
        Again::Deliveries(ids) => {
            let mut queued = 0;
            for ids in ids.chunks(AT_ONCE) {
                let these = webhook_deliveries::table
                    .filter(webhook_deliveries::endpoint_id.eq(endpoint_id))
                    .filter(webhook_deliveries::id.eq_any(ids));
                queued += diesel::update(these).set(anew(Some(now), now)).execute(connection)?;
            }
            Queued::Now(queued)
        }
        Again::Events(ids) => {
            let mut queued = 0;
            for ids in ids.chunks(AT_ONCE) {
                let mut events: Vec<Event> = Event::query()
                    .filter(events::id.eq_any(ids))
                    .order(events::id)
                    .load(connection)?;
                events.retain(|event| endpoint.wants(event.kind, event.order_id));
                queued += anew_or_new(connection, endpoint_id, events, Some(now), now)?;
            }
            Queued::Now(queued)
        }
        Again::Since(since) => {
            ask_since(connection, endpoint_id, *since)?;
            Queued::Soon
        }
    };
    wake(connection, endpoint_id, now)?;
    let note = match again {
        Again::Since(since) => format!("sent again since {}", since.rfc3339()),
        Again::Deliveries(_) | Again::Events(_) => format!("sent again: {queued}"),
    };
    endpoint::record(connection, endpoint_id, &note, by, now)?;
    Ok(queued)
}

/// Has all that happened since then sent again, besides what was asked for before and is not queued yet.
fn ask_since(connection: &mut Connection, endpoint_id: i64, since: UtcTime) -> QueryResult<()> {
    let this = webhook_endpoints::table.find(endpoint_id);
    let asked: (Option<UtcTime>, Option<i64>) = this
        .select((webhook_endpoints::again_since, webhook_endpoints::again_after))
        .get_result(connection)?;
    // What was asked for goes on where it is, if it began as early.
    let (since, after) = match asked {
        (Some(before), after) if before <= since => (before, after),
        _ => (since, None),
    };
    diesel::update(this)
        .set((
            webhook_endpoints::again_since.eq(since),
            webhook_endpoints::again_after.eq(after),
            webhook_endpoints::again_to.eq(feed::newest(connection)?),
        ))
        .execute(connection)
        .map(drop)
}

/// Queues these events for an endpoint: those that it was told of anew, the others for the first time. What a person asked
/// for one by one (`asked_at`) goes first. Returns how many they are.
pub(super) fn anew_or_new(
    connection: &mut Connection,
    endpoint_id: i64,
    mut events: Vec<Event>,
    asked_at: Option<UtcTime>,
    now: UtcTime,
) -> QueryResult<usize> {
    let ids: Vec<i64> = events.iter().map(|event| event.id).collect();
    let known = || {
        webhook_deliveries::table
            .filter(webhook_deliveries::endpoint_id.eq(endpoint_id))
            .filter(webhook_deliveries::event_id.eq_any(&ids))
    };
    let again = diesel::update(known()).set(anew(asked_at, now)).execute(connection)?;
    let known: Vec<Option<i64>> = known().select(webhook_deliveries::event_id).load(connection)?;
    let known: BTreeSet<i64> = known.into_iter().flatten().collect();
    events.retain(|event| !known.contains(&event.id));
    Ok(again + insert(connection, endpoint_id, events, asked_at, now)?)
}

/// A delivery that begins anew.
#[derive(AsChangeset)]
#[diesel(table_name = webhook_deliveries, treat_none_as_null = true)]
struct Anew {
    status: DeliveryStatus,
    tries: i64,
    next_at: UtcTime,
    ends_at: UtcTime,
    ended_at: Option<UtcTime>,
    asked_at: Option<UtcTime>,
}

fn anew(asked_at: Option<UtcTime>, now: UtcTime) -> Anew {
    Anew {
        status: DeliveryStatus::Waiting,
        tries: 0,
        next_at: now,
        ends_at: now.plus(LASTING),
        ended_at: None,
        asked_at,
    }
}

/// An endpoint that rests by itself is asked now.
fn wake(connection: &mut Connection, endpoint_id: i64, now: UtcTime) -> QueryResult<()> {
    diesel::update(webhook_endpoints::table.find(endpoint_id))
        .set((webhook_endpoints::rests_until.eq(now), webhook_endpoints::left_until.eq(now)))
        .execute(connection)
        .map(drop)
}

//! What is to be sent: what happened, what a person wants to have sent again, a test.

use std::collections::BTreeSet;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};

use super::{
    delivery::DeliveryStatus,
    endpoint::{self, Endpoint},
    message::{Message, messages},
    schedule::LASTING,
};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{consumers, events, webhook_deliveries, webhook_endpoints},
        write_error,
    },
    feed::Event,
    staff::By,
};

/// How many events that an endpoint was never told of can be queued for it at once.
pub const MOST_NEW: i64 = 5_000;

/// How many rows are sought by name in one statement.
const AT_ONCE: usize = 500;

/// Queues these events for every endpoint that wants them: what the feed's reader does.
pub(super) fn fan_out(
    connection: &mut Connection,
    events: &[Event],
    now: UtcTime,
) -> QueryResult<()> {
    let mut endpoints = endpoint::active(connection)?;
    let wants = |endpoint: &Endpoint, event: &Event| {
        endpoint.after_event < event.id && endpoint.wants(event.kind, event.order_id)
    };
    endpoints.retain(|endpoint| events.iter().any(|event| wants(endpoint, event)));
    if endpoints.is_empty() {
        return Ok(());
    }
    for endpoint in endpoints {
        let wanted: Vec<Event> =
            events.iter().filter(|event| wants(&endpoint, event)).cloned().collect();
        insert(connection, endpoint.id, wanted, now)?;
    }
    Ok(())
}

/// Queues for an endpoint what has happened that the feed's reader has not come to yet.
pub(super) fn catch_up(
    connection: &mut Connection,
    endpoint: &Endpoint,
    now: UtcTime,
) -> QueryResult<()> {
    let read: Option<i64> = consumers::table
        .find(endpoint::NAME)
        .select(consumers::cursor)
        .get_result(connection)
        .optional()?;
    let after = read.unwrap_or(0).max(endpoint.after_event);
    let mut ahead: Vec<Event> = Event::query()
        .filter(events::id.gt(after))
        .order(events::id)
        .limit(MOST_NEW)
        .load(connection)?;
    ahead.retain(|event| endpoint.wants(event.kind, event.order_id));
    insert(connection, endpoint.id, ahead, now).map(drop)
}

/// Queues events for an endpoint; one that was queued before stays as it is. Returns how many were not.
fn insert(
    connection: &mut Connection,
    endpoint_id: i64,
    events: Vec<Event>,
    now: UtcTime,
) -> QueryResult<usize> {
    let told: Vec<(i64, Option<i64>, UtcTime)> =
        events.iter().map(|event| (event.id, event.order_id, event.at)).collect();
    let mut queued = 0;
    for ((id, order_id, at), message) in told.into_iter().zip(messages(connection, events)?) {
        queued += row(connection, endpoint_id, Some(id), order_id, &message, at, now)?;
    }
    Ok(queued)
}

fn row(
    connection: &mut Connection,
    endpoint_id: i64,
    event_id: Option<i64>,
    order_id: Option<i64>,
    message: &Message,
    at: UtcTime,
    now: UtcTime,
) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO webhook_deliveries (endpoint_id, event_id, order_id, type, message_id, payload, at, status, attempts, tries, next_at, ends_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, 0, $8, $9) ON CONFLICT (endpoint_id, event_id) DO NOTHING",
    )
    .bind::<BigInt, _>(endpoint_id)
    .bind::<Nullable<BigInt>, _>(event_id)
    .bind::<Nullable<BigInt>, _>(order_id)
    .bind::<Text, _>(&message.message_type)
    .bind::<Text, _>(&message.id)
    .bind::<Text, _>(&message.payload)
    .bind::<BigInt, _>(at)
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(now.plus(LASTING))
    .execute(connection)
}

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
    if endpoint::find(connection, endpoint_id)?.is_none() {
        return Ok(None);
    }
    let message = Message::test(endpoint_id, now)?;
    row(connection, endpoint_id, None, None, &message, now, now)?;
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

/// Why nothing is sent again.
#[derive(Debug, thiserror::Error)]
pub enum RedeliverError {
    #[error("there is no webhook endpoint {0}")]
    Unknown(i64),
    #[error(
        "that would be more than {MOST_NEW} events that the endpoint was never told of; name a later time"
    )]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(RedeliverError);

impl From<diesel::result::Error> for RedeliverError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Queues anew what an endpoint was told, or was not. Whoever gets something twice gets it under the same id. Returns how many
/// deliveries wait because of it.
///
/// # Errors
/// `RedeliverError`.
pub fn redeliver(
    connection: &mut Connection,
    endpoint_id: i64,
    again: &Again,
    by: &By,
    now: UtcTime,
) -> Result<usize, RedeliverError> {
    let Some(endpoint) = endpoint::find(connection, endpoint_id)? else {
        return Err(RedeliverError::Unknown(endpoint_id));
    };
    let queued = match again {
        Again::Deliveries(ids) => {
            let mut queued = 0;
            for ids in ids.chunks(AT_ONCE) {
                let these = webhook_deliveries::table
                    .filter(webhook_deliveries::endpoint_id.eq(endpoint_id))
                    .filter(webhook_deliveries::id.eq_any(ids));
                queued += diesel::update(these).set(anew(now)).execute(connection)?;
            }
            queued
        }
        Again::Events(ids) => {
            let mut queued = 0;
            for ids in ids.chunks(AT_ONCE) {
                let these = webhook_deliveries::table
                    .filter(webhook_deliveries::endpoint_id.eq(endpoint_id))
                    .filter(webhook_deliveries::event_id.eq_any(ids));
                queued += diesel::update(these).set(anew(now)).execute(connection)?;
                let mut events: Vec<Event> = Event::query()
                    .filter(events::id.eq_any(ids))
                    .order(events::id)
                    .load(connection)?;
                events.retain(|event| endpoint.wants(event.kind, event.order_id));
                queued += insert(connection, endpoint_id, events, now)?;
            }
            queued
        }
        Again::Since(since) => since_then(connection, &endpoint, *since, now)?,
    };
    wake(connection, endpoint_id, now)?;
    endpoint::record(connection, endpoint_id, &format!("sent again: {queued}"), by, now)?;
    Ok(queued)
}

fn since_then(
    connection: &mut Connection,
    endpoint: &Endpoint,
    since: UtcTime,
    now: UtcTime,
) -> Result<usize, RedeliverError> {
    let Some(first) = first_since(connection, since)? else {
        return Ok(0);
    };
    let queued = || {
        webhook_deliveries::table
            .filter(webhook_deliveries::endpoint_id.eq(endpoint.id))
            .filter(webhook_deliveries::event_id.ge(first))
    };
    let again = diesel::update(queued()).set(anew(now)).execute(connection)?;
    let known: Vec<Option<i64>> = queued().select(webhook_deliveries::event_id).load(connection)?;
    let known: BTreeSet<i64> = known.into_iter().flatten().collect();
    let mut query = Event::query().filter(events::id.ge(first)).order(events::id).into_boxed();
    if let Some(order) = endpoint.order_id {
        query = query.filter(events::order_id.eq(order));
    }
    if let Some(kinds) = endpoint.subscription.kinds() {
        query = query.filter(events::kind.eq_any(kinds));
    }
    let known_number = i64::try_from(known.len()).unwrap_or(i64::MAX);
    let most = MOST_NEW.saturating_add(known_number).saturating_add(1);
    let mut events: Vec<Event> = query.limit(most).load(connection)?;
    events.retain(|event| !known.contains(&event.id));
    if i64::try_from(events.len()).is_ok_and(|new| new > MOST_NEW) {
        return Err(RedeliverError::TooMany);
    }
    Ok(again + insert(connection, endpoint.id, events, now)?)
}

/// The first event that happened then or later. Ids grow with time, so it is sought among them: times have no index.
fn first_since(connection: &mut Connection, since: UtcTime) -> QueryResult<Option<i64>> {
    let (mut low, mut high) = (1, crate::feed::newest(connection)?.saturating_add(1));
    while low < high {
        let middle = low + (high - low) / 2;
        let there: Option<(i64, UtcTime)> = events::table
            .filter(events::id.ge(middle))
            .order(events::id)
            .select((events::id, events::at))
            .first(connection)
            .optional()?;
        match there {
            Some((id, at)) if at < since => low = id.saturating_add(1),
            _ => high = middle,
        }
    }
    events::table
        .filter(events::id.ge(low))
        .order(events::id)
        .select(events::id)
        .first(connection)
        .optional()
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
}

fn anew(now: UtcTime) -> Anew {
    Anew {
        status: DeliveryStatus::Waiting,
        tries: 0,
        next_at: now,
        ends_at: now.plus(LASTING),
        ended_at: None,
    }
}

/// What waits begins its time anew.
pub(super) fn extend(
    connection: &mut Connection,
    endpoint_id: i64,
    now: UtcTime,
) -> QueryResult<()> {
    let waiting = webhook_deliveries::table
        .filter(webhook_deliveries::endpoint_id.eq(endpoint_id))
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Waiting));
    diesel::update(waiting).set(anew(now)).execute(connection).map(drop)
}

/// What waits is tried now.
pub(super) fn hurry(
    connection: &mut Connection,
    endpoint_id: i64,
    now: UtcTime,
) -> QueryResult<()> {
    let waiting = webhook_deliveries::table
        .filter(webhook_deliveries::endpoint_id.eq(endpoint_id))
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Waiting));
    diesel::update(waiting).set(webhook_deliveries::next_at.eq(now)).execute(connection).map(drop)
}

/// An endpoint that rests by itself is asked now.
fn wake(connection: &mut Connection, endpoint_id: i64, now: UtcTime) -> QueryResult<()> {
    diesel::update(webhook_endpoints::table.find(endpoint_id))
        .set((webhook_endpoints::rests_until.eq(now), webhook_endpoints::left_until.eq(now)))
        .execute(connection)
        .map(drop)
}

//! What is sent next, and what became of it.

use std::{collections::HashMap, time::Duration};

use diesel::{prelude::*, sql_types::BigInt};

use super::{
    delivery::{Delivery, DeliveryStatus},
    endpoint::{self, Endpoint},
    endpoint_url::EndpointUrl,
    schedule::{self, Course, Fate, LASTING, Verdict},
    secret::Secret,
};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{webhook_attempts, webhook_deliveries, webhook_endpoints},
    },
    staff::By,
};

/// How many things are on their way to one endpoint at a time, each of another order.
const AT_ONCE: usize = 4;

/// How many are on their way altogether.
pub(super) const MOST: usize = 128;

/// How long what was delivered or given up is remembered.
pub const REMEMBERED: Duration = Duration::from_hours(30 * 24);

/// What is to be sent, and where.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub delivery_id: i64,
    pub endpoint_id: i64,
    pub url: EndpointUrl,
    pub secrets: Vec<Secret>,
    pub message_id: String,
    pub payload: String,
}

/// What an endpoint answered, or why it did not.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What was sent, a line each, without the signature.
    pub headers: String,
    pub took: Duration,
    /// `None`: no answer came.
    pub status: Option<u16>,
    /// What it asks to be waited.
    pub retry_after: Option<Duration>,
    /// At most 4 KiB of it.
    pub answer: String,
    /// What went wrong besides the status.
    pub error: Option<String>,
}

impl Sent {
    /// The status alone says what became of it, also where its body breaks off.
    fn verdict(&self) -> Verdict {
        match self.status {
            Some(200..=299) => Verdict::Taken,
            Some(410) => Verdict::Gone,
            Some(429 | 503) => Verdict::Refused { retry_after: self.retry_after },
            _ => Verdict::Refused { retry_after: None },
        }
    }
}

/// What is to be sent, and how it stands.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub outgoing: Outgoing,
    pub course: LaunchCourse,
}

/// Where a delivery stands in its course when it is sent: what a person has begun anew meanwhile stands elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LaunchCourse {
    pub tries: i64,
    pub ends_at: UtcTime,
}

/// A try that has ended.
#[derive(Clone, Debug)]
pub(super) struct Landed {
    pub delivery_id: i64,
    pub endpoint_id: i64,
    pub message_id: String,
    /// As it was when it was sent.
    pub course: LaunchCourse,
    /// When it was sent.
    pub at: UtcTime,
    pub sent: Sent,
    /// From 0 to 1.
    pub dice: f64,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// What is to be sent now, besides what is on its way (each delivery with its endpoint). Of an order's events to one endpoint only
/// the first that waits: it is overtaken by none.
///
/// # Errors
/// The database's own.
pub(super) fn due(
    connection: &mut Connection,
    flying: &HashMap<i64, i64>,
    now: UtcTime,
) -> QueryResult<Vec<Due>> {
    let due: Vec<Id> = diesel::sql_query(
        "SELECT id FROM webhook_endpoints AS endpoint 
        WHERE removed_at IS NULL AND paused_at IS NULL AND hurry_at IS NULL AND rests_until <= $1 AND left_until <= $1 AND EXISTS (
            SELECT 1 FROM webhook_deliveries AS delivery
            WHERE delivery.endpoint_id = endpoint.id AND delivery.status = 'waiting' AND delivery.next_at <= $1
        ) ORDER BY rests_until, id",
    )
    .bind::<BigInt, _>(now)
    .load(connection)?;
    let mut outgoing = Vec::new();
    for Id { id } in due {
        let most = MOST.saturating_sub(flying.len() + outgoing.len());
        let there = flying.values().filter(|endpoint| **endpoint == id).count();
        let Some(endpoint) = endpoint::find(connection, id)? else { continue };
        let at_once = if endpoint.is_slowed() { 1 } else { AT_ONCE };
        let room = at_once.saturating_sub(there).min(most);
        if room == 0 {
            continue;
        }
        let heads = heads(connection, id, there + room, now)?;
        let new = heads.into_iter().filter(|head| !flying.contains_key(&head.id)).take(room);
        outgoing.extend(new.map(|delivery| Due {
            course: LaunchCourse { tries: delivery.tries, ends_at: delivery.ends_at },
            outgoing: Outgoing {
                delivery_id: delivery.id,
                endpoint_id: id,
                url: endpoint.url.clone(),
                secrets: endpoint.secrets(now),
                message_id: delivery.message_id,
                payload: delivery.payload,
            },
        }));
    }
    Ok(outgoing)
}

/// What is due at an endpoint and first of its order: what a person asked for, and then what waits longest.
fn heads(
    connection: &mut Connection,
    endpoint_id: i64,
    most: usize,
    now: UtcTime,
) -> QueryResult<Vec<Delivery>> {
    let mut ids = first(connection, endpoint_id, "asked_at IS NOT NULL", most, now)?;
    if ids.len() < most {
        let rest = most - ids.len();
        ids.extend(first(connection, endpoint_id, "asked_at IS NULL", rest, now)?);
    }
    let found = Delivery::query().filter(webhook_deliveries::id.eq_any(&ids)).load(connection)?;
    let mut found: HashMap<i64, Delivery> =
        found.into_iter().map(|delivery: Delivery| (delivery.id, delivery)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// What waits longest of what is due at an endpoint, first of its order, and so.
fn first(
    connection: &mut Connection,
    endpoint_id: i64,
    and: &'static str,
    most: usize,
    now: UtcTime,
) -> QueryResult<Vec<i64>> {
    let ids: Vec<Id> = diesel::sql_query(format!(
        "SELECT id FROM webhook_deliveries AS delivery
        WHERE endpoint_id = $1 AND status = 'waiting' AND {and} AND next_at <= $2 AND NOT EXISTS (
            SELECT 1 FROM webhook_deliveries AS earlier
            WHERE earlier.endpoint_id = $1 AND earlier.order_id = delivery.order_id AND earlier.status = 'waiting'
                AND earlier.event_id < delivery.event_id
        ) ORDER BY next_at, id LIMIT $3"
    ))
    .bind::<BigInt, _>(endpoint_id)
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
    .load(connection)?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

/// Writes down what became of a try. What a person removed meanwhile is not there any more, and what he queued anew while it was on
/// its way stays queued: he wants it sent once more.
///
/// # Errors
/// The database's own.
pub(super) fn land(connection: &mut Connection, landed: &Landed) -> QueryResult<()> {
    let Landed { delivery_id, endpoint_id, message_id, course, at, sent, dice } = landed;
    let now = at.plus(sent.took);
    // The endpoint first, as everybody does who changes both.
    let Some(endpoint) = endpoint::find_locked(connection, *endpoint_id)? else {
        return Ok(());
    };
    let this = webhook_deliveries::table
        .find(delivery_id)
        .filter(webhook_deliveries::message_id.eq(message_id));
    let attempts = diesel::update(this)
        .set(webhook_deliveries::attempts.eq(webhook_deliveries::attempts + 1))
        .execute(connection)?;
    let delivery = super::delivery::find(connection, *endpoint_id, *delivery_id)?;
    let (1, Some(delivery)) = (attempts, delivery) else {
        return Ok(());
    };
    insert(connection, &delivery, *at, sent)?;
    let verdict = sent.verdict();
    if verdict == Verdict::Taken {
        took(connection, &endpoint, *at, now)?;
    } else {
        failed(connection, &endpoint, verdict, *at, now, *dice)?;
    }
    let stands = LaunchCourse { tries: delivery.tries, ends_at: delivery.ends_at };
    let is_open = match delivery.status {
        DeliveryStatus::Waiting => true,
        // With all that was past its time, while it was on its way.
        DeliveryStatus::GivenUp => verdict == Verdict::Taken,
        DeliveryStatus::Delivered => false,
    };
    if !is_open || stands != *course {
        return Ok(());
    }
    let tries = delivery.tries.saturating_add(1);
    let failing_since = endpoint.failing_since.unwrap_or(*at);
    let ends_at = delivery.ends_at.max(endpoint.anew_at.plus(LASTING));
    let course = Course { tries, ends_at, failing_since };
    let (status, next_at, ended_at) = match schedule::fate(verdict, course, now, *dice) {
        Fate::Delivered => (DeliveryStatus::Delivered, delivery.next_at, Some(now)),
        Fate::Again { at } => (DeliveryStatus::Waiting, at, None),
        Fate::GivenUp => (DeliveryStatus::GivenUp, delivery.next_at, Some(now)),
    };
    diesel::update(webhook_deliveries::table.find(delivery.id))
        .set((
            webhook_deliveries::status.eq(status),
            webhook_deliveries::tries.eq(tries),
            webhook_deliveries::next_at.eq(next_at),
            webhook_deliveries::ended_at.eq(ended_at),
        ))
        .execute(connection)
        .map(drop)
}

fn insert(
    connection: &mut Connection,
    delivery: &Delivery,
    at: UtcTime,
    sent: &Sent,
) -> QueryResult<()> {
    diesel::insert_into(webhook_attempts::table)
        .values((
            webhook_attempts::delivery_id.eq(delivery.id),
            webhook_attempts::nth.eq(delivery.attempts),
            webhook_attempts::at.eq(at),
            webhook_attempts::took_ms.eq(i64::try_from(sent.took.as_millis()).unwrap_or(i64::MAX)),
            webhook_attempts::headers.eq(&sent.headers),
            webhook_attempts::status.eq(sent.status.map(i64::from)),
            webhook_attempts::answer.eq(&sent.answer),
            webhook_attempts::error.eq(&sent.error),
        ))
        .execute(connection)
        .map(drop)
}

/// An endpoint that takes something is no longer slowed. What it has asked for meanwhile holds all the same: the answer to another
/// request may have come in between.
fn took(
    connection: &mut Connection,
    endpoint: &Endpoint,
    at: UtcTime,
    now: UtcTime,
) -> QueryResult<()> {
    if endpoint.failures > 0 {
        tracing::info!(endpoint = endpoint.id, "a webhook endpoint takes something again");
    }
    diesel::update(webhook_endpoints::table.find(endpoint.id))
        .set((
            webhook_endpoints::failures.eq(0),
            webhook_endpoints::failing_since.eq(None::<UtcTime>),
            webhook_endpoints::rests_until.eq(at),
            webhook_endpoints::took_at.eq(now),
        ))
        .execute(connection)
        .map(drop)
}

/// An endpoint that fails is slowed; and where it has failed for as long as something is tried, what is past its time is given up soon,
/// tried or not.
fn failed(
    connection: &mut Connection,
    endpoint: &Endpoint,
    verdict: Verdict,
    at: UtcTime,
    now: UtcTime,
    dice: f64,
) -> QueryResult<()> {
    let failures = endpoint.failures.saturating_add(1);
    let since = endpoint.failing_since.unwrap_or(at);
    let slowed = schedule::slowed(failures, now, dice).unwrap_or(endpoint.rests_until);
    let asked = schedule::asked(verdict, now).unwrap_or(endpoint.left_until);
    if failures == schedule::SLOWED {
        tracing::warn!(
            endpoint = endpoint.id,
            "a webhook endpoint fails, and is asked more slowly"
        );
    }
    diesel::update(webhook_endpoints::table.find(endpoint.id))
        .set((
            webhook_endpoints::failures.eq(failures),
            webhook_endpoints::failing_since.eq(since),
            webhook_endpoints::rests_until.eq(slowed.max(endpoint.rests_until)),
            webhook_endpoints::left_until.eq(asked.max(endpoint.left_until)),
        ))
        .execute(connection)?;
    let failed_throughout = since.max(endpoint.anew_at).plus(LASTING) <= now;
    if failures < schedule::SLOWED || !failed_throughout {
        return Ok(());
    }
    diesel::update(webhook_endpoints::table.find(endpoint.id))
        .set(webhook_endpoints::give_up_at.eq(now))
        .execute(connection)
        .map(drop)
}

/// Forgets what was delivered or given up before [`REMEMBERED`], removes endpoints of orders that were at an end before, and forgets what
/// was sent to endpoints that were removed, at most so many of each; returns how many they were.
///
/// # Errors
/// The database's own.
pub fn forget(connection: &mut Connection, now: UtcTime, most: i64) -> QueryResult<usize> {
    let old: Vec<i64> = webhook_deliveries::table
        .filter(webhook_deliveries::ended_at.lt(now.minus(REMEMBERED)))
        .order(webhook_deliveries::ended_at)
        .limit(most)
        .select(webhook_deliveries::id)
        .load(connection)?;
    let ended = end_with_orders(connection, now, most)?;
    Ok(delete(connection, &old)? + sweep(connection, now, most)? + ended)
}

/// Removes the endpoints of one order each that has been at an end for [`REMEMBERED`], and of which nothing waits; returns how many.
fn end_with_orders(connection: &mut Connection, now: UtcTime, most: i64) -> QueryResult<usize> {
    let ended: Vec<Id> = diesel::sql_query(
        "SELECT endpoint.id AS id FROM webhook_endpoints AS endpoint
        JOIN orders ON orders.id = endpoint.order_id JOIN events ON events.id = orders.last_event
        WHERE endpoint.removed_at IS NULL AND endpoint.created_at < $1 AND events.at < $1
            AND orders.status IN ('completed', 'cancelled', 'expired', 'refunded')
            AND NOT EXISTS (
                SELECT 1 FROM webhook_deliveries AS delivery
                WHERE delivery.endpoint_id = endpoint.id AND delivery.status = 'waiting'
            )
        ORDER BY endpoint.id LIMIT $2",
    )
    .bind::<BigInt, _>(now.minus(REMEMBERED))
    .bind::<BigInt, _>(most)
    .load(connection)?;
    let by = By { who: "clock".to_owned(), source: "webhooks".to_owned() };
    for Id { id } in &ended {
        endpoint::remove(connection, *id, &by, now)?;
    }
    Ok(ended.len())
}

/// How long after an endpoint was removed all has come to its end that was on its way to it or being queued for it.
const ENDED: Duration = Duration::from_mins(10);

/// Deletes what was sent to endpoints that were removed, and those of which nothing is left; returns how many rows.
fn sweep(connection: &mut Connection, now: UtcTime, most: i64) -> QueryResult<usize> {
    let removed: Vec<i64> = webhook_endpoints::table
        .filter(webhook_endpoints::removed_at.lt(now.minus(ENDED)))
        .order(webhook_endpoints::removed_at)
        .select(webhook_endpoints::id)
        .load(connection)?;
    for id in removed {
        let sent: Vec<i64> = webhook_deliveries::table
            .filter(webhook_deliveries::endpoint_id.eq(id))
            .limit(most)
            .select(webhook_deliveries::id)
            .load(connection)?;
        if !sent.is_empty() {
            return delete(connection, &sent);
        }
        diesel::delete(webhook_endpoints::table.find(id)).execute(connection)?;
    }
    Ok(0)
}

fn delete(connection: &mut Connection, deliveries: &[i64]) -> QueryResult<usize> {
    diesel::delete(
        webhook_attempts::table.filter(webhook_attempts::delivery_id.eq_any(deliveries)),
    )
    .execute(connection)?;
    diesel::delete(webhook_deliveries::table.filter(webhook_deliveries::id.eq_any(deliveries)))
        .execute(connection)
}

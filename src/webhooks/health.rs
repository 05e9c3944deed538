//! Which endpoints somebody should look at.

use std::{collections::HashMap, time::Duration};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{
    delivery::DeliveryStatus,
    endpoint::{self, Endpoint},
};
use crate::{clock::UtcTime, db::Connection};

/// For how long an endpoint may fail before staff is told.
pub const PATIENCE: Duration = Duration::from_hours(1);

/// How an endpoint fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    pub waiting: i64,
    /// Since somebody last looked; no tests, which nobody waits for.
    pub given_up: i64,
}

/// An endpoint that somebody should look at.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub endpoint: Endpoint,
    pub health: Health,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    endpoint_id: i64,
    #[diesel(sql_type = Text)]
    status: DeliveryStatus,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How the endpoints fare that something waits for or was given up of; the others fare well.
///
/// # Errors
/// The database's own.
pub fn health(connection: &mut Connection) -> QueryResult<HashMap<i64, Health>> {
    let counted: Vec<Counted> = diesel::sql_query(
        "SELECT endpoint_id, 'waiting' AS status, COUNT(*) AS number
        FROM webhook_deliveries WHERE status = 'waiting' GROUP BY endpoint_id
        UNION ALL
        SELECT delivery.endpoint_id, 'given_up' AS status, COUNT(*) AS number
        FROM webhook_deliveries AS delivery JOIN webhook_endpoints AS endpoint ON endpoint.id = delivery.endpoint_id
        WHERE delivery.status = 'given_up' AND delivery.event_id IS NOT NULL AND (endpoint.seen_at IS NULL OR delivery.ended_at > endpoint.seen_at)
        GROUP BY delivery.endpoint_id",
    )
    .load(connection)?;
    let mut found: HashMap<i64, Health> = HashMap::new();
    for Counted { endpoint_id, status, number } in counted {
        let health = found.entry(endpoint_id).or_default();
        match status {
            DeliveryStatus::GivenUp => health.given_up = number,
            DeliveryStatus::Waiting | DeliveryStatus::Delivered => health.waiting = number,
        }
    }
    Ok(found)
}

/// The endpoints that have failed for an hour, or for which something was given up that nobody has looked at.
///
/// # Errors
/// The database's own.
pub fn troubles(connection: &mut Connection, now: UtcTime) -> QueryResult<Vec<Trouble>> {
    let endpoints = endpoint::list(connection)?;
    if endpoints.is_empty() {
        return Ok(Vec::new());
    }
    let found = health(connection)?;
    let since = now.minus(PATIENCE);
    let troubles = endpoints.into_iter().filter_map(|endpoint| {
        let health = found.get(&endpoint.id).copied().unwrap_or_default();
        let fails = endpoint.paused_at.is_none()
            && endpoint.failing_since.is_some_and(|failing| failing <= since);
        (fails || health.given_up > 0).then_some(Trouble { endpoint, health })
    });
    Ok(troubles.collect())
}

/// How many [`troubles`] there are: asked on every page of staff, it reads no more than it has to.
///
/// # Errors
/// The database's own.
pub fn in_trouble(connection: &mut Connection, now: UtcTime) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let row: Row = diesel::sql_query(
        "SELECT COUNT(*) AS number FROM webhook_endpoints AS endpoint
        WHERE removed_at IS NULL AND (
            (paused_at IS NULL AND failing_since <= $1)
            OR EXISTS (
                SELECT 1 FROM webhook_deliveries AS delivery
                WHERE delivery.endpoint_id = endpoint.id AND delivery.status = 'given_up' AND delivery.event_id IS NOT NULL
                    AND (endpoint.seen_at IS NULL OR delivery.ended_at > endpoint.seen_at)
            )
        )",
    )
    .bind::<BigInt, _>(now.minus(PATIENCE))
    .get_result(connection)?;
    Ok(row.number)
}

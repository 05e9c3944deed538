//! What waits for those who are to be told of what happens: programs by webhooks, people by notices, and whoever else reads
//! the feed.

use std::time::Duration;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable},
};

use crate::{
    clock::UtcTime,
    config::Config,
    db::Connection,
    feed::lag::{self, Lag},
    notify,
    webhooks::{self, LASTING},
};

/// For how long a webhook may wait before somebody should look: as long as an endpoint may fail before staff is told.
pub const PATIENCE: Duration = Duration::from_hours(1);

/// What has not reached those whom it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// How far the consumers of the feed are, by name.
    pub lags: Vec<Lag>,
    /// Of endpoints that nobody lets rest.
    pub webhooks: Webhooks,
    /// Notices that no channel took, until a person has seen to them.
    pub notices: i64,
}

/// What waits for endpoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Webhooks {
    pub waiting: i64,
    /// Since when the oldest of them waits; `None` where none does.
    pub since: Option<UtcTime>,
    /// Given up, and nobody has looked since.
    pub given_up: i64,
}

impl Outgoing {
    /// # Errors
    /// The database's own.
    pub fn look(connection: &mut Connection) -> QueryResult<Self> {
        Ok(Self {
            lags: lag::lags(connection)?,
            webhooks: Webhooks::look(connection)?,
            notices: notify::undelivered::count(connection)?,
        })
    }

    /// Leaves out the channels that the settings do not have: their cursors stay where they are, and nothing is amiss.
    #[must_use]
    pub fn without_switched_off(mut self, config: &Config) -> Self {
        self.lags.retain(|lag| !notify::is_switched_off(config, &lag.consumer));
        self
    }
}

impl Webhooks {
    fn look(connection: &mut Connection) -> QueryResult<Self> {
        let endpoints = webhooks::list(connection)?;
        if endpoints.is_empty() {
            return Ok(Self::default());
        }
        let health = webhooks::health(connection)?;
        let mut found = Self::default();
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.paused_at.is_none()) {
            let health = health.get(&endpoint.id).copied().unwrap_or_default();
            found.waiting += health.waiting;
            found.given_up += health.given_up;
        }
        if found.waiting > 0 {
            found.since = waiting_since(connection)?;
        }
        Ok(found)
    }
}

/// When that was queued which waits longest. Of each endpoint the first is looked at: an index has it, and of the others, of which
/// there may be very many, no row is read.
fn waiting_since(connection: &mut Connection) -> QueryResult<Option<UtcTime>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<BigInt>)]
        ends_at: Option<UtcTime>,
    }
    let row: Row = diesel::sql_query(
        "SELECT MIN(ends_at) AS ends_at FROM webhook_deliveries WHERE id IN (
            SELECT MIN(delivery.id)
            FROM webhook_deliveries AS delivery JOIN webhook_endpoints AS endpoint ON endpoint.id = delivery.endpoint_id
            WHERE delivery.status = 'waiting' AND endpoint.paused_at IS NULL AND endpoint.removed_at IS NULL
            GROUP BY delivery.endpoint_id
        )",
    )
    .get_result(connection)?;
    Ok(row.ends_at.map(|ends_at| ends_at.minus(LASTING)))
}

#[cfg(test)]
mod tests;

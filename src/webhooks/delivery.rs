//! What is sent to an endpoint, and how that went.

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::words,
        schema::{webhook_attempts, webhook_deliveries},
    },
};

words! {
    /// How a delivery is.
    pub enum DeliveryStatus {
        /// It is sent, or sent again, when its time has come.
        Waiting = "waiting",
        /// The endpoint has taken it.
        Delivered = "delivered",
        /// It was tried for three days.
        GivenUp = "given_up",
    }
}

/// One event at one endpoint.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = webhook_deliveries)]
pub struct Delivery {
    pub id: i64,
    pub endpoint_id: i64,
    /// `None`: a test.
    pub event_id: Option<i64>,
    pub order_id: Option<i64>,
    /// What its payload calls itself: `order.paid`.
    pub message_type: String,
    /// The same at every try.
    pub message_id: String,
    pub payload: String,
    /// When it happened.
    pub at: UtcTime,
    pub status: DeliveryStatus,
    /// Of all times.
    pub attempts: i64,
    /// In vain since it was queued.
    pub tries: i64,
    /// When it is sent next, at the earliest.
    pub next_at: UtcTime,
    /// When it is given up.
    pub ends_at: UtcTime,
    /// When it was delivered or given up.
    pub ended_at: Option<UtcTime>,
}

/// One try to deliver something.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = webhook_attempts)]
pub struct Attempt {
    pub delivery_id: i64,
    pub nth: i64,
    pub at: UtcTime,
    pub took_ms: i64,
    /// What was sent, a line each, without the signature.
    pub headers: String,
    /// `None`: no answer came.
    pub status: Option<i64>,
    /// At most 4 KiB of it.
    pub answer: String,
    /// What went wrong besides the status.
    pub error: Option<String>,
}

/// Which deliveries are wanted. Whatever is `None` does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub status: Option<DeliveryStatus>,
    pub event: Option<i64>,
    pub order: Option<i64>,
    /// Only those before that one.
    pub before: Option<i64>,
}

/// The newest deliveries to an endpoint of those that are wanted.
///
/// # Errors
/// The database's own.
pub fn list(
    connection: &mut Connection,
    endpoint_id: i64,
    wanted: Wanted,
    most: i64,
) -> QueryResult<Vec<Delivery>> {
    let mut query = Delivery::query()
        .filter(webhook_deliveries::endpoint_id.eq(endpoint_id))
        .filter(webhook_deliveries::id.lt(wanted.before.unwrap_or(i64::MAX)))
        .order(webhook_deliveries::id.desc())
        .limit(most)
        .into_boxed();
    if let Some(status) = wanted.status {
        query = query.filter(webhook_deliveries::status.eq(status));
    }
    if let Some(event) = wanted.event {
        query = query.filter(webhook_deliveries::event_id.eq(event));
    }
    if let Some(order) = wanted.order {
        query = query.filter(webhook_deliveries::order_id.eq(order));
    }
    query.load(connection)
}

/// A delivery to that endpoint.
///
/// # Errors
/// The database's own.
pub fn find(
    connection: &mut Connection,
    endpoint_id: i64,
    id: i64,
) -> QueryResult<Option<Delivery>> {
    Delivery::query()
        .filter(webhook_deliveries::endpoint_id.eq(endpoint_id))
        .filter(webhook_deliveries::id.eq(id))
        .get_result(connection)
        .optional()
}

/// The newest tries to deliver something, at most so many.
///
/// # Errors
/// The database's own.
pub fn attempts(
    connection: &mut Connection,
    delivery_id: i64,
    most: i64,
) -> QueryResult<Vec<Attempt>> {
    Attempt::query()
        .filter(webhook_attempts::delivery_id.eq(delivery_id))
        .order(webhook_attempts::nth.desc())
        .limit(most)
        .load(connection)
}

/// How it went at last, for each of these.
///
/// # Errors
/// The database's own.
pub fn last_attempts(
    connection: &mut Connection,
    deliveries: &[Delivery],
) -> QueryResult<Vec<Attempt>> {
    let mut last = Vec::new();
    for delivery in deliveries.iter().filter(|delivery| delivery.attempts > 0) {
        last.extend(attempts(connection, delivery.id, 1)?);
    }
    Ok(last)
}

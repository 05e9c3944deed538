//! Webhook endpoints, and what was sent there, as programs see them.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::{
    clock::UtcTime,
    feed::EventKind,
    webhooks::{Attempt, Delivery, DeliveryStatus, Endpoint},
};

/// Where a program is told what happens. Its secret is in the answer that made it, and nowhere else.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
pub struct EndpointView {
    pub id: i64,
    pub url: String,
    pub description: String,
    /// The kinds of events that it is told; `null`: all, also those of later versions.
    pub events: Option<Vec<EventKind>>,
    /// The uid of the one order that it is told of; `null`: all of them, and the shop.
    pub order: Option<String>,
    pub created_at: UtcTime,
    /// Since when a person or program lets it rest; `null`: it is told.
    pub paused_at: Option<UtcTime>,
    /// Since when each try was in vain; `null`: it takes what comes.
    pub failing_since: Option<UtcTime>,
    /// How many tries were, since the last that was not.
    pub failures: i64,
    /// When it last took something.
    pub took_at: Option<UtcTime>,
}

impl EndpointView {
    /// `order`: the uid of the order that it is told of.
    #[must_use]
    pub fn new(endpoint: &Endpoint, order: Option<String>) -> Self {
        Self {
            id: endpoint.id,
            url: endpoint.url.as_str().to_owned(),
            description: endpoint.description.to_string(),
            events: endpoint.subscription.kinds(),
            order,
            created_at: endpoint.created_at,
            paused_at: endpoint.paused_at,
            failing_since: endpoint.failing_since,
            failures: endpoint.failures,
            took_at: endpoint.took_at,
        }
    }
}

/// One event at one endpoint.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub struct DeliveryView {
    pub id: i64,
    /// The `webhook-id` of all its tries.
    pub webhook_id: String,
    pub r#type: String,
    /// The event's id; `null`: it was a test.
    pub event: Option<i64>,
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, at the earliest; `null`: it is not.
    pub next_at: Option<UtcTime>,
    /// When it was delivered or given up.
    pub ended_at: Option<UtcTime>,
    /// What is sent.
    #[schema(value_type = Object)]
    pub payload: Option<Box<RawValue>>,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        let waits = delivery.status == DeliveryStatus::Waiting;
        Self {
            id: delivery.id,
            webhook_id: delivery.message_id,
            r#type: delivery.message_type,
            event: delivery.event_id,
            status: delivery.status,
            attempts: delivery.attempts,
            next_at: waits.then_some(delivery.next_at),
            ended_at: delivery.ended_at,
            // It was written as JSON.
            payload: RawValue::from_string(delivery.payload).ok(),
        }
    }
}

/// One try to deliver something.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
pub struct AttemptView {
    pub at: UtcTime,
    pub took_ms: i64,
    /// What was sent, a line each, without the signature; the first is the host that it went to.
    pub headers: String,
    /// `null`: no answer came.
    pub status: Option<i64>,
    /// The first 4 KiB of what was answered.
    pub answer: String,
    /// What went wrong besides the status.
    pub error: Option<String>,
}

impl From<Attempt> for AttemptView {
    fn from(attempt: Attempt) -> Self {
        let Attempt { at, took_ms, headers, status, answer, error, .. } = attempt;
        Self { at, took_ms, headers, status, answer, error }
    }
}

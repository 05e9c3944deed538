//! What an endpoint is told: a payload as the Standard Webhooks specification shapes it.

use diesel::QueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::{clock::UtcTime, db::Connection, feed::Event, views::FeedEventView};

/// What a test calls itself.
pub const TEST: &str = "webhook.test";

/// A message, as all tries send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// By which whoever gets it twice knows it again.
    pub id: String,
    /// `order.paid`
    pub message_type: String,
    pub payload: String,
}

#[derive(Serialize)]
struct Payload<'a, D: Serialize> {
    r#type: &'a str,
    timestamp: UtcTime,
    data: &'a D,
}

#[derive(Serialize)]
struct TestView {
    /// The endpoint that is tried out.
    endpoint: i64,
}

impl Message {
    /// # Errors
    /// That it cannot be written as JSON.
    pub fn of_event(view: &FeedEventView) -> QueryResult<Self> {
        let of = if view.order.is_some() { "order" } else { "shop" };
        let message_type = format!("{of}.{}", view.event.kind.as_str());
        Self::new(message_type, view.event.at, view)
    }

    /// # Errors
    /// That it cannot be written as JSON.
    pub fn test(endpoint: i64, now: UtcTime) -> QueryResult<Self> {
        Self::new(TEST.to_owned(), now, &TestView { endpoint })
    }

    fn new(message_type: String, timestamp: UtcTime, data: &impl Serialize) -> QueryResult<Self> {
        // Random, so that it is no other shop's either.
        let id = format!("msg_{}", Uuid::new_v4().simple());
        let payload = serde_json::to_string(&Payload { r#type: &message_type, timestamp, data })
            .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
        Ok(Self { id, message_type, payload })
    }
}

/// The messages that these events are, in their order.
///
/// # Errors
/// The database's own.
pub fn messages(connection: &mut Connection, events: Vec<Event>) -> QueryResult<Vec<Message>> {
    let views = crate::views::feed_views(connection, events)?;
    views.iter().map(Message::of_event).collect()
}

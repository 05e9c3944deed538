//! The JSON that programs are told, where more than one way leads there: the API and webhooks say the same of an event.

mod event;
mod webhook;

pub use event::{EventView, FeedEventView, feed_views};
pub use webhook::{AttemptView, DeliveryView, EndpointView};

//! Tells the shop's staff what they should not miss: an order is paid, something does not add up, an order is ready,
//! nobody takes a paid order.
//!
//! A consumer of the feed: what an event is worth ([`notice`]) is read from the books when it is told, and the cursor moves
//! only when it was delivered. Nothing is written for it by whoever makes the event happen, and nothing waits for it.

mod delivery;
mod discord;
mod markdown;
mod message;
mod notice;
mod post;
mod state;
mod untaken;

pub use delivery::{Notifier, Step, work};
pub use discord::{Discord, Webhook, WebhookError};
pub use message::{Message, Writer};
pub use notice::{Facts, News, Notice, notice};
pub use state::NoticeState;

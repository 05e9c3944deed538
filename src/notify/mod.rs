//! Tells the shop's staff what they should not miss (an order is paid, something does not add up, an order is ready, nobody
//! takes a paid order), and customers what becomes of their orders.
//!
//! Each channel is a consumer of the feed: what an event is worth ([`notice`]) is read from the books when it is told, and the
//! cursor moves only when it was delivered. Nothing is written for it by whoever makes the event happen, and nothing waits for
//! it. What a channel cannot deliver waits for a person ([`undelivered`]).

mod channel;
pub mod choices;
mod credentials;
mod delivery;
mod direct;
mod discord;
mod mail;
mod markdown;
mod markup;
mod message;
mod notice;
mod post;
mod recipient;
mod sample;
mod state;
mod telegram;
mod template;
mod topic;
pub mod undelivered;
mod untaken;
mod values;
pub mod wording;

pub use channel::{Audience, Channel, ChannelKind, Delivery, is_switched_off};
pub use choices::Choices;
pub use credentials::{BotToken, Service, ServiceError, TokenError};
pub use delivery::{Notifier, Step, work};
pub use direct::{Direct, DiscordBot, DiscordId};
pub use discord::{Discord, Webhook, WebhookError};
pub use mail::{Mail, MailSettings, SmtpServer, SmtpUrlError, parse_mailbox};
pub use message::{Message, Writer};
pub use notice::{Facts, News, Notice, OrderFacts, notice};
pub use sample::sample;
pub use state::{Fares, NoticeState, NoticeStates};
pub use telegram::{Chat, ChatError, Telegram, TelegramBot};
pub use template::{Known, MOST as MOST_TEMPLATE, Place, Template, TemplateError};
pub use topic::Topic;
pub use wording::Wording;

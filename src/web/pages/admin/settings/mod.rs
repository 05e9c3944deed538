//! What an owner sets up once.

mod dromon;
mod notice_text;
mod notifications;
mod shop;

pub use dromon::{DromonPage, Facts, Test};
pub use notice_text::{Preview, TemplatePage};
pub use notifications::{ChannelRow, NotificationsPage, Tested, channel_label, topic_label};
pub use shop::{Refused, ShopPage, looks_field_label};

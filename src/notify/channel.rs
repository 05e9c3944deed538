//! Where messages go.

use std::time::Duration;

use super::{
    direct::Direct,
    discord::Discord,
    mail::{self, Mail},
    message::Message,
    telegram::Telegram,
};
use crate::{config::Config, db::columns::words, feed::consumer::MARGIN};

words! {
    /// A channel, as the books and addresses name it.
    pub enum ChannelKind {
        /// A channel of Discord's, by its webhook.
        Discord = "discord",
        Telegram = "telegram",
        Email = "email",
        /// Direct messages of a bot of Discord's.
        DiscordDm = "discord-dm",
    }
}

words! {
    /// Who reads it.
    pub enum Audience {
        Staff = "staff",
        Customers = "customers",
    }
}

impl ChannelKind {
    #[must_use]
    pub fn audience(self) -> Audience {
        match self {
            Self::Discord | Self::Telegram | Self::Email => Audience::Staff,
            Self::DiscordDm => Audience::Customers,
        }
    }

    /// The name of its consumer in the database: each has a cursor and a lease of its own, so that one that is dead holds up no
    /// other.
    pub(super) fn consumer(self) -> &'static str {
        match self {
            Self::Discord => "staff-notices",
            Self::Telegram => "staff-notices-telegram",
            Self::Email => "staff-notices-email",
            Self::DiscordDm => "customer-notices-discord",
        }
    }

    /// The settings without which there is none.
    #[must_use]
    pub fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Discord => &["KASSA_DISCORD_WEBHOOK"],
            Self::Telegram => &["KASSA_TELEGRAM_BOT_TOKEN", "KASSA_TELEGRAM_CHAT"],
            Self::Email => &["KASSA_SMTP_URL", "KASSA_MAIL_FROM", "KASSA_MAIL_TO"],
            Self::DiscordDm => &["KASSA_DISCORD_BOT_TOKEN"],
        }
    }

    /// Whether the settings have it.
    #[must_use]
    pub fn is_set(self, config: &Config) -> bool {
        match self {
            Self::Discord => config.discord.is_some(),
            Self::Telegram => config.telegram.is_some(),
            Self::Email => config.mail.is_some(),
            Self::DiscordDm => config.discord_bot.is_some(),
        }
    }
}

/// Whether a consumer of that name is a channel's that the settings do not have: nobody works it, and nothing is amiss.
#[must_use]
pub fn is_switched_off(config: &Config, consumer: &str) -> bool {
    ChannelKind::ALL.iter().any(|kind| kind.consumer() == consumer && !kind.is_set(config))
}

/// What became of a message. A number is the service's own: a status of HTTP, or a reply code of SMTP.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// It is there; the next one has to wait that long.
    Delivered { rest: Option<Duration> },
    /// It is there, but not with everybody: these were refused, each with what was said.
    Partly { refused: Vec<String> },
    /// Too many came, and the service says how long to wait.
    Limited(Duration),
    /// It may be better next time.
    Failed(String),
    /// The channel is not there, or not for us.
    Refused { status: u16 },
    /// There is something wrong with this message, or with whom it is for; `code` is the service's own number for it.
    Malformed { status: u16, code: Option<i64> },
}

/// Longer than anybody is made to wait.
pub(super) const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// What became of it where too many came. Where nothing is said of how long to wait, that is longer each time.
pub(super) fn too_many(wait: Option<Duration>) -> Delivery {
    match wait {
        Some(wait) => Delivery::Limited(wait.min(LONGEST_WAIT)),
        None => Delivery::Failed("too many messages, and it is not said until when".to_owned()),
    }
}

/// A channel that can be written to.
pub enum Channel {
    Discord(Discord),
    Telegram(Telegram),
    Mail(Box<Mail>),
    Direct(Direct),
}

impl Channel {
    /// The channel as the settings have it; `None`: they do not.
    #[must_use]
    pub fn of(config: &Config, kind: ChannelKind) -> Option<Self> {
        Some(match kind {
            ChannelKind::Discord => Self::Discord(Discord::new(config.discord.clone()?)),
            ChannelKind::Telegram => Self::Telegram(Telegram::new(config.telegram.clone()?)),
            ChannelKind::Email => Self::Mail(Box::new(Mail::new(config.mail.clone()?))),
            ChannelKind::DiscordDm => Self::Direct(Direct::new(config.discord_bot.clone()?)),
        })
    }

    #[must_use]
    pub fn kind(&self) -> ChannelKind {
        match self {
            Self::Discord(_) => ChannelKind::Discord,
            Self::Telegram(_) => ChannelKind::Telegram,
            Self::Mail(_) => ChannelKind::Email,
            Self::Direct(_) => ChannelKind::DiscordDm,
        }
    }

    /// How long one message takes at most. The lease has to last that long.
    #[must_use]
    pub(super) fn longest(&self) -> Duration {
        match self {
            Self::Mail(_) => mail::LONGEST,
            Self::Discord(_) | Self::Telegram(_) | Self::Direct(_) => MARGIN,
        }
    }

    /// Sends one message, once.
    pub async fn deliver(&mut self, message: &Message) -> Delivery {
        match self {
            Self::Discord(discord) => discord.deliver(message).await,
            Self::Telegram(telegram) => telegram.deliver(message).await,
            Self::Mail(mail) => mail.deliver(message).await,
            Self::Direct(direct) => direct.deliver(message).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_without_settings_is_switched_off_and_nobody_else_is() {
        let discord = ("KASSA_DISCORD_WEBHOOK", "http://127.0.0.1:1/api/webhooks/1/x");
        let env = [discord].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::from_sources(None, env).unwrap();
        let off = |consumer: &str| is_switched_off(&config, consumer);
        assert!(!off(ChannelKind::Discord.consumer()) && !off("webhooks"));
        assert!(off(ChannelKind::Telegram.consumer()));
        assert!(off(ChannelKind::Email.consumer()) && off(ChannelKind::DiscordDm.consumer()));
    }
}

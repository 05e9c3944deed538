//! Direct messages of a bot of Discord's to customers.

use std::{collections::HashMap, fmt, time::Duration};

use serde::Deserialize;
use serde_json::json;

use super::{
    channel::{Delivery, too_many},
    credentials::{BotToken, Service},
    discord::{self, USER_AGENT},
    message::Message,
    post::{Answered, Poster},
};

/// How long one of the two requests may take that a message is: together less than a consumer's margin.
const PATIENCE: Duration = Duration::from_secs(5);

/// For how many people it is kept where their messages go. Whoever is forgotten is asked for again.
const MOST_KNOWN: usize = 1000;

/// What Discord refuses the bot itself: its token, its account, that it was flagged for spam, that nobody may write now, or that
/// its network is blocked. Any other number is a matter of that one person: he takes no messages from the bot, shares no server
/// with it, has blocked it, or is not there.
const OF_BOT: [i64; 8] = [0, 20026, 40001, 40002, 40004, 40333, 50014, 50025];

/// People are written to too fast. It comes without a waiting time.
const TOO_FAST: i64 = 40003;

/// The channel to that person is not there any more.
const UNKNOWN_CHANNEL: i64 = 10003;

/// Who somebody is at Discord: a number of its.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DiscordId(String);

impl DiscordId {
    /// `None` where it cannot be one: whoever can forge a callback decides what stands there.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DiscordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DiscordId({})", self.0)
    }
}

/// The bot, as the settings have it.
#[derive(Clone, Debug)]
pub struct DiscordBot {
    pub token: BotToken,
    pub service: Service,
}

pub struct Direct {
    bot: DiscordBot,
    poster: Poster,
    /// The channels that lead to people.
    known: HashMap<DiscordId, DiscordId>,
}

#[derive(Deserialize)]
struct Opened {
    id: String,
}

impl Direct {
    #[must_use]
    pub fn new(bot: DiscordBot) -> Self {
        Self::with_patience(bot, PATIENCE)
    }

    #[must_use]
    pub fn with_patience(bot: DiscordBot, patience: Duration) -> Self {
        Self { bot, poster: Poster::new(USER_AGENT, patience), known: HashMap::new() }
    }

    pub async fn deliver(&mut self, message: &Message) -> Delivery {
        let Some(to) = &message.to else {
            return Delivery::Failed("it is not known whom the message is for".to_owned());
        };
        let channel = match self.channel(to).await {
            Ok(channel) => channel,
            Err(delivery) => return delivery,
        };
        let path = format!("/channels/{}/messages", channel.as_str());
        match self.ask(&path, discord::body(message)).await {
            Ok(answered) => {
                let delivery = read(&answered);
                if discord::code(&answered.body) == Some(UNKNOWN_CHANNEL) {
                    self.known.remove(to);
                    return Delivery::Failed("the channel to the customer is gone".to_owned());
                }
                delivery
            }
            Err(delivery) => delivery,
        }
    }

    /// The channel that leads to somebody.
    async fn channel(&mut self, to: &DiscordId) -> Result<DiscordId, Delivery> {
        if let Some(channel) = self.known.get(to) {
            return Ok(channel.clone());
        }
        let body = json!({ "recipient_id": to.as_str() }).to_string();
        let answered = self.ask("/users/@me/channels", body).await?;
        let delivery = read(&answered);
        if !matches!(delivery, Delivery::Delivered { .. }) {
            return Err(delivery);
        }
        let opened: Option<Opened> = serde_json::from_slice(&answered.body).ok();
        let channel = opened
            .and_then(|opened| DiscordId::parse(&opened.id))
            .ok_or_else(|| Delivery::Failed("the answer names no channel".to_owned()))?;
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(to.clone(), channel.clone());
        Ok(channel)
    }

    async fn ask(&self, path: &str, body: String) -> Result<Answered, Delivery> {
        let authorization = format!("Bot {}", self.bot.token.expose());
        self.poster
            .post_as(&self.bot.service.at(path), body, Some(&authorization))
            .await
            .map_err(|error| Delivery::Failed(error.to_string()))
    }
}

/// As a webhook's answer, but that a refusal may be one person's.
fn read(answered: &Answered) -> Delivery {
    let code = discord::code(&answered.body);
    match answered.status {
        429 => discord::read(answered),
        400..=499 if code == Some(TOO_FAST) => too_many(None),
        status @ (400 | 403 | 404) if code.is_some_and(|code| !OF_BOT.contains(&code)) => {
            Delivery::Malformed { status, code }
        }
        _ => discord::read(answered),
    }
}

#[cfg(test)]
mod tests;

//! A bot of Telegram's that writes into a chat.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::{
    channel::{Delivery, too_many},
    credentials::{BotToken, Service},
    discord,
    message::Message,
    post::{Answered, Poster},
};

/// How long one request may take: of a chat that has moved two are needed, and both are less than a consumer's margin.
const PATIENCE: Duration = Duration::from_secs(5);

const USER_AGENT: &str = concat!("Kassa/", env!("CARGO_PKG_VERSION"));

/// A chat: its number, or a channel's name with its `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is neither a chat's number nor a channel's name")]
pub struct ChatError;

impl Chat {
    /// # Errors
    /// `ChatError`.
    pub fn parse(text: &str) -> Result<Self, ChatError> {
        let text = text.trim();
        let is_number = text.parse::<i64>().is_ok();
        let is_name = text.strip_prefix('@').is_some_and(|name| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
        if is_number || is_name { Ok(Self(text.to_owned())) } else { Err(ChatError) }
    }
}

/// The bot and its chat, as the settings have them.
#[derive(Clone, Debug)]
pub struct TelegramBot {
    pub token: BotToken,
    pub chat: Chat,
    pub service: Service,
}

pub struct Telegram {
    bot: TelegramBot,
    poster: Poster,
}

/// What Telegram answers.
#[derive(Default, Deserialize)]
struct Told {
    #[serde(default)]
    ok: bool,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl Telegram {
    #[must_use]
    pub fn new(bot: TelegramBot) -> Self {
        Self::with_patience(bot, PATIENCE)
    }

    #[must_use]
    pub fn with_patience(bot: TelegramBot, patience: Duration) -> Self {
        Self { bot, poster: Poster::new(USER_AGENT, patience) }
    }

    pub async fn deliver(&mut self, message: &Message) -> Delivery {
        let answered = match self.ask(message).await {
            Ok(answered) => answered,
            Err(delivery) => return delivery,
        };
        let Some(chat) = told(&answered.body).parameters.migrate_to_chat_id else {
            return read(&answered);
        };
        // A group became a large one, and has another number from now on.
        tracing::warn!(
            chat,
            "the chat of the notices has another number now: set KASSA_TELEGRAM_CHAT to it"
        );
        self.bot.chat = Chat(chat.to_string());
        match self.ask(message).await {
            Ok(answered) => read(&answered),
            Err(delivery) => delivery,
        }
    }

    async fn ask(&self, message: &Message) -> Result<Answered, Delivery> {
        let Chat(chat) = &self.bot.chat;
        // Without a `parse_mode` nothing in the text is markup.
        let body = json!({
            "chat_id": chat,
            "text": message.text,
            "link_preview_options": { "is_disabled": true },
        });
        let address = self.bot.service.at(&format!("/bot{}/sendMessage", self.bot.token.expose()));
        self.poster
            .post(&address, body.to_string())
            .await
            .map_err(|error| Delivery::Failed(error.to_string()))
    }
}

fn told(body: &[u8]) -> Told {
    serde_json::from_slice(body).unwrap_or_default()
}

fn read(answered: &Answered) -> Delivery {
    let Answered { status, headers, body } = answered;
    let told = told(body);
    match *status {
        200..=299 if told.ok => Delivery::Delivered { rest: None },
        // Something in between answered, and nobody knows whether the message arrived.
        200..=299 => Delivery::Failed("the answer is not Telegram's".to_owned()),
        429 => {
            let told = told.parameters.retry_after.map(Duration::from_secs);
            too_many(told.max(discord::seconds(headers, "retry-after")))
        }
        408 | 500..=599 => Delivery::Failed(format!("the server answered {status}")),
        400 if !is_of_chat(&told.description) => Delivery::Malformed { status: 400, code: None },
        413 => Delivery::Malformed { status: 413, code: None },
        status => Delivery::Refused { status },
    }
}

/// What it says where it is the chat: it is not there or no more, or the bot may not write into it.
const OF_CHAT: &[&str] = &[
    "chat not found",
    "chat_id",
    "peer_id_invalid",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "no write access",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "group chat was deactivated",
    "topic_closed",
];

/// Whether it is the chat that is wrong and not the message. Telegram tells them apart by words alone.
fn is_of_chat(description: &str) -> bool {
    let said = description.to_lowercase();
    OF_CHAT.iter().any(|words| said.contains(words))
}

#[cfg(test)]
mod tests;

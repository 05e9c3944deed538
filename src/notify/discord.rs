//! A channel's webhook at Discord: its address, what is sent there, and what is answered.

use std::{fmt, time::Duration};

use hyper::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{
    channel::{Delivery, LONGEST_WAIT, too_many},
    credentials::is_this_machine,
    message::Message,
    post::{Answered, Poster},
};

/// How long a message may take: less than a consumer's margin.
const PATIENCE: Duration = Duration::from_secs(10);

/// Discord asks programs to name themselves in this form.
pub(super) const USER_AGENT: &str = concat!("DiscordBot (Kassa, ", env!("CARGO_PKG_VERSION"), ")");

/// A message's links are shown without a preview of what is behind them.
const SUPPRESS_EMBEDS: u32 = 1 << 2;

/// A webhook's address: whoever has it writes into the channel. It never appears in `Debug` and is wiped when dropped.
#[derive(Clone)]
pub struct Webhook(SecretString);

/// Why a text is no webhook's address. None of them quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("that is no URL")]
    NoUrl,
    #[error("that is no https URL")]
    Unencrypted,
    #[error("it has a user name or a password")]
    Password,
    #[error("it names a host alone and no webhook")]
    NoPath,
}

impl Webhook {
    /// `http` is for a stand-in on this machine alone.
    ///
    /// # Errors
    /// `WebhookError`.
    pub fn parse(text: &str) -> Result<Self, WebhookError> {
        let mut url: Url = text.trim().parse().map_err(|_| WebhookError::NoUrl)?;
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&url) => {}
            _ => return Err(WebhookError::Unencrypted),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WebhookError::Password);
        }
        if url.path() == "/" {
            return Err(WebhookError::NoPath);
        }
        url.set_fragment(None);
        // Copied addresses name no version of the interface, and the oldest one tells waiting times in another unit.
        let versioned = url.path().strip_prefix("/api/webhooks/");
        let versioned = versioned.map(|rest| format!("/api/v10/webhooks/{rest}"));
        if let (true, Some(path)) = (is_discord(&url), versioned) {
            url.set_path(&path);
        }
        // Discord answers when the message is there, or says what is wrong with it.
        let others: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "wait")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(others).append_pair("wait", "true");
        Ok(Self(String::from(url).into()))
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook(…)")
    }
}

fn is_discord(url: &Url) -> bool {
    let is_of = |host: &str, domain: &str| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    url.host_str().is_some_and(|host| is_of(host, "discord.com") || is_of(host, "discordapp.com"))
}

/// A channel.
pub struct Discord {
    webhook: Webhook,
    poster: Poster,
}

impl Discord {
    #[must_use]
    pub fn new(webhook: Webhook) -> Self {
        Self::with_patience(webhook, PATIENCE)
    }

    #[must_use]
    pub fn with_patience(webhook: Webhook, patience: Duration) -> Self {
        Self { webhook, poster: Poster::new(USER_AGENT, patience) }
    }

    pub async fn deliver(&self, message: &Message) -> Delivery {
        match self.poster.post(self.webhook.0.expose_secret(), body(message)).await {
            Ok(answered) => read(&answered),
            Err(error) => Delivery::Failed(error.to_string()),
        }
    }
}

/// What a message is sent as, to a webhook and to a person.
pub(super) fn body(message: &Message) -> String {
    json!({
        "content": message.text,
        // Nobody is mentioned, whatever the text says.
        "allowed_mentions": { "parse": [] },
        "flags": SUPPRESS_EMBEDS,
    })
    .to_string()
}

pub(super) fn read(answered: &Answered) -> Delivery {
    let Answered { status, headers, body } = answered;
    match *status {
        200..=299 => Delivery::Delivered { rest: rest(headers) },
        429 => too_many(wait(headers, body)),
        408 | 500..=599 => Delivery::Failed(format!("the server answered {status}")),
        400..=499 if !matches!(status, 401 | 403 | 404 | 405 | 410) => {
            Delivery::Malformed { status: *status, code: code(body) }
        }
        status => Delivery::Refused { status },
    }
}

/// What an error's body tells.
#[derive(Default, Deserialize)]
struct Told {
    code: Option<i64>,
    retry_after: Option<f64>,
}

fn told(body: &[u8]) -> Told {
    serde_json::from_slice(body).unwrap_or_default()
}

/// Discord's own number for what is wrong.
pub(super) fn code(body: &[u8]) -> Option<i64> {
    told(body).code
}

/// How long the next message has to wait, where this one was the last that may come now.
fn rest(headers: &HeaderMap) -> Option<Duration> {
    let remaining = headers.get("x-ratelimit-remaining")?.to_str().ok()?;
    if remaining.trim() == "0" { seconds(headers, "x-ratelimit-reset-after") } else { None }
}

/// The longest of the times that are told.
fn wait(headers: &HeaderMap, body: &[u8]) -> Option<Duration> {
    [
        seconds(headers, "retry-after"),
        seconds(headers, "x-ratelimit-reset-after"),
        told(body).retry_after.and_then(duration),
    ]
    .into_iter()
    .flatten()
    .max()
}

pub(super) fn seconds(headers: &HeaderMap, name: &str) -> Option<Duration> {
    duration(headers.get(name)?.to_str().ok()?.trim().parse().ok()?)
}

fn duration(seconds: f64) -> Option<Duration> {
    let longest = LONGEST_WAIT.as_secs_f64();
    // What is no number is no time either.
    (seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(longest)))
}

#[cfg(test)]
mod tests;

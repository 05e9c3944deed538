//! What a notice says on a channel.

use chrono_tz::Tz;
use url::Url;

use super::{
    channel::{Audience, ChannelKind},
    direct::DiscordId,
    markup::Markup,
    notice::{Notice, OrderFacts},
    template::{self, Place, Template},
    topic::Topic,
    values::Values,
    wording::{self, Wording},
};
use crate::{clock::UtcTime, config::Config, i18n::Messages};

/// How many lines of an order are listed; fewer where the message would be too long for its channel.
const LINES: [usize; 3] = [7, 3, 1];

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// What a letter is called: words of Kassa's own and the order's number, whatever staff wrote.
    pub title: String,
    pub text: String,
    /// Whom it is for; `None`: whoever reads the channel.
    pub to: Option<DiscordId>,
    /// The same whenever this message is tried: what a letter is known by. `None`: each is another.
    pub key: Option<String>,
}

/// Writes messages for one channel.
#[derive(Clone, Debug)]
pub struct Writer {
    channel: ChannelKind,
    public_url: Url,
    is_sandbox: bool,
    zone: Tz,
}

impl Writer {
    #[must_use]
    pub fn new(channel: ChannelKind, public_url: Url, is_sandbox: bool, zone: Tz) -> Self {
        Self { channel, public_url, is_sandbox, zone }
    }

    /// The writer of that channel in this shop.
    #[must_use]
    pub fn of(config: &Config, channel: ChannelKind) -> Self {
        let (url, is_sandbox) = (config.public_url.clone(), config.is_sandbox());
        Self::new(channel, url, is_sandbox, config.time_zone)
    }

    #[must_use]
    pub fn message(&self, notice: &Notice, wording: &Wording) -> Message {
        let mut text = String::new();
        for lines in LINES {
            text = self.text(notice, wording, lines);
            if template::fits(&text, self.channel) {
                break;
            }
        }
        if !template::fits(&text, self.channel) {
            text = template::cut(&text);
        }
        let uid = notice.order.as_ref().map_or("", |facts| facts.order.uid.as_str());
        let topic = notice.topic();
        let title = match (topic, self.channel.audience()) {
            (Topic::Discrepancy, Audience::Staff) if !uid.is_empty() => {
                format!("{}: {uid}", wording::title(topic, wording.messages, uid))
            }
            _ => wording::title(topic, wording.messages, uid),
        };
        Message { title, text, to: notice.to.clone(), key: self.key(notice) }
    }

    /// What the channel is sent for a test.
    #[must_use]
    pub fn test(&self, messages: Messages, to: Option<DiscordId>) -> Message {
        let title = messages.text("notify-test");
        let mut lines = self.sandbox_line(messages);
        lines.push(title.clone());
        Message { title, text: lines.join("\n"), to, key: None }
    }

    /// With a time in it, since a shop that begins anew counts anew.
    fn key(&self, notice: &Notice) -> Option<String> {
        let channel = self.channel.as_str();
        let key = |what: &str, id: i64, at: UtcTime| {
            format!("kassa.{channel}.{what}.{id}.{}", at.utc().timestamp_micros())
        };
        let of_order = |facts: &OrderFacts| {
            key(notice.topic().as_str(), facts.order.id, facts.order.created_at)
        };
        match notice.event {
            Some((id, at)) => Some(key("event", id, at)),
            None => notice.order.as_ref().map(of_order),
        }
    }

    fn text(&self, notice: &Notice, wording: &Wording, lines: usize) -> String {
        let values = Values {
            notice,
            messages: wording.messages,
            channel: self.channel,
            public_url: &self.public_url,
            zone: self.zone,
            lines,
        };
        let mut text = self.sandbox_line(wording.messages);
        text.extend(self.filled(&values, &wording.template));
        text.join("\n")
    }

    /// The text filled in; Kassa's own where nothing is left of staff's, since an empty message is none.
    fn filled(&self, values: &Values<'_>, template: &Template) -> Vec<String> {
        let fill = |template: &Template| {
            template.fill(Markup::of(self.channel), |place: Place| values.of(place))
        };
        let mut text = vec![fill(template)];
        if text.iter().all(|text| text.trim().is_empty()) {
            let (audience, topic) = (self.channel.audience(), values.notice.topic());
            let usual = wording::usual_text(audience, topic, values.messages);
            // A test sees that all of them can be read.
            return Template::parse(&usual, audience).iter().map(fill).collect();
        }
        // What does not add up is told with the rest, also where staff's text has no place for it.
        if !values.notice.raised.is_empty() && !template.has(Place::Discrepancies) {
            text.push(values.of(Place::Discrepancies));
            if !template.has(Place::Attention) {
                text.push(values.of(Place::Attention));
            }
        }
        text
    }

    /// Whatever staff wrote: nobody is to take play money for real.
    fn sandbox_line(&self, messages: Messages) -> Vec<String> {
        let said = || messages.text("notify-sandbox");
        match Markup::of(self.channel) {
            _ if !self.is_sandbox => Vec::new(),
            Markup::Discord => vec![format!("*{}*", said())],
            Markup::Telegram | Markup::None => vec![said()],
        }
    }
}

#[cfg(test)]
mod tests;

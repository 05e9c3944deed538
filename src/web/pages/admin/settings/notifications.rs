//! Which channel is told of what, in which words, and whether it works.

use askama::Template;

use super::super::AdminFrame;
use crate::{
    i18n::{Lang, Messages},
    notify::{Audience, ChannelKind, Choices, Delivery, Fares, Topic},
    web::pages::shorten,
};

#[derive(Template)]
#[template(path = "admin/settings_notifications.html")]
pub struct NotificationsPage {
    pub admin: AdminFrame,
    pub channels: Vec<ChannelRow>,
    /// Which texts are staff's own: whose, about what, in which language.
    pub changed: Vec<(String, String, String)>,
    /// How many messages could not be delivered.
    pub waiting: i64,
    pub is_saved: bool,
    /// What became of a test.
    pub tested: Option<Tested>,
}

pub struct ChannelRow {
    pub channel: ChannelKind,
    pub is_set: bool,
    /// As far as this process knows.
    pub fares: Fares,
    pub choices: Choices,
    pub lang: Lang,
}

pub struct Tested {
    pub channel: ChannelKind,
    /// `None`: what was typed is no number of Discord's.
    pub delivery: Option<Delivery>,
    /// Whom it was for, as it was typed.
    pub to: String,
}

/// The topics of an audience, and its channels.
struct Table<'a> {
    audience: Audience,
    label: String,
    channels: Vec<&'a ChannelRow>,
    topics: Vec<TopicRow>,
}

/// What can be told, and in which words it is.
struct TopicRow {
    topic: Topic,
    label: String,
    texts: Vec<TextLink>,
}

/// The words of one message.
struct TextLink {
    label: String,
    address: String,
    is_changed: bool,
}

/// What a channel is called.
#[must_use]
pub fn channel_label(m: Messages, channel: ChannelKind) -> String {
    m.text(&format!("notices-channel-{}", channel.as_str()))
}

/// What is told.
#[must_use]
pub fn topic_label(m: Messages, topic: Topic) -> String {
    m.text(&format!("notices-topic-{}", topic.as_str()))
}

/// How much of a reason is shown: parts of it may be a server's.
const REASON: usize = 200;

impl ChannelRow {
    fn label(&self, m: Messages) -> String {
        channel_label(m, self.channel)
    }

    fn hint(&self, m: Messages) -> String {
        m.text(&format!("notices-hint-{}", self.channel.as_str()))
    }

    fn tone(&self) -> &'static str {
        match (self.is_set, &self.fares) {
            (false, _) => "tint-waiting",
            (true, Fares::Well) => "tint-good",
            (true, _) => "tint-wrong",
        }
    }

    fn state(&self, m: Messages) -> String {
        match (self.is_set, &self.fares) {
            (false, _) => m.text("notices-not-set"),
            (true, Fares::Well) => m.text("notices-set"),
            (true, _) => m.text("notices-failing"),
        }
    }

    fn told(&self, m: Messages) -> String {
        if !self.is_set {
            let settings = self.channel.settings().join(", ");
            return m.with("notices-needs", &[("settings", settings.into())]);
        }
        match &self.fares {
            Fares::Well => self.hint(m),
            Fares::Failing(why) => m.with("notices-fails", &[("why", shorten(why, REASON).into())]),
            Fares::Refused(status) => refused(m, self.channel, *status),
            Fares::Skipped(status) => {
                m.with("notices-skipped", &[("status", status.to_string().into())])
            }
            Fares::Limited(left) => {
                let minutes = i64::try_from(left.as_secs().div_ceil(60)).unwrap_or(i64::MAX);
                m.with("notices-limited", &[("minutes", minutes.into())])
            }
            Fares::Partly(whom) => partly(m, whom),
        }
    }

    fn is_wanted(&self, topic: Topic) -> bool {
        self.choices.is_wanted(topic)
    }

    fn asks_whom(&self) -> bool {
        self.channel == ChannelKind::DiscordDm
    }

    fn speaks(&self, lang: &str) -> bool {
        self.lang.code() == lang
    }
}

fn partly(m: Messages, whom: &str) -> String {
    m.with("notices-partly", &[("whom", shorten(whom, REASON).into())])
}

fn refused(m: Messages, channel: ChannelKind, status: u16) -> String {
    let check = channel.settings().join(", ");
    let status = ("status", status.to_string().into());
    m.with("notices-refused", &[status, ("settings", check.into())])
}

impl Tested {
    fn is_delivered(&self) -> bool {
        matches!(self.delivery, Some(Delivery::Delivered { .. } | Delivery::Partly { .. }))
    }

    fn told(&self, m: Messages) -> String {
        match &self.delivery {
            None => m.text("notices-test-whom"),
            Some(Delivery::Delivered { .. }) => m.text("notices-test-delivered"),
            Some(Delivery::Partly { refused }) => partly(m, &refused.join(", ")),
            Some(Delivery::Limited(wait)) => {
                let seconds = i64::try_from(wait.as_secs().max(1)).unwrap_or(i64::MAX);
                m.with("notices-test-limited", &[("seconds", seconds.into())])
            }
            Some(Delivery::Failed(why)) => {
                m.with("notices-test-failed", &[("why", shorten(why, REASON).into())])
            }
            Some(Delivery::Refused { status }) => refused(m, self.channel, *status),
            Some(Delivery::Malformed { status, code }) => {
                let code = code.unwrap_or_else(|| (*status).into()).to_string();
                let key = match self.channel {
                    ChannelKind::DiscordDm => "notices-test-closed",
                    _ => "notices-test-malformed",
                };
                m.with(key, &[("code", code.into())])
            }
        }
    }
}

impl NotificationsPage {
    fn tables(&self) -> Vec<Table<'_>> {
        let m = self.admin.messages();
        let table = |audience: &Audience| Table {
            audience: *audience,
            label: m.text(&format!("notices-audience-{}", audience.as_str())),
            channels: self
                .channels
                .iter()
                .filter(|row| row.channel.audience() == *audience)
                .collect(),
            topics: Topic::of(*audience)
                .iter()
                .map(|topic| TopicRow::of(m, *audience, *topic, &self.changed))
                .collect(),
        };
        Audience::ALL.iter().map(table).collect()
    }

    fn tested_here(&self, row: &ChannelRow) -> Option<&Tested> {
        self.tested.as_ref().filter(|tested| tested.channel == row.channel)
    }

    fn typed_to(&self, row: &ChannelRow) -> String {
        self.tested_here(row).map(|tested| shorten(&tested.to, 30)).unwrap_or_default()
    }
}

impl TopicRow {
    fn of(
        m: Messages,
        audience: Audience,
        topic: Topic,
        changed: &[(String, String, String)],
    ) -> Self {
        let link = |lang: Lang| {
            let (audience, topic, code) = (audience.as_str(), topic.as_str(), lang.code());
            TextLink {
                label: code.to_uppercase(),
                address: format!("/admin/settings/notifications/{audience}/{topic}/{code}"),
                is_changed: changed
                    .iter()
                    .any(|(whose, what, lang)| whose == audience && what == topic && lang == code),
            }
        };
        let texts = [Lang::Ru, Lang::En].map(link).into();
        Self { topic, label: topic_label(m, topic), texts }
    }
}

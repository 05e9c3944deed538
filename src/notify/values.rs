//! What fills the places of a message's text.

use chrono_tz::Tz;
use url::Url;

use super::{
    channel::{Audience, ChannelKind},
    markup::Markup,
    notice::{News, Notice, OrderFacts},
    template::Place,
};
use crate::{
    catalog::Count,
    delivery::{HandOver, Way},
    dromon::Sum,
    i18n::Messages,
    orders::{Item, Status},
    payments::Discrepancy,
};

/// How much of a good's name, or of an order's text, is shown.
pub(super) const NAME: usize = 60;

/// How much of what a customer wrote is shown.
const WORDS: usize = 300;

/// How many discrepancies of one event are named: more than one callback can bring.
const RAISED: usize = 4;

/// Fills the places of one message.
pub(super) struct Values<'a> {
    pub notice: &'a Notice,
    pub messages: Messages,
    pub channel: ChannelKind,
    pub public_url: &'a Url,
    pub zone: Tz,
    /// How many of an order's lines are listed.
    pub lines: usize,
}

impl Values<'_> {
    fn markup(&self) -> Markup {
        Markup::of(self.channel)
    }

    pub(super) fn of(&self, place: Place) -> String {
        let markup = self.markup();
        if place == Place::Discrepancies {
            return self.raised();
        }
        if place == Place::Attention {
            return self.attention();
        }
        let Some(facts) = &self.notice.order else {
            return String::new();
        };
        let order = &facts.order;
        match place {
            Place::Uid => markup.plain(order.uid.as_str(), 64),
            Place::Customer => markup.plain(order.nickname.as_str(), NAME),
            Place::Items => self.items(facts),
            Place::Total => self.messages.ar(order.total.get()),
            Place::Left => order
                .left_to_pay()
                .map_or_else(String::new, |left| self.messages.ar(Sum::get(left))),
            Place::Status => status_label(self.messages, order.written_status),
            Place::State => self.state(facts),
            Place::HandOver => {
                facts.hand_over.as_ref().map_or_else(String::new, |each| self.hand_over(each))
            }
            Place::Words => {
                let words = self.notice.words.as_deref();
                words.map_or_else(String::new, |words| markup.plain(words, WORDS))
            }
            Place::Link => match (self.channel.audience(), self.notice.is_for_its_customer) {
                (Audience::Staff, _) => self.link(&format!("/admin/orders/{}", order.uid)),
                (Audience::Customers, true) => self.link(&format!("/o/{}", order.token.as_str())),
                // The page is its customer's, and not of whoever has paid it for him.
                (Audience::Customers, false) => String::new(),
            },
            Place::Discrepancies | Place::Attention => String::new(),
        }
    }

    fn state(&self, facts: &OrderFacts) -> String {
        if !matches!(self.notice.news, Some(News::Paid { .. })) {
            return String::new();
        }
        if facts.held {
            format!("⚠️ {}", self.messages.text("notify-held"))
        } else if facts.order.written_status == Status::Paid {
            self.messages.text("notify-free")
        } else {
            String::new()
        }
    }

    fn hand_over(&self, hand_over: &HandOver) -> String {
        let plain = |text: &str| self.markup().plain(text, NAME);
        let due = ("due", self.markup().time(hand_over.due_at, self.zone).into());
        match &hand_over.way {
            Way::Cell { name, place, .. } => {
                let cell = ("cell", plain(name.as_str()).into());
                if place.is_empty() {
                    return self.messages.with("notify-cell", &[cell, due]);
                }
                let place = ("place", plain(place.as_str()).into());
                self.messages.with("notify-cell-at", &[cell, place, due])
            }
            Way::Courier { place } => {
                let place = ("place", plain(place.as_str()).into());
                self.messages.with("notify-courier", &[place, due])
            }
        }
    }

    fn items(&self, facts: &OrderFacts) -> String {
        let plain = |text: &str| self.markup().plain(text, NAME);
        if facts.items.is_empty() {
            // A program's order of just a sum: its text says what it is for.
            return format!("• {}", plain(facts.order.text.as_str()));
        }
        let item = |item: &Item| {
            let name = ("name", plain(item.name.as_str()).into());
            let counted = match item.count() {
                Count::Loose(n) => {
                    self.messages.with("notify-item", &[name, ("quantity", n.into())])
                }
                count @ Count::Stacked { .. } => {
                    let count = ("count", count.text(self.messages).into());
                    self.messages.with("notify-item-count", &[name, count])
                }
            };
            let line = match self.notice.news {
                Some(News::Paid { .. } | News::PartPaid) => {
                    let sum = ("sum", item.total().into());
                    self.messages.with("notify-item-sum", &[("item", counted.into()), sum])
                }
                _ => counted,
            };
            format!("• {line}")
        };
        let mut lines: Vec<String> = facts.items.iter().take(self.lines).map(item).collect();
        if let more @ 1.. = facts.items.len().saturating_sub(self.lines) {
            let count = i64::try_from(more).unwrap_or(i64::MAX);
            let more = self.messages.with("notify-more", &[("count", count.into())]);
            lines.push(format!("• {more}"));
        }
        lines.join("\n")
    }

    fn raised(&self) -> String {
        let said = |discrepancy: &Discrepancy| {
            let kind = discrepancy.kind.as_str().replace('_', "-");
            let what = self.messages.text(&format!("notify-what-{kind}"));
            let said = match discrepancy.amount {
                Some(amount) => {
                    let sum = ("sum", amount.into());
                    self.messages.with("notify-raised-of", &[("what", what.into()), sum])
                }
                None => self.messages.with("notify-raised", &[("what", what.into())]),
            };
            let times = match discrepancy.times {
                times @ 2.. => {
                    let again =
                        self.messages.with("notify-raised-again", &[("times", times.into())]);
                    format!(" {again}")
                }
                _ => String::new(),
            };
            format!("⚠️ {}{times}", self.markup().own_words(&format!("**{said}**")))
        };
        self.notice.raised.iter().take(RAISED).map(said).collect::<Vec<_>>().join("\n")
    }

    fn attention(&self) -> String {
        if self.notice.raised.is_empty() && self.notice.news != Some(News::Claimed) {
            return String::new();
        }
        self.link("/admin/attention")
    }

    fn link(&self, path: &str) -> String {
        let mut url = self.public_url.clone();
        url.set_path(path);
        self.markup().link(url.as_str())
    }
}

/// Where an order stands, in a word.
pub(super) fn status_label(messages: Messages, status: Status) -> String {
    let word = status.as_str().replace('_', "-");
    messages.text(&format!("orders-status-{word}"))
}

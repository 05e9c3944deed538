//! What a notice says, in the words of the shop's staff and in Discord's markup.

use url::Url;

use super::{
    markdown::plain,
    notice::{News, Notice, OrderFacts},
    untaken,
};
use crate::{
    catalog::Count,
    delivery::{HandOver, Way},
    i18n::Messages,
    orders::{Item, Status},
    payments::Discrepancy,
};

/// How much of a good's name, or of an order's text, is shown.
const NAME: usize = 60;

/// How much of what a customer wrote is shown.
const WORDS: usize = 300;

/// How many lines of an order are listed. Each is 60 characters with a mark before each of them, a count in words and a
/// sum, so that a whole message stays below the 2000 characters that Discord takes.
const LINES: usize = 7;

/// How many discrepancies of one event are named: more than one callback can bring.
const RAISED: usize = 4;

/// A message to staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub text: String,
}

/// Writes messages.
#[derive(Clone, Debug)]
pub struct Writer {
    messages: Messages,
    public_url: Url,
    is_sandbox: bool,
}

impl Writer {
    #[must_use]
    pub fn new(messages: Messages, public_url: Url, is_sandbox: bool) -> Self {
        Self { messages, public_url, is_sandbox }
    }

    #[must_use]
    pub fn message(&self, notice: &Notice) -> Message {
        let mut lines = Vec::new();
        if self.is_sandbox {
            lines.push(format!("*{}*", self.messages.text("notify-sandbox")));
        }
        match (&notice.order, notice.news) {
            (Some(facts), Some(news)) => {
                self.news(&mut lines, facts, news);
                lines.extend(
                    notice.words.as_deref().map(|words| format!("> {}", plain(words, WORDS))),
                );
            }
            (Some(facts), None) => {
                self.raised(&mut lines, &notice.raised);
                lines.push(self.messages.with("notify-order", &[("uid", uid(facts).into())]));
                lines.push(self.customer(facts));
            }
            (None, _) => self.raised(&mut lines, &notice.raised),
        }
        if notice.news.is_some() {
            self.raised(&mut lines, &notice.raised);
        }
        if let Some(facts) = &notice.order {
            lines.push(self.link(&format!("/admin/orders/{}", facts.order.uid)));
        }
        if !notice.raised.is_empty() || notice.news == Some(News::Claimed) {
            lines.push(self.link("/admin/attention"));
        }
        Message { text: lines.join("\n") }
    }

    fn news(&self, lines: &mut Vec<String>, facts: &OrderFacts, news: News) {
        let uid = ("uid", uid(facts).into());
        let title = match news {
            News::Paid { late: false } => self.messages.with("notify-paid", &[uid]),
            News::Paid { late: true } => self.messages.with("notify-paid-late", &[uid]),
            News::Ready => self.messages.with("notify-ready", &[uid]),
            News::Missed => self.messages.with("notify-missed", &[uid]),
            News::FoundNobody => self.messages.with("notify-found-nobody", &[uid]),
            News::Claimed => self.messages.with("notify-claimed", &[uid]),
            News::CustomerNote => self.messages.with("notify-customer-note", &[uid]),
            News::Untaken => {
                let minutes = i64::try_from(untaken::PATIENCE.as_secs() / 60).unwrap_or(i64::MAX);
                self.messages.with("notify-untaken", &[uid, ("minutes", minutes.into())])
            }
        };
        lines.push(format!("**{title}**"));
        lines.push(self.customer(facts));
        if matches!(news, News::Claimed | News::CustomerNote) {
            // What was ordered is not what it is about.
            return;
        }
        self.items(lines, facts, news);
        if let (News::Ready | News::Missed | News::FoundNobody, Some(hand_over)) =
            (news, &facts.hand_over)
        {
            lines.push(self.hand_over(hand_over));
        }
        if !matches!(news, News::Paid { .. }) {
            return;
        }
        let total = ("sum", facts.order.total.get().into());
        lines.push(self.messages.with("notify-total", &[total]));
        if facts.held {
            lines.push(format!("⚠️ {}", self.messages.text("notify-held")));
        } else if facts.order.written_status == Status::Paid {
            lines.push(self.messages.text("notify-free"));
        }
    }

    /// Discord shows the time to each reader in his own time zone.
    fn hand_over(&self, hand_over: &HandOver) -> String {
        let due = ("due", format!("<t:{}:f>", hand_over.due_at.utc().timestamp()).into());
        match &hand_over.way {
            Way::Cell { name, place, .. } => {
                let cell = ("cell", plain(name.as_str(), NAME).into());
                if place.is_empty() {
                    return self.messages.with("notify-cell", &[cell, due]);
                }
                let place = ("place", plain(place.as_str(), NAME).into());
                self.messages.with("notify-cell-at", &[cell, place, due])
            }
            Way::Courier { place } => {
                let place = ("place", plain(place.as_str(), NAME).into());
                self.messages.with("notify-courier", &[place, due])
            }
        }
    }

    fn customer(&self, facts: &OrderFacts) -> String {
        let nickname = plain(facts.order.nickname.as_str(), NAME);
        self.messages.with("notify-customer", &[("nickname", nickname.into())])
    }

    fn items(&self, lines: &mut Vec<String>, facts: &OrderFacts, news: News) {
        if facts.items.is_empty() {
            // A program's order of just a sum: its text says what it is for.
            lines.push(format!("• {}", plain(facts.order.text.as_str(), NAME)));
        }
        let item = |item: &Item| {
            let name = ("name", plain(item.name.as_str(), NAME).into());
            let counted = match item.count() {
                Count::Loose(n) => {
                    self.messages.with("notify-item", &[name, ("quantity", n.into())])
                }
                count @ Count::Stacked { .. } => {
                    let count = ("count", count.text(self.messages).into());
                    self.messages.with("notify-item-count", &[name, count])
                }
            };
            let line = match news {
                News::Paid { .. } => {
                    let sum = ("sum", item.total().into());
                    self.messages.with("notify-item-sum", &[("item", counted.into()), sum])
                }
                _ => counted,
            };
            format!("• {line}")
        };
        lines.extend(facts.items.iter().take(LINES).map(item));
        if let more @ 1.. = facts.items.len().saturating_sub(LINES) {
            let count = i64::try_from(more).unwrap_or(i64::MAX);
            let more = self.messages.with("notify-more", &[("count", count.into())]);
            lines.push(format!("• {more}"));
        }
    }

    fn raised(&self, lines: &mut Vec<String>, raised: &[Discrepancy]) {
        for discrepancy in raised.iter().take(RAISED) {
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
            lines.push(format!("⚠️ **{said}**{times}"));
        }
    }

    /// In brackets, so that Discord shows the address and no preview of the page.
    fn link(&self, path: &str) -> String {
        let mut url = self.public_url.clone();
        url.set_path(path);
        format!("<{url}>")
    }
}

fn uid(facts: &OrderFacts) -> String {
    plain(facts.order.uid.as_str(), 64)
}

#[cfg(test)]
mod tests;

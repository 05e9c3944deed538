//! How a channel reads what it is sent, and what has to be done to a stranger's words there.

use super::{channel::ChannelKind, markdown};
use crate::{clock::UtcTime, shorten::shorten};
use chrono_tz::Tz;

/// A sign without a width, which keeps what stands on either side of it apart.
const APART: char = '\u{2060}';

/// Before what follows one of these, Telegram sees a mention, a tag, a command, a price or an address in a text without markup,
/// too.
const TELEGRAM_MARKS: &[char] = &['@', '#', '/', '$', ':', '.'];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Two stars make it bold, and more besides.
    Discord,
    /// None, but that mentions and addresses are seen.
    Telegram,
    None,
}

impl Markup {
    #[must_use]
    pub fn of(channel: ChannelKind) -> Self {
        match channel {
            ChannelKind::Discord | ChannelKind::DiscordDm => Self::Discord,
            ChannelKind::Telegram => Self::Telegram,
            ChannelKind::Email => Self::None,
        }
    }

    /// A stranger's text, shown as it is, on one line and at most so many characters long.
    #[must_use]
    pub fn plain(self, text: &str, limit: usize) -> String {
        match self {
            Self::Discord => markdown::plain(text, limit),
            Self::Telegram => {
                let mut plain = String::new();
                for c in shorten(text, limit).chars() {
                    plain.push(c);
                    if TELEGRAM_MARKS.contains(&c) {
                        plain.push(APART);
                    }
                }
                plain
            }
            Self::None => shorten(text, limit),
        }
    }

    /// What stands between two double stars is bold where there is such a thing.
    #[must_use]
    pub fn own_words(self, text: &str) -> String {
        match self {
            Self::Discord => text.to_owned(),
            Self::Telegram | Self::None => text.replace("**", ""),
        }
    }

    /// An address of the shop's. In brackets Discord shows it and no preview of the page.
    #[must_use]
    pub fn link(self, url: &str) -> String {
        match self {
            Self::Discord => format!("<{url}>"),
            Self::Telegram | Self::None => url.to_owned(),
        }
    }

    /// Discord shows the time to each reader in his own time zone; elsewhere it is the shop's.
    #[must_use]
    pub fn time(self, at: UtcTime, zone: Tz) -> String {
        match self {
            Self::Discord => format!("<t:{}:f>", at.utc().timestamp()),
            Self::Telegram | Self::None => {
                at.utc().with_timezone(&zone).format("%d.%m.%Y %H:%M").to_string()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stranger's words that Telegram would make something of.
    #[test]
    fn telegram_sees_nothing_in_a_strangers_words() {
        let told = Markup::Telegram.plain("@durov #tag /start https://a.example $X", 60);
        let apart = |text: &str| text.replace('|', "\u{2060}");
        assert_eq!(told, apart("@|durov #|tag /|start https:|/|/|a.|example $|X"));
        assert_eq!(Markup::Telegram.plain("a\nb *c* <b>", 60), "a b *c* <b>");
    }

    #[test]
    fn bold_is_bold_where_there_is_such_a_thing() {
        assert_eq!(Markup::Discord.own_words("**Готов** *x*"), "**Готов** *x*");
        assert_eq!(Markup::Telegram.own_words("**Готов** *x*"), "Готов *x*");
        assert_eq!(Markup::None.own_words("**Готов**"), "Готов");
    }
}

//! The words of one message, and what it will look like.

use std::error::Error;

use askama::Template;
use chrono_tz::Tz;

use super::{super::AdminFrame, notifications::topic_label};
use crate::{
    clock::UtcTime,
    config::Config,
    i18n::{Lang, Messages},
    notify::{
        self, Audience, ChannelKind, Known, MOST_TEMPLATE, Place, Template as Text, TemplateError,
        Topic, Wording, Writer,
    },
};

#[derive(Template)]
#[template(path = "admin/settings_notice_text.html")]
pub struct TemplatePage {
    pub admin: AdminFrame,
    pub audience: Audience,
    pub topic: Topic,
    pub lang: Lang,
    /// As it was typed.
    pub text: String,
    pub preview: Result<Preview, TemplateError>,
    pub is_saved: bool,
}

/// A made-up message, as channels show it.
pub struct Preview {
    discord: Vec<Vec<Span>>,
    /// Without markup; `None` where no channel has none.
    plain: Option<String>,
}

/// A part of a line.
#[derive(Debug, PartialEq, Eq)]
struct Span {
    text: String,
    bold: bool,
    italic: bool,
}

impl Preview {
    /// # Errors
    /// None that a test would not see first.
    pub fn of(
        config: &Config,
        audience: Audience,
        topic: Topic,
        lang: Lang,
        template: Text,
        now: UtcTime,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let messages = Messages::for_lang(lang);
        let notice = notify::sample(audience, topic, messages, now)?;
        let wording = Wording { messages, template };
        let text = |channel| Writer::of(config, channel).message(&notice, &wording).text;
        let (discord, plain) = match audience {
            Audience::Staff => (ChannelKind::Discord, Some(text(ChannelKind::Email))),
            Audience::Customers => (ChannelKind::DiscordDm, None),
        };
        let lines = text(discord).lines().map(|line| spans(line, config.time_zone)).collect();
        Ok(Self { discord: lines, plain })
    }
}

/// A line of Discord's markup as it is read there, as far as Kassa writes it: bold, slanted, escaped marks, addresses, times.
fn spans(line: &str, zone: Tz) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut text, mut bold, mut italic) = (String::new(), false, false);
    let mut end = |text: &mut String, bold, italic| {
        if !text.is_empty() {
            spans.push(Span { text: std::mem::take(text), bold, italic });
        }
    };
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '\\' => {
                if let Some(escaped) = rest.chars().next() {
                    text.push(escaped);
                    rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
                }
            }
            '*' if rest.starts_with('*') => {
                rest = rest.get(1..).unwrap_or_default();
                end(&mut text, bold, italic);
                bold = !bold;
            }
            // A star with a space behind it, or alone, is one.
            '*' if italic || (rest.contains('*') && !rest.starts_with(char::is_whitespace)) => {
                end(&mut text, bold, italic);
                italic = !italic;
            }
            '<' => match rest
                .split_once('>')
                .and_then(|(inside, after)| Some((shown(inside, zone)?, after)))
            {
                Some((inside, after)) => {
                    text.push_str(&inside);
                    rest = after;
                }
                None => text.push('<'),
            },
            c => text.push(c),
        }
    }
    end(&mut text, bold, italic);
    spans
}

/// What Discord shows in place of something in angle brackets; `None`: that as it is.
fn shown(inside: &str, zone: Tz) -> Option<String> {
    if inside.starts_with("http") {
        return Some(inside.to_owned());
    }
    let seconds = inside.strip_prefix("t:")?.strip_suffix(":f")?.parse().ok()?;
    let at = chrono::DateTime::from_timestamp(seconds, 0)?.with_timezone(&zone);
    Some(at.format("%d.%m.%Y %H:%M").to_string())
}

/// A language, in itself.
fn label(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => "Русский",
        Lang::En => "English",
    }
}

impl TemplatePage {
    fn topic_label(&self) -> String {
        topic_label(self.admin.messages(), self.topic)
    }

    fn audience_label(&self) -> String {
        let audience = self.audience.as_str();
        self.admin.messages().text(&format!("notices-audience-{audience}"))
    }

    fn action(&self) -> String {
        self.address(self.lang)
    }

    fn address(&self, lang: Lang) -> String {
        let (audience, topic) = (self.audience.as_str(), self.topic.as_str());
        format!("/admin/settings/notifications/{audience}/{topic}/{}", lang.code())
    }

    fn other_lang(&self) -> Lang {
        match self.lang {
            Lang::Ru => Lang::En,
            Lang::En => Lang::Ru,
        }
    }

    fn lang_label(&self) -> &'static str {
        label(self.lang)
    }

    fn other_label(&self) -> &'static str {
        label(self.other_lang())
    }

    /// The places with what fills them.
    fn places(&self) -> Vec<(String, String)> {
        let m = self.admin.messages();
        let told = |place: Place| {
            let word = place.as_str().replace('_', "-");
            (format!("{{{}}}", place.as_str()), m.text(&format!("notices-place-{word}")))
        };
        Place::of(self.audience).into_iter().map(told).collect()
    }

    fn problem(&self) -> Option<String> {
        let m = self.admin.messages();
        let wide = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Some(match self.preview.as_ref().err()? {
            TemplateError::Empty => m.text("notices-text-empty"),
            TemplateError::TooLong(length) => {
                let most = ("most", wide(MOST_TEMPLATE).into());
                m.with("notices-text-too-long", &[("typed", wide(*length).into()), most])
            }
            TemplateError::Unknown { name, audience } => {
                let known = ("known", Known(*audience).to_string().into());
                m.with("notices-text-unknown", &[("name", format!("{{{name}}}").into()), known])
            }
            TemplateError::Brace => m.text("notices-text-brace"),
            TemplateError::Control => m.text("notices-text-control"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<(String, bool)> {
        let spans = spans(line, chrono_tz::Europe::Moscow);
        spans.into_iter().map(|span| (span.text, span.bold)).collect()
    }

    #[test]
    fn markup_is_shown_as_discord_shows_it() {
        let bold = |text: &str| (text.to_owned(), true);
        let plain = |text: &str| (text.to_owned(), false);
        assert_eq!(read("a **b** c"), [plain("a "), bold("b"), plain(" c")]);
        assert_eq!(read("Steve\\_01 \\*\\*x\\*\\*"), [plain("Steve_01 **x**")]);
        assert_eq!(read("<https://a.example/b>"), [plain("https://a.example/b")]);
        assert_eq!(read("до <t:1795503903:f>, <@1>"), [plain("до 24.11.2026 10:05, <@1>")]);
        assert_eq!(read("\\"), []);
        assert_eq!(read("2 * 3 * 4, 5*6"), [plain("2 * 3 * 4, 5*6")]);
    }

    /// In the sandbox every message says so, slanted.
    #[test]
    fn the_sandbox_s_line_is_shown_without_its_stars() {
        let config = Config::from_sources(None, []).unwrap();
        let template = Text::parse("{uid}", Audience::Staff).unwrap();
        let (lang, now) = (Lang::En, crate::testing::moment(0));
        let of = |topic| {
            Preview::of(&config, Audience::Staff, topic, lang, template.clone(), now).unwrap()
        };
        let preview = of(Topic::Paid);
        let [line] = &preview.discord[0][..] else { panic!("{:?}", preview.discord[0]) };
        assert!(line.italic && !line.text.contains('*'), "{line:?}");
        assert_eq!(preview.plain.unwrap().lines().next(), Some(line.text.as_str()));
    }
}

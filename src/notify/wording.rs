//! The words of a message: Kassa's own, or what staff wrote in their place.

use diesel::prelude::*;

use super::{
    channel::{Audience, ChannelKind},
    template::{Template, TemplateError},
    topic::Topic,
    untaken,
};
use crate::{
    db::{
        Connection,
        schema::{notice_languages, notice_templates},
    },
    i18n::{Lang, Messages},
};

/// How a message is said.
#[derive(Clone, Debug)]
pub struct Wording {
    pub messages: Messages,
    pub template: Template,
}

impl Wording {
    /// As it is said where nobody wrote anything.
    ///
    /// # Errors
    /// `TemplateError`, which a test sees first.
    pub fn usual(audience: Audience, topic: Topic, lang: Lang) -> Result<Self, TemplateError> {
        let messages = Messages::for_lang(lang);
        let template = Template::parse(&usual_text(audience, topic, messages), audience)?;
        Ok(Self { messages, template })
    }

    /// As that channel says it now.
    ///
    /// # Errors
    /// The database's own.
    pub fn read(
        connection: &mut Connection,
        channel: ChannelKind,
        topic: Topic,
    ) -> QueryResult<Self> {
        let lang = language(connection, channel)?;
        let audience = channel.audience();
        let messages = Messages::for_lang(lang);
        let text = text(connection, audience, topic, lang)?;
        // A newer version may have kept places that this one does not know.
        let template = text.and_then(|text| Template::parse(&text, audience).ok());
        let usual = || Template::parse(&usual_text(audience, topic, messages), audience);
        let template = match template {
            Some(template) => template,
            None => usual()
                .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?,
        };
        Ok(Self { messages, template })
    }
}

/// The language that a channel speaks: Russian, unless staff chose the other.
///
/// # Errors
/// The database's own.
pub fn language(connection: &mut Connection, channel: ChannelKind) -> QueryResult<Lang> {
    let code: Option<String> = notice_languages::table
        .find(channel)
        .select(notice_languages::lang)
        .get_result(connection)
        .optional()?;
    Ok(code.and_then(|code| Lang::from_code(&code)).unwrap_or_default())
}

/// # Errors
/// The database's own.
pub fn set_language(
    connection: &mut Connection,
    channel: ChannelKind,
    lang: Lang,
) -> QueryResult<()> {
    use diesel::sql_types::Text;
    diesel::sql_query(
        "INSERT INTO notice_languages (channel, lang) VALUES ($1, $2)
        ON CONFLICT (channel) DO UPDATE SET lang = excluded.lang",
    )
    .bind::<Text, _>(channel.as_str())
    .bind::<Text, _>(lang.code())
    .execute(connection)
    .map(drop)
}

/// What staff wrote; `None`: Kassa's own words are said.
///
/// # Errors
/// The database's own.
pub fn text(
    connection: &mut Connection,
    audience: Audience,
    topic: Topic,
    lang: Lang,
) -> QueryResult<Option<String>> {
    notice_templates::table
        .find((audience, topic, lang.code()))
        .select(notice_templates::text)
        .get_result(connection)
        .optional()
}

/// Which texts are staff's own.
///
/// # Errors
/// The database's own.
pub fn changed(connection: &mut Connection) -> QueryResult<Vec<(String, String, String)>> {
    notice_templates::table
        .select((notice_templates::audience, notice_templates::topic, notice_templates::lang))
        .load(connection)
}

/// Keeps what staff wrote, or goes back to Kassa's own words where it is nothing or the same.
///
/// # Errors
/// The database's own.
pub fn set_text(
    connection: &mut Connection,
    audience: Audience,
    topic: Topic,
    lang: Lang,
    text: Option<&str>,
) -> QueryResult<()> {
    use diesel::sql_types::Text;
    let usual = usual_text(audience, topic, Messages::for_lang(lang));
    let text = text.map(|text| text.replace("\r\n", "\n").trim().to_owned());
    let Some(text) = text.filter(|text| *text != usual) else {
        let row = notice_templates::table.find((audience, topic, lang.code()));
        return diesel::delete(row).execute(connection).map(drop);
    };
    diesel::sql_query(
        "INSERT INTO notice_templates (audience, topic, lang, text) VALUES ($1, $2, $3, $4)
        ON CONFLICT (audience, topic, lang) DO UPDATE SET text = excluded.text",
    )
    .bind::<Text, _>(audience.as_str())
    .bind::<Text, _>(topic.as_str())
    .bind::<Text, _>(lang.code())
    .bind::<Text, _>(text)
    .execute(connection)
    .map(drop)
}

/// Kassa's own words, as somebody would write them.
#[must_use]
pub fn usual_text(audience: Audience, topic: Topic, m: Messages) -> String {
    match audience {
        Audience::Staff => staff_text(topic, m),
        Audience::Customers => customers_text(topic, m),
    }
}

/// The heading of a message to staff; its place for the number may be filled at once.
pub(super) fn title(topic: Topic, m: Messages, uid: &str) -> String {
    let uid = ("uid", uid.into());
    match topic {
        Topic::PaidLate => m.with("notify-paid-late", &[uid]),
        Topic::Ready => m.with("notify-ready", &[uid]),
        Topic::Missed => m.with("notify-missed", &[uid]),
        Topic::FoundNobody => m.with("notify-found-nobody", &[uid]),
        Topic::Claimed => m.with("notify-claimed", &[uid]),
        Topic::CustomerNote => m.with("notify-customer-note", &[uid]),
        Topic::Untaken => {
            let minutes = i64::try_from(untaken::PATIENCE.as_secs() / 60).unwrap_or(i64::MAX);
            m.with("notify-untaken", &[uid, ("minutes", minutes.into())])
        }
        Topic::Discrepancy => m.text("notify-discrepancy"),
        _ => m.with("notify-paid", &[uid]),
    }
}

fn staff_text(topic: Topic, m: Messages) -> String {
    let customer = m.with("notify-customer", &[("nickname", "{customer}".into())]);
    let mut lines = Vec::new();
    if topic == Topic::Discrepancy {
        lines.push("{discrepancies}".to_owned());
        lines.push(m.with("notify-order", &[("uid", "{uid}".into())]));
        lines.push(customer);
    } else {
        lines.push(format!("**{}**", title(topic, m, "{uid}")));
        lines.push(customer);
        match topic {
            Topic::Claimed | Topic::CustomerNote => lines.push("> {words}".to_owned()),
            Topic::Ready | Topic::Missed | Topic::FoundNobody => {
                lines.extend(["{items}", "{hand_over}"].map(str::to_owned));
            }
            Topic::Untaken => lines.push("{items}".to_owned()),
            _ => {
                lines.push("{items}".to_owned());
                lines.push(m.with("notify-total", &[("sum", "{total}".into())]));
                lines.push("{state}".to_owned());
            }
        }
        lines.push("{discrepancies}".to_owned());
    }
    lines.extend(["{link}", "{attention}"].map(str::to_owned));
    lines.join("\n")
}

fn customers_text(topic: Topic, m: Messages) -> String {
    let word = topic.as_str();
    let title = m.with(&format!("notify-you-{word}"), &[("uid", "{uid}".into())]);
    let mut lines = vec![format!("**{title}**")];
    match topic {
        Topic::Paid => {
            lines.push("{items}".to_owned());
            lines.push(m.with("notify-total", &[("sum", "{total}".into())]));
        }
        Topic::PartPaid => lines.push(m.with("notify-left", &[("sum", "{left}".into())])),
        Topic::Ready | Topic::HandOver | Topic::Missed | Topic::FoundNobody => {
            lines.push("{hand_over}".to_owned());
        }
        _ => {}
    }
    lines.push("{link}".to_owned());
    lines.join("\n")
}

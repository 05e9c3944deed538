//! The channels of notices: what belongs together is there as a whole, or not at all.

use super::{
    error::{Complaint, Refusals},
    names::{self, Setting},
    settings::Settings,
    values,
};
use crate::notify::{DiscordBot, MailSettings, TelegramBot};

/// Something of a channel is refused; what it is stands among the refusals.
pub struct Refused;

pub fn telegram(
    settings: &Settings,
    refusals: &mut Refusals,
) -> Result<Option<TelegramBot>, Refused> {
    let parts = [names::TELEGRAM_BOT_TOKEN, names::TELEGRAM_CHAT];
    let is_whole = is_whole(settings, &parts, refusals);
    let token = settings.parse_secret(names::TELEGRAM_BOT_TOKEN, values::telegram_bot_token);
    let token = refusals.keep(token);
    let chat = refusals.keep(settings.parse(names::TELEGRAM_CHAT, values::telegram_chat));
    let service = refusals.keep(settings.parse(names::TELEGRAM_API, values::service));
    let parts = token.zip(chat).zip(service).ok_or(Refused)?;
    is_whole?;
    let ((Some(token), Some(chat)), Some(service)) = parts else { return Ok(None) };
    Ok(Some(TelegramBot { token, chat, service }))
}

pub fn mail(settings: &Settings, refusals: &mut Refusals) -> Result<Option<MailSettings>, Refused> {
    let parts = [names::SMTP_URL, names::MAIL_FROM, names::MAIL_TO];
    let is_whole = is_whole(settings, &parts, refusals);
    let server = refusals.keep(settings.parse_secret(names::SMTP_URL, values::smtp_url));
    let from = refusals.keep(settings.parse(names::MAIL_FROM, values::mail_from));
    let to = refusals.keep(settings.parse(names::MAIL_TO, values::mail_to));
    let parts = server.zip(from).zip(to).ok_or(Refused)?;
    is_whole?;
    let ((Some(server), Some(from)), Some(to)) = parts else { return Ok(None) };
    Ok(Some(MailSettings { server, from, to }))
}

pub fn discord_bot(
    settings: &Settings,
    refusals: &mut Refusals,
) -> Result<Option<DiscordBot>, Refused> {
    let token = settings.parse_secret(names::DISCORD_BOT_TOKEN, values::discord_bot_token);
    let token = refusals.keep(token);
    let service = refusals.keep(settings.parse(names::DISCORD_API, values::service));
    let parts = token.zip(service).ok_or(Refused)?;
    let (Some(token), Some(service)) = parts else { return Ok(None) };
    Ok(Some(DiscordBot { token, service }))
}

/// Refuses what is missing where something of it is there: half a channel tells nobody anything.
fn is_whole(
    settings: &Settings,
    parts: &[Setting],
    refusals: &mut Refusals,
) -> Result<(), Refused> {
    let is_set = |part: &&Setting| settings.is_set(**part);
    let set: Vec<String> = parts.iter().filter(is_set).map(|part| part.variable()).collect();
    if set.is_empty() || set.len() == parts.len() {
        return Ok(());
    }
    for part in parts.iter().filter(|part| !settings.is_set(**part)) {
        let complaint = Complaint::new(
            format!("it is missing, and without it {} does nothing", set.join(" and ")),
            "set it, or remove what belongs to it",
        );
        refusals.push(settings.refuse(*part, complaint));
    }
    Err(Refused)
}

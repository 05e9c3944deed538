//! What single values must look like. Nothing here knows whose value it is.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU16,
    ops::RangeInclusive,
    path::PathBuf,
    time::Duration,
};

use chrono_tz::{TZ_VARIANTS, Tz};
use ipnet::IpNet;
use lettre::message::Mailbox;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{LogFormat, error::Complaint, names::nearest};
use crate::{
    db::{Database, PostgresUrlError},
    dromon::{AppId, AppName},
    metrics::{MetricsToken, MetricsTokenError},
    notify::{BotToken, Chat, Service, SmtpServer, Webhook, parse_mailbox},
    orders::{OrderTextError, TextTemplate, TextTemplateError},
    space::Bytes,
};

/// What the form of an app's owner keeps of «URL события» and «Redirect URI».
const DROMON_FORM_CHARS: usize = 64;
/// Ten years, a backup a day.
const MOST_KEPT: usize = 3650;
/// A longer term would be a typing mistake, and an order's end must stay a date.
const LONGEST_TTL: Duration = Duration::from_hours(365 * 24);
/// Whoever is to come sooner would hardly be told in time; a cell that is taken for longer is no cell for others.
const PICK_UP_TIMES: RangeInclusive<Duration> =
    Duration::from_hours(1)..=Duration::from_hours(30 * 24);

pub fn address(text: &str) -> Result<SocketAddr, Complaint> {
    text.trim().parse().map_err(|_| {
        Complaint::new(
            "that is no IP address with a port",
            "write `127.0.0.1:8080` for this machine alone, `0.0.0.0:8080` for everyone",
        )
    })
}

/// An `http` or `https` URL that names a place: no password, no query, no fragment.
pub fn web_url(text: &str) -> Result<Url, Complaint> {
    let remedy = "write it in full, as `https://shop.example`";
    let url: Url = text
        .trim()
        .parse()
        .map_err(|error| Complaint::new(format!("that is no URL ({error})"), remedy))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Complaint::new("that is no http or https URL", remedy));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Complaint::new("it has a user name or a password", remedy));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Complaint::new("it has a query or a fragment", remedy));
    }
    Ok(url)
}

pub fn public_url(text: &str) -> Result<Url, Complaint> {
    let url = web_url(text)?;
    if url.path() != "/" {
        return Err(Complaint::new(
            "it has a path, but Kassa lives at a host's root",
            "give the shop a host name of its own and write that, as `https://shop.example`",
        ));
    }
    let callback = callback_url(&url);
    let chars = callback.as_str().chars().count();
    if chars > DROMON_FORM_CHARS {
        return Err(Complaint::new(
            format!(
                "«URL события» would be `{callback}`, {chars} characters, and Dromon's form keeps {DROMON_FORM_CHARS}"
            ),
            "use a shorter host name",
        ));
    }
    Ok(url)
}

pub fn callback_url(public_url: &Url) -> Url {
    let mut url = public_url.clone();
    url.set_path("/callback");
    url
}

pub fn return_url(public_url: &Url) -> Url {
    let mut url = public_url.clone();
    url.set_path("/return");
    url
}

/// Kept as it is written: Dromon compares it with the registered one byte for byte.
pub fn redirect_uri(text: &str) -> Result<String, Complaint> {
    let remedy = "copy «Redirect URI» from the app's form, such as `https://shop.example/return`";
    let is_web = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !is_web || text.contains(char::is_whitespace) {
        return Err(Complaint::new("that is no http or https URL", remedy));
    }
    let chars = text.chars().count();
    if chars > DROMON_FORM_CHARS {
        return Err(Complaint::new(
            format!("it has {chars} characters, and Dromon's form keeps {DROMON_FORM_CHARS}"),
            "register a shorter «Redirect URI» and write that",
        ));
    }
    Ok(text.to_owned())
}

pub fn app_id(text: &str) -> Result<AppId, Complaint> {
    text.trim().parse().map_err(|error| {
        Complaint::new(format!("{error}"), "copy the id alone, digits 0-9 and letters a-f")
    })
}

pub fn app_name(text: &str) -> Result<AppName, Complaint> {
    text.parse().map_err(|error| {
        Complaint::new(
            format!("{error}"),
            "give the app a short name in lower case, or remove the setting: links then use the app id",
        )
    })
}

/// Addresses and networks with commas or spaces between them.
pub fn networks(text: &str) -> Result<Vec<IpNet>, Complaint> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|item| !item.is_empty())
        .map(network)
        .collect()
}

fn network(text: &str) -> Result<IpNet, Complaint> {
    // A listener on `[::]` sees IPv4 peers as `::ffff:…`; both sides are compared in the short form.
    let address = text.parse::<IpAddr>().map(|ip| ip.to_canonical().into());
    address.or_else(|_| text.parse::<IpNet>()).map_err(|_| {
        Complaint::new(
            format!("`{text}` is no address and no network"),
            "write addresses and networks with commas between them: `203.0.113.7, 2001:db8::/32`",
        )
    })
}

/// A path, a `sqlite:` URL with one, or a `postgres://` URL.
pub fn database(text: &str) -> Result<Database, Complaint> {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let path = match scheme.as_deref() {
        Some("postgres" | "postgresql") => {
            return text.parse().map(Database::Postgres).map_err(|error: PostgresUrlError| {
                Complaint::new(
                    error.to_string(),
                    "write it as `postgres://user:password@host/database`, or for a server's socket as `postgres:///database?host=/run/postgresql&user=kassa`",
                )
            });
        }
        Some("sqlite") => text.get("sqlite://".len()..).unwrap_or_default(),
        None => text.strip_prefix("sqlite:").unwrap_or(text),
        Some(_) => {
            return Err(Complaint::new(
                "Kassa knows no such database",
                "write the path of an SQLite file, or a URL as `postgres://user:password@host/database`",
            ));
        }
    };
    if path.is_empty() || path.starts_with(':') || path.starts_with("file:") {
        return Err(Complaint::new(
            "that is no path of a file, and payments must be on disk",
            "write the path of an SQLite file",
        ));
    }
    Ok(Database::Sqlite(PathBuf::from(path)))
}

/// Whatever the uid, the result is a text that Dromon's page can verify.
pub fn order_text(template: &str) -> Result<TextTemplate, Complaint> {
    template.parse().map_err(|error: TextTemplateError| {
        let remedy = match &error {
            TextTemplateError::Placeholder(_) => {
                "`{uid}` stands for the order's number; use no other braces"
            }
            TextTemplateError::Text(OrderTextError::Control) => {
                "write it in one line of plain text"
            }
            TextTemplateError::Text(OrderTextError::TooLong) => {
                "shorten it: the longest uid, 64 characters, has to fit in too"
            }
            TextTemplateError::Text(OrderTextError::Empty | OrderTextError::Breaking(_)) => {
                "write a text without `&`, `+` and `#`, such as `Заказ {uid}`"
            }
        };
        Complaint::new(error.to_string(), remedy)
    })
}

pub fn directory(text: &str) -> Result<PathBuf, Complaint> {
    if text.is_empty() {
        return Err(Complaint::new("it is empty", "write the path of a directory"));
    }
    Ok(PathBuf::from(text))
}

/// How many backups are kept.
pub fn keep(text: &str) -> Result<usize, Complaint> {
    let keep = text.trim().parse().ok().filter(|keep| (1..=MOST_KEPT).contains(keep));
    keep.ok_or_else(|| {
        Complaint::new(
            format!("that is no whole number from 1 to {MOST_KEPT}"),
            "write how many days of backups to keep, such as `14`",
        )
    })
}

pub fn size(text: &str) -> Result<Bytes, Complaint> {
    const UNITS: [(&str, u64); 4] =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)];
    let text = text.trim();
    let unit = UNITS.iter().find_map(|(unit, size)| Some((text.strip_suffix(unit)?, *size)));
    let (number, size) = match unit {
        Some((number, size)) => (number.trim_end(), size),
        None => (text, 0),
    };
    // A number alone would be anybody's guess, except for none.
    let bytes = number.parse::<u64>().ok().and_then(|number| match size {
        0 => (number == 0).then_some(0),
        size => number.checked_mul(size),
    });
    bytes.map(Bytes).ok_or_else(|| {
        Complaint::new(
            "that is no size",
            "write a whole number with `KiB`, `MiB`, `GiB` or `TiB`: `256MiB`, `1GiB`; `0` never warns",
        )
    })
}

pub fn ttl(text: &str) -> Result<Duration, Complaint> {
    duration(text, up_to_a_year(), "an order waits longer than 0 s and at most 365 days")
}

/// How long goods are put aside. One that is longer than orders wait is as long as these.
pub fn hold(text: &str) -> Result<Duration, Complaint> {
    duration(text, up_to_a_year(), "goods are put aside for longer than 0 s and at most 365 days")
}

/// How long an order waits in its cell, unless staff says otherwise.
pub fn pick_up_time(text: &str) -> Result<Duration, Complaint> {
    duration(text, PICK_UP_TIMES, "an order waits in its cell for at least 1 h and at most 30 days")
}

fn up_to_a_year() -> RangeInclusive<Duration> {
    Duration::from_nanos(1)..=LONGEST_TTL
}

fn duration(
    text: &str,
    allowed: RangeInclusive<Duration>,
    limits: &'static str,
) -> Result<Duration, Complaint> {
    let remedy = "write a number with `s`, `m`, `h` or `d`: `90m`, `24h`, `2d`";
    let duration = humantime::parse_duration(text.trim())
        .map_err(|error| Complaint::new(format!("that is no duration ({error})"), remedy))?;
    if allowed.contains(&duration) { Ok(duration) } else { Err(Complaint::new(limits, remedy)) }
}

/// How often somebody may ask in a minute.
pub fn rate(text: &str) -> Result<NonZeroU16, Complaint> {
    let remedy = "write how many requests may come in a minute: 1 to 65535";
    text.trim().parse().map_err(|_| Complaint::new("that is no such number", remedy))
}

/// How much may wait unpaid.
pub fn limit(text: &str) -> Result<i64, Complaint> {
    let remedy = "write a whole number from 1 to 1000000000";
    match text.trim().parse::<i64>() {
        Ok(limit @ 1..=1_000_000_000) => Ok(limit),
        Ok(_) => Err(Complaint::new("it is out of range", remedy)),
        Err(_) => Err(Complaint::new("that is no whole number", remedy)),
    }
}

pub fn time_zone(text: &str) -> Result<Tz, Complaint> {
    text.trim().parse().map_err(|_| {
        let near = nearest(text, TZ_VARIANTS.iter().map(|zone| zone.name()));
        Complaint::new(
            "there is no such time zone",
            format!("write its IANA name, such as `{}`", near.unwrap_or("Europe/Moscow")),
        )
    })
}

/// Where staff are told what they should not miss. The complaint does not quote it: it is a secret.
pub fn webhook(text: &str) -> Result<Webhook, Complaint> {
    Webhook::parse(text).map_err(|error| {
        Complaint::new(
            error.to_string(),
            "copy it whole from the channel's settings in Discord («Интеграции», «Вебхуки»): `https://discord.com/api/webhooks/…`",
        )
    })
}

/// The complaint does not quote it: it is a secret.
pub fn discord_bot_token(text: &str) -> Result<BotToken, Complaint> {
    BotToken::parse(text).map_err(|error| {
        Complaint::new(
            error.to_string(),
            "copy the token alone, without the word `Bot`, from the application's page at discord.com/developers («Bot», «Token»)",
        )
    })
}

/// The complaint does not quote it: it is a secret.
pub fn telegram_bot_token(text: &str) -> Result<BotToken, Complaint> {
    BotToken::parse(text).map_err(|error| {
        Complaint::new(
            error.to_string(),
            "copy the token alone, as @BotFather gave it: digits, a colon, letters",
        )
    })
}

pub fn telegram_chat(text: &str) -> Result<Chat, Complaint> {
    Chat::parse(text).map_err(|error| {
        Complaint::new(
            error.to_string(),
            "write a group's number, such as `-1001234567890`, or a public channel's name, such as `@our_shop`",
        )
    })
}

/// Where a service's interface is, where it is not where everybody's is.
pub fn service(text: &str) -> Result<Service, Complaint> {
    Service::parse(text).map_err(|error| {
        Complaint::new(
            error.to_string(),
            "remove the setting; only a stand-in on this machine may be asked over http",
        )
    })
}

/// The complaint does not quote it: it has a password in it.
pub fn smtp_url(text: &str) -> Result<SmtpServer, Complaint> {
    SmtpServer::parse(text).map_err(|error| {
        Complaint::new(
            error.to_string(),
            "write it as `smtps://user:password@mail.example`, or with `smtp://` where the server encrypts by STARTTLS; what is no letter or digit in the password as in a URL: `@` is `%40`",
        )
    })
}

pub fn mail_from(text: &str) -> Result<Mailbox, Complaint> {
    mailbox(text)
}

/// Addresses with commas between them: spaces stand in names, too.
pub fn mail_to(text: &str) -> Result<Vec<Mailbox>, Complaint> {
    let addresses = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let addresses: Vec<_> = addresses
        .map(|item| {
            parse_mailbox(item).map_err(|_| {
                Complaint::new(
                    format!("`{item}` is no e-mail address"),
                    "write the addresses with commas between them: `a@example.com, Vanya <b@example.com>`",
                )
            })
        })
        .collect::<Result<_, _>>()?;
    if addresses.is_empty() {
        return Err(Complaint::new(
            "it names nobody",
            "write the addresses, or remove the setting",
        ));
    }
    Ok(addresses)
}

fn mailbox(text: &str) -> Result<Mailbox, Complaint> {
    parse_mailbox(text).map_err(|_| {
        Complaint::new(
            format!("`{text}` is no e-mail address"),
            "write it as `shop@example.com`, or with a name before it: `Shop <shop@example.com>`",
        )
    })
}

/// Checked here, so that a wrong filter is told with the other mistakes and not by an empty log.
pub fn log_filter(text: &str) -> Result<String, Complaint> {
    const LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "off"];
    let remedy = "write a level (`error`, `warn`, `info`, `debug`, `trace`), also for a part of Kassa alone: `info,kassa::payments=debug`";
    EnvFilter::try_new(text)
        .map_err(|error| Complaint::new(format!("that is no log filter ({error})"), remedy))?;
    // To the filter any other word is the name of a module, and then all the rest is silent.
    let words = text.split(',').map(str::trim);
    for word in words.filter(|word| !LEVELS.contains(&word.to_lowercase().as_str())) {
        if let Some(level) = nearest(word, LEVELS.into_iter()) {
            let why = format!("there is no level `{word}`, but `{level}`");
            return Err(Complaint::new(why, remedy));
        }
    }
    Ok(text.to_owned())
}

pub fn log_format(text: &str) -> Result<LogFormat, Complaint> {
    match text.trim() {
        "pretty" => Ok(LogFormat::Pretty),
        "json" => Ok(LogFormat::Json),
        _ => Err(Complaint::new("there is no such format", "write `pretty` or `json`")),
    }
}

/// The complaint does not quote it: it is a secret.
pub fn metrics_token(text: &str) -> Result<MetricsToken, Complaint> {
    MetricsToken::parse(text).map_err(|error: MetricsTokenError| {
        Complaint::new(error.to_string(), "make a long one up: `openssl rand -hex 32`")
    })
}

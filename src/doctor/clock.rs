//! Whether this machine's clock is right, by what other servers say.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{AskError, Asker, Finding};
use crate::{clock as time, clock::UtcTime, config::Config};

/// Dates are told in whole seconds, and an answer takes its time.
const TOLERATED: Duration = Duration::from_secs(5);

/// Codes for signing in, leases and the end of orders no longer work as they should.
const GRAVE: Duration = Duration::from_mins(1);

/// What others say of the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clock {
    /// That many servers agree with us.
    Right {
        servers: usize,
    },
    Wrong {
        host: String,
        off: Duration,
        ahead: Ahead,
    },
    /// Nobody told a time.
    Untold(Vec<AskError>),
}

/// Whose clock is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ahead {
    Ours,
    Theirs,
}

impl Clock {
    /// Asks Dromon's site and the shop's own address, which may be a proxy on another machine.
    pub async fn of(config: &Config, asker: &Asker) -> Self {
        let (dromon, shop) = (&config.page().base, &config.callback_url());
        let (dromon_told, shop_told) = tokio::join!(asker.get(dromon), asker.get(shop));
        let now = time::now();
        let told = [(dromon, dromon_told), (shop, shop_told)];
        let mut servers = 0;
        let mut untold = Vec::new();
        for (url, told) in told {
            match told {
                Err(error) => untold.push(error),
                Ok(answer) => {
                    let date = answer.header("date").and_then(date);
                    match date.map(|date| Self::compare(url.host_str(), date, now)) {
                        None => {}
                        Some(None) => servers += 1,
                        Some(Some(wrong)) => return wrong,
                    }
                }
            }
        }
        if servers > 0 { Self::Right { servers } } else { Self::Untold(untold) }
    }

    /// `None` where both agree.
    fn compare(host: Option<&str>, theirs: UtcTime, ours: UtcTime) -> Option<Self> {
        let (off, ahead) = if ours > theirs {
            (ours.since(theirs), Ahead::Ours)
        } else {
            (theirs.since(ours), Ahead::Theirs)
        };
        let host = host.unwrap_or_default().to_owned();
        (off > TOLERATED).then_some(Self::Wrong { host, off, ahead })
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "clock";
        const REMEDY: &str = "let the machine set its clock by itself: `timedatectl set-ntp true`";
        match self {
            Self::Right { servers } => {
                Finding::ok(CHECK, format!("it agrees with what {servers} servers say"))
            }
            Self::Wrong { host, off, ahead } => {
                let off_by = humantime::format_duration(Duration::from_secs(off.as_secs()));
                let which = match ahead {
                    Ahead::Ours => "ahead of",
                    Ahead::Theirs => "behind",
                };
                let found = format!("this machine's clock is {off_by} {which} that of {host}");
                if *off >= GRAVE {
                    Finding::failed(CHECK, found, REMEDY)
                } else {
                    Finding::warning(CHECK, found, REMEDY)
                }
            }
            Self::Untold(errors) => {
                let why: Vec<_> = errors.iter().map(ToString::to_string).collect();
                let why =
                    if why.is_empty() { "no answer has a date".into() } else { why.join("; ") };
                Finding::warning(CHECK, format!("this could not be told: {why}"), REMEDY)
            }
        }
    }
}

/// The `Date` header's.
fn date(text: &str) -> Option<UtcTime> {
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some(UtcTime::from(date.with_timezone(&Utc)))
}

//! Whether this machine's clock is right, by what other servers say.

use std::time::Duration;

use chrono::{DateTime, Utc};

use url::Url;

use super::{AskError, Asker, Finding};
use crate::{clock::UtcTime, config::Config};

const CHECK: &str = "clock";
const REMEDY: &str = "let the machine set its clock by itself: `timedatectl set-ntp true`";

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
    /// The shop's own address agrees, which is most likely this machine, and nobody else told a time.
    OnlyOurs(Vec<AskError>),
    /// Nobody told a time.
    Untold(Vec<AskError>),
    /// A sandbox asks nobody outside.
    Sandbox,
}

/// Whose clock is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ahead {
    Ours,
    Theirs,
}

/// What one server tells of the time.
#[derive(Clone, Copy, Debug)]
struct Told {
    date: UtcTime,
    /// When it was asked, and when it had told, by our clock: it wrote the date in between.
    asked_at: UtcTime,
    head_at: UtcTime,
}

impl Clock {
    /// Asks Dromon's site and the shop's own address, which may be a proxy on another machine.
    pub async fn of(config: &Config, asker: &Asker) -> Self {
        if config.is_sandbox() {
            return Self::Sandbox;
        }
        let (dromon, shop) = (&config.page().base, &config.callback_url());
        let told = tokio::join!(Told::by(dromon, asker), Told::by(shop, asker));
        let host = |url: &Url| url.host_str().unwrap_or_default().to_owned();
        Self::judge([(host(dromon), told.0), (host(shop), told.1)])
    }

    /// Of Dromon and of the shop: the host, and what it told, if anything.
    fn judge([dromon, shop]: [(String, Result<Option<Told>, AskError>); 2]) -> Self {
        let mut errors = Vec::new();
        let mut told = |(host, told): (String, Result<Option<Told>, AskError>)| match told {
            Ok(told) => told.map(|told| told.compare(host)),
            Err(error) => {
                errors.push(error);
                None
            }
        };
        match (told(dromon), told(shop)) {
            (Some(Some(wrong)), _) | (_, Some(Some(wrong))) => wrong,
            (Some(None), Some(None)) => Self::Right { servers: 2 },
            (Some(None), None) => Self::Right { servers: 1 },
            (None, Some(None)) => Self::OnlyOurs(errors),
            (None, None) => Self::Untold(errors),
        }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        match self {
            Self::Right { servers } => {
                let say = if *servers == 1 { "server says" } else { "servers say" };
                Finding::ok(CHECK, format!("it agrees with what {servers} {say}"))
            }
            Self::Sandbox => Finding::ok(CHECK, "a sandbox: nobody outside is asked for the time"),
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
            Self::OnlyOurs(errors) => untold("only the shop's own address tells a time", errors),
            Self::Untold(errors) => untold("no answer has a date", errors),
        }
    }
}

fn untold(why: &str, errors: &[AskError]) -> Finding {
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    let why = if errors.is_empty() { why.to_owned() } else { errors.join("; ") };
    Finding::warning(CHECK, format!("this could not be told: {why}"), REMEDY)
}

impl Told {
    /// `Ok(None)`: it answers, and tells no time.
    async fn by(url: &Url, asker: &Asker) -> Result<Option<Self>, AskError> {
        let answer = asker.get(url).await?;
        let date = answer.header("date").and_then(date);
        let (asked_at, head_at) = (answer.asked_at, answer.head_at);
        Ok(date.map(|date| Self { date, asked_at, head_at }))
    }

    /// `None` where both agree.
    fn compare(self, host: String) -> Option<Clock> {
        // One of the two is nothing.
        let ahead = self.date.since(self.head_at);
        let behind = self.asked_at.since(self.date);
        if ahead > TOLERATED {
            Some(Clock::Wrong { host, off: ahead, ahead: Ahead::Theirs })
        } else if behind > TOLERATED {
            Some(Clock::Wrong { host, off: behind, ahead: Ahead::Ours })
        } else {
            None
        }
    }
}

/// The `Date` header's.
fn date(text: &str) -> Option<UtcTime> {
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some(UtcTime::from(date.with_timezone(&Utc)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::moment;

    fn at(seconds: u64) -> UtcTime {
        moment(0).plus(Duration::from_secs(seconds))
    }

    /// When a server was asked, which date it told, and when it had told it, in seconds.
    type Said = Result<Option<[u64; 3]>, AskError>;

    fn judge(dromon: Said, shop: Said) -> Clock {
        let told = |said: Said| {
            said.map(|said| {
                said.map(|[asked, date, head]| Told {
                    date: at(date),
                    asked_at: at(asked),
                    head_at: at(head),
                })
            })
        };
        Clock::judge([("dromon".to_owned(), told(dromon)), ("shop".to_owned(), told(shop))])
    }

    #[test]
    fn each_date_is_compared_with_when_its_own_server_was_asked() {
        let right = Clock::Right { servers: 2 };
        // However long the other one took, and at which end of the wait it wrote its date.
        assert_eq!(judge(Ok(Some([100, 100, 101])), Ok(Some([100, 100, 190]))), right);
        assert_eq!(judge(Ok(Some([100, 190, 190])), Ok(Some([100, 100, 101]))), right);
        assert_eq!(judge(Ok(Some([100, 95, 101])), Ok(Some([100, 106, 101]))), right);
        let wrong = |host: &str, off, ahead| Clock::Wrong {
            host: host.to_owned(),
            off: Duration::from_secs(off),
            ahead,
        };
        assert_eq!(
            judge(Ok(Some([100, 94, 190])), Ok(Some([100, 100, 190]))),
            wrong("dromon", 6, Ahead::Ours)
        );
        assert_eq!(
            judge(Ok(Some([100, 100, 101])), Ok(Some([100, 8, 101]))),
            wrong("shop", 92, Ahead::Ours)
        );
        assert_eq!(judge(Ok(None), Ok(Some([100, 107, 101]))), wrong("shop", 6, Ahead::Theirs));
    }

    #[test]
    fn a_shop_that_is_compared_with_itself_proves_nothing() {
        let away = || Err(AskError::Refused("dromon".to_owned()));
        assert_eq!(judge(Ok(Some([100, 100, 100])), away()), Clock::Right { servers: 1 });
        assert_eq!(
            judge(away(), Ok(Some([100, 100, 100]))),
            Clock::OnlyOurs(vec![AskError::Refused("dromon".to_owned())])
        );
        let silent = judge(Ok(None), Ok(Some([100, 100, 100]))).finding();
        assert!(silent.found.contains("only the shop's own address"), "{silent:?}");
        assert_eq!(silent.verdict, crate::doctor::Verdict::Warning);
        assert_eq!(judge(Ok(None), Ok(None)), Clock::Untold(vec![]));
    }
}

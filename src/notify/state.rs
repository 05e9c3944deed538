//! How the channels fare, for whoever watches over the process.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::channel::{Audience, ChannelKind};
use crate::clock::{self, UtcTime};

/// After how many tries in vain it is said: a stumble is none.
pub(super) const SAID: u32 = 3;

/// How long a service may want to be left alone before that is said.
const LONG: Duration = Duration::from_mins(1);

/// How a channel fares in this process; cheap to clone, and quiet where nothing is wanted of it.
#[derive(Clone, Debug)]
pub struct NoticeState {
    channel: ChannelKind,
    standing: Arc<Mutex<Standing>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Standing {
    #[default]
    Well,
    Failing {
        since: UtcTime,
        tries: u32,
        why: String,
    },
    /// The channel is not there any more, or not for us.
    Refused {
        status: u16,
    },
    /// The last message was no good.
    Skipped {
        status: u16,
    },
    /// Too many came, and the service takes none until then.
    Limited {
        until: UtcTime,
    },
    /// The last message did not reach these.
    Partly {
        refused: Vec<String>,
    },
}

/// Whether something is to be said in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    New,
    Old,
}

impl NoticeState {
    #[must_use]
    pub fn new(channel: ChannelKind) -> Self {
        Self { channel, standing: Arc::default() }
    }

    pub(super) fn delivered(&self) -> News {
        let before = std::mem::take(&mut *self.standing());
        let was_said = match before {
            Standing::Well => false,
            Standing::Failing { tries, .. } => tries >= SAID,
            Standing::Refused { .. }
            | Standing::Skipped { .. }
            | Standing::Limited { .. }
            | Standing::Partly { .. } => true,
        };
        if was_said { News::New } else { News::Old }
    }

    /// One more try in vain; it is new when it has become worth saying.
    pub(super) fn failed(&self, now: UtcTime, why: String) -> News {
        let mut standing = self.standing();
        let (since, tries) = match *standing {
            Standing::Failing { since, tries, .. } => (since, tries.saturating_add(1)),
            _ => (now, 1),
        };
        *standing = Standing::Failing { since, tries, why };
        if tries == SAID { News::New } else { News::Old }
    }

    pub(super) fn refused(&self, status: u16) -> News {
        let before = std::mem::replace(&mut *self.standing(), Standing::Refused { status });
        match before {
            Standing::Refused { status: before } if before == status => News::Old,
            _ => News::New,
        }
    }

    /// Too many came; it is new where it is worth saying and was not said.
    pub(super) fn limited(&self, now: UtcTime, wait: Duration) -> News {
        if wait <= LONG {
            return News::Old;
        }
        let now = Standing::Limited { until: now.plus(wait) };
        let before = std::mem::replace(&mut *self.standing(), now);
        if matches!(before, Standing::Limited { .. }) { News::Old } else { News::New }
    }

    /// The last message is there, but these did not get it.
    pub(super) fn partly(&self, refused: Vec<String>) -> News {
        let now = Standing::Partly { refused };
        let before = std::mem::replace(&mut *self.standing(), now.clone());
        if before == now { News::Old } else { News::New }
    }

    /// That one message was no good. A customer who takes none says nothing of the channel.
    pub(super) fn skipped(&self, status: u16) {
        *self.standing() = match self.channel.audience() {
            Audience::Staff => Standing::Skipped { status },
            Audience::Customers => Standing::Well,
        };
    }

    /// What is the matter, in a sentence for `readyz`; `None` where nothing is, or nothing is wanted of it.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let nothing = match self.channel {
            ChannelKind::Discord => "staff get no notices",
            ChannelKind::Telegram => "staff get no notices in Telegram",
            ChannelKind::Email => "staff get no notices by e-mail",
            ChannelKind::DiscordDm => "customers get no messages in Discord",
        };
        match &*self.standing() {
            Standing::Failing { since, tries, why } if *tries >= SAID => {
                Some(format!("{nothing} since {since}: {why}; it is tried again"))
            }
            Standing::Refused { status } => Some(format!("{nothing}: {}", self.refusal(*status))),
            Standing::Skipped { status } => Some(format!(
                "a notice to staff was refused with status {status} and left out; it waits in the attention queue"
            )),
            Standing::Limited { until } if clock::now() < *until => {
                Some(format!("{nothing} until {until}: too many came"))
            }
            Standing::Well | Standing::Failing { .. } | Standing::Limited { .. } => None,
            // Whoever asks here need not learn who works in the shop.
            Standing::Partly { refused } => Some(format!(
                "some staff get no notices by e-mail: the mail server refuses {} of the addresses in KASSA_MAIL_TO; the log names them",
                refused.len()
            )),
        }
    }

    /// How it fares, for a page.
    #[must_use]
    pub fn fares(&self) -> Fares {
        match &*self.standing() {
            Standing::Failing { tries, why, .. } if *tries >= SAID => Fares::Failing(why.clone()),
            Standing::Well | Standing::Failing { .. } => Fares::Well,
            Standing::Refused { status } => Fares::Refused(*status),
            Standing::Skipped { status } => Fares::Skipped(*status),
            Standing::Limited { until } => match until.since(clock::now()) {
                Duration::ZERO => Fares::Well,
                left => Fares::Limited(left),
            },
            Standing::Partly { refused } => Fares::Partly(refused.join(", ")),
        }
    }

    /// What is refused, and what to do about it.
    pub(super) fn refusal(&self, status: u16) -> String {
        match self.channel {
            ChannelKind::Discord => format!(
                "the webhook is refused with status {status}; make a new one and set KASSA_DISCORD_WEBHOOK"
            ),
            ChannelKind::Telegram => format!(
                "Telegram refuses the bot or its chat with status {status}; check KASSA_TELEGRAM_BOT_TOKEN and KASSA_TELEGRAM_CHAT, and that the bot is in the chat and may write there"
            ),
            ChannelKind::Email => format!(
                "the mail server refuses Kassa, the sender or everybody it writes to, with code {status}; check user and password in KASSA_SMTP_URL, and the addresses in KASSA_MAIL_FROM and KASSA_MAIL_TO"
            ),
            ChannelKind::DiscordDm => format!(
                "Discord refuses the bot with status {status}; check KASSA_DISCORD_BOT_TOKEN"
            ),
        }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        // Nothing panics while it is held; a poisoned one is as good as any.
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a channel fares, as far as one process knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fares {
    Well,
    /// It is tried again.
    Failing(String),
    /// It is not there, or not for us: what it answered.
    Refused(u16),
    /// The last message was no good: what it answered.
    Skipped(u16),
    /// Too many came, and the service takes none for that long.
    Limited(Duration),
    /// The last message did not reach these.
    Partly(String),
}

/// How all of them fare.
#[derive(Clone, Debug)]
pub struct NoticeStates(Vec<NoticeState>);

impl Default for NoticeStates {
    fn default() -> Self {
        Self(ChannelKind::ALL.iter().copied().map(NoticeState::new).collect())
    }
}

impl NoticeStates {
    #[must_use]
    pub fn of(&self, channel: ChannelKind) -> NoticeState {
        let known = self.0.iter().find(|state| state.channel == channel);
        known.cloned().unwrap_or_else(|| NoticeState::new(channel))
    }

    /// What is the matter with any of them.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        self.0.iter().filter_map(NoticeState::complaint).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_limit_is_said_and_a_short_one_is_not() {
        let state = NoticeState::new(ChannelKind::Telegram);
        let now = clock::now();
        assert_eq!(state.limited(now, Duration::from_secs(40)), News::Old);
        assert_eq!((state.complaint(), state.fares()), (None, Fares::Well));
        assert_eq!(state.limited(now, Duration::from_hours(2)), News::New);
        assert_eq!(state.limited(now, Duration::from_hours(2)), News::Old);
        let complaint = state.complaint().unwrap();
        assert!(complaint.contains("no notices in Telegram until"), "{complaint}");
        assert!(matches!(state.fares(), Fares::Limited(left) if left > Duration::from_hours(1)));
        assert_eq!(state.delivered(), News::New);
        assert_eq!(state.complaint(), None);
        // What is over is not said any more, also where nothing has been sent since.
        state.limited(now.minus(Duration::from_hours(3)), Duration::from_hours(2));
        assert_eq!((state.complaint(), state.fares()), (None, Fares::Well));
    }
}

//! Whether callbacks were left in the inbox.

use std::time::Duration;

use super::{Finding, Running};
use crate::{clock::UtcTime, config::Config, payments::inbox::Listing};

/// How long a callback may wait where a process is there to replay it.
const PATIENCE: Duration = Duration::from_mins(1);

/// What lies in the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    Nothing,
    /// A process is at it.
    Draining {
        records: u64,
    },
    /// A process is there, and they wait all the same.
    Stuck {
        records: u64,
        since: UtcTime,
    },
    /// Nobody is there to replay them.
    Left {
        records: u64,
    },
    /// What could not be read, by file.
    Quarantined(Vec<String>),
    Unreadable(String),
}

impl Waiting {
    #[must_use]
    pub fn of(config: &Config, running: Running, now: UtcTime) -> Self {
        let folder = config.inbox_dir();
        if !folder.exists() {
            return Self::Nothing;
        }
        let read = || {
            let mut listing = Listing::open(&folder)?;
            let (mut records, mut oldest) = (0, None::<UtcTime>);
            while let Some(raw) = listing.next_record()? {
                records += 1;
                let at = raw.received_at;
                oldest = Some(oldest.map_or(at, |oldest| oldest.min(at)));
            }
            Ok::<_, std::io::Error>((records, oldest, listing.quarantines))
        };
        match read() {
            Err(error) => Self::Unreadable(format!("{}: {error}", folder.display())),
            Ok((_, _, files)) if !files.is_empty() => {
                Self::Quarantined(files.iter().map(|file| file.display().to_string()).collect())
            }
            Ok((records, Some(since), _)) => match running {
                Running::No => Self::Left { records },
                Running::Yes if now.since(since) > PATIENCE => Self::Stuck { records, since },
                Running::Yes => Self::Draining { records },
            },
            Ok((_, None, _)) => Self::Nothing,
        }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "inbox";
        match self {
            Self::Nothing => Finding::ok(CHECK, "nothing waits in it"),
            Self::Draining { records } => {
                Finding::ok(CHECK, format!("{records} callbacks are on their way into the books"))
            }
            Self::Stuck { records, since } => Finding::failed(
                CHECK,
                format!("{records} callbacks wait in it, the oldest since {since}"),
                "the running Kassa replays them as soon as the database takes them; its log says why it does not",
            ),
            Self::Left { records } => Finding::failed(
                CHECK,
                format!(
                    "{records} callbacks were left in it, and no Kassa runs that would replay them"
                ),
                "start the shop, or put them into the books: `kassa inbox replay`",
            ),
            Self::Quarantined(files) => Finding::warning(
                CHECK,
                format!("something in it could not be read: {}", files.join(", ")),
                "look into the file (it may be a payment), see to it, and move the file away",
            ),
            Self::Unreadable(why) => Finding::failed(
                CHECK,
                format!("it cannot be read: {why}"),
                "let this user read the data directory",
            ),
        }
    }
}

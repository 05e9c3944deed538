//! Whether callbacks were left in the inbox, and whether something of it could not be read.

use std::time::Duration;

use super::{Finding, Running};
use crate::{clock::UtcTime, config::Config, payments::inbox::Listing};

/// How long a callback may wait where a process is there to replay it.
const PATIENCE: Duration = Duration::from_mins(1);

/// The callbacks that lie in the inbox.
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
    Unreadable(String),
}

/// What of the inbox could not be read and was put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quarantine {
    Nothing,
    /// By file.
    Files(Vec<String>),
}

/// Looks into the inbox; what is in quarantine is `None` where the inbox cannot be read.
#[must_use]
pub fn look(config: &Config, running: Running, now: UtcTime) -> (Waiting, Option<Quarantine>) {
    let folder = config.inbox_dir();
    if !folder.exists() {
        return (Waiting::Nothing, Some(Quarantine::Nothing));
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
        Err(error) => (Waiting::Unreadable(format!("{}: {error}", folder.display())), None),
        Ok((records, oldest, files)) => {
            let files = files.iter().map(|file| file.display().to_string()).collect();
            (Waiting::of(records, oldest, running, now), Some(Quarantine::of(files)))
        }
    }
}

impl Waiting {
    /// So many records, the oldest of that time.
    fn of(records: u64, oldest: Option<UtcTime>, running: Running, now: UtcTime) -> Self {
        match (oldest, running) {
            (None, _) => Self::Nothing,
            (Some(_), Running::No) => Self::Left { records },
            (Some(since), Running::Yes) if now.since(since) > PATIENCE => {
                Self::Stuck { records, since }
            }
            (Some(_), Running::Yes) => Self::Draining { records },
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
            Self::Unreadable(why) => Finding::failed(
                CHECK,
                format!("it cannot be read: {why}"),
                "let this user read the data directory",
            ),
        }
    }
}

impl Quarantine {
    fn of(files: Vec<String>) -> Self {
        if files.is_empty() { Self::Nothing } else { Self::Files(files) }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "quarantine";
        match self {
            Self::Nothing => Finding::ok(CHECK, "nothing of the inbox was put aside"),
            Self::Files(files) => Finding::warning(
                CHECK,
                format!("something of the inbox could not be read: {}", files.join(", ")),
                "look into the file (it may be a payment), see to it, and move the file away",
            ),
        }
    }
}

//! `kassa inbox`

use std::error::Error;

use super::output::say;
use crate::{
    config::Config,
    payments::{
        inbox::{Inbox, Listing},
        replay::{self, Replay},
    },
    server::books::{self, Opened},
};

/// `kassa inbox list`: whoever reads along learns nothing secret, since no token and no body is shown.
pub(super) fn list() -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let mut listing = Listing::open(&config.inbox_dir())?;
    let mut waiting = 0;
    while let Some(raw) = listing.next_record()? {
        waiting += 1;
        say!(
            "{}  {}  from {}  {} bytes{}  {}",
            raw.uuid,
            raw.received_at,
            raw.source,
            raw.body.len(),
            if raw.completeness.as_str() == "whole" {
                String::new()
            } else {
                format!(" ({})", raw.completeness.as_str())
            },
            raw.told(),
        )?;
    }
    say!("{waiting} callbacks wait in {}", config.inbox_dir().display())?;
    if listing.unreadable > 0 {
        say!(
            "{} pieces are no whole records; a replay puts them into quarantine (the last one may be being written now)",
            listing.unreadable
        )?;
    }
    for path in &listing.quarantines {
        say!("in quarantine: {}", path.display())?;
    }
    Ok(())
}

/// `kassa inbox replay`
pub(super) async fn replay() -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    super::start_log(&config.log, config.log_format);
    let Opened { store, .. } = books::open(&config, || {}).await?;
    let inbox = Inbox::open(&config.inbox_dir())?;
    let found = inbox.adopt().await?;
    let replayed = replay::replay(&store, &inbox).await;
    inbox.close().await;
    store.close().await;
    let left = inbox.waiting().records;
    let settled = found.records.saturating_sub(left);
    say!("{settled} callbacks were replayed")?;
    if found.damaged > 0 {
        say!("{} pieces were no whole records; they are in quarantine", found.damaged)?;
    }
    if found.held > 0 {
        say!(
            "{} segments are in the hands of a running kassa, which replays them itself",
            found.held
        )?;
    }
    match replayed {
        Replay::Away(error) => Err(format!(
            "{left} callbacks are left: {error}; replay again when the database is back"
        )
        .into()),
        Replay::Done(count) if count.refused > 0 => {
            Err(format!("{left} callbacks are left: the books refuse them, and the log says why")
                .into())
        }
        Replay::Done(count) if count.stuck > 0 => Err(format!(
            "{} segments could not be read or removed, and the log says why",
            count.stuck
        )
        .into()),
        Replay::Done(_) | Replay::Idle => Ok(()),
    }
}

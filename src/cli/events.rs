//! `kassa events`

use std::{collections::BTreeMap, error::Error, time::Duration};

use serde::Serialize;

use super::{
    arguments::EventsArguments,
    event_line::EventLine,
    output::{self, Read},
    stop::Signals,
};
use crate::{
    config::Config,
    db::{Connection, Store, StoreError},
    feed::{self, Event, Reader},
    orders::{self, Uid},
    server::books,
};

/// How many are read at once.
const PAGE: i64 = 500;

/// How often it is looked whether something has happened.
const LOOK: Duration = Duration::from_millis(500);

/// An event that stands alone, and so tells whose it is.
#[derive(Debug, Serialize)]
struct FeedLine {
    #[serde(flatten)]
    event: EventLine,
    /// The order's uid; `null` where it concerns the shop.
    order: Option<String>,
}

pub(super) async fn run(arguments: EventsArguments) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let opened = books::open(&config, || {}).await?;
    let done = if arguments.follow {
        // A listener of its own, so that Ctrl-C ends it between two lines.
        let signals = Signals::listen()?;
        tokio::select! {
            followed = tell(&opened.store, arguments) => followed,
            () = signals.asked_to_stop() => Ok(()),
        }
    } else {
        tell(&opened.store, arguments).await
    };
    opened.store.close().await;
    done
}

async fn tell(store: &Store, arguments: EventsArguments) -> Result<(), Box<dyn Error>> {
    let EventsArguments { follow, since, json } = arguments;
    let mut reader = match since {
        Some(since) => Reader::after(since),
        None if follow => Reader::at_the_end(store).await?,
        None => Reader::after(0),
    };
    // What can be seen now is waited for until it is settled: somebody's slow transaction must not hide it.
    let end = if follow {
        None
    } else {
        let newest = |connection: &mut Connection| Ok::<_, StoreError>(feed::newest(connection)?);
        Some(store.read(newest).await?)
    };
    let mut is_away = false;
    loop {
        let before = reader.clone();
        let read = async {
            let events = reader.next(store, PAGE).await?;
            lines(store, events).await
        };
        let lines = match read.await {
            Ok(lines) => lines,
            // The database is back some day, and nothing is missed meanwhile.
            Err(StoreError::Unavailable(why) | StoreError::Busy(why)) if follow => {
                if !std::mem::replace(&mut is_away, true) {
                    eprintln!("the database is away ({why}); waiting for it");
                }
                reader = before;
                tokio::time::sleep(LOOK).await;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        is_away = false;
        let is_empty = lines.is_empty();
        for line in lines {
            if line.print(json)? == Read::ByNobody {
                return Ok(());
            }
        }
        if end.is_some_and(|end| reader.cursor() >= end) {
            return Ok(());
        }
        if is_empty {
            tokio::time::sleep(LOOK).await;
        }
    }
}

async fn lines(store: &Store, events: Vec<Event>) -> Result<Vec<FeedLine>, StoreError> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let read = move |connection: &mut Connection| {
        let ids: Vec<i64> = events.iter().filter_map(|event| event.order_id).collect();
        let uids = orders::uids(connection, &ids)?;
        let lines = events.into_iter().map(|event| FeedLine::of(event, &uids));
        Ok::<_, StoreError>(lines.collect())
    };
    store.read(read).await
}

impl FeedLine {
    fn of(event: Event, uids: &BTreeMap<i64, Uid>) -> Self {
        let order = event.order_id.and_then(|id| uids.get(&id).map(Uid::to_string));
        Self { event: event.into(), order }
    }

    fn print(&self, json: bool) -> Result<Read, Box<dyn Error>> {
        if json {
            return Ok(output::line(format_args!("{}", serde_json::to_string(self)?))?);
        }
        let Self { event, order } = self;
        let EventLine { id, kind, by, at, .. } = event;
        let (kind, order) = (kind.as_str(), order.as_deref().unwrap_or("-"));
        let note = event.shown_note();
        let line = format!("{id:>8}  {at}  {kind:<16}  {order:<10}  {by:<16}  {note}");
        Ok(output::line(format_args!("{}", line.trim_end()))?)
    }
}

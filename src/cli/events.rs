//! `kassa events`

use std::{error::Error, time::Duration};

use super::{
    arguments::EventsArguments,
    output::{self, Read},
    stop::Signals,
};
use crate::{
    config::Config,
    db::{Connection, Store, StoreError},
    feed::{self, Event, Reader},
    server::books,
    shorten::shorten,
    views::{EventView, FeedEventView, feed_views},
};

/// How many are read at once.
const PAGE: i64 = 500;

/// How often it is looked whether something has happened.
const LOOK: Duration = Duration::from_millis(500);

/// How much of a note a line shows.
const MOST: usize = 200;

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
            views(store, events).await
        };
        let views = match read.await {
            Ok(views) => views,
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
        let is_empty = views.is_empty();
        for view in views {
            if print(&view, json)? == Read::ByNobody {
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

async fn views(store: &Store, events: Vec<Event>) -> Result<Vec<FeedEventView>, StoreError> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    store.read(move |connection| Ok(feed_views(connection, events)?)).await
}

fn print(view: &FeedEventView, json: bool) -> Result<Read, Box<dyn Error>> {
    if json {
        return Ok(output::line(format_args!("{}", serde_json::to_string(view)?))?);
    }
    let FeedEventView { event, order } = view;
    let EventView { id, kind, by, at, note, .. } = event;
    let (kind, order) = (kind.as_str(), order.as_deref().unwrap_or("-"));
    let note = note.as_ref().map(|note| shorten(note, MOST)).unwrap_or_default();
    let line = format!("{id:>8}  {at}  {kind:<16}  {order:<10}  {by:<16}  {note}");
    Ok(output::line(format_args!("{}", line.trim_end()))?)
}

//! `kassa events`

use std::error::Error;

use super::{
    arguments::EventsArguments,
    follow::{self, Follower, LOOK},
    output::{self, Read},
    stop::Signals,
};
use crate::{
    config::Config,
    db::{Connection, Store, StoreError},
    feed::{self, Reader},
    server::books,
    shorten::shorten,
    views::{EventView, FeedEventView, feed_views},
};

/// How much of a note a line shows.
const MOST: usize = 200;

pub(super) async fn run(arguments: EventsArguments) -> Result<(), Box<dyn Error>> {
    let EventsArguments { follow, since, json } = arguments;
    let config = Config::load()?;
    let opened = books::open(&config, || {}).await?;
    let store = &opened.store;
    let done = if follow {
        // A listener of its own, so that Ctrl-C ends it between two lines.
        let signals = Signals::listen()?;
        tokio::select! {
            followed = go_on(store, since, json) => followed,
            () = signals.asked_to_stop() => Ok(()),
        }
    } else {
        tell(store, since.unwrap_or(0), json).await
    };
    opened.store.close().await;
    done
}

/// What happened until now.
async fn tell(store: &Store, since: i64, json: bool) -> Result<(), Box<dyn Error>> {
    let mut reader = Reader::after(since);
    // What can be seen now is waited for until it is settled: somebody's slow transaction must not hide it.
    let newest = |connection: &mut Connection| Ok::<_, StoreError>(feed::newest(connection)?);
    let end = store.read(newest).await?;
    loop {
        let views = follow::read(store, &mut reader, feed_views).await?;
        if print(&views, json)? == Read::ByNobody || reader.cursor() >= end {
            return Ok(());
        }
        if views.is_empty() {
            tokio::time::sleep(LOOK).await;
        }
    }
}

async fn go_on(store: &Store, since: Option<i64>, json: bool) -> Result<(), Box<dyn Error>> {
    let mut feed = Follower::after(store, since).await?;
    while print(&feed.next(feed_views).await?, json)? == Read::BySomebody {}
    Ok(())
}

fn print(views: &[FeedEventView], json: bool) -> Result<Read, Box<dyn Error>> {
    for view in views {
        let line = if json { serde_json::to_string(view)? } else { line(view) };
        if output::line(format_args!("{line}"))? == Read::ByNobody {
            return Ok(Read::ByNobody);
        }
    }
    Ok(Read::BySomebody)
}

fn line(view: &FeedEventView) -> String {
    let FeedEventView { event, order } = view;
    let EventView { id, kind, by, at, note, .. } = event;
    let (kind, order) = (kind.as_str(), order.as_deref().unwrap_or("-"));
    let note = note.as_ref().map(|note| shorten(note, MOST)).unwrap_or_default();
    let line = format!("{id:>8}  {at}  {kind:<16}  {order:<10}  {by:<16}  {note}");
    line.trim_end().to_owned()
}

//! Tells an open list that something changed.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Bytes, Data},
};
use futures_util::stream;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until, timeout},
};

use crate::{
    feed::{self, ShopNews, ShopSubscription},
    web::{Error, Shop},
};

/// Something is sent at least that often, so that proxies keep the line and a dead one is noticed.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// A page fetches itself at most that often, however much happens.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);

/// `GET /admin/orders/events?after=<event>`: server-sent events. `changed` means: something happened after what the page
/// shows; its data is how many orders were paid since the last time it was told.
pub async fn follow(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let shown = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "after")
        .and_then(|(_, event)| event.parse::<i64>().ok())
        .ok_or_else(|| {
            Error::Malformed("`after` is the last event that the page knows".to_owned())
        })?;
    // First the subscription, then the look at what is: nothing falls between the two.
    let mut subscription = shop.hub.subscribe_to_all();
    let newest = shop.store.read(|connection| Ok::<_, Error>(feed::newest(connection)?)).await?;
    let line = Line {
        told: ShopNews { newest: newest.max(shown), paid: subscription.now().paid },
        subscription,
        stopping: shop.stopping.clone(),
        next: if newest > shown { Next::Changed(newest) } else { Next::Hello },
        not_before: Instant::now(),
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // A proxy that collects an answer before it passes it on would defeat the purpose.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream::unfold(line, Line::step)))
}

/// One open page.
struct Line {
    subscription: ShopSubscription,
    stopping: watch::Receiver<bool>,
    /// What the page was told of.
    told: ShopNews,
    next: Next,
    not_before: Instant,
}

enum Next {
    Hello,
    Changed(i64),
    Wait,
}

impl Line {
    async fn step(mut self) -> Option<(Result<Bytes, actix_web::Error>, Self)> {
        let text = match self.next {
            Next::Hello => "retry: 2000\n: hello\n\n".to_owned(),
            Next::Changed(event) => changed(event, 0),
            Next::Wait => self.wait().await?,
        };
        self.next = Next::Wait;
        Some((Ok(Bytes::from(text)), self))
    }

    /// The next thing to say; `None`: the server stops.
    async fn wait(&mut self) -> Option<String> {
        let Self { subscription, stopping, told, not_before, .. } = self;
        let news = async {
            loop {
                let Ok(news) = timeout(HEARTBEAT, subscription.next()).await else {
                    return ": still here\n\n".to_owned();
                };
                // The feed is read a moment late: of some of it the page knows already.
                if news.newest > told.newest || news.paid > told.paid {
                    sleep_until(*not_before).await;
                    // More may have come meanwhile.
                    let news = subscription.now();
                    let paid = news.paid - told.paid;
                    *told = news;
                    *not_before = Instant::now() + AT_MOST_EVERY;
                    return changed(news.newest, paid);
                }
            }
        };
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => None,
            text = news => Some(text),
        }
    }
}

fn changed(event: i64, paid: u64) -> String {
    format!("event: changed\nid: {event}\ndata: {paid}\n\n")
}

//! Tells an open page of an order that the order changed.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, http::header, web::Bytes};
use futures_util::stream;
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

use super::{Error, Shop};
use crate::{feed::Subscription, orders};

/// Something is sent at least that often, so that proxies keep the line and a dead one is noticed.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// The version that the page shows, which asks for what comes `after` it.
pub fn shown(request: &HttpRequest) -> Result<i64, Error> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "after")
        .and_then(|(_, version)| version.parse().ok())
        .ok_or_else(|| Error::Malformed("`after` is the version that the page shows".to_owned()))
}

/// What is to be done once about a page that stays open.
pub struct Stay {
    /// How long it must have been open.
    pub after: Duration,
    /// Told how long it is.
    pub then: Box<dyn FnOnce(Duration)>,
}

/// Server-sent events. `changed` means: the page shows an older version than there is; what changed is read from the page
/// itself.
pub async fn follow(
    shop: &Shop,
    order_id: i64,
    shown: i64,
    stay: Option<Stay>,
) -> Result<HttpResponse, Error> {
    // First the subscription, then the look at what is: nothing falls between the two.
    let subscription = shop.hub.subscribe(order_id);
    let newest = shop
        .store
        .read(move |connection| {
            Ok::<_, Error>(orders::find(connection, order_id)?.ok_or(Error::NotFound)?.last_event)
        })
        .await?;
    let line = Line {
        opened: Instant::now(),
        stay,
        subscription,
        stopping: shop.stopping.clone(),
        told: newest.max(shown),
        next: if newest > shown { Next::Changed(newest) } else { Next::Hello },
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
    opened: Instant,
    stay: Option<Stay>,
    subscription: Subscription,
    stopping: watch::Receiver<bool>,
    /// The version that the page knows, or was told of.
    told: i64,
    next: Next,
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
            Next::Changed(version) => changed(version),
            Next::Wait => self.wait().await?,
        };
        self.next = Next::Wait;
        Some((Ok(Bytes::from(text)), self))
    }

    /// The next thing to say; `None`: the server stops.
    async fn wait(&mut self) -> Option<String> {
        loop {
            let news = tokio::select! {
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
                news = timeout(HEARTBEAT, self.subscription.next()) => news,
            };
            match news {
                Ok(version) if version > self.told => {
                    self.told = version;
                    return Some(changed(version));
                }
                // The feed is read a moment late: of this the page knows already.
                Ok(_) => {}
                Err(_) => {
                    self.stay();
                    return Some(": still here\n\n".to_owned());
                }
            }
        }
    }

    fn stay(&mut self) {
        let open = self.opened.elapsed();
        if let Some(stay) = self.stay.take_if(|stay| open >= stay.after) {
            (stay.then)(open);
        }
    }
}

fn changed(version: i64) -> String {
    format!("event: changed\nid: {version}\ndata: {version}\n\n")
}

#[cfg(test)]
mod tests;

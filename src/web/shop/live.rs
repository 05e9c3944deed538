//! Tells an open order page that the order changed.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Bytes, Data, Path},
};
use futures_util::stream;
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

use super::{notice, order};
use crate::{
    clock,
    feed::Subscription,
    orders,
    payments::silence::{self, Sign},
    web::{Error, Shop},
};

/// Something is sent at least that often, so that proxies keep the line and a dead one is noticed.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// `GET /o/{token}/events?after=<version>`: server-sent events. `changed` means: the page shows an older version than
/// there is; what changed is read from the page itself.
pub async fn follow(
    request: HttpRequest,
    token: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let token = order::parse(&token)?;
    let shown = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "after")
        .and_then(|(_, version)| version.parse::<i64>().ok())
        .ok_or_else(|| Error::Malformed("`after` is the version that the page shows".to_owned()))?;
    let order = shop
        .store
        .read(move |connection| orders::find_by_token(connection, &token)?.ok_or(Error::NotFound))
        .await?;
    // First the subscription, then the look at what is: nothing falls between the two.
    let subscription = shop.hub.subscribe(order.id);
    let newest = shop
        .store
        .read(move |connection| {
            Ok::<_, Error>(orders::find(connection, order.id)?.ok_or(Error::NotFound)?.last_event)
        })
        .await?;
    let line = Line {
        order_id: order.id,
        opened: Some(Instant::now()),
        shop: Data::clone(&shop),
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
    order_id: i64,
    /// Since when; `None` once it has been noticed that the page stays open.
    opened: Option<Instant>,
    shop: Data<Shop>,
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

    /// A page that stays open may be a customer who waits for a callback that does not come.
    fn stay(&mut self) {
        if let Some(open) = self.opened.map(|opened| opened.elapsed())
            && open >= silence::AFTER_OPENING
        {
            self.opened = None;
            notice(&self.shop, self.order_id, Sign::Stayed, clock::now().minus(open));
        }
    }
}

fn changed(version: i64) -> String {
    format!("event: changed\nid: {version}\ndata: {version}\n\n")
}

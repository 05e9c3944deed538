//! The feed: everything that happens, in order, each event once.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use tokio::time::{Instant, timeout};
use utoipa::{IntoParams, ToSchema};

use crate::{
    db::StoreError,
    feed::{Event, Reader},
    views::{FeedEventView, feed_views},
    web::{
        Error, Shop,
        api::{
            list::{self, Limit},
            openapi::Refusal,
            query,
        },
    },
};

/// The longest that a request waits for news: proxies give up at about a minute.
const LONGEST_WAIT: u16 = 50;

/// How often it is looked without being woken: of what another node commits, and of what is not settled yet.
const LOOK: Duration = Duration::from_millis(500);

/// Which events are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// The `cursor` of the answer before; 0, or left out: from the first event on.
    #[serde(deserialize_with = "list::id")]
    #[param(value_type = Option<i64>, minimum = 0)]
    after: Option<i64>,
    /// How many at once: 1 to 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Limit,
    /// How many seconds to wait where there is nothing new: 0 to 50.
    #[param(value_type = Option<u16>, minimum = 0, maximum = 50)]
    wait: Wait,
}

/// How long is waited for news.
#[derive(Clone, Copy, Debug, Default)]
struct Wait(Duration);

impl<'de> Deserialize<'de> for Wait {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.parse() {
            Ok(seconds @ 0..=LONGEST_WAIT) => Ok(Self(Duration::from_secs(u64::from(seconds)))),
            _ => Err(D::Error::custom(format_args!(
                "it should be a whole number of seconds from 0 to {LONGEST_WAIT}"
            ))),
        }
    }
}

/// Some of the events.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Events)]
pub struct EventsView {
    /// Oldest first.
    data: Vec<FeedEventView>,
    /// Where the feed goes on: to be kept, and sent as `after`. It is told also where nothing came.
    cursor: i64,
}

/// Reads the feed
///
/// Every event once, in order, for whoever sends the cursor of the answer before: nothing is missed and nothing comes twice. With
/// `wait` the request stays open until something happens.
#[utoipa::path(
    get,
    path = "/events",
    tag = "events",
    operation_id = "readEvents",
    params(EventsQuery),
    responses((status = 200, description = "What happened after that", body = EventsView), Refusal),
)]
pub async fn read(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let EventsQuery { after, limit, wait } = query::read(&request)?;
    let mut reader = Reader::after_with(after.unwrap_or(0), shop.hub.horizon());
    let events = next(&mut reader, limit, Instant::now() + wait.0, &shop).await?;
    let data = shop
        .store
        .read(move |connection| Ok::<_, Error>(feed_views(connection, events.clone())?))
        .await?;
    Ok(HttpResponse::Ok().json(EventsView { data, cursor: reader.cursor() }))
}

async fn next(
    reader: &mut Reader,
    limit: Limit,
    until: Instant,
    shop: &Shop,
) -> Result<Vec<Event>, StoreError> {
    // First the subscription, then the look at what is: nothing falls between the two.
    let mut news = shop.hub.subscribe_to_all();
    let mut stopping = shop.stopping.clone();
    loop {
        let events = reader.next(&shop.store, limit.get()).await?;
        let left = until.saturating_duration_since(Instant::now());
        if !events.is_empty() || left.is_zero() || *stopping.borrow() {
            return Ok(events);
        }
        tokio::select! {
            // Woken or not, it is looked again.
            _ = timeout(left.min(LOOK), news.next()) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

//! An event as programs see it.

use diesel::QueryResult;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    clock::UtcTime,
    db::Connection,
    delivery::Told,
    feed::{Event, EventKind},
    orders,
};

/// Something that happened to an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventView {
    /// Grows with time: the feed is read on from here.
    pub id: i64,
    /// What happened. There may be new kinds in a later version: leave alone what you do not know.
    pub kind: EventKind,
    /// Who made it happen: `dromon`, `customer`, `clock`, `api:<name of the key>` or `staff:<name>`.
    pub by: String,
    pub at: UtcTime,
    /// What a person gave as the reason, or wrote down.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub note: Option<String>,
    /// How the order was to be handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hand_over: Option<Told>,
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let hand_over = Told::read(&event);
        Self {
            id: event.id,
            kind: event.kind,
            by: event.actor.to_string(),
            at: event.at,
            note: event.note.filter(|_| hand_over.is_none()),
            hand_over,
        }
    }
}

/// An event that stands alone, and so tells whose it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedEvent)]
pub struct FeedEventView {
    #[serde(flatten)]
    pub event: EventView,
    /// The order's uid; `null` where it concerns the shop.
    pub order: Option<String>,
}

/// The events as the feed tells them.
///
/// # Errors
/// The database's own.
pub fn feed_views(
    connection: &mut Connection,
    events: Vec<Event>,
) -> QueryResult<Vec<FeedEventView>> {
    let ids: Vec<i64> = events.iter().filter_map(|event| event.order_id).collect();
    let uids = orders::uids(connection, &ids)?;
    let views = events.into_iter().map(|event| FeedEventView {
        order: event.order_id.and_then(|id| uids.get(&id)).map(ToString::to_string),
        event: event.into(),
    });
    Ok(views.collect())
}

//! What of the feed is worth a notice.

use std::time::Duration;

use diesel::QueryResult;

use crate::{
    clock::UtcTime,
    db::Connection,
    delivery::{self, HandOver},
    feed::{Event, EventKind},
    orders::{self, Item, Order, Status},
    payments::{self, Discrepancy},
};

/// What happened longer ago is not told any more: a webhook that is mended after weeks is not flooded.
const STALE: Duration = Duration::from_hours(3 * 24);

/// What staff is told.
#[derive(Clone, Debug)]
pub struct Notice {
    /// `None`: it is about what does not add up alone.
    pub news: Option<News>,
    pub order: Option<OrderFacts>,
    /// What its customer said.
    pub words: Option<String>,
    /// What does not add up since.
    pub raised: Vec<Discrepancy>,
}

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Paid {
        /// After its time had run out.
        late: bool,
    },
    Ready,
    /// Nobody came for it in time.
    Missed,
    /// A courier found nobody, and it is not said when he comes again.
    FoundNobody,
    /// Its customer says that he has paid.
    Claimed,
    /// Its customer wrote to the shop.
    CustomerNote,
    /// It was paid a while ago, and nobody has begun to assemble it.
    Untaken,
}

/// What the books say when an event is looked at: later than it happened, and what is true by then counts.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub order: Option<OrderFacts>,
    pub raised: Vec<Discrepancy>,
}

#[derive(Clone, Debug)]
pub struct OrderFacts {
    pub order: Order,
    pub items: Vec<Item>,
    /// It must not be assembled yet.
    pub held: bool,
    /// How it is handed over, once it is ready and not just as agreed.
    pub hand_over: Option<HandOver>,
}

impl OrderFacts {
    /// # Errors
    /// The database's own.
    pub fn read(connection: &mut Connection, order_id: i64) -> QueryResult<Option<Self>> {
        let Some(order) = orders::find(connection, order_id)? else {
            return Ok(None);
        };
        let discrepancies = payments::discrepancies_of_order(connection, order_id)?;
        let held = payments::holds(order.written_status, &discrepancies);
        let items = orders::items(connection, order_id)?;
        let hand_over = delivery::of_order(connection, order_id)?;
        Ok(Some(Self { order, items, held, hand_over }))
    }

    /// Whether it is paid, and somebody should begin to assemble it.
    #[must_use]
    pub fn waits_for_staff(&self) -> bool {
        self.order.written_status == Status::Paid && !self.held
    }
}

impl Facts {
    /// Nothing is read for an event that is not told anyway.
    ///
    /// # Errors
    /// The database's own.
    pub fn read(connection: &mut Connection, event: &Event, now: UtcTime) -> QueryResult<Self> {
        if is_never_told(event.kind) || event.at.plus(STALE) < now {
            return Ok(Self::default());
        }
        let order = match event.order_id {
            Some(id) => OrderFacts::read(connection, id)?,
            None => None,
        };
        Ok(Self { order, raised: payments::raised_with(connection, event)? })
    }
}

/// What changes nothing that staff is told of, so that it need not be looked at: most of a busy shop's events.
fn is_never_told(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Placed
            | EventKind::Expired
            | EventKind::Note
            | EventKind::SourceTrusted
            | EventKind::Withdrawal
            | EventKind::Balance
    )
}

/// What is told of an event; `None` for most.
#[must_use]
pub fn notice(event: &Event, facts: Facts) -> Option<Notice> {
    let Facts { order, raised } = facts;
    let news = match event.kind {
        EventKind::Paid | EventKind::Accepted => {
            Some(News::Paid { late: event.note.as_deref() == Some("late") })
        }
        EventKind::Ready => Some(News::Ready),
        EventKind::Missed => Some(News::Missed),
        EventKind::FoundNobody if event.note.is_none() => Some(News::FoundNobody),
        EventKind::Claimed => Some(News::Claimed),
        EventKind::CustomerNote => Some(News::CustomerNote),
        _ => None,
    };
    // Of an order that is not there nothing happened.
    let news = news.filter(|_| order.is_some());
    let words = match news {
        Some(News::Claimed | News::CustomerNote) => event.note.clone(),
        _ => None,
    };
    (news.is_some() || !raised.is_empty()).then_some(Notice { news, order, words, raised })
}

#[cfg(test)]
mod tests;

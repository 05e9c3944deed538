//! What of the feed is worth a message.

use std::time::Duration;

use diesel::QueryResult;

use super::{
    channel::Audience,
    direct::DiscordId,
    recipient::{self, Recipient},
    topic::Topic,
};
use crate::{
    clock::UtcTime,
    db::Connection,
    delivery::{self, HandOver},
    feed::{Actor, Event, EventKind},
    orders::{self, Item, Order, Status},
    payments::{self, Discrepancy},
};

/// What happened longer ago is not told any more: a channel that is mended after weeks is not flooded.
pub(super) const STALE: Duration = Duration::from_hours(3 * 24);

/// What somebody is told.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// `None`: it is about what does not add up alone.
    pub news: Option<News>,
    /// The event's id and time; `None` where no event made it.
    pub event: Option<(i64, UtcTime)>,
    pub order: Option<OrderFacts>,
    /// What its customer said.
    pub words: Option<String>,
    /// What does not add up since.
    pub raised: Vec<Discrepancy>,
    /// Whom it is for; `None`: whoever reads the channel.
    pub to: Option<DiscordId>,
    /// Whoever it is for is the order's customer, and no friend who has paid for him.
    pub is_for_its_customer: bool,
}

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Paid {
        /// After its time had run out.
        late: bool,
    },
    PartPaid,
    Assembling,
    Ready,
    /// It is handed over otherwise than was said.
    HandOver,
    /// Nobody came for it in time.
    Missed,
    /// A courier found nobody. Staff is told where it is not said when he comes again.
    FoundNobody,
    Completed,
    Cancelled,
    Refunded,
    /// Its customer says that he has paid.
    Claimed,
    ClaimRefused,
    /// Its customer wrote to the shop.
    CustomerNote,
    /// It was paid a while ago, and nobody has begun to assemble it.
    Untaken,
}

impl News {
    #[must_use]
    pub fn topic(self) -> Topic {
        match self {
            Self::Paid { late: false } => Topic::Paid,
            Self::Paid { late: true } => Topic::PaidLate,
            Self::PartPaid => Topic::PartPaid,
            Self::Assembling => Topic::Assembling,
            Self::Ready => Topic::Ready,
            Self::HandOver => Topic::HandOver,
            Self::Missed => Topic::Missed,
            Self::FoundNobody => Topic::FoundNobody,
            Self::Completed => Topic::Completed,
            Self::Cancelled => Topic::Cancelled,
            Self::Refunded => Topic::Refunded,
            Self::Claimed => Topic::Claimed,
            Self::ClaimRefused => Topic::ClaimRefused,
            Self::CustomerNote => Topic::CustomerNote,
            Self::Untaken => Topic::Untaken,
        }
    }
}

impl Notice {
    #[must_use]
    pub fn topic(&self) -> Topic {
        self.news.map_or(Topic::Discrepancy, News::topic)
    }

    /// What is left of it where not everything is wanted; `None`: nothing.
    #[must_use]
    pub fn wanted(mut self, is_wanted: impl Fn(Topic) -> bool) -> Option<Self> {
        self.news = self.news.filter(|news| is_wanted(news.topic()));
        if !is_wanted(Topic::Discrepancy) {
            self.raised.clear();
        }
        (self.news.is_some() || !self.raised.is_empty()).then_some(self)
    }
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
    pub fn read(
        connection: &mut Connection,
        audience: Audience,
        event: &Event,
        now: UtcTime,
    ) -> QueryResult<Self> {
        let is_told = match audience {
            Audience::Staff => !is_never_told(event.kind),
            Audience::Customers => news(audience, event).is_some(),
        };
        if !is_told || is_stale(event, now) {
            return Ok(Self::default());
        }
        let order = match event.order_id {
            Some(id) => OrderFacts::read(connection, id)?,
            None => None,
        };
        let raised = match audience {
            Audience::Staff => payments::raised_with(connection, event)?,
            Audience::Customers => Vec::new(),
        };
        Ok(Self { order, raised })
    }
}

/// Whether an event is too old to be told.
pub(super) fn is_stale(event: &Event, now: UtcTime) -> bool {
    event.at.plus(STALE) < now
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

/// What an event means to them, whatever the books say by now.
pub(super) fn news(audience: Audience, event: &Event) -> Option<News> {
    let late = event.note.as_deref() == Some("late");
    match audience {
        Audience::Staff => Some(match event.kind {
            EventKind::Paid | EventKind::Accepted => News::Paid { late },
            EventKind::Ready => News::Ready,
            EventKind::Missed => News::Missed,
            EventKind::FoundNobody if event.note.is_none() => News::FoundNobody,
            EventKind::Claimed => News::Claimed,
            EventKind::CustomerNote => News::CustomerNote,
            _ => return None,
        }),
        // What he did himself is no news to him.
        Audience::Customers if event.actor == Actor::CUSTOMER => None,
        Audience::Customers => Some(match event.kind {
            EventKind::Paid | EventKind::Accepted => News::Paid { late: false },
            EventKind::PartPaid => News::PartPaid,
            EventKind::Assembling => News::Assembling,
            EventKind::Ready => News::Ready,
            EventKind::HandOver => News::HandOver,
            EventKind::Missed => News::Missed,
            EventKind::FoundNobody => News::FoundNobody,
            EventKind::Completed => News::Completed,
            EventKind::Cancelled => News::Cancelled,
            EventKind::Refunded => News::Refunded,
            EventKind::ClaimRefused => News::ClaimRefused,
            _ => return None,
        }),
    }
}

/// What is told of an event; `None` for most.
#[must_use]
pub fn notice(audience: Audience, event: &Event, facts: Facts) -> Option<Notice> {
    let Facts { order, raised } = facts;
    // Of an order that is not there nothing happened.
    let news = news(audience, event).filter(|_| order.is_some());
    let words = match news {
        Some(News::Claimed | News::CustomerNote) => event.note.clone(),
        _ => None,
    };
    let event = Some((event.id, event.at));
    let notice = Notice { news, event, order, words, raised, ..Notice::default() };
    (news.is_some() || !notice.raised.is_empty()).then_some(notice)
}

/// Finds whom it is for; `None`: nobody who can be written to.
///
/// # Errors
/// The database's own.
pub fn addressed(
    connection: &mut Connection,
    audience: Audience,
    notice: Notice,
) -> QueryResult<Option<Notice>> {
    if audience == Audience::Staff {
        return Ok(Some(notice));
    }
    let Some(facts) = &notice.order else {
        return Ok(None);
    };
    let found = recipient::of_order(connection, &facts.order)?;
    Ok(found.map(|Recipient { discord, is_customer }| Notice {
        to: Some(discord),
        is_for_its_customer: is_customer,
        ..notice
    }))
}

#[cfg(test)]
mod tests;

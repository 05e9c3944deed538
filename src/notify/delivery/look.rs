//! What a channel has to be told next, as the books have it.

use super::super::{
    channel::{Audience, ChannelKind},
    choices::Choices,
    notice::{self, Facts, News, Notice, OrderFacts, notice},
    undelivered::{self, NewUndelivered, Undelivered, Why},
    untaken::{self, Due, Watch},
    wording::Wording,
};
use crate::{
    clock::UtcTime,
    db::Connection,
    feed::{self, Event},
};

/// What is told, and how.
pub(super) type Told = (Notice, Wording);

/// What was seen of some events.
pub(super) struct Seen {
    /// The last that was looked at.
    pub last: i64,
    pub watches: Vec<Watch>,
    /// What has become too old to be told.
    pub undelivered: Vec<NewUndelivered>,
    /// What is told of that one.
    pub told: Option<Told>,
}

/// Looks at events up to the first that is told.
pub(super) fn look(
    connection: &mut Connection,
    kind: ChannelKind,
    events: &[Event],
    now: UtcTime,
) -> diesel::QueryResult<Seen> {
    let audience = kind.audience();
    let choices = Choices::read(connection, kind)?;
    let mut seen = Seen { last: 0, watches: Vec::new(), undelivered: Vec::new(), told: None };
    for event in events {
        let facts = Facts::read(connection, audience, event, now)?;
        if let (Audience::Staff, Some(order)) = (audience, &facts.order) {
            seen.watches.extend(untaken::watch(connection, kind, event, order, now)?);
        }
        seen.last = event.id;
        seen.undelivered.extend(too_old(connection, kind, &choices, event, now)?);
        let notice = notice(audience, event, facts);
        let notice = notice.and_then(|notice| notice.wanted(|topic| choices.is_wanted(topic)));
        seen.told = told(connection, kind, notice)?;
        if seen.told.is_some() {
            break;
        }
    }
    Ok(seen)
}

/// Finds whom it is for, and how it is said.
fn told(
    connection: &mut Connection,
    kind: ChannelKind,
    notice: Option<Notice>,
) -> diesel::QueryResult<Option<Told>> {
    let notice = match notice {
        Some(notice) => notice::addressed(connection, kind.audience(), notice)?,
        None => None,
    };
    notice
        .map(|notice| {
            let wording = Wording::read(connection, kind, notice.topic())?;
            Ok((notice, wording))
        })
        .transpose()
}

/// What would have been told, had the channel worked. What does not add up waits for a person anyway.
fn too_old(
    connection: &mut Connection,
    channel: ChannelKind,
    choices: &Choices,
    event: &Event,
    now: UtcTime,
) -> diesel::QueryResult<Option<NewUndelivered>> {
    let topic = notice::news(channel.audience(), event).map(News::topic);
    let topic = topic.filter(|topic| notice::is_stale(event, now) && choices.is_wanted(*topic));
    let (Some(topic), Some(order_id)) = (topic, event.order_id) else {
        return Ok(None);
    };
    let order = OrderFacts::read(connection, order_id)?;
    let notice = Notice { order, ..Notice::default() };
    let is_for_somebody = notice::addressed(connection, channel.audience(), notice)?.is_some();
    Ok(is_for_somebody.then_some(NewUndelivered {
        channel,
        topic,
        order_id: Some(order_id),
        event_id: Some(event.id),
        why: Why::Stale,
        code: None,
        at: now,
    }))
}

pub(super) fn refused(
    channel: ChannelKind,
    notice: &Notice,
    event_id: Option<i64>,
    code: Option<i64>,
    at: UtcTime,
) -> NewUndelivered {
    let order_id = notice.order.as_ref().map(|facts| facts.order.id);
    let topic = notice.topic();
    NewUndelivered { channel, topic, order_id, event_id, why: Why::Refused, code, at }
}

/// What is due to be said of an untaken order, and how; not how where the channel does not want it.
pub(super) fn untaken_due(
    connection: &mut Connection,
    kind: ChannelKind,
    now: UtcTime,
) -> diesel::QueryResult<Option<(Due, Option<Wording>)>> {
    let Some(due) = untaken::due(connection, kind, now)? else {
        return Ok(None);
    };
    let topic = News::Untaken.topic();
    let is_wanted = Choices::read(connection, kind)?.is_wanted(topic);
    let wording = if is_wanted { Some(Wording::read(connection, kind, topic)?) } else { None };
    Ok(Some((due, wording)))
}

/// What is to be tried once more.
pub(super) struct Asked {
    pub undelivered: Undelivered,
    pub told: Option<Told>,
}

pub(super) fn asked_again(
    connection: &mut Connection,
    kind: ChannelKind,
    now: UtcTime,
) -> diesel::QueryResult<Option<Asked>> {
    let Some(undelivered) = undelivered::next(connection, kind)? else {
        return Ok(None);
    };
    let audience = kind.audience();
    let notice = match (undelivered.event_id, undelivered.order_id) {
        (Some(event_id), _) => match feed::find(connection, event_id)? {
            // However old it is by now: somebody wants it to be told.
            Some(event) => {
                let facts = Facts::read(connection, audience, &event, event.at.min(now))?;
                notice(audience, &event, facts)
            }
            None => None,
        },
        (None, Some(order_id)) => OrderFacts::read(connection, order_id)?.map(|facts| Notice {
            news: Some(News::Untaken),
            order: Some(facts),
            ..Notice::default()
        }),
        (None, None) => None,
    };
    let told = told(connection, kind, notice)?;
    Ok(Some(Asked { undelivered, told }))
}

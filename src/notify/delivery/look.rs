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

/// Looks at events up to the first that is told. One has been told before.
pub(super) fn look(
    connection: &mut Connection,
    kind: ChannelKind,
    events: &[Event],
    told_ahead: Option<i64>,
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
        if told_ahead == Some(event.id) {
            continue;
        }
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

/// The first event that is told, and the first after it that is told of another order.
pub(super) struct Past {
    /// Its id.
    pub first: i64,
    /// The other's.
    pub other: i64,
    /// What is told of the other.
    pub told: Told,
}

/// `None`: there are no two.
pub(super) fn look_past(
    connection: &mut Connection,
    kind: ChannelKind,
    events: &[Event],
    told_ahead: Option<i64>,
    now: UtcTime,
) -> diesel::QueryResult<Option<Past>> {
    let seen = look(connection, kind, events, told_ahead, now)?;
    let first = events.iter().find(|event| seen.told.is_some() && event.id == seen.last);
    let Some(first) = first else {
        return Ok(None);
    };
    let others = events.iter().filter(|event| event.id > first.id);
    let others = others.filter(|event| event.order_id != first.order_id).cloned();
    let others: Vec<_> = others.collect();
    let seen = look(connection, kind, &others, told_ahead, now)?;
    Ok(seen.told.map(|told| Past { first: first.id, other: seen.last, told }))
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

/// One that was tried in vain so often that it is not the channel.
pub(super) fn failed(
    channel: ChannelKind,
    notice: &Notice,
    event_id: i64,
    at: UtcTime,
) -> NewUndelivered {
    NewUndelivered { why: Why::Failed, ..refused(channel, notice, Some(event_id), None, at) }
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
        // Whoever has taken it meanwhile need not be told.
        (None, Some(order_id)) => OrderFacts::read(connection, order_id)?
            .filter(OrderFacts::waits_for_staff)
            .map(|facts| Notice {
                news: Some(News::Untaken),
                order: Some(facts),
                ..Notice::default()
            }),
        (None, None) => None,
    };
    // What somebody wants to be told, and what the channel wants besides.
    let choices = Choices::read(connection, kind)?;
    let notice = notice.and_then(|notice| {
        notice.wanted(|topic| topic == undelivered.topic || choices.is_wanted(topic))
    });
    let told = told(connection, kind, notice)?;
    Ok(Some(Asked { undelivered, told }))
}

//! The worker of one channel. A step looks what is next and sends at most one message; the loop only waits.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::{
    channel::{Audience, Channel, ChannelKind, Delivery},
    choices::Choices,
    message::Writer,
    notice::{self, Facts, News, Notice, OrderFacts, notice},
    state::{self, NoticeState},
    undelivered::{self, NewUndelivered, Undelivered, Why},
    untaken::{self, Claim, Due, Watch},
    wording::Wording,
};
use crate::{
    clock::{self, UtcTime},
    config::Config,
    db::{Connection, Store, StoreError},
    feed::{
        self, Consumer, Event,
        consumer::{Done, Turn},
    },
};

/// How many events are looked at in one step.
const PAGE: i64 = 50;

/// How often it is looked for something new, and whether the lease has to be renewed.
const LOOK: Duration = Duration::from_secs(1);
const LONGEST_LOOK: Duration = Duration::from_secs(10);

/// How long to wait after a try in vain: at first, and at most.
const RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_mins(5);

/// How long a channel that is not there is left alone.
const REFUSED: Duration = Duration::from_hours(1);

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There was nothing to tell.
    Idle,
    /// What happened was looked at, and is not told.
    Passed,
    Delivered,
    /// A message that the channel does not take was left out, and waits for a person.
    LeftOut,
    /// Not now: a try was in vain, too many messages came, or that long is still to be waited.
    Wait(Duration),
    /// The channel is not there, so it is left alone for that long.
    Refused(Duration),
    /// Another node does it.
    Theirs,
    /// Another node did it meanwhile.
    Lost,
}

impl Step {
    /// How long the loop waits before the next one.
    fn wait(self) -> Duration {
        match self {
            Self::Passed | Self::Delivered | Self::LeftOut => Duration::ZERO,
            Self::Idle | Self::Lost => LOOK,
            Self::Theirs => LONGEST_LOOK,
            Self::Wait(wait) | Self::Refused(wait) => wait.min(LONGEST_LOOK),
        }
    }
}

/// Tells one channel what happens.
pub struct Notifier {
    consumer: Consumer,
    channel: Channel,
    writer: Writer,
    state: NoticeState,
    /// What the next message has to wait for.
    pause: Option<Pause>,
    /// How many tries were in vain since the last that was not.
    failures: u32,
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    until: UtcTime,
    /// Another node may have a better channel.
    gives_way: bool,
}

impl Notifier {
    /// The notifier of a channel, where the settings have it.
    #[must_use]
    pub fn of(
        config: &Config,
        store: &Store,
        kind: ChannelKind,
        state: NoticeState,
    ) -> Option<Self> {
        let channel = Channel::of(config, kind)?;
        Some(Self::new(store, channel, Writer::of(config, kind), state))
    }

    #[must_use]
    pub fn new(store: &Store, channel: Channel, writer: Writer, state: NoticeState) -> Self {
        let consumer = Consumer::new(store.clone(), channel.kind().consumer());
        Self { consumer, channel, writer, state, pause: None, failures: 0 }
    }

    /// Looks what is next, and sends at most one message.
    ///
    /// # Errors
    /// The store's; nothing is missed.
    pub async fn step(&mut self, now: UtcTime) -> Result<Step, StoreError> {
        self.pause = self.pause.filter(|pause| now < pause.until);
        if let Some(Pause { until, gives_way: true }) = self.pause {
            return Ok(Step::Refused(left(now, until)));
        }
        match self.consumer.take(now).await? {
            Turn::Ours => {}
            Turn::Theirs { .. } => return Ok(Step::Theirs),
            Turn::Beginning => return Ok(Step::Idle),
        }
        if let Some(Pause { until, .. }) = self.pause {
            return Ok(Step::Wait(left(now, until)));
        }
        let events = self.consumer.next(PAGE).await?;
        if !events.is_empty() {
            return self.tell(events, now).await;
        }
        if self.channel.kind().audience() == Audience::Staff {
            let step = self.say_untaken(now).await?;
            if step != Step::Idle {
                return Ok(step);
            }
        }
        self.try_again(now).await
    }

    /// Tells the first of these events that is worth it; those before it are dealt with together with it.
    async fn tell(&mut self, events: Vec<Event>, now: UtcTime) -> Result<Step, StoreError> {
        let kind = self.channel.kind();
        let look = move |c: &mut Connection| Ok::<_, StoreError>(look(c, kind, &events, now)?);
        let Seen { last, watches, mut undelivered, told } =
            self.consumer.store().read(look).await?;
        let step = match told {
            None => Step::Passed,
            Some((notice, wording)) => match self.send(&notice, &wording, now).await? {
                Sent::Step(step @ Step::Delivered) => step,
                Sent::Step(step) => return Ok(step),
                Sent::LeftOut { code } => {
                    let event_id = Some(last);
                    undelivered.push(refused(kind, &notice, event_id, code, now));
                    Step::LeftOut
                }
            },
        };
        let write = move |connection: &mut Connection| {
            watches.iter().try_for_each(|watch| untaken::apply(connection, kind, *watch))?;
            undelivered.iter().try_for_each(|new| undelivered::add(connection, new))
        };
        Ok(match self.consumer.done(last, write).await? {
            Done::Written => step,
            Done::Lost => Step::Lost,
        })
    }

    /// Says which order has waited for too long.
    async fn say_untaken(&mut self, now: UtcTime) -> Result<Step, StoreError> {
        let kind = self.channel.kind();
        let store = self.consumer.store().clone();
        let due = store.read(move |c| Ok::<_, StoreError>(untaken_due(c, kind, now)?)).await?;
        let (facts, wording) = match due {
            None => return Ok(Step::Idle),
            Some((Due::Forget { order_id }, _)) => {
                let forget = Watch::End { order_id };
                store.write(move |c| Ok::<_, StoreError>(untaken::apply(c, kind, forget)?)).await?;
                return Ok(Step::Passed);
            }
            Some((Due::Say(facts), wording)) => (*facts, wording),
        };
        let order_id = facts.order.id;
        let claim =
            store.write(move |c| Ok::<_, StoreError>(untaken::claim(c, kind, order_id, now)?));
        if claim.await? == Claim::Theirs {
            return Ok(Step::Lost);
        }
        let Some(wording) = wording else {
            // It is not wanted, and said by nobody.
            return Ok(Step::Passed);
        };
        let notice = Notice { news: Some(News::Untaken), order: Some(facts), ..Notice::default() };
        match self.send(&notice, &wording, now).await? {
            Sent::Step(Step::Delivered) => Ok(Step::Delivered),
            Sent::Step(step) => {
                let unclaim = move |c: &mut Connection| {
                    Ok::<_, StoreError>(untaken::unclaim(c, kind, order_id, now)?)
                };
                store.write(unclaim).await?;
                Ok(step)
            }
            Sent::LeftOut { code } => {
                let new = refused(kind, &notice, None, code, now);
                store.write(move |c| Ok::<_, StoreError>(undelivered::add(c, &new)?)).await?;
                Ok(Step::LeftOut)
            }
        }
    }

    /// Tries what could not be delivered and a person wants to be tried once more.
    async fn try_again(&mut self, now: UtcTime) -> Result<Step, StoreError> {
        let kind = self.channel.kind();
        let store = self.consumer.store().clone();
        let asked = store.read(move |c| Ok::<_, StoreError>(asked_again(c, kind, now)?)).await?;
        let Some(Asked { undelivered: Undelivered { id, .. }, told }) = asked else {
            return Ok(Step::Idle);
        };
        let sent = match told {
            // Of what it was about nothing is there any more, or nobody whom it could be told.
            None => Sent::LeftOut { code: None },
            Some((notice, wording)) => self.send(&notice, &wording, now).await?,
        };
        match sent {
            Sent::Step(Step::Delivered) => {
                store
                    .write(move |c| Ok::<_, StoreError>(undelivered::delivered(c, id, now)?))
                    .await?;
                Ok(Step::Delivered)
            }
            Sent::Step(step) => Ok(step),
            Sent::LeftOut { code } => {
                let again = move |c: &mut Connection| {
                    Ok::<_, StoreError>(undelivered::refused_again(c, id, code, now)?)
                };
                store.write(again).await?;
                Ok(Step::LeftOut)
            }
        }
    }

    /// Sends one message. No transaction is open meanwhile.
    async fn send(
        &mut self,
        notice: &Notice,
        wording: &Wording,
        now: UtcTime,
    ) -> Result<Sent, StoreError> {
        if self.consumer.take_for(now, self.channel.longest()).await? != Turn::Ours {
            return Ok(Sent::Step(Step::Lost));
        }
        let channel = self.channel.kind().as_str();
        let begun = Instant::now();
        let delivery = self.channel.deliver(&self.writer.message(notice, wording)).await;
        // What has to be waited is counted from the answer.
        let now = now.plus(begun.elapsed());
        Ok(Sent::Step(match delivery {
            Delivery::Delivered { rest } => {
                self.failures = 0;
                self.pause = rest.map(|rest| Pause::new(now, rest));
                if self.state.delivered() == state::News::New {
                    tracing::info!(channel, "notices are delivered again");
                }
                Step::Delivered
            }
            Delivery::Partly { refused } => {
                self.failures = 0;
                let whom = refused.join(", ");
                if self.state.partly(refused) == state::News::New {
                    tracing::warn!(
                        channel,
                        whom,
                        "NOT ALL OF STAFF GET NOTICES: these are refused"
                    );
                }
                Step::Delivered
            }
            Delivery::Limited(wait) => {
                let wait = wait.unwrap_or_else(|| backoff(1));
                tracing::debug!(channel, ?wait, "the next notice is wanted later");
                self.wait(now, wait)
            }
            Delivery::Failed(why) => {
                self.failures = self.failures.saturating_add(1);
                if self.state.failed(now, why.clone()) == state::News::New {
                    tracing::warn!(channel, why, "NO NOTICES ARE DELIVERED: it is tried again");
                }
                self.wait(now, backoff(self.failures))
            }
            Delivery::Malformed { status, code } => {
                self.failures = 0;
                self.state.skipped(status);
                let uid = notice.order.as_ref().map(|facts| facts.order.uid.as_str());
                tracing::error!(
                    channel,
                    status,
                    code,
                    uid,
                    "A NOTICE WAS REFUSED and is left out: it waits in the attention queue"
                );
                return Ok(Sent::LeftOut { code: Some(code.unwrap_or_else(|| status.into())) });
            }
            Delivery::Refused { status } => {
                if self.state.refused(status) == state::News::New {
                    let why = self.state.refusal(status);
                    tracing::error!(channel, why, "NO NOTICES ARE DELIVERED");
                }
                self.pause = Some(Pause { until: now.plus(REFUSED), gives_way: true });
                self.release(now).await;
                Step::Refused(REFUSED)
            }
        }))
    }

    fn wait(&mut self, now: UtcTime, wait: Duration) -> Step {
        self.pause = Some(Pause::new(now, wait));
        Step::Wait(wait)
    }

    /// Leaves it to another node.
    pub async fn release(&mut self, now: UtcTime) {
        if let Err(error) = self.consumer.release(now).await {
            tracing::debug!(%error, "the lease of the notices runs out by itself");
        }
    }
}

impl Pause {
    fn new(now: UtcTime, wait: Duration) -> Self {
        Self { until: now.plus(wait), gives_way: false }
    }
}

/// What sending a message came to.
enum Sent {
    Step(Step),
    /// It is not taken, and never will be.
    LeftOut {
        /// What the service said.
        code: Option<i64>,
    },
}

/// What is told, and how.
type Told = (Notice, Wording);

/// What was seen of some events.
struct Seen {
    /// The last that was looked at.
    last: i64,
    watches: Vec<Watch>,
    /// What has become too old to be told.
    undelivered: Vec<NewUndelivered>,
    /// What is told of that one.
    told: Option<Told>,
}

/// Looks at events up to the first that is told.
fn look(
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

fn refused(
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
fn untaken_due(
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
struct Asked {
    undelivered: Undelivered,
    told: Option<Told>,
}

fn asked_again(
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

/// How long to wait after so many tries in vain: twice as long each time, and never all nodes at the same moment.
fn backoff(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = RETRY.saturating_mul(1 << doublings).min(LONGEST_RETRY);
    longest.mul_f64(rand::random_range(0.5..=1.0))
}

fn left(now: UtcTime, until: UtcTime) -> Duration {
    (until.utc() - now.utc()).to_std().unwrap_or_default()
}

/// Tells until the shop stops, and leaves it to another node then.
pub async fn work(mut notifier: Notifier, mut stopping: watch::Receiver<bool>) {
    let mut is_failing = false;
    loop {
        let wait = match notifier.step(clock::now()).await {
            Ok(step) => {
                is_failing = false;
                step.wait()
            }
            Err(error) => {
                // Once for each time that it begins.
                if !std::mem::replace(&mut is_failing, true) {
                    tracing::warn!(%error, "what a channel should be told could not be read; trying again");
                }
                LOOK
            }
        };
        let stops = stopping.wait_for(|stopping| *stopping);
        if tokio::time::timeout(wait, stops).await.is_ok() {
            break;
        }
    }
    notifier.release(clock::now()).await;
}

#[cfg(test)]
mod tests;

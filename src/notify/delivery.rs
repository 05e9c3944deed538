//! The worker of one channel. A step looks what is next and sends at most one message; the loop only waits.

mod look;
mod send;

use std::time::Duration;

use tokio::sync::watch;

use self::{
    look::{Asked, Past, Seen, asked_again, failed, look, look_past, refused, untaken_due},
    send::{Pause, Sent},
};
use super::{
    channel::{Audience, Channel, ChannelKind},
    message::Writer,
    notice::{self, News, Notice},
    state::NoticeState,
    undelivered::{self, NewUndelivered, Undelivered, Why},
    untaken::{self, Due, Watch},
};
use crate::{
    clock::{self, UtcTime},
    config::Config,
    db::{Connection, Store, StoreError},
    feed::{
        Consumer, Event,
        consumer::{Done, Turn},
    },
};

/// How many events are looked at in one step.
const PAGE: usize = 50;

/// How far it is looked for a message that shows whether the channel works.
const FURTHEST: i64 = 200;

/// After how many tries in vain it is doubted that it is the channel, which takes some ten minutes. From then on every other try
/// is another order's message.
const DOUBTED: u32 = 10;

/// How often it is looked for something new, and whether the lease has to be renewed.
const LOOK: Duration = Duration::from_secs(1);
const LONGEST_LOOK: Duration = Duration::from_secs(10);

/// How long a stop waits for a message that is on its way.
const FAREWELL: Duration = Duration::from_secs(2);

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
    /// An event that was in vain so often that it is left out if it is once more: another came through.
    doubted: Option<i64>,
    /// An event that was told before those that come before it.
    told_ahead: Option<i64>,
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
        // A channel that fails or is refused takes its turn every hour; so long ago nobody wanted it.
        let consumer = Consumer::new(store.clone(), channel.kind().consumer());
        let consumer = consumer.forgetting_after(notice::STALE);
        Self {
            consumer,
            channel,
            writer,
            state,
            pause: None,
            failures: 0,
            doubted: None,
            told_ahead: None,
        }
    }

    /// Looks what is next, and sends at most one message.
    ///
    /// # Errors
    /// The store's; nothing is missed.
    pub async fn step(&mut self, now: UtcTime) -> Result<Step, StoreError> {
        self.pause = self.pause.filter(|pause| now < pause.until);
        if let Some(Pause { until, gives_way: true }) = self.pause {
            return Ok(Step::Wait(left(now, until)));
        }
        match self.consumer.take(now).await? {
            Turn::Ours => {}
            Turn::Theirs { .. } => return Ok(Step::Theirs),
            Turn::Beginning => return Ok(Step::Idle),
        }
        if let Some(Pause { until, .. }) = self.pause {
            return Ok(Step::Wait(left(now, until)));
        }
        let events = self.consumer.next(i64::try_from(PAGE).unwrap_or(i64::MAX)).await?;
        if !events.is_empty() {
            let is_doubted = self.failures >= DOUBTED && self.failures.is_multiple_of(2);
            if is_doubted && let Some(step) = self.look_past(now).await? {
                return Ok(step);
            }
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
    async fn tell(&mut self, mut events: Vec<Event>, now: UtcTime) -> Result<Step, StoreError> {
        events.truncate(PAGE);
        let (kind, ahead) = (self.channel.kind(), self.told_ahead);
        let look =
            move |c: &mut Connection| Ok::<_, StoreError>(look(c, kind, &events, ahead, now)?);
        let Seen { last, watches, mut undelivered, told } =
            self.consumer.store().read(look).await?;
        let step = match told {
            None => Step::Passed,
            Some((notice, wording)) => match self.send(&notice, &wording, now).await? {
                Sent::Step(step @ Step::Delivered) => step,
                Sent::InVain(Step::Wait(_)) if self.doubted == Some(last) => {
                    undelivered.push(failed(kind, &notice, last, now));
                    let uid = notice.order.as_ref().map(|facts| facts.order.uid.as_str());
                    tracing::error!(
                        channel = kind.as_str(),
                        uid,
                        "A NOTICE IS LEFT OUT, since it alone is always in vain: it waits in the attention queue"
                    );
                    Step::LeftOut
                }
                Sent::Step(step) | Sent::InVain(step) => return Ok(step),
                Sent::LeftOut { code } => {
                    let event_id = Some(last);
                    undelivered.push(refused(kind, &notice, event_id, code, now));
                    Step::LeftOut
                }
            },
        };
        self.done(step, last, watches, undelivered).await
    }

    /// Tries the next message of another order, after one was in vain so often. Where that one comes through, it is not the
    /// channel, and the first is left out if it fails once more. `None`: there is none to try.
    ///
    /// Each order's messages come in their order all the same: of the first one's order nothing later is tried before it.
    async fn look_past(&mut self, now: UtcTime) -> Result<Option<Step>, StoreError> {
        let (kind, ahead) = (self.channel.kind(), self.told_ahead);
        let events = self.consumer.more(FURTHEST).await?;
        let look =
            move |c: &mut Connection| Ok::<_, StoreError>(look_past(c, kind, &events, ahead, now)?);
        let Some(Past { first, other, told: (notice, wording) }) =
            self.consumer.store().read(look).await?
        else {
            return Ok(None);
        };
        Ok(Some(match self.send(&notice, &wording, now).await? {
            Sent::Step(Step::Delivered) => {
                (self.doubted, self.told_ahead) = (Some(first), Some(other));
                Step::Delivered
            }
            Sent::Step(step) | Sent::InVain(step) => step,
            Sent::LeftOut { .. } => {
                // It was answered, and is left out when it is its turn.
                self.doubted = Some(first);
                Step::Passed
            }
        }))
    }

    /// What a step came to, once everything up to that event is dealt with.
    async fn done(
        &mut self,
        step: Step,
        last: i64,
        watches: Vec<Watch>,
        undelivered: Vec<NewUndelivered>,
    ) -> Result<Step, StoreError> {
        let kind = self.channel.kind();
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
                let forget = move |c: &mut Connection| untaken::apply(c, kind, forget);
                return self.written(Step::Passed, forget).await;
            }
            Some((Due::Say(facts), wording)) => (*facts, wording),
        };
        let order_id = facts.order.id;
        let mut left_out = None;
        let step = match wording {
            // It is not wanted, and said by nobody.
            None => Step::Passed,
            Some(wording) => {
                let order = Some(facts);
                let notice = Notice { news: Some(News::Untaken), order, ..Notice::default() };
                match self.send(&notice, &wording, now).await? {
                    Sent::Step(Step::Delivered) => Step::Delivered,
                    Sent::Step(step) | Sent::InVain(step) => return Ok(step),
                    Sent::LeftOut { code } => {
                        left_out = Some(refused(kind, &notice, None, code, now));
                        Step::LeftOut
                    }
                }
            }
        };
        let said = move |connection: &mut Connection| {
            untaken::said(connection, kind, order_id, now)?;
            left_out.iter().try_for_each(|new| undelivered::add(connection, new))
        };
        self.written(step, said).await
    }

    /// What a step came to, once that is written down with it.
    async fn written(
        &mut self,
        step: Step,
        write: impl Fn(&mut Connection) -> diesel::QueryResult<()> + Send + 'static,
    ) -> Result<Step, StoreError> {
        Ok(match self.consumer.also(write).await? {
            Done::Written => step,
            Done::Lost => Step::Lost,
        })
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
        let in_vain = async |step, why, code| {
            let again = move |c: &mut Connection| {
                Ok::<_, StoreError>(undelivered::in_vain(c, id, why, code, now)?)
            };
            store.write(again).await.map(|()| step)
        };
        match sent {
            Sent::Step(Step::Delivered) => {
                store
                    .write(move |c| Ok::<_, StoreError>(undelivered::delivered(c, id, now)?))
                    .await?;
                Ok(Step::Delivered)
            }
            // Whoever asked once has it tried once.
            Sent::InVain(step) => in_vain(step, Why::Failed, None).await,
            Sent::LeftOut { code } => in_vain(Step::LeftOut, Why::Refused, code).await,
            Sent::Step(step) => Ok(step),
        }
    }
}

fn left(now: UtcTime, until: UtcTime) -> Duration {
    (until.utc() - now.utc()).to_std().unwrap_or_default()
}

/// Tells until the shop stops, and leaves it to another node then.
pub async fn work(mut notifier: Notifier, mut stopping: watch::Receiver<bool>) {
    let mut is_failing = false;
    let mut ending = stopping.clone();
    let farewell = async {
        // Its other end is gone: nobody stops it.
        if ending.wait_for(|stopping| *stopping).await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::pin!(farewell);
    loop {
        let step = tokio::select! {
            step = notifier.step(clock::now()) => step,
            // It may have come all the same, and comes again then.
            () = &mut farewell => break,
        };
        let wait = match step {
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

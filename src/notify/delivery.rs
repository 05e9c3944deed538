//! The worker that tells staff. A step looks what is next and sends at most one message; the loop only waits.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::{
    discord::{Delivery, Discord},
    message::Writer,
    notice::{Facts, News, Notice, notice},
    state::{self, NoticeState},
    untaken::{self, Claim, Due, Watch},
};
use crate::{
    clock::{self, UtcTime},
    config::Config,
    db::{Connection, Store, StoreError},
    feed::{
        Consumer, Event,
        consumer::{Done, Turn},
    },
    i18n::{Lang, Messages},
};

/// The consumer's name in the database.
const NAME: &str = "staff-notices";

/// How many events are looked at in one step.
const PAGE: i64 = 50;

/// How often it is looked for something new, and whether the lease has to be renewed.
const LOOK: Duration = Duration::from_secs(1);
const LONGEST_LOOK: Duration = Duration::from_secs(10);

/// How long to wait after a try in vain: at first, and at most.
const RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_mins(5);

/// How long a webhook that is not there is left alone.
const REFUSED: Duration = Duration::from_hours(1);

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There was nothing to tell.
    Idle,
    /// What happened was looked at, and is not told.
    Passed,
    Delivered,
    /// A message that Discord does not take was left out.
    LeftOut,
    /// Not now: a try was in vain, too many messages came, or that long is still to be waited.
    Wait(Duration),
    /// The webhook is not there, so it is left alone for that long.
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

/// Tells staff what they should not miss.
pub struct Notifier {
    consumer: Consumer,
    discord: Discord,
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
    /// Another node may have a better webhook.
    gives_way: bool,
}

impl Notifier {
    /// The notifier that the settings ask for; `None`: nobody wants to be told.
    #[must_use]
    pub fn of(config: &Config, store: &Store, state: NoticeState) -> Option<Self> {
        let discord = Discord::new(config.discord.clone()?);
        // The shop's language.
        let messages = Messages::for_lang(Lang::Ru);
        let writer = Writer::new(messages, config.public_url.clone(), config.is_sandbox());
        Some(Self::new(store, discord, writer, state))
    }

    #[must_use]
    pub fn new(store: &Store, discord: Discord, writer: Writer, state: NoticeState) -> Self {
        let consumer = Consumer::new(store.clone(), NAME);
        Self { consumer, discord, writer, state, pause: None, failures: 0 }
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
        if events.is_empty() { self.say_untaken(now).await } else { self.tell(events, now).await }
    }

    /// Tells the first of these events that is worth it; those before it are dealt with together with it.
    async fn tell(&mut self, events: Vec<Event>, now: UtcTime) -> Result<Step, StoreError> {
        let look = move |c: &mut Connection| Ok::<_, StoreError>(look(c, &events, now)?);
        let Seen { last, watches, notice } = self.consumer.store().read(look).await?;
        let step = match notice {
            None => Step::Passed,
            Some(notice) => match self.send(&notice, now).await {
                step @ (Step::Delivered | Step::LeftOut) => step,
                step => return Ok(step),
            },
        };
        let write = move |connection: &mut Connection| {
            watches.iter().try_for_each(|watch| untaken::apply(connection, *watch))
        };
        Ok(match self.consumer.done(last, write).await? {
            Done::Written => step,
            Done::Lost => Step::Lost,
        })
    }

    /// Says which order has waited for too long.
    async fn say_untaken(&mut self, now: UtcTime) -> Result<Step, StoreError> {
        let store = self.consumer.store().clone();
        let due = store.read(move |c| Ok::<_, StoreError>(untaken::due(c, now)?)).await?;
        let facts = match due {
            None => return Ok(Step::Idle),
            Some(Due::Forget { order_id }) => {
                let forget = Watch::End { order_id };
                store.write(move |c| Ok::<_, StoreError>(untaken::apply(c, forget)?)).await?;
                return Ok(Step::Passed);
            }
            Some(Due::Say(facts)) => *facts,
        };
        let order_id = facts.order.id;
        let claim = store.write(move |c| Ok::<_, StoreError>(untaken::claim(c, order_id, now)?));
        if claim.await? == Claim::Theirs {
            return Ok(Step::Lost);
        }
        let notice = Notice {
            news: Some(News::Untaken),
            order: Some(facts),
            words: None,
            raised: Vec::new(),
        };
        let step = self.send(&notice, now).await;
        if !matches!(step, Step::Delivered | Step::LeftOut) {
            store.write(move |c| Ok::<_, StoreError>(untaken::unclaim(c, order_id, now)?)).await?;
        }
        Ok(step)
    }

    /// Sends one message. No transaction is open meanwhile.
    async fn send(&mut self, notice: &Notice, now: UtcTime) -> Step {
        let begun = Instant::now();
        let delivery = self.discord.deliver(&self.writer.message(notice)).await;
        // What has to be waited is counted from the answer.
        let now = now.plus(begun.elapsed());
        match delivery {
            Delivery::Delivered { rest } => {
                self.failures = 0;
                self.pause = rest.map(|rest| Pause::new(now, rest));
                if self.state.delivered() == state::News::New {
                    tracing::info!("staff get notices again");
                }
                Step::Delivered
            }
            Delivery::Limited(wait) => {
                let wait = wait.unwrap_or_else(|| backoff(1));
                tracing::debug!(?wait, "Discord wants the next notice later");
                self.wait(now, wait)
            }
            Delivery::Failed(why) => {
                self.failures = self.failures.saturating_add(1);
                if self.state.failed(now, why.clone()) == state::News::New {
                    tracing::warn!(why, "STAFF GET NO NOTICES: it is tried again");
                }
                self.wait(now, backoff(self.failures))
            }
            Delivery::Malformed { status, code } => {
                self.failures = 0;
                self.state.skipped(status);
                let uid = notice.order.as_ref().map(|facts| facts.order.uid.as_str());
                tracing::error!(
                    status,
                    code,
                    uid,
                    "A NOTICE TO STAFF WAS REFUSED and is left out: look at the order yourself"
                );
                Step::LeftOut
            }
            Delivery::Refused { status } => {
                if self.state.refused(status) == state::News::New {
                    tracing::error!(
                        status,
                        "STAFF GET NO NOTICES: the webhook is refused; make a new one and set KASSA_DISCORD_WEBHOOK"
                    );
                }
                self.pause = Some(Pause { until: now.plus(REFUSED), gives_way: true });
                self.release(now).await;
                Step::Refused(REFUSED)
            }
        }
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

/// What was seen of some events.
struct Seen {
    /// The last that was looked at.
    last: i64,
    watches: Vec<Watch>,
    /// What is told of that one.
    notice: Option<Notice>,
}

/// Looks at events up to the first that is told.
fn look(connection: &mut Connection, events: &[Event], now: UtcTime) -> diesel::QueryResult<Seen> {
    let mut seen = Seen { last: 0, watches: Vec::new(), notice: None };
    for event in events {
        let facts = Facts::read(connection, event, now)?;
        if let Some(order) = &facts.order {
            seen.watches.extend(untaken::watch(connection, event, order, now)?);
        }
        seen.last = event.id;
        seen.notice = notice(event, facts);
        if seen.notice.is_some() {
            break;
        }
    }
    Ok(seen)
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

/// Tells staff until the shop stops, and leaves it to another node then.
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
                    tracing::warn!(%error, "what staff should be told could not be read; trying again");
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

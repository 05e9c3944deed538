//! The worker that tells endpoints. A step reads the feed, sends what is due and writes down what became of it; the loop only waits.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

use tokio::{
    sync::watch,
    task::{self, JoinSet},
};

use super::{
    chores,
    endpoint::NAME,
    ledger::{self, Due, Landed, LaunchCourse, Outgoing, Sent},
    queue,
    sender::Sender,
};
use crate::{
    clock::{self, UtcTime},
    db::{Connection, Store, StoreError},
    feed::{
        Consumer,
        consumer::{Done, MARGIN, Turn},
    },
};

/// How many events are read in one step: few, since SQLite's callbacks wait behind the write that queues them.
const PAGE: i64 = 10;

/// How often it is looked for something new, and whether the lease has to be renewed.
const LOOK: Duration = Duration::from_secs(1);
const LONGEST_LOOK: Duration = Duration::from_secs(10);

/// How long a stop waits for what is on its way.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There was nothing to do.
    Idle,
    /// Something was queued, or came to an end.
    Worked,
    /// Something is on its way.
    Flying,
    /// Another node does it.
    Theirs,
    /// Another node did it meanwhile.
    Lost,
}

impl Step {
    /// How long the loop waits before the next one.
    fn wait(self) -> Duration {
        match self {
            Self::Worked | Self::Flying => Duration::ZERO,
            Self::Idle | Self::Lost => LOOK,
            Self::Theirs => LONGEST_LOOK,
        }
    }
}

/// Tells endpoints what happens.
pub struct Deliverer {
    consumer: Consumer,
    sender: Sender,
    /// When the lease was taken or looked at last, and for how long after that something may be sent: it ends before the lease can.
    taken: Instant,
    spare: Duration,
    /// Whose turn it was then.
    turn: Option<Turn>,
    /// What is on its way.
    flights: JoinSet<Sent>,
    tasks: HashMap<task::Id, Flight>,
    /// What came to an end, and is not written down.
    landed: VecDeque<Landed>,
}

/// Something on its way.
#[derive(Clone, Debug)]
struct Flight {
    delivery_id: i64,
    endpoint_id: i64,
    message_id: String,
    course: LaunchCourse,
    at: UtcTime,
    begun: Instant,
}

impl Deliverer {
    #[must_use]
    pub fn new(store: &Store, sender: Sender) -> Self {
        Self {
            consumer: Consumer::new(store.clone(), NAME),
            taken: Instant::now(),
            turn: None,
            spare: MARGIN.saturating_sub(sender.patience()),
            sender,
            flights: JoinSet::new(),
            tasks: HashMap::new(),
            landed: VecDeque::new(),
        }
    }

    /// Queues what happened, sends what is due, and waits a moment for what is on its way.
    ///
    /// # Errors
    /// The store's; nothing is missed.
    pub async fn step(&mut self, now: UtcTime) -> Result<Step, StoreError> {
        match self.take(now).await? {
            Turn::Ours => {}
            Turn::Theirs { .. } => {
                self.abandon();
                return Ok(Step::Theirs);
            }
            Turn::Beginning => return Ok(Step::Idle),
        }
        let events = self.consumer.next(PAGE).await?;
        let queued = if let Some(last) = events.last().map(|event| event.id) {
            let fan_out = move |c: &mut Connection| queue::fan_out(c, &events, now);
            if self.consumer.done(last, fan_out).await? == Done::Lost {
                self.abandon();
                return Ok(Step::Lost);
            }
            true
        } else {
            false
        };
        let queued = match self.work_chores(now).await? {
            Written::Nothing => queued,
            Written::Something => true,
            Written::Lost => {
                self.abandon();
                return Ok(Step::Lost);
            }
        };
        // What was queued may have taken long.
        if self.taken.elapsed() > self.spare / 2
            && self.take(now.plus(self.taken.elapsed())).await? != Turn::Ours
        {
            self.abandon();
            return Ok(Step::Theirs);
        }
        self.launch(now).await?;
        if !queued {
            self.wait(LOOK).await;
        }
        match self.write_down().await? {
            Written::Something => Ok(Step::Worked),
            Written::Nothing if queued => Ok(Step::Worked),
            Written::Nothing if self.tasks.is_empty() => Ok(Step::Idle),
            Written::Nothing => Ok(Step::Flying),
            Written::Lost => {
                self.abandon();
                Ok(Step::Lost)
            }
        }
    }

    async fn take(&mut self, now: UtcTime) -> Result<Turn, StoreError> {
        // Before it is asked for: the answer may be long in coming.
        self.taken = Instant::now();
        let turn = self.consumer.take(now).await?;
        self.turn = Some(turn);
        Ok(turn)
    }

    /// Does a page of what takes long.
    async fn work_chores(&mut self, now: UtcTime) -> Result<Written, StoreError> {
        let due = |c: &mut Connection| Ok::<_, StoreError>(chores::due(c)?);
        let mut written = Written::Nothing;
        for chore in self.consumer.store().read(due).await? {
            let read = chore.clone();
            let page = move |c: &mut Connection| Ok::<_, StoreError>(read.page(c)?);
            let page = self.consumer.store().read_long(page).await?;
            let work = move |c: &mut Connection| chore.work(c, page.as_ref(), now);
            if self.consumer.also(work).await? == Done::Lost {
                return Ok(Written::Lost);
            }
            written = Written::Something;
        }
        Ok(written)
    }

    /// Sends what is due, unless so much time has passed that the lease might end first: the next step takes it anew.
    async fn launch(&mut self, now: UtcTime) -> Result<(), StoreError> {
        let on_their_way =
            self.tasks.values().map(|flight| (flight.delivery_id, flight.endpoint_id));
        let ended = self.landed.iter().map(|landed| (landed.delivery_id, landed.endpoint_id));
        let flying: HashMap<i64, i64> = on_their_way.chain(ended).collect();
        if flying.len() >= ledger::MOST {
            return Ok(());
        }
        let due = move |c: &mut Connection| Ok::<_, StoreError>(ledger::due(c, &flying, now)?);
        let due = self.consumer.store().read(due).await?;
        if self.taken.elapsed() < self.spare {
            for due in due {
                self.fly(due, now);
            }
        }
        Ok(())
    }

    fn fly(&mut self, due: Due, at: UtcTime) {
        let Due { outgoing, course } = due;
        let Outgoing { delivery_id, endpoint_id, .. } = outgoing;
        let message_id = outgoing.message_id.clone();
        let sender = self.sender.clone();
        let task = self.flights.spawn(async move { sender.send(&outgoing, at).await });
        let begun = Instant::now();
        let flight = Flight { delivery_id, endpoint_id, message_id, course, at, begun };
        self.tasks.insert(task.id(), flight);
    }

    /// Waits until something comes to an end, and takes all that has.
    async fn wait(&mut self, longest: Duration) {
        if self.flights.is_empty() {
            return;
        }
        let mut ended = tokio::time::timeout(longest, self.flights.join_next_with_id()).await.ok();
        while let Some(Some(next)) = ended {
            self.landed.extend(match next {
                Ok((task, sent)) => self.tasks.remove(&task).map(|flight| flight.landed(sent)),
                Err(error) => {
                    let flight = self.tasks.remove(&error.id());
                    tracing::error!(%error, "a webhook was not sent");
                    flight.map(|flight| {
                        let took = flight.begun.elapsed();
                        flight.landed(Sent {
                            headers: String::new(),
                            took,
                            status: None,
                            retry_after: None,
                            answer: String::new(),
                            error: Some("it could not be sent; the log says more".to_owned()),
                        })
                    })
                }
            });
            ended = self.flights.try_join_next_with_id().map(Some);
        }
    }

    /// Writes down what came to an end.
    async fn write_down(&mut self) -> Result<Written, StoreError> {
        let mut written = Written::Nothing;
        while let Some(landed) = self.landed.front().cloned() {
            let land = move |c: &mut Connection| ledger::land(c, &landed);
            if self.consumer.also(land).await? == Done::Lost {
                return Ok(Written::Lost);
            }
            self.landed.pop_front();
            written = Written::Something;
        }
        Ok(written)
    }

    /// Lets go of what is on its way: another node sends it again.
    fn abandon(&mut self) {
        self.flights = JoinSet::new();
        self.tasks.clear();
        self.landed.clear();
    }

    /// Ends what is on its way, as far as that is soon, and leaves the rest to another node.
    pub async fn release(&mut self, now: UtcTime) {
        if let Err(error) = self.end().await {
            tracing::debug!(%error, "webhooks that were sent will be sent again");
        }
        self.abandon();
        if let Err(error) = self.leave(now).await {
            tracing::debug!(%error, "the lease of the webhooks runs out by itself");
        }
    }

    /// Writes down what has come to an end, and what does so soon. What is being written is not broken off: nobody would know whose
    /// turn it is.
    async fn end(&mut self) -> Result<(), StoreError> {
        let begun = Instant::now();
        loop {
            let written = self.write_down().await?;
            let left = FAREWELL.saturating_sub(begun.elapsed());
            if self.tasks.is_empty() || left.is_zero() || written == Written::Lost {
                return Ok(());
            }
            self.wait(left).await;
        }
    }

    /// Gives the lease back, also where a write that failed has left it unknown whether it is this process's.
    async fn leave(&mut self, now: UtcTime) -> Result<(), StoreError> {
        if self.turn == Some(Turn::Ours) {
            self.take(now).await?;
        }
        self.consumer.release(now).await
    }
}

impl Flight {
    fn landed(self, sent: Sent) -> Landed {
        let Self { delivery_id, endpoint_id, message_id, course, at, .. } = self;
        Landed { delivery_id, endpoint_id, message_id, course, at, sent, dice: rand::random() }
    }
}

/// What was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Nothing,
    Something,
    /// It is another's turn.
    Lost,
}

/// Tells endpoints until the shop stops, and leaves it to another node then.
pub async fn work(mut deliverer: Deliverer, mut stopping: watch::Receiver<bool>) {
    let mut is_failing = false;
    loop {
        let wait = match deliverer.step(clock::now()).await {
            Ok(step) => {
                is_failing = false;
                step.wait()
            }
            Err(error) => {
                // Once for each time that it begins.
                if !std::mem::replace(&mut is_failing, true) {
                    tracing::warn!(%error, "what webhooks should tell could not be read or written down; trying again");
                }
                LOOK
            }
        };
        let stops = stopping.wait_for(|stopping| *stopping);
        if tokio::time::timeout(wait, stops).await.is_ok() {
            break;
        }
    }
    deliverer.release(clock::now()).await;
}

#[cfg(test)]
mod tests;

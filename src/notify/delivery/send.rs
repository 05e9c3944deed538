//! Sends one message, and says what is to be waited for then.

use std::time::{Duration, Instant};

use super::{
    super::{
        channel::{Audience, Delivery},
        notice::Notice,
        state::{self, SAID},
        wording::Wording,
    },
    Notifier, Step,
};
use crate::{clock::UtcTime, db::StoreError, feed::consumer::Turn};

/// How long to wait after a try in vain: at first, and at most.
const RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_mins(5);

/// How long a channel that is not there is left alone.
const REFUSED: Duration = Duration::from_hours(1);

#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    pub until: UtcTime,
    /// Another node may have a better channel.
    pub gives_way: bool,
}

impl Notifier {
    /// Sends one message. No transaction is open meanwhile.
    pub(super) async fn send(
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
                if self.state.limited(now, wait) == state::News::New {
                    tracing::warn!(
                        channel,
                        ?wait,
                        "NO NOTICES ARE DELIVERED for that long: too many came"
                    );
                }
                self.wait(now, wait)
            }
            Delivery::Failed(why) => {
                self.failures = self.failures.saturating_add(1);
                if self.state.failed(now, why.clone()) == state::News::New {
                    tracing::warn!(channel, why, "NO NOTICES ARE DELIVERED: it is tried again");
                }
                let wait = backoff(self.failures);
                // Of two nodes the other one may reach the service.
                if self.failures >= SAID {
                    self.give_way(now, wait).await;
                } else {
                    self.wait(now, wait);
                }
                return Ok(Sent::InVain(Step::Wait(wait)));
            }
            Delivery::Malformed { status, code } => {
                self.failures = 0;
                self.state.skipped(status);
                let uid = notice.order.as_ref().map(|facts| facts.order.uid.as_str());
                match self.channel.kind().audience() {
                    Audience::Staff => tracing::error!(
                        channel,
                        status,
                        code,
                        uid,
                        "A NOTICE WAS REFUSED and is left out: it waits in the attention queue"
                    ),
                    // Many take no messages from a bot.
                    Audience::Customers => tracing::info!(
                        channel,
                        status,
                        code,
                        uid,
                        "a customer cannot be written to: the message waits in the attention queue"
                    ),
                }
                return Ok(Sent::LeftOut { code: Some(code.unwrap_or_else(|| status.into())) });
            }
            Delivery::Refused { status } => {
                if self.state.refused(status) == state::News::New {
                    let why = self.state.refusal(status);
                    tracing::error!(channel, why, "NO NOTICES ARE DELIVERED");
                }
                self.give_way(now, REFUSED).await;
                return Ok(Sent::InVain(Step::Refused(REFUSED)));
            }
        }))
    }

    fn wait(&mut self, now: UtcTime, wait: Duration) -> Step {
        self.pause = Some(Pause::new(now, wait));
        Step::Wait(wait)
    }

    /// Waits, and leaves the channel to another node until then.
    async fn give_way(&mut self, now: UtcTime, wait: Duration) {
        self.pause = Some(Pause { gives_way: true, ..Pause::new(now, wait) });
        self.release(now).await;
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
pub(super) enum Sent {
    Step(Step),
    /// It was tried in vain, and will be again.
    InVain(Step),
    /// It is not taken, and never will be.
    LeftOut {
        /// What the service said.
        code: Option<i64>,
    },
}

/// How long to wait after so many tries in vain: twice as long each time, and never all nodes at the same moment.
fn backoff(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = RETRY.saturating_mul(1 << doublings).min(LONGEST_RETRY);
    longest.mul_f64(rand::random_range(0.5..=1.0))
}

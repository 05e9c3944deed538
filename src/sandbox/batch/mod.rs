//! Pays many links quickly, without the page: each is checked as the page and the pay step check it, and its callback
//! goes straight to the shop.

mod lines;
mod tally;

pub use tally::Tally;

use std::{
    io::{self, BufRead},
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::Utc;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use url::Url;

use self::lines::Line;
use super::{
    fault::Fault,
    hints,
    link::Link,
    payer::Payer,
    plan::{self, Delivery},
    press::{self, Refused},
    registration::Registration,
    sender::{self, Pace, Reply, SendError},
};
use crate::i18n::{Lang, Messages};

/// How often whoever waits is told.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// Who pays, at which app, and how.
#[derive(Debug)]
pub struct Batch {
    pub app: Registration,
    /// «URL события».
    pub callback_url: Url,
    pub payer: Payer,
    /// With every payment.
    pub fault: Fault,
    /// How many payments are under way at a time.
    pub concurrency: NonZeroUsize,
    pub pace: Pace,
}

/// Callbacks that go one after another, each with the line of its link.
type Job = Vec<(u64, Delivery)>;
/// What became of each, and how long it took.
type Done = Vec<(u64, Result<Reply, SendError>, Duration)>;

impl Batch {
    /// Pays the links, one a line. `tell` hears from time to time how far it is.
    ///
    /// # Errors
    /// Only where a task of its own panicked: what a link or a shop does wrong is counted.
    pub async fn pay(
        &self,
        input: impl BufRead + Send + 'static,
        mut tell: impl FnMut(&Tally),
    ) -> io::Result<Tally> {
        let started = Instant::now();
        let mut tally = Tally::default();
        let mut lines = lines::read(input);
        let mut reading = true;
        let mut held: Option<Job> = None;
        let mut running: JoinSet<Done> = JoinSet::new();
        let url = Arc::new(self.callback_url.clone());
        let mut ticks = interval(TELL_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        while reading || !running.is_empty() {
            tokio::select! {
                line = lines.recv(), if reading && running.len() < self.concurrency.get() => {
                    match line {
                        Some(Ok(line)) => {
                            let job = self.accept(line, &mut tally).unwrap_or_default();
                            if let Some(job) = self.in_order(job, &mut held) {
                                running.spawn(send(Arc::clone(&url), job, self.pace));
                            }
                        }
                        Some(Err(error)) => tally.unread = Some(error.to_string()),
                        None => {
                            reading = false;
                            // No next one comes.
                            if let Some(last) = held.take() {
                                running.spawn(send(Arc::clone(&url), last, self.pace));
                            }
                        }
                    }
                }
                Some(done) = running.join_next() => {
                    for (line, reply, took) in done.map_err(io::Error::other)? {
                        tally.count(line, reply, took);
                    }
                }
                _ = ticks.tick() => {
                    tally.took = started.elapsed();
                    tell(&tally);
                }
            }
        }
        tally.took = started.elapsed();
        Ok(tally)
    }

    /// The callbacks of a line's link; `None` where it cannot be paid.
    fn accept(&self, line: Line, tally: &mut Tally) -> Option<Job> {
        tally.links += 1;
        let number = line.number;
        let text = line.text.map_err(|error| error.to_string());
        match text.and_then(|text| self.deliveries(&text)) {
            Ok(deliveries) => Some(deliveries.into_iter().map(|each| (number, each)).collect()),
            Err(reason) => {
                tally.refuse(number, &reason);
                None
            }
        }
    }

    fn deliveries(&self, link: &str) -> Result<Vec<Delivery>, String> {
        let link = parse(link).ok_or("it is no payment link: https://…/app/<app>/<sum>?…")?;
        let paid = press::press(&self.app, &link, self.fault)
            .map_err(|refused| self.reason(refused, &link))?;
        plan::plan(&paid, &self.payer, self.fault, Utc::now(), &self.app.secret)
            .map_err(|error| error.to_string())
    }

    /// In the words of the page.
    fn reason(&self, refused: Refused, link: &Link) -> String {
        let t = Messages::for_lang(Lang::En);
        let refusal = match refused {
            Refused::Form(block) => return t.text(hints::of_block(block)),
            Refused::Page(refusal) => refusal.into(),
            Refused::PayStep(refusal) => refusal,
        };
        let (reason, hint) = hints::of_refusal(t, refusal, &self.app, link);
        format!("{reason}. {hint}")
    }

    /// What is to be sent now that this is to be sent; [`Fault::Swapped`] holds every other one until the next.
    fn in_order(&self, job: Job, held: &mut Option<Job>) -> Option<Job> {
        if job.is_empty() {
            return None;
        }
        if self.fault != Fault::Swapped {
            return Some(job);
        }
        if let Some(before) = held.take() {
            return Some([job, before].concat());
        }
        *held = Some(job);
        None
    }
}

/// The link as a browser opens it, wherever its page is.
fn parse(link: &str) -> Option<Link> {
    let url = Url::parse(link).ok()?;
    let address = &url[url::Position::BeforePath..];
    let path = address.find("/app/")?;
    Link::parse(&address[path..])
}

async fn send(url: Arc<Url>, job: Job, pace: Pace) -> Done {
    let mut done = Vec::with_capacity(job.len());
    for (line, Delivery { body, token, wait, manner }) in job {
        tokio::time::sleep(wait).await;
        let started = Instant::now();
        let reply = sender::send(&url, &token, &body, manner, pace).await;
        done.push((line, reply, started.elapsed()));
    }
    done
}

//! What every handler may need.

use std::{sync::Arc, time::Duration};

use governor::clock::MonotonicClock;
use tokio::sync::{Semaphore, watch};

use super::{
    opening::Opening,
    shop::{KeptPages, KeptWindows},
};
use crate::{
    backup::BackupState,
    config::{Config, Sources},
    db::Store,
    dromon::{PaymentLink, Sum},
    feed::Hub,
    in_flight::InFlight,
    limiter::Limiter,
    looks,
    metrics::Metrics,
    network::Network,
    notify::NoticeStates,
    numbers,
    order_list::OpenOrders,
    orders::Order,
    payments::{Intake, SourceRule, refused::Refusals},
    space::Space,
    staff::{Guard, LinkSecret},
    views::links,
};

/// How many orders may come from one network at once, and one in each such time after that.
const PLACED_AT_ONCE: u32 = 20;
const PLACED_EACH: Duration = Duration::from_secs(10);

/// How often one network may tell the shop something on the pages of its orders.
const SAID_AT_ONCE: u32 = 10;
const SAID_EACH: Duration = Duration::from_secs(30);

/// How often one network may look for an order by its number, nickname and code.
const SOUGHT_AT_ONCE: u32 = 20;
const SOUGHT_EACH: Duration = Duration::from_mins(1);

/// How often one network may try one number: its customer needs one attempt, or two. Far fewer than all networks together,
/// since a number is no secret: nobody alone uses up what its customer needs elsewhere.
const GUESSED_AT_ONCE: u32 = 5;
const GUESSED_EACH: Duration = Duration::from_mins(2);

/// How often one number may be tried, from however many networks: a million codes last for years. Whoever has many networks
/// can still use it up; that is less bad than a code guessed, and the shop finds the order by its number.
const TRIED_AT_ONCE: u32 = 30;
const TRIED_EACH: Duration = Duration::from_mins(5);

/// How much the bodies of callbacks being received may hold at once, in KiB: others wait.
const BODIES_KIB: usize = 64 * 1024;

/// How long callbacks' bodies may still come after the stop has begun. What came by then is kept: the whole stop has 10 s
/// (`server/stop.rs`), and the store needs some of them.
const BODIES_AFTER_STOP: Duration = Duration::from_secs(4);

/// The shop: its settings, its data, and who waits for news.
pub struct Shop {
    pub config: Config,
    pub store: Store,
    pub hub: Hub,
    /// Where callbacks go.
    pub intake: Intake,
    /// What was refused of callbacks and is not written down yet.
    pub refusals: Refusals,
    pub opening: Opening,
    /// Where there must be room.
    pub space: Space,
    /// Room for callbacks' bodies, in KiB.
    pub bodies: Semaphore,
    pub in_flight: InFlight,
    /// Who has the turn of a consumer of the feed, and gives it back at a stop.
    pub telling: InFlight,
    /// What is counted, for whoever reads `/metrics`.
    pub metrics: Metrics,
    /// What keeps the ways in to the admin pages.
    pub guard: Guard,
    /// How the daily backup fares.
    pub backups: BackupState,
    /// How often a network may order: nobody needs more, and a flood of orders is no customer's.
    pub placing: Limiter<Network>,
    /// How often a network may tell the shop something about its orders.
    pub saying: Limiter<Network>,
    /// How often a network may look for an order.
    pub seeking: Limiter<Network>,
    /// How often a network may try codes on a number, in its canonical spelling.
    pub guessing: Limiter<(Network, String)>,
    /// How often codes may be tried on a number at all.
    pub trying: Limiter<String>,
    /// How often a program may ask, by its key.
    pub programs: Limiter<i64>,
    /// The numbers on the tabs of the order list.
    pub open_orders: Arc<OpenOrders>,
    /// The numbers of the overview.
    pub numbers: numbers::Latest,
    /// How the shop looks.
    pub looks: Arc<looks::Latest>,
    /// Pages of the shop that would be made the same again.
    pub kept_pages: KeptPages,
    pub kept_windows: KeptWindows,
    /// One table is exported at a time.
    pub exports: Arc<Semaphore>,
    /// How the channels of notices fare.
    pub notices: NoticeStates,
    /// Becomes true when the stop begins: open event streams end then.
    pub stopping: watch::Receiver<bool>,
}

impl Shop {
    #[must_use]
    pub fn new(
        config: Config,
        store: Store,
        hub: Hub,
        intake: Intake,
        space: Space,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let rate = u32::from(config.api_rate.get());
        Self {
            programs: Limiter::new(rate, Duration::from_mins(1) / rate, &MonotonicClock),
            config,
            store,
            hub,
            intake,
            refusals: Refusals::default(),
            opening: Opening::default(),
            space,
            bodies: Semaphore::new(BODIES_KIB),
            in_flight: InFlight::default(),
            telling: InFlight::default(),
            metrics: Metrics::default(),
            guard: Guard::default(),
            backups: BackupState::default(),
            placing: Limiter::new(PLACED_AT_ONCE, PLACED_EACH, &MonotonicClock),
            saying: Limiter::new(SAID_AT_ONCE, SAID_EACH, &MonotonicClock),
            seeking: Limiter::new(SOUGHT_AT_ONCE, SOUGHT_EACH, &MonotonicClock),
            guessing: Limiter::new(GUESSED_AT_ONCE, GUESSED_EACH, &MonotonicClock),
            trying: Limiter::new(TRIED_AT_ONCE, TRIED_EACH, &MonotonicClock),
            open_orders: Arc::default(),
            numbers: numbers::Latest::default(),
            looks: Arc::default(),
            kept_pages: KeptPages::default(),
            kept_windows: KeptWindows::default(),
            exports: Arc::new(Semaphore::new(1)),
            notices: NoticeStates::default(),
            stopping,
        }
    }

    /// Ready when the server stops and can wait for bodies no longer.
    pub fn bodies_end(&self) -> impl Future<Output = ()> + use<> {
        let mut stopping = self.stopping.clone();
        async move {
            if stopping.wait_for(|stopping| *stopping).await.is_err() {
                // Whoever could have said so is gone, as in tests: nothing stops.
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(BODIES_AFTER_STOP).await;
        }
    }

    #[must_use]
    pub fn is_https(&self) -> bool {
        self.config.public_url.scheme() == "https"
    }

    /// What the settings say of an address that a callback came from.
    #[must_use]
    pub fn source_rule(&self, source: std::net::IpAddr) -> SourceRule {
        match &self.config.sources {
            Sources::Any if self.config.is_sandbox() && source.is_loopback() => SourceRule::Allowed,
            Sources::Any => SourceRule::Unsaid,
            sources if sources.allow(source) => SourceRule::Allowed,
            Sources::Only(_) => SourceRule::Refused,
        }
    }

    /// The signed link that pays that sum of the order. `None` where Dromon's page could not verify it, which
    /// an order's own types rule out.
    #[must_use]
    pub fn payment_link(&self, order: &Order, sum: Sum) -> Option<PaymentLink> {
        links::payment(&self.config, order, sum)
    }

    /// The address of an order's own page, for whoever may have it.
    #[must_use]
    pub fn order_url(&self, order: &Order) -> String {
        links::order_page(&self.config, order)
    }

    /// The address of one of the shop's pages, for whoever is elsewhere.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.config.url(path)
    }

    /// A link that lets somebody in once, as it is handed on.
    #[must_use]
    pub fn link_url(&self, secret: &LinkSecret) -> String {
        secret.url(&self.config.public_url)
    }
}

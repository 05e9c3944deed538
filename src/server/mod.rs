//! The application: listeners, workers, and a stop that loses nothing.

pub mod books;
mod handover;
mod inherited;
mod listener;
mod opening;
mod serving;
pub mod stand_in;
mod stop;
mod supervisor;

use std::{io, net::SocketAddr};

use actix_web::{App, HttpServer, web::Data};
use tokio::{sync::watch, task::JoinHandle};

use self::{books::BooksError, listener::Listeners, serving::Serving};
pub use self::{handover::TakeOverError, inherited::InheritError, stop::LIMIT as STOP_LIMIT};
use crate::{
    config::Config,
    db::{Store, StoreError},
    feed::Hub,
    payments::{Intake, inbox::Inbox, intake},
    sandbox::{SandboxConfig, fault::Fault},
    space::Space,
    web::{self, Shop},
    workers,
};

/// Why Kassa did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "{setting} is `{address}`, and Kassa cannot listen there: {source}; stop what listens there now, or choose another port"
    )]
    Listen { setting: &'static str, address: SocketAddr, source: io::Error },
    #[error(
        "{setting} is `{address}`, and a Kassa with this data directory listens there already: `kassa serve --take-over` replaces it without losing a callback; or stop it first, or choose another port"
    )]
    Running { setting: &'static str, address: SocketAddr },
    #[error(
        "{setting} is `{wanted}`, but the running Kassa listens on {address}, and a take-over keeps that: set {setting} back; or stop the running one, and start this one without --take-over"
    )]
    Elsewhere { setting: &'static str, wanted: SocketAddr, address: SocketAddr },
    #[error(
        "the inherited socket listens on {address}, and a sandbox takes play money, so it is for this machine alone: let it listen on 127.0.0.1"
    )]
    Exposed { address: SocketAddr },
    #[error(transparent)]
    Inherit(#[from] InheritError),
    #[error(transparent)]
    TakeOver(Box<TakeOverError>),
    #[error("the server did not start: {0}")]
    Serve(#[source] io::Error),
    #[error(
        "the inbox `{path}` cannot be made: {source}; let Kassa's user write there, or set KASSA_DATA_DIR to another place"
    )]
    Inbox { path: String, source: io::Error },
    #[error(transparent)]
    Books(#[from] BooksError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A shop that takes callbacks, and serves as soon as its books are open; in the sandbox with a stand-in for Dromon
/// beside it.
pub struct Application {
    shop: Data<Shop>,
    serving: Serving,
    listens: Listens,
    /// What runs beside the requests.
    background: Vec<JoinHandle<()>>,
    stopping: watch::Sender<bool>,
}

/// Where it listens.
#[derive(Clone, Copy, Debug)]
pub struct Listens {
    pub shop: SocketAddr,
    pub sandbox: Option<SocketAddr>,
}

impl Application {
    /// Opens the listeners and the books, so that whoever connects from now on is served. Books that cannot be opened
    /// for a reason that may pass are waited for later: callbacks are kept in the inbox until then.
    ///
    /// # Errors
    /// `StartError`.
    pub async fn build(config: Config) -> Result<Self, StartError> {
        let listeners = Listeners::open(&config)?;
        Self::build_on(listeners, config).await
    }

    /// Like [`Self::build`], on the listening sockets of the process that serves this data directory now, which then
    /// leaves. It stays if this fails. Where there is none, this starts as usual.
    ///
    /// # Errors
    /// `StartError`.
    pub async fn take_over(config: Config) -> Result<Self, StartError> {
        let listeners = Listeners::take_over(&config).await?;
        Self::build_on(listeners, config).await
    }

    async fn build_on(listeners: Listeners, config: Config) -> Result<Self, StartError> {
        let listens = listeners.listens();
        let Listeners { shop: socket, sandbox, relay } = listeners;
        let config = match listens.sandbox {
            Some(sandbox) => config.bound(listens.shop, sandbox),
            None => config,
        };

        books::prepare(&config)?;
        let inbox = Inbox::open(&config.inbox_dir()).map_err(|source| StartError::Inbox {
            path: config.inbox_dir().display().to_string(),
            source,
        })?;
        let hub = Hub::default();
        let woken = hub.clone();
        let store = Store::open(config.database.clone(), move || woken.committed())?;
        let intake = Intake::new(store.clone(), inbox, intake::PATIENCE);
        let space = Space::new(books::places(&config), config.min_free_space);
        let (stopping, stops) = watch::channel(false);
        let sandbox = sandbox
            .map(|socket| {
                stand_in::serve(registration(&config), socket.role.setting(), socket.bound())
            })
            .transpose()?;
        let shop = Data::new(Shop::new(config, store, hub, intake, space.clone(), stops));
        let start = opening::start(&shop).await?;
        let routes = web::routes(shop.clone());
        let server = HttpServer::new(move || App::new().configure(routes.clone()))
            .disable_signals()
            .shutdown_timeout(stop::LAST_ANSWERS)
            .listen(socket.listener)
            .map_err(StartError::Serve)?
            .run();
        let serving = Serving::start(server, sandbox, relay).await?;
        let background = vec![
            actix_web::rt::spawn(opening::run(shop.clone(), start)),
            actix_web::rt::spawn(workers::watch_space(space)),
        ];
        Ok(Self { shop, serving, listens, background, stopping })
    }

    /// Ready when another process has taken over and serves: then this one should stop.
    pub fn taken_over(&self) -> impl Future<Output = ()> + use<> {
        self.serving.taken_over()
    }

    #[must_use]
    pub fn listens(&self) -> Listens {
        self.listens
    }

    /// The settings as they are after binding.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.shop.config
    }

    /// The data, for whoever runs beside the requests.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.shop.store
    }

    /// Why the shop serves no pages yet; `None`: it does.
    #[must_use]
    pub fn why_closed(&self) -> Option<String> {
        self.shop.opening.closed().map(|closed| closed.why().to_owned())
    }

    /// A sandbox's link to its admin pages, once its books are open.
    #[must_use]
    pub fn way_in(&self) -> Option<String> {
        self.shop.opening.way_in().map(|secret| self.shop.link_url(secret))
    }

    /// Serves until `stop` is ready, then answers what it has accepted and closes the books.
    ///
    /// # Errors
    /// The listeners'.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        stop::run_until(self, stop).await
    }
}

/// Whether a process serves with these settings' data directory now.
#[must_use]
pub fn is_running(config: &Config) -> bool {
    handover::is_offered(&handover::path(config))
}

/// The shop's app as its owner would have registered it.
fn registration(config: &Config) -> SandboxConfig {
    SandboxConfig {
        app: config.app().clone(),
        signing: true,
        redirect_uri: config.page().return_to.as_ref().map(|to| to.redirect_uri.clone()),
        callback_url: Some(config.callback_url()),
        fault: Fault::None,
    }
}

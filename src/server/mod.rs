//! The application: listeners, workers, and a stop that loses nothing.

pub mod books;
mod listener;
mod opening;
pub mod stand_in;
mod stop;

use std::{io, net::SocketAddr};

use actix_web::{App, HttpServer, dev::Server, web::Data};
use tokio::{sync::watch, task::JoinHandle};

use self::books::BooksError;
use crate::{
    config::{Config, Mode},
    db::{Store, StoreError},
    feed::Hub,
    payments::{Intake, inbox::Inbox, intake},
    sandbox::SandboxConfig,
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
    server: Server,
    sandbox: Option<Server>,
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
        let (listener, shop_address) = listener::bind("KASSA_LISTEN", config.listen)?;
        let stand_in = match config.mode {
            Mode::Sandbox { listen } => Some(listener::bind("KASSA_SANDBOX_LISTEN", listen)?),
            Mode::Real => None,
        };
        let sandbox_address = stand_in.as_ref().map(|(_, address)| *address);
        let config = match sandbox_address {
            Some(sandbox_address) => config.bound(shop_address, sandbox_address),
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
        let sandbox = stand_in
            .map(|bound| stand_in::serve(registration(&config), "KASSA_SANDBOX_LISTEN", bound))
            .transpose()?;
        let shop = Data::new(Shop::new(config, store, hub, intake, space.clone(), stops));
        let start = opening::start(&shop).await?;
        let routes = web::routes(shop.clone());
        let server = HttpServer::new(move || App::new().configure(routes.clone()))
            .disable_signals()
            .listen(listener)
            .map_err(|source| StartError::Listen {
                setting: "KASSA_LISTEN",
                address: shop_address,
                source,
            })?
            .run();
        let listens = Listens { shop: shop_address, sandbox: sandbox_address };
        let background = vec![
            actix_web::rt::spawn(opening::run(shop.clone(), start)),
            actix_web::rt::spawn(workers::watch_space(space)),
        ];
        Ok(Self { shop, server, sandbox, listens, background, stopping })
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

    /// Serves until `stop` is ready, then answers what it has accepted and closes the books.
    ///
    /// # Errors
    /// The listeners'.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        stop::run_until(self, stop).await
    }
}

/// The shop's app as its owner would have registered it.
fn registration(config: &Config) -> SandboxConfig {
    SandboxConfig {
        app: config.app().clone(),
        signing: true,
        redirect_uri: config.page().return_to.as_ref().map(|to| to.redirect_uri.clone()),
        callback_url: Some(config.callback_url()),
    }
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let because = error.to_string();
        // Some messages name their cause themselves.
        if !said.contains(&because) {
            said = format!("{said}: {because}");
        }
        cause = error.source();
    }
    said
}

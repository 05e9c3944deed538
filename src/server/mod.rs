//! The application: listeners, workers, and a stop that loses nothing.

pub mod books;
mod listener;
pub mod stand_in;
mod stop;

use std::{io, net::SocketAddr};

use actix_web::{App, HttpServer, dev::Server, web::Data};
use tokio::sync::watch;

use self::books::{BooksError, Opened};
use crate::{
    backup::Daily,
    catalog, clock,
    config::{Config, Mode},
    db::{Store, StoreError},
    feed::{Hub, tail},
    sandbox::SandboxConfig,
    web::{self, Shop},
    workers::Workers,
};

/// Why Kassa did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "{setting} is `{address}`, and Kassa cannot listen there: {source}; stop what listens there now, or choose another port"
    )]
    Listen { setting: &'static str, address: SocketAddr, source: io::Error },
    #[error(transparent)]
    Books(#[from] BooksError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A shop that is ready to serve; in the sandbox with a stand-in for Dromon beside it.
pub struct Application {
    shop: Data<Shop>,
    server: Server,
    sandbox: Option<Server>,
    listens: Listens,
    workers: Workers,
    stopping: watch::Sender<bool>,
}

/// Where it listens.
#[derive(Clone, Copy, Debug)]
pub struct Listens {
    pub shop: SocketAddr,
    pub sandbox: Option<SocketAddr>,
}

impl Application {
    /// Opens the books and the listeners, so that whoever connects from now on is served.
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

        let hub = Hub::default();
        let woken = hub.clone();
        let Opened { store, cookie_key } = books::open(&config, move || woken.committed()).await?;
        if config.is_sandbox() {
            store
                .write(|connection| {
                    Ok::<_, StoreError>(catalog::add_demo_goods(connection, clock::now())?)
                })
                .await?;
        }
        let mut workers = Workers::start(&store, &hub, tail::start(&store).await?);
        let (stopping, stops) = watch::channel(false);
        let sandbox = stand_in
            .map(|bound| stand_in::serve(registration(&config), "KASSA_SANDBOX_LISTEN", bound))
            .transpose()?;
        let shop = Data::new(Shop::new(config, store, hub, &cookie_key, stops));
        if let Some(daily) = Daily::of(&shop.config, shop.backups.clone()) {
            workers.back_up(daily);
        }
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
        Ok(Self { shop, server, sandbox, listens, workers, stopping })
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

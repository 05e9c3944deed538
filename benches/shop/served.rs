//! The shop, and beside it an endpoint that does nothing; both in this process, as a load generator on another machine is not to
//! be had.

use std::{
    net::SocketAddr,
    path::Path,
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

use actix_web::{App, HttpResponse, HttpServer, web};
use kassa::{config::Config, server::Application};
use tokio::sync::oneshot;

pub struct Served {
    shop: SocketAddr,
    noop: SocketAddr,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Served {
    /// On the books in that directory.
    pub fn start(directory: &Path) -> Self {
        let (stop, told_to_stop) = oneshot::channel();
        let (ready, started) = mpsc::channel();
        let config = config(directory);
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let (noop, noop_address) = noop();
                let handle = noop.handle();
                let noop = actix_web::rt::spawn(noop);
                let application = Application::build(config).await.unwrap();
                ready.send((application.listens().shop, noop_address)).unwrap();
                let stop = async { told_to_stop.await.unwrap() };
                application.run_until(stop).await.unwrap();
                handle.stop(false).await;
                noop.await.unwrap().unwrap();
            });
        });
        let (shop_address, noop_address) = started.recv_timeout(Duration::from_mins(1)).unwrap();
        Self { shop: shop_address, noop: noop_address, stop, thread }
    }

    pub fn shop(&self) -> SocketAddr {
        self.shop
    }

    pub fn noop(&self) -> SocketAddr {
        self.noop
    }

    pub fn stop(self) {
        self.stop.send(()).unwrap();
        self.thread.join().unwrap();
    }
}

fn config(directory: &Path) -> Config {
    let settings = [
        ("KASSA_LISTEN", "127.0.0.1:0"),
        ("KASSA_PUBLIC_URL", "https://shop.example"),
        ("KASSA_DROMON_APP_ID", "facadefacadefacadefacade"),
        ("KASSA_DROMON_SECRET", "2967104"),
        ("KASSA_DATA_DIR", directory.to_str().unwrap()),
    ];
    Config::from_sources(None, settings.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .unwrap()
}

/// As many workers as the shop has, and nothing around it.
fn noop() -> (actix_web::dev::Server, SocketAddr) {
    let server = HttpServer::new(|| App::new().route("/", web::get().to(HttpResponse::Ok)))
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
    let address = server.addrs()[0];
    (server.run(), address)
}

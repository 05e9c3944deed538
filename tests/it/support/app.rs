//! The real application on a free port, with premises of its own.

use std::{
    io,
    net::SocketAddr,
    process::{Command, Output},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use kassa::{
    api_keys::{self, NewKey, Scope, Scopes},
    clock,
    config::Config,
    db::{Connection, Purpose},
    server::{Application, Listens, books},
};
use reqwest::{Body, Client, RequestBuilder, header, redirect::Policy};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use url::Url;

use super::{Premises, Reply, command};

/// How long anything that has to happen may take: far longer than it does on the slowest machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub const APP_ID: &str = "5f00000000000000000000aa";
pub const SECRET: &str = "2967104";
/// What callbacks prove themselves with: the known pair of secret and token.
pub const TOKEN: &str = "3f3d7f210a99c03b187c520552030420";
/// Where the shop says that it lives. Nobody asks there: requests go to [`App::address`].
pub const PUBLIC_URL: &str = "http://shop.example";

/// A shop that is open. Dropping it stops it, and fails the test if it does not stop.
pub struct App {
    pub address: SocketAddr,
    pub sandbox: Option<SocketAddr>,
    /// The settings as they are after binding.
    pub config: Config,
    /// An API key.
    pub key: String,
    /// A sandbox's link to its admin pages.
    pub way_in: Option<String>,
    /// Goes when the shop has stopped.
    premises: Premises,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    ended: mpsc::Receiver<io::Result<()>>,
}

impl App {
    /// Sells for real; callbacks come from this machine, which is trusted.
    pub fn real() -> Self {
        Self::real_with(&[("DROMON_SOURCES", "127.0.0.1")])
    }

    pub fn real_with(settings: &[(&str, &str)]) -> Self {
        Self::open(&[&real_settings(), settings].concat())
    }

    /// With demo goods, and a stand-in for Dromon beside it.
    pub fn sandbox() -> Self {
        Self::open(&[("SANDBOX_LISTEN", "127.0.0.1:0")])
    }

    fn open(settings: &[(&str, &str)]) -> Self {
        let premises = Premises::new();
        let config = premises.config(&[&[("LISTEN", "127.0.0.1:0")], settings].concat());
        let (started, starting) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let (end, ended) = mpsc::channel();
        thread::spawn(move || {
            let served = actix_web::rt::System::new().block_on(async move {
                let key = add_key(&config).await;
                let application = Application::build(config).await.unwrap();
                let (config, way_in) = (application.config().clone(), application.way_in());
                started.send((application.listens(), config, key, way_in)).unwrap();
                application.run_until(async { stopped.await.unwrap_or(()) }).await
            });
            // Whoever waited for it may have given up.
            end.send(served).ok();
        });
        let (Listens { shop, sandbox }, config, key, way_in) =
            starting.recv().expect("it should start");
        Self {
            address: shop,
            sandbox,
            config,
            key,
            way_in,
            premises,
            client: client().build().unwrap(),
            stop: Some(stop),
            ended,
        }
    }

    /// Runs a command that ends by itself, with the settings of a shop that sells for real.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.premises.run(arguments, &real_settings())
    }

    /// The same for one that does not.
    pub fn command(&self, arguments: &[&str]) -> Command {
        command(self.premises.path(), arguments, &self.premises.settings(&real_settings()))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// An address as people know it; [`Self::url`] is where it is.
    pub fn at(&self, path: &str) -> Url {
        self.config.public_url.join(path).unwrap()
    }

    /// The token of this shop's callbacks.
    pub fn token(&self) -> &str {
        self.config.tokens()[0].expose()
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(self.url(path))
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// A key that opens that.
    pub async fn key_for(&self, scopes: &str) -> String {
        let scopes = scopes.parse().unwrap();
        let name = format!("key-{}", uuid::Uuid::new_v4()).parse().unwrap();
        let new = NewKey { scopes, ..NewKey::named(name) };
        let opened = books::open(&self.config, || {}).await.unwrap();
        let adding =
            move |connection: &mut Connection| api_keys::add(connection, &new, clock::now());
        let key = opened.store.write(adding).await.unwrap();
        opened.store.close().await;
        key.expose()
    }

    /// Asks the API with a key for everything.
    pub async fn ask(&self, path: &str) -> Reply {
        Reply::of(self.get(&format!("/api/v1{path}")).bearer_auth(&self.key)).await
    }

    /// Sends the API a body with a key for everything.
    pub async fn send(&self, method: reqwest::Method, path: &str, body: &Value) -> Reply {
        let request = self.request(method, &format!("/api/v1{path}"));
        Reply::of(request.bearer_auth(&self.key).body(body.to_string())).await
    }

    /// A request to place an order, by a program that may.
    pub fn placing(&self, order: impl Into<Body>) -> RequestBuilder {
        self.post("/api/v1/orders").bearer_auth(&self.key).body(order)
    }

    /// Places an order and returns it.
    pub async fn place(&self, order: Value) -> Value {
        Reply::of(self.placing(order.to_string())).await.expect(201).json()
    }

    /// Places an order of that sum.
    pub async fn place_sum(&self, sum: i64) -> Value {
        self.place(json!({ "sum": sum, "customer": { "nickname": "Steve_01" } })).await
    }

    /// The order as it is now.
    pub async fn order(&self, uid: &Value) -> Value {
        let path = format!("/api/v1/orders/{}", uid.as_str().unwrap());
        Reply::of(self.get(&path).bearer_auth(&self.key)).await.expect(200).json()
    }

    /// Sends a callback, whatever is in it.
    pub async fn callback(&self, body: impl Into<Body>) -> Reply {
        let request = self
            .post("/callback")
            .bearer_auth(self.token())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        Reply::of(request).await
    }

    /// Sends a callback that is understood, and returns its result.
    pub async fn pay(&self, callback: &Value) -> String {
        let reply = self.callback(callback.to_string()).await;
        reply.expect(200).json()["result"].as_str().unwrap().to_owned()
    }

    /// A look into the books.
    pub fn books(&self) -> Connection {
        self.config.database.connect(Purpose::Read).unwrap()
    }

    /// A hand in the books, for what no page and no program can do yet.
    pub fn books_to_write(&self) -> Connection {
        self.config.database.connect(Purpose::Write).unwrap()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        let ended = self.ended.recv_timeout(PATIENCE);
        // A test that fails already says what matters.
        if !thread::panicking() {
            ended.expect("the shop should stop").expect("it should stop without an error");
        }
    }
}

/// The settings that make a shop sell for real.
pub fn real_settings() -> [(&'static str, &'static str); 3] {
    [("PUBLIC_URL", PUBLIC_URL), ("DROMON_APP_ID", APP_ID), ("DROMON_SECRET", SECRET)]
}

/// Keeps no connection, so that none holds a server up that is to stop, and follows no redirect.
pub fn client() -> reqwest::ClientBuilder {
    Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0)
}

async fn add_key(config: &Config) -> String {
    let opened = books::open(config, || {}).await.unwrap();
    let scopes = Scopes::new(Scope::ALL.iter().copied()).unwrap();
    let new = NewKey { scopes, ..NewKey::named("tests".parse().unwrap()) };
    let key = opened
        .store
        .write(move |connection| api_keys::add(connection, &new, clock::now()))
        .await
        .unwrap();
    opened.store.close().await;
    key.expose().clone()
}

/// The callback of a payment for that order; `nth` tells several payments apart.
pub fn payment(order: &Value, sum: i64, nth: u16) -> Value {
    json!({
        "text": order["text"],
        "uid": order["uid"],
        "time": format!("2026-11-24T07:05:03.{nth:03}Z"),
        "sum": sum,
        "user": {
            "username": "Steve_01",
            "id": "404236405116764162",
            "uuid": "8667ba71b85a4004af54457a9734eed7",
            "_id": "5f00000000000000000000aa",
        },
    })
}

/// Looks until there is something to see.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what} should have happened");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

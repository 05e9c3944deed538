//! Callbacks over HTTP, one connection each, as Dromon's are answered.

use std::{
    fmt,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, http::header, web};
use kassa::{
    config::Config,
    db::Store,
    dromon::{Token, callback::authenticate},
    server::Application,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
};

use super::books::{Bench, Draw};

const SECRET: &str = "1234567q7654321q1111111q2222222";

/// The shop, and beside it an endpoint that does nothing; both in this process, as a load generator on another machine
/// is not to be had.
pub struct Served {
    shop: SocketAddr,
    noop: SocketAddr,
    token: String,
    store: Store,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Clone, Copy)]
pub struct Figures {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0}/s p50 {:.2} ms p99 {:.2} ms", self.per_second, self.p50_ms, self.p99_ms)
    }
}

impl Figures {
    pub fn median(rounds: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| super::median(rounds.iter().map(figure).collect());
        Self {
            per_second: of(|round| round.per_second),
            p50_ms: of(|round| round.p50_ms),
            p99_ms: of(|round| round.p99_ms),
        }
    }
}

impl Served {
    pub fn start(bench: &Bench) -> Self {
        Self::node(bench, bench.directory())
    }

    /// One of several that share a database; each has a directory of its own.
    pub fn node(bench: &Bench, directory: &Path) -> Self {
        Self::with(bench, directory, &[])
    }

    /// With more settings.
    pub fn with(bench: &Bench, directory: &Path, settings: &[(&str, &str)]) -> Self {
        let (stop, told_to_stop) = oneshot::channel();
        let (ready, started) = mpsc::channel();
        let config = config(bench, directory, settings);
        let token = config.tokens()[0].clone();
        let expected = token.clone();
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let (noop, noop_address) = noop(expected);
                let handle = noop.handle();
                let noop = actix_web::rt::spawn(noop);
                let application = Application::build(config).await.unwrap();
                let store = application.store().clone();
                ready.send((application.listens().shop, noop_address, store)).unwrap();
                let stop = async { told_to_stop.await.unwrap() };
                application.run_until(stop).await.unwrap();
                handle.stop(false).await;
                noop.await.unwrap().unwrap();
            });
        });
        let (shop_address, noop_address, store) =
            started.recv_timeout(Duration::from_mins(1)).unwrap();
        let token = token.expose().to_owned();
        Self {
            shop: shop_address,
            noop: noop_address,
            token,
            store,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub fn shop(&self) -> SocketAddr {
        self.shop
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn callbacks(&self, bench: &Bench, draw: Draw, clients: usize, count: usize) -> Figures {
        self.callbacks_of(bench, draw, clients, count, &[])
    }

    /// The load goes to these nodes, too, in turn.
    pub fn callbacks_of(
        &self,
        bench: &Bench,
        draw: Draw,
        clients: usize,
        count: usize,
        others: &[&Self],
    ) -> Figures {
        bench.draw(&self.store, draw, count);
        let nodes: Vec<_> = [self].iter().chain(others).map(|node| node.shop).collect();
        post(bench, draw, clients, count, &nodes, &self.token)
    }

    pub fn noop(&self, bench: &Bench, draw: Draw, clients: usize, count: usize) -> Figures {
        post(bench, draw, clients, count, &[self.noop], &self.token)
    }

    pub fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.thread.take().unwrap().join().unwrap();
    }
}

fn config(bench: &Bench, directory: &Path, more: &[(&str, &str)]) -> Config {
    let database = bench.database_url();
    let settings = [
        ("KASSA_LISTEN", "127.0.0.1:0"),
        ("KASSA_PUBLIC_URL", "http://127.0.0.1"),
        ("KASSA_DROMON_APP_ID", "facadefacadefacadefacade"),
        ("KASSA_DROMON_SECRET", SECRET),
        ("KASSA_DROMON_SOURCES", "127.0.0.1"),
        ("KASSA_DATA_DIR", directory.to_str().unwrap()),
        ("KASSA_DATABASE_URL", &database),
    ];
    let all = settings.iter().chain(more);
    Config::from_sources(None, all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
        .unwrap()
}

/// The same set-up, but it only checks the token, reads the body and answers.
fn noop(token: Token) -> (actix_web::dev::Server, SocketAddr) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let listener = socket.listen(4096).unwrap().into_std().unwrap();
    let address = listener.local_addr().unwrap();
    let tokens = web::Data::new(vec![token]);
    let server = HttpServer::new(move || {
        App::new().app_data(tokens.clone()).route("/callback", web::post().to(do_nothing))
    })
    .disable_signals()
    .listen(listener)
    .unwrap()
    .run();
    (server, address)
}

async fn do_nothing(
    request: HttpRequest,
    tokens: web::Data<Vec<Token>>,
    payload: web::Payload,
) -> HttpResponse {
    let values =
        request.headers().get_all(header::AUTHORIZATION).map(header::HeaderValue::as_bytes);
    if authenticate(values, &tokens).is_err() {
        return HttpResponse::Unauthorized().force_close().finish();
    }
    let body = payload.to_bytes().await.unwrap();
    assert!(!body.is_empty());
    HttpResponse::Ok().force_close().json(serde_json::json!({ "result": "paid" }))
}

/// Posts a round of callbacks from that many clients.
pub fn post(
    bench: &Bench,
    draw: Draw,
    clients: usize,
    count: usize,
    nodes: &[SocketAddr],
    token: &str,
) -> Figures {
    let requests: Vec<_> = bench
        .choose(draw, count)
        .into_iter()
        .zip(nodes.iter().cycle())
        .map(|(order, node)| (*node, request(&bench.body(order), token, *node)))
        .collect();
    let queue = Arc::new(Mutex::new(requests.into_iter()));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let start = Instant::now();
    let mut times: Vec<f64> = runtime.block_on(async {
        let clients: Vec<_> =
            (0..clients).map(|_| tokio::spawn(client(Arc::clone(&queue)))).collect();
        let mut times = Vec::with_capacity(count);
        for client in clients {
            times.extend(client.await.unwrap());
        }
        times
    });
    let took = start.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)] * 1e3;
    Figures {
        per_second: f64::from(u32::try_from(count).unwrap()) / took,
        p50_ms: at(50),
        p99_ms: at(99),
    }
}

/// A request, and where it goes.
type Request = (SocketAddr, Vec<u8>);

async fn client(queue: Arc<Mutex<std::vec::IntoIter<Request>>>) -> Vec<f64> {
    let mut times = Vec::new();
    let mut answer = Vec::with_capacity(1024);
    loop {
        let next = queue.lock().unwrap().next();
        let Some((address, request)) = next else { return times };
        let start = Instant::now();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&request).await.unwrap();
        answer.clear();
        stream.read_to_end(&mut answer).await.unwrap();
        times.push(start.elapsed().as_secs_f64());
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
}

/// As Dromon writes it.
fn request(body: &[u8], token: &str, address: SocketAddr) -> Vec<u8> {
    let mut request = format!(
        "POST /callback HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n\
        Accept: */*\r\nContent-Length: {}\r\nUser-Agent: node-fetch/1.0 (+https://github.com/bitinn/node-fetch)\r\n\
        Accept-Encoding: gzip,deflate\r\nHost: {address}\r\nConnection: keep-alive\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

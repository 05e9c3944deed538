//! A load of page views: each client asks for the next page as soon as it has the one before, on one connection.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub const CLIENTS: usize = 64;

/// What is asked for, and whom.
pub struct Target {
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    /// Which comes next: a round goes on where the one before ended.
    next: Arc<AtomicUsize>,
}

#[derive(Clone, Copy)]
pub struct Figures {
    pub per_second: f64,
    /// Of the last answer, with its headers.
    pub bytes: usize,
}

impl Target {
    pub fn new(address: SocketAddr, paths: &[String]) -> Self {
        assert!(!paths.is_empty());
        let requests = paths.iter().map(|path| request(path, address)).collect();
        Self { address, requests: Arc::new(requests), next: Arc::default() }
    }

    /// Asks for that long.
    pub fn load(&self, round: Duration) -> Figures {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let start = Instant::now();
        let answers = runtime.block_on(async {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|_| {
                    let (requests, next) = (Arc::clone(&self.requests), Arc::clone(&self.next));
                    tokio::spawn(client(self.address, requests, next, start + round))
                })
                .collect();
            let mut answers = Vec::new();
            for client in clients {
                answers.push(client.await.unwrap());
            }
            answers
        });
        let took = start.elapsed().as_secs_f64();
        let count: u32 = answers.iter().map(|(count, _)| count).sum();
        Figures { per_second: f64::from(count) / took, bytes: answers[0].1 }
    }
}

/// How many answers came, and how long the last one was.
async fn client(
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
    until: Instant,
) -> (u32, usize) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut answer = vec![0; 256 * 1024];
    let (mut count, mut length) = (0, 0);
    while Instant::now() < until {
        let request = &requests[next.fetch_add(1, Ordering::Relaxed) % requests.len()];
        stream.write_all(request).await.unwrap();
        let (mut read, mut whole) = (0, None);
        while whole.is_none_or(|whole| read < whole) {
            let more = stream.read(&mut answer[read..]).await.unwrap();
            assert!(more > 0, "hung up: {}", String::from_utf8_lossy(&answer[..read]));
            read += more;
            whole = whole.or_else(|| length_of(&answer[..read]));
        }
        assert!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&answer[..read])
        );
        count += 1;
        length = read;
    }
    (count, length)
}

/// How long an answer is, with its headers, once these are there.
fn length_of(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let headers = std::str::from_utf8(&answer[..head]).unwrap();
    let body = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    Some(head + body.unwrap())
}

/// As a browser writes it.
fn request(path: &str, address: SocketAddr) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n\
        Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\
        Accept-Language: ru-RU,ru;q=0.9,en;q=0.8\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n\r\n"
    )
    .into_bytes()
}

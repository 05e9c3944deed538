//! Sends a callback over HTTP, byte for byte as Dromon's own sender does, or as badly as is asked for.
//!
//! By hand, over a bare connection: no client library ends a body half-way or writes it byte by byte, and one that
//! fails to write no longer reads what the shop has answered.

mod body;
mod reply;

pub use body::{Body, CallbackView};
pub use reply::Answer;

use std::{io, time::Duration};

use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};
use url::{Host, Position, Url};

use crate::dromon::Token;

/// The pause after each byte of a body that trickles: some seconds for a usual body. (`--help` and the page say 50 bytes
/// a second.)
const TRICKLE: Duration = Duration::from_millis(20);

/// How fast a callback goes, and how long its answer is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long the answer's headers may take. Dromon gives up after 30 s.
    pub patience: Duration,
    /// The pause between the two halves of [`Manner::Halves`].
    pub stall: Duration,
    /// The pause after each byte of [`Manner::Trickle`].
    pub trickle: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { patience: Duration::from_secs(30), stall: Duration::from_secs(3), trickle: TRICKLE }
    }
}

impl Pace {
    /// Without any pause, for tests.
    pub const INSTANT: Self =
        Self { patience: Duration::from_secs(30), stall: Duration::ZERO, trickle: Duration::ZERO };
}

/// How a body is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    #[default]
    AtOnce,
    /// With a pause in its middle.
    Halves,
    /// Byte by byte.
    Trickle,
    /// To its middle; then the connection is closed.
    CutShort,
}

/// What became of a callback that went as it was meant to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    Answered(Answer),
    /// Nobody waited for an answer: [`Manner::CutShort`].
    CutShort,
}

/// Why a callback got no answer.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error(
        "the sandbox sends callbacks over http only, and the callback URL is {0}://…; \
         set it to the shop's own address, for instance http://127.0.0.1:8080/callback"
    )]
    Scheme(String),
    #[error("the callback URL has no host")]
    NoHost,
    #[error("the shop could not be reached: {0}")]
    Connect(#[source] io::Error),
    #[error("the shop hung up: {0}")]
    HungUp(#[source] io::Error),
    #[error("what answered does not speak HTTP")]
    NotHttp,
    #[error("the shop did not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
}

/// Sends one callback and returns what was answered, which Dromon does not even look at.
///
/// Never retried, no redirect followed, a connection for each: so does Dromon.
///
/// # Errors
/// `SendError` where no answer came.
pub async fn send(
    url: &Url,
    token: &Token,
    body: &Body,
    manner: Manner,
    pace: Pace,
) -> Result<Reply, SendError> {
    let head = head(url, token, body.len())?;
    let exchange = async {
        let stream = connect(url).await.map_err(SendError::Connect)?;
        exchange(stream, head, body, manner, pace).await
    };
    // What is slow on purpose does not try the shop's patience, nor ours.
    let limit = pace.patience
        + match manner {
            Manner::AtOnce | Manner::CutShort => Duration::ZERO,
            Manner::Halves => pace.stall,
            Manner::Trickle => {
                pace.trickle.saturating_mul(u32::try_from(body.len()).unwrap_or(u32::MAX))
            }
        };
    match timeout(limit, exchange).await {
        Ok(answer) => answer,
        Err(_) => Err(SendError::TimedOut(limit)),
    }
}

/// Whether callbacks can go there at all, to say so before somebody pays.
///
/// # Errors
/// `SendError` where they cannot.
pub fn check_url(url: &Url) -> Result<(), SendError> {
    match url.scheme() {
        "http" if url.has_host() => Ok(()),
        "http" => Err(SendError::NoHost),
        other => Err(SendError::Scheme(other.to_owned())),
    }
}

/// Headers in the order and case of the captures.
fn head(url: &Url, token: &Token, length: usize) -> Result<String, SendError> {
    check_url(url)?;
    // A fragment is never sent; user and password in the URL give way to the token.
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let token = token.expose();
    Ok(format!(
        "POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n\
         Accept: */*\r\nContent-Length: {length}\r\n\
         User-Agent: node-fetch/1.0 (+https://github.com/bitinn/node-fetch)\r\n\
         Accept-Encoding: gzip,deflate\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n"
    ))
}

async fn connect(url: &Url) -> io::Result<TcpStream> {
    let port = url.port_or_known_default().unwrap_or(80);
    let stream = match url.host() {
        Some(Host::Domain(name)) => TcpStream::connect((name, port)).await?,
        Some(Host::Ipv4(address)) => TcpStream::connect((address, port)).await?,
        Some(Host::Ipv6(address)) => TcpStream::connect((address, port)).await?,
        None => return Err(io::ErrorKind::AddrNotAvailable.into()),
    };
    // Each write is a packet of its own, which is the point of some faults.
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// One request and its answer, which may come before all of the request is written.
async fn exchange(
    mut stream: TcpStream,
    head: String,
    body: &Body,
    manner: Manner,
    pace: Pace,
) -> Result<Reply, SendError> {
    let (mut reader, mut writer) = stream.split();
    let writing = write(&mut writer, head, body, manner, pace);
    if manner == Manner::CutShort {
        writing.await.map_err(SendError::HungUp)?;
        return Ok(Reply::CutShort);
    }
    let answer = reply::read(&mut reader);
    tokio::pin!(writing, answer);
    tokio::select! {
        biased;
        answer = &mut answer => answer,
        written = &mut writing => match (answer.await, written) {
            // A shop that has heard enough stops listening: what it says counts all the same.
            (Ok(answer), _) => Ok(answer),
            (Err(_), Err(error)) => Err(SendError::HungUp(error)),
            (Err(error), Ok(())) => Err(error),
        },
    }
    .map(Reply::Answered)
}

async fn write(
    writer: &mut (impl AsyncWrite + Unpin),
    head: String,
    body: &Body,
    manner: Manner,
    pace: Pace,
) -> io::Result<()> {
    let (first, second) = match manner {
        Manner::Halves | Manner::CutShort => body.halves(),
        Manner::AtOnce | Manner::Trickle => (body.clone(), Body::default()),
    };
    // Head and beginning in one piece, as long as that is short.
    let mut start = head.into_bytes();
    let mut pieces = first.pieces();
    if manner == Manner::Trickle {
        writer.write_all(&start).await?;
        for byte in pieces.flatten() {
            writer.write_all(&[*byte]).await?;
            sleep(pace.trickle).await;
        }
        return Ok(());
    }
    start.extend(pieces.next().into_iter().flatten());
    writer.write_all(&start).await?;
    for piece in pieces {
        writer.write_all(piece).await?;
    }
    if manner == Manner::Halves {
        sleep(pace.stall).await;
        for piece in second.pieces() {
            writer.write_all(piece).await?;
        }
    }
    Ok(())
}

//! Sends a callback over HTTP, byte for byte as Dromon's own sender does.

use std::{convert::Infallible, io, time::Duration};

use futures_util::stream;
use http_body_util::{BodyExt, StreamBody, combinators::BoxBody};
use hyper::{
    Request,
    body::{Bytes, Frame},
    client::conn::http1,
    header,
};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpStream;
use url::{Host, Url};

use super::payer::Payer;
use crate::dromon::{Sum, Token};

/// The body of a callback, in the order of Dromon's fields.
#[derive(Debug, Serialize)]
pub struct CallbackView<'a> {
    pub text: &'a Value,
    pub uid: &'a Value,
    /// UTC, ISO 8601 with milliseconds.
    pub time: &'a str,
    pub sum: Sum,
    pub user: &'a Payer,
}

/// How fast a callback goes, and how long its answer is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long the answer's headers may take. Dromon gives up after 30 s.
    pub patience: Duration,
    /// The pause between the two halves of the body of `Fault::Slow`.
    pub stall: Duration,
    /// How much later `Fault::Late` comes.
    pub delay: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(30),
            stall: Duration::from_secs(3),
            delay: Duration::from_secs(5),
        }
    }
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
    #[error("the callback URL makes no request: {0}")]
    Request(#[from] hyper::http::Error),
    #[error("the shop could not be reached: {0}")]
    Connect(#[from] io::Error),
    #[error("the shop hung up: {0}")]
    HungUp(#[from] hyper::Error),
    #[error("the shop did not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
}

/// Sends one callback and returns the status of the answer, which Dromon does not even look at.
///
/// Never retried, no redirect followed, a connection for each: so does Dromon.
///
/// # Errors
/// `SendError` where no answer came.
pub async fn send(
    url: &Url,
    token: &Token,
    body: &Bytes,
    stall: Option<Duration>,
    patience: Duration,
) -> Result<u16, SendError> {
    let request = request(url, token, body, stall)?;
    let exchange = async {
        let stream = connect(url).await?;
        exchange(stream, request).await
    };
    // What stalls on purpose does not try the shop's patience, nor ours.
    let limit = patience + stall.unwrap_or_default();
    match tokio::time::timeout(limit, exchange).await {
        Ok(answer) => answer,
        Err(_) => Err(SendError::TimedOut(limit)),
    }
}

/// Whether callbacks can go there at all, to say so before somebody pays.
///
/// # Errors
/// `SendError` where they cannot.
pub fn check_url(url: &Url) -> Result<(), SendError> {
    if url.scheme() == "http" { Ok(()) } else { Err(SendError::Scheme(url.scheme().to_owned())) }
}

type Body = BoxBody<Bytes, Infallible>;

/// Headers in the order of the captures; their case is the connection's business.
fn request(
    url: &Url,
    token: &Token,
    body: &Bytes,
    stall: Option<Duration>,
) -> Result<Request<Body>, SendError> {
    check_url(url)?;
    let host = url.host_str().ok_or(SendError::NoHost)?;
    let host = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    // A fragment is never sent; user and password in the URL give way to the token.
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {}", token.expose()))
        .header(header::ACCEPT, "*/*")
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::USER_AGENT, "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)")
        .header(header::ACCEPT_ENCODING, "gzip,deflate")
        .header(header::HOST, host)
        .header(header::CONNECTION, "keep-alive")
        .body(halves(body, stall))?;
    Ok(request)
}

/// The body, with a pause in its middle if one is asked for.
fn halves(body: &Bytes, stall: Option<Duration>) -> Body {
    let Some(stall) = stall else {
        return http_body_util::Full::new(body.clone()).boxed();
    };
    let middle = body.len() / 2;
    let halves = [(Duration::ZERO, body.slice(..middle)), (stall, body.slice(middle..))];
    let frames = stream::unfold(halves.into_iter(), |mut halves| async {
        let (pause, half) = halves.next()?;
        tokio::time::sleep(pause).await;
        Some((Ok(Frame::data(half)), halves))
    });
    BodyExt::boxed(StreamBody::new(frames))
}

async fn connect(url: &Url) -> Result<TcpStream, SendError> {
    let port = url.port_or_known_default().unwrap_or(80);
    let stream = match url.host().ok_or(SendError::NoHost)? {
        Host::Domain(name) => TcpStream::connect((name, port)).await?,
        Host::Ipv4(address) => TcpStream::connect((address, port)).await?,
        Host::Ipv6(address) => TcpStream::connect((address, port)).await?,
    };
    Ok(stream)
}

/// One request and the headers of its answer; the answer's body is nobody's business.
async fn exchange(stream: TcpStream, request: Request<Body>) -> Result<u16, SendError> {
    let (mut sender, connection) =
        http1::Builder::new().title_case_headers(true).handshake(TokioIo::new(stream)).await?;
    let answer = sender.send_request(request);
    tokio::pin!(answer);
    tokio::select! {
        // The connection may end together with the answer: then the answer is what counts.
        biased;
        answer = &mut answer => Ok(answer?.status().as_u16()),
        ended = connection => {
            ended?;
            Ok(answer.await?.status().as_u16())
        }
    }
}

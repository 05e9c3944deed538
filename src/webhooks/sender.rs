//! One message to one endpoint.
//!
//! Where a name leads is looked up once, held against the [`Targets`], and connected to: between the two no name server is asked
//! again. No redirect is followed, no proxy taken from the environment, no connection kept, and nothing tried again, which is the
//! schedule's business.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Request,
    body::{Bytes, Incoming},
    header::{self, HeaderValue},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::Name},
    },
    rt::TokioExecutor,
};
use tower_service::Service;

use super::{
    endpoint_url::EndpointUrlError,
    ledger::{Outgoing, Sent},
    secret::SecretError,
    target::{TargetError, Targets},
};
use crate::{causes::with_causes, clock::UtcTime};

/// For all of it, from the name's look-up to the last byte of the answer. Less than a consumer's margin.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How much of an answer is read.
pub const MOST_ANSWER: usize = 4 * 1024;

const USER_AGENT: &str = concat!("Kassa/", env!("CARGO_PKG_VERSION"), " (webhooks)");

type HttpsClient = Client<HttpsConnector<HttpConnector<Guard>>, Full<Bytes>>;

/// Sends messages to endpoints.
#[derive(Clone, Debug)]
pub struct Sender {
    encrypted: HttpsClient,
    plain: HttpsClient,
    targets: Targets,
    patience: Duration,
}

/// Why no answer came. It never says where: an address may be a secret.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("no answer came within {} s", .0.as_secs_f32())]
    TooSlow(Duration),
    #[error("no connection was made, or it broke: {0}")]
    Broken(String),
    #[error(transparent)]
    Url(#[from] EndpointUrlError),
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("the message cannot be sent over HTTP: {0}")]
    Http(#[from] hyper::http::Error),
}

impl Sender {
    /// Certificates are checked against Mozilla's roots, which are part of the binary.
    #[must_use]
    pub fn new(targets: Targets) -> Self {
        Self::with_patience(targets, PATIENCE)
    }

    #[must_use]
    pub fn with_patience(targets: Targets, patience: Duration) -> Self {
        let (encrypted, plain) = (client(&targets, true), client(&targets, false));
        Self { encrypted, plain, targets, patience }
    }

    /// How long a message takes at most.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Sends a message, signed for that moment.
    pub async fn send(&self, outgoing: &Outgoing, at: UtcTime) -> Sent {
        let begun = Instant::now();
        let deadline = tokio::time::Instant::now() + self.patience;
        let (mut headers, mut signatures) = (String::new(), Vec::new());
        let answered = async {
            let request = self.request(outgoing, at)?;
            headers = told(&request);
            signatures = signatures_of(&request);
            let client = match request.uri().scheme_str() {
                Some("https") => &self.encrypted,
                _ => &self.plain,
            };
            tokio::time::timeout_at(deadline, client.request(request))
                .await
                .map_err(|_| SendError::TooSlow(self.patience))?
                .map_err(|error| SendError::Broken(with_causes(&error)))
        };
        let answered: Result<_, SendError> = answered.await;
        match answered {
            Err(error) => Sent {
                headers,
                took: begun.elapsed(),
                status: None,
                retry_after: None,
                answer: String::new(),
                error: Some(error.to_string()),
            },
            Ok(answer) => {
                let (head, body) = answer.into_parts();
                let (answer, error) = read(body, deadline, &signatures).await;
                Sent {
                    headers,
                    took: begun.elapsed(),
                    status: Some(head.status.as_u16()),
                    retry_after: retry_after(&head.headers, at),
                    answer,
                    error: error.map(str::to_owned),
                }
            }
        }
    }

    fn request(&self, outgoing: &Outgoing, at: UtcTime) -> Result<Request<Full<Bytes>>, SendError> {
        let parts = outgoing.url.parts()?;
        // A resolver is asked for names alone.
        if let Some(address) = parts.literal {
            self.targets.check(address, parts.encrypted)?;
        }
        let signatures = outgoing
            .secrets
            .iter()
            .map(|secret| secret.sign(&outgoing.message_id, at, &outgoing.payload))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Request::post(parts.uri)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, USER_AGENT)
            .header(ID, &outgoing.message_id)
            .header(TIMESTAMP, at.utc().timestamp())
            .header(SIGNATURE, signatures.join(" "))
            .body(Full::from(outgoing.payload.clone()))?)
    }
}

/// The specification's headers.
pub const ID: &str = "webhook-id";
pub const TIMESTAMP: &str = "webhook-timestamp";
pub const SIGNATURE: &str = "webhook-signature";

/// The headers as they are kept, after the host that they went to, since an endpoint's address may be changed: whoever reads them
/// must not be able to send the same again.
fn told<B>(request: &Request<B>) -> String {
    let host = request.uri().authority().map(|host| format!("host: {host}"));
    let headers = request.headers().iter().filter(|(name, _)| name.as_str() != SIGNATURE);
    let line = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = headers.map(|(name, value)| format!("{name}: {}", line(value)));
    host.into_iter().chain(headers).collect::<Vec<_>>().join("\n")
}

/// What a request is signed with, without the versions.
fn signatures_of<B>(request: &Request<B>) -> Vec<String> {
    let value = request.headers().get(SIGNATURE).and_then(|value| value.to_str().ok());
    let all = value.unwrap_or_default().split(' ');
    all.filter_map(|each| each.split_once(',')).map(|(_, own)| own.to_owned()).collect()
}

/// As much of an answer as is kept, and what was wrong with it.
async fn read(
    mut body: Incoming,
    deadline: tokio::time::Instant,
    signatures: &[String],
) -> (String, Option<&'static str>) {
    let mut read = Vec::new();
    let error = loop {
        match tokio::time::timeout_at(deadline, body.frame()).await {
            Err(_) => break Some("the answer did not end in time"),
            Ok(None) => break None,
            Ok(Some(Err(_))) => break Some("the answer broke off"),
            Ok(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    read.extend_from_slice(data);
                }
                if read.len() > MOST_ANSWER {
                    break None;
                }
            }
        }
    };
    (shown(&read, signatures), error)
}

/// An answer as text, at most so much of it, without the signatures of the request: some answer with what they were asked. PostgreSQL's
/// texts have no zero bytes.
fn shown(answer: &[u8], signatures: &[String]) -> String {
    let mut text =
        String::from_utf8_lossy(&answer[..answer.len().min(2 * MOST_ANSWER)]).into_owned();
    text.retain(|char| char != '\0');
    for signature in signatures {
        text = text.replace(signature.as_str(), "…");
    }
    while text.len() > MOST_ANSWER {
        text.pop();
    }
    text
}

/// How long an endpoint asks to be left alone: seconds, or a date.
fn retry_after(headers: &HeaderMap, now: UtcTime) -> Option<Duration> {
    let said = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = said.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until: DateTime<Utc> = DateTime::parse_from_rfc2822(said).ok()?.into();
    Some((until - now.utc()).to_std().unwrap_or_default())
}

fn client(targets: &Targets, encrypted: bool) -> HttpsClient {
    let guard = Guard { targets: targets.clone(), encrypted };
    let mut http = HttpConnector::new_with_resolver(guard);
    http.enforce_http(false);
    let https = HttpsConnectorBuilder::new().with_webpki_roots();
    // What is asked of a client is of its kind: a request says which of the two it is for.
    let https = if encrypted { https.https_only() } else { https.https_or_http() };
    let connector = https.enable_http1().wrap_connector(http);
    Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector)
}

/// Looks names up, and leaves out of what is found where webhooks may not go. What it answers is what is connected to.
#[derive(Clone, Debug)]
struct Guard {
    targets: Targets,
    encrypted: bool,
}

#[derive(Debug, thiserror::Error)]
enum GuardError {
    #[error("its name could not be looked up: {0}")]
    Unknown(#[from] io::Error),
    #[error("its name leads nowhere")]
    Nowhere,
    #[error(transparent)]
    Target(#[from] TargetError),
}

impl Guard {
    /// Those of these addresses that may be connected to.
    fn allowed(
        &self,
        found: impl Iterator<Item = SocketAddr>,
    ) -> Result<Vec<SocketAddr>, GuardError> {
        let (mut allowed, mut refused) = (Vec::new(), None);
        for address in found {
            match self.targets.check(address.ip(), self.encrypted) {
                Ok(()) => allowed.push(address),
                Err(error) => refused = Some(error),
            }
        }
        match (allowed.is_empty(), refused) {
            (false, _) => Ok(allowed),
            (true, Some(error)) => Err(error.into()),
            (true, None) => Err(GuardError::Nowhere),
        }
    }
}

impl Service<Name> for Guard {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = GuardError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, GuardError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), GuardError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let guard = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(guard.allowed(found)?.into_iter())
        })
    }
}

#[cfg(test)]
mod tests;

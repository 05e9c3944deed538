//! One POST of JSON to a server outside.
//!
//! Small on purpose: no redirect is followed (the body would go where nobody said), no proxy is taken from the environment,
//! and nothing is tried again, which is its caller's business.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    HeaderMap, Request, Uri,
    body::Bytes,
    header::{self, HeaderValue},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};

use crate::causes::with_causes;

/// How much of an answer is read.
const MOST: usize = 64 * 1024;

/// How long a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(20);

/// A client for servers outside. Certificates are checked against Mozilla's roots, which are part of the binary.
#[derive(Clone)]
pub struct Poster {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    user_agent: String,
    patience: Duration,
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answered {
    pub status: u16,
    pub headers: HeaderMap,
    /// As much of it as came.
    pub body: Vec<u8>,
}

/// Why no answer came. It never says where: an address may be a secret.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    #[error("no answer came within {} s", .0.as_secs_f32())]
    TooSlow(Duration),
    #[error("no connection was made, or it broke: {0}")]
    Broken(String),
    #[error("the address is none that can be asked")]
    Address,
}

impl Poster {
    /// `patience` is for all of it, from the name's look-up to the last byte.
    #[must_use]
    pub fn new(user_agent: &str, patience: Duration) -> Self {
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(1)
            .build(connector);
        Self { client, user_agent: user_agent.to_owned(), patience }
    }

    /// # Errors
    /// `PostError`.
    pub async fn post(&self, address: &str, json: String) -> Result<Answered, PostError> {
        self.post_as(address, json, None).await
    }

    /// The same, and who sends it proves himself.
    ///
    /// # Errors
    /// `PostError`.
    pub async fn post_as(
        &self,
        address: &str,
        json: String,
        authorization: Option<&str>,
    ) -> Result<Answered, PostError> {
        let uri: Uri = address.parse().map_err(|_| PostError::Address)?;
        let mut request = Request::post(uri)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, &self.user_agent);
        if let Some(authorization) = authorization {
            let mut value: HeaderValue = authorization.parse().map_err(|_| PostError::Address)?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        let request = request.body(Full::from(json)).map_err(|_| PostError::Address)?;
        let deadline = tokio::time::Instant::now() + self.patience;
        let answer = tokio::time::timeout_at(deadline, self.client.request(request))
            .await
            .map_err(|_| PostError::TooSlow(self.patience))?
            .map_err(|error| PostError::Broken(with_causes(&error)))?;
        let (head, body) = answer.into_parts();
        // The status alone says what became of it, so a body that breaks off is as good as none.
        let body = tokio::time::timeout_at(deadline, Limited::new(body, MOST).collect()).await;
        let body = match body {
            Ok(Ok(body)) => body.to_bytes().to_vec(),
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        Ok(Answered { status: head.status.as_u16(), headers: head.headers, body })
    }
}

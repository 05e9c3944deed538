//! What is kept of a callback that is refused for its token.

use std::{net::IpAddr, time::Duration};

use actix_web::{
    HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header,
    web::{Bytes, Data},
};
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

use super::{Shop, client};
use crate::{
    dromon::callback::{AuthenticateError, bearer},
    payments::{
        Completeness,
        refused::{MOST_BODY, NewRefused, TokenHash},
    },
};

/// How long a body may take that is only kept in case a person wants it: Dromon's follows its head at once, and whoever is
/// refused is not to wait long for it.
const PATIENCE: Duration = Duration::from_millis(250);

/// Keeps the beginning of its body if that comes at once, and the hash of the token that did not fit. It is already decided
/// that the callback is refused, and nothing here changes that.
pub async fn keep(
    request: &HttpRequest,
    payload: Payload,
    error: AuthenticateError,
    shop: &Data<Shop>,
) {
    let source = client::address(request, &shop.config.trusted_proxies)
        .unwrap_or(IpAddr::from([0, 0, 0, 0]));
    let token_hash = request
        .headers()
        .get(header::AUTHORIZATION)
        .filter(|_| error == AuthenticateError::WrongToken)
        .and_then(|value| bearer(value.as_bytes()))
        .map(TokenHash::of);
    let (body, completeness) = match shop.refusals.reader() {
        Some(_turn) => read(payload).await,
        // A flood, or whoever sends heads without bodies: that must cost nothing.
        None => (Vec::new(), Completeness::CutShort),
    };
    shop.refusals.add(NewRefused::new(source, error.into(), token_hash, body, completeness));
}

/// As much of a body as comes at once.
async fn read(
    mut payload: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
) -> (Vec<u8>, Completeness) {
    let deadline = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    loop {
        match timeout_at(deadline, payload.next()).await {
            Ok(None) => return (bytes, Completeness::Whole),
            Ok(Some(Ok(chunk))) => bytes.extend_from_slice(&chunk),
            Ok(Some(Err(_))) | Err(_) => return (bytes, Completeness::CutShort),
        }
        if bytes.len() > MOST_BODY {
            bytes.truncate(MOST_BODY);
            return (bytes, Completeness::TooLong);
        }
    }
}

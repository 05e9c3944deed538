//! `POST /callback`: what Dromon sends, once and never again.

use std::{net::IpAddr, task::Poll, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    dev::Payload,
    error::PayloadError,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    web::{self, Bytes, Data},
};
use futures_util::{Stream, StreamExt, stream};
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::{Error, Shop, client, refused, request_id};
use crate::{
    dromon::callback::{AuthenticateError, authenticate, bearer},
    metrics::CallbackResult,
    payments::{Completeness, RawCallback, Received, Taken, inbox::NotKept},
};

/// The largest body: a payer can make Dromon echo a very long text (5 MB was captured).
const MOST_BODY: usize = 8 * 1024 * 1024;

/// What is kept of a body that is larger.
const KEPT_OF_TOO_LONG: usize = 64 * 1024;

/// How long a body may take.
const BODY_PATIENCE: Duration = Duration::from_secs(20);

/// The header that tells a refused callback's answer from that of whatever else may stand at its address: `kassa doctor`
/// looks for it.
pub const MARKER: &str = "x-kassa-callback";

/// What `kassa doctor` sends as its token: none of any app, and nothing that is worth keeping.
pub const PROBE: &str = "kassa-doctor";

/// Authentic first, stored second, understood third.
pub async fn receive(
    request: HttpRequest,
    payload: web::Payload,
    shop: Data<Shop>,
) -> HttpResponse {
    let authorization = request.headers().get_all(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let answer = match authenticate(authorization, shop.config.tokens()) {
        Err(error) if is_probe(&request) => Err(refusal(error)),
        Err(error) => {
            shop.metrics.callbacks.count(CallbackResult::Refused);
            tracing::warn!(from = ?client::address(&request, &shop.config.trusted_proxies), %error, "a callback was refused");
            // For the day on which a mistyped secret has been mended.
            refused::keep(&request, payload.into_inner(), error, &shop).await;
            Err(refusal(error))
        }
        // A task of its own: a caller that hangs up cannot cancel it half-way.
        Ok(()) => {
            let taking = take(request, payload.into_inner(), shop.clone());
            match request_id::spawn(taking).await {
                Ok(answer) => answer,
                Err(panic) => {
                    shop.metrics.callbacks.count(CallbackResult::Failed);
                    Err(Error::Internal(panic.into()))
                }
            }
        }
    };
    let mut answer = answer.unwrap_or_else(|error| error.error_response());
    if answer.status() == StatusCode::UNAUTHORIZED {
        let marker = (HeaderName::from_static(MARKER), HeaderValue::from_static("refused"));
        answer.headers_mut().insert(marker.0, marker.1);
    }
    closing(answer)
}

fn refusal(error: AuthenticateError) -> Error {
    Error::Unauthorized(format!(
        "{error}; Dromon's callback carries `Bearer <md5 of the app's secret>`"
    ))
}

/// Whether somebody only looks whether callbacks get here.
fn is_probe(request: &HttpRequest) -> bool {
    let given = request.headers().get(header::AUTHORIZATION);
    given.and_then(|value| bearer(value.as_bytes())) == Some(PROBE.as_bytes())
}

/// Anything but POST.
pub async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    let mut answer = Error::MethodNotAllowed(request.method().to_string()).error_response();
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    closing(answer)
}

/// A callback sent on a connection that is just being closed is lost, so every answer closes its connection and says
/// so. (A `Connection` header inserted by hand would be discarded.)
fn closing(mut answer: HttpResponse) -> HttpResponse {
    answer.head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
    answer
}

async fn take(
    request: HttpRequest,
    payload: Payload,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let _in_flight = shop.in_flight.enter();
    let source = client::address(&request, &shop.config.trusted_proxies)
        // Only a listener that is no socket has no peer.
        .unwrap_or(IpAddr::from([0, 0, 0, 0]));
    let announced = announced_length(&request);
    // Others wait until there is room in memory.
    let room = announced.unwrap_or(MOST_BODY).min(MOST_BODY).div_ceil(1024).max(1);
    let room = shop
        .bodies
        .acquire_many(u32::try_from(room).unwrap_or(u32::MAX))
        .await
        .map_err(|closed| Error::Internal(closed.into()))?;
    let body = read(until_the_stop(payload, &shop), announced).await;
    let raw = RawCallback::new(source, shop.source_rule(source), body.bytes, body.completeness);
    let begun = Instant::now();
    let taken = shop.intake.take(raw).await;
    count(&taken, begun, &shop);
    let taken = taken.map_err(Error::NotKept)?;
    drop(room);
    match taken {
        Taken::Settled(received) | Taken::Inbox(Some(received)) => answer(received, body.timed_out),
        Taken::Inbox(None) => Ok(HttpResponse::Ok().json(json!({ "result": "kept" }))),
    }
}

fn count(taken: &Result<Taken, NotKept>, begun: Instant, shop: &Shop) {
    let callbacks = &shop.metrics.callbacks;
    let result = match taken {
        Err(_) => CallbackResult::NotKept,
        Ok(Taken::Inbox(_)) => CallbackResult::Kept,
        Ok(Taken::Settled(received)) => {
            callbacks.settled.took(begun.elapsed());
            match received {
                Received::Paid => CallbackResult::Paid,
                Received::PartPaid => CallbackResult::PartPaid,
                Received::Recorded => CallbackResult::Recorded,
                Received::Repeated => CallbackResult::Repeated,
                Received::Unreadable(_) => CallbackResult::Unreadable,
                Received::Incomplete(_) => CallbackResult::Incomplete,
                Received::ForeignSource => CallbackResult::ForeignSource,
            }
        }
    };
    callbacks.count(result);
}

fn announced_length(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

struct Body {
    bytes: Vec<u8>,
    completeness: Completeness,
    timed_out: bool,
}

/// The body as it comes, cut off where it is still coming when the server cannot wait for it any longer.
fn until_the_stop(
    mut payload: Payload,
    shop: &Shop,
) -> impl Stream<Item = Result<Bytes, PayloadError>> + Unpin + use<> {
    let mut too_late = Box::pin(shop.bodies_end());
    stream::poll_fn(move |context| match payload.poll_next_unpin(context) {
        Poll::Pending => {
            too_late.as_mut().poll(context).map(|()| Some(Err(PayloadError::Incomplete(None))))
        }
        chunk @ Poll::Ready(_) => chunk,
    })
}

/// Reads a body, or as much of it as comes: an authentic callback is kept in any case.
async fn read(
    mut payload: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    announced: Option<usize>,
) -> Body {
    let deadline = Instant::now() + BODY_PATIENCE;
    let too_long = announced.is_some_and(|length| length > MOST_BODY);
    let enough = if too_long { KEPT_OF_TOO_LONG } else { MOST_BODY };
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(enough));
    loop {
        match timeout_at(deadline, payload.next()).await {
            Err(_) => {
                let completeness = Completeness::CutShort;
                return Body { bytes, completeness, timed_out: true };
            }
            Ok(None) => break,
            Ok(Some(Ok(chunk))) => bytes.extend_from_slice(&chunk),
            Ok(Some(Err(_))) => {
                let completeness = Completeness::CutShort;
                return Body { bytes, completeness, timed_out: false };
            }
        }
        if bytes.len() > enough || too_long && bytes.len() == enough {
            bytes.truncate(KEPT_OF_TOO_LONG);
            bytes.shrink_to_fit();
            let completeness = Completeness::TooLong;
            return Body { bytes, completeness, timed_out: false };
        }
    }
    Body { bytes, completeness: Completeness::Whole, timed_out: false }
}

fn answer(received: Received, timed_out: bool) -> Result<HttpResponse, Error> {
    let result = match received {
        Received::Paid => "paid",
        Received::PartPaid => "part_paid",
        Received::Recorded => "recorded",
        Received::Repeated => "repeated",
        Received::Unreadable(reason) => {
            tracing::warn!(%reason, "a callback was kept unread");
            return Err(Error::Malformed(format!("{reason}; the callback was kept as it came")));
        }
        Received::Incomplete(Completeness::TooLong) => {
            tracing::warn!("a callback was too long; its beginning was kept");
            return Err(Error::TooLarge("8 MiB; its beginning was kept"));
        }
        Received::Incomplete(_) if timed_out => {
            tracing::warn!("a callback did not come in time; what came of it was kept");
            return Err(Error::TimedOut);
        }
        Received::Incomplete(_) => {
            tracing::warn!("a callback broke off; what came of it was kept");
            return Err(Error::Malformed("the body ended early; what came was kept".to_owned()));
        }
        Received::ForeignSource => {
            return Err(Error::Forbidden(
                "callbacks may not come from this address (KASSA_DROMON_SOURCES); it was kept, not settled".to_owned(),
            ));
        }
    };
    Ok(HttpResponse::Ok().json(json!({ "result": result })))
}

#[cfg(test)]
mod tests;

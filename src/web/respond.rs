//! What every answer has in common: its headers, its log line, and the shape of an error.

use std::time::Instant;

use actix_web::{
    HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::{Bytes, Data},
};
use askama::Template;
use serde_json::json;
use tracing::Instrument;

use super::{
    Error, Shop, api, language,
    opening::{self, Closed},
    pages::{ErrorPage, Trouble},
    request_id::{self, RequestId},
    shop,
};
use crate::{limiter::Wait, staff::Right};

/// No inline script or style, nothing from elsewhere, in nobody's frame. The base stylesheet has its form icons as
/// `data:` pictures.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who reads an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Program,
    Person,
}

impl Reader {
    fn of(path: &str) -> Self {
        let for_programs = ["/api/", "/callback", "/healthz", "/readyz", "/metrics", "/static/"];
        // The API tells of itself to people.
        if path != api::DOCS && for_programs.iter().any(|prefix| path.starts_with(prefix)) {
            Self::Program
        } else {
            Self::Person
        }
    }
}

/// A page, rendered.
pub fn render(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Error> {
    let html = page.render().map_err(|error| Error::Internal(error.into()))?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
}

/// A page that is at hand.
pub fn html_page(html: Bytes) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html)
}

/// Not now, but that much later.
pub fn retry_after(answer: &mut HttpResponse, wait: Wait) {
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.seconds()));
}

/// What a form is answered with: the page to look at next.
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}

/// Wraps every request.
pub async fn respond(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(shop) = request.app_data::<Data<Shop>>().cloned() else {
        // `routes` puts it there; without it there is nothing to serve.
        return Ok(request.into_response(HttpResponse::InternalServerError().finish()));
    };
    let in_flight = shop.in_flight.enter();
    let answering = shop.metrics.http.enter();
    let begun = Instant::now();
    let id = RequestId::new();
    // Enabled however little is logged: whatever is said about a request says which.
    let span = tracing::error_span!("request", %id);
    let method = request.method().clone();
    let path = redacted(request.path());
    let reader = Reader::of(request.path());

    let response = next.call(request).instrument(span.clone()).await?.map_into_boxed_body();
    let _said = span.entered();
    let mut response = match reader {
        Reader::Person if !is_page(&response) => as_page(response, &shop, id),
        Reader::Program if !is_problem(&response) => as_problem(response),
        _ => response,
    };
    language::remember(&mut response, &shop);
    add_headers(&mut response, reader, &shop);
    if let Some(id) = id.header() {
        response.headers_mut().insert(HeaderName::from_static(request_id::HEADER), id);
    }
    count(&response, &shop, begun);
    tracing::debug!(%method, path, status = response.status().as_u16(), "answered");
    drop((answering, in_flight));
    Ok(response)
}

fn count(response: &ServiceResponse<BoxBody>, shop: &Shop, begun: Instant) {
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    if response.request().path() == CALLBACK {
        shop.metrics.http.callback_answered(status, took);
    } else {
        let pattern = response.request().match_pattern();
        shop.metrics.http.answered(pattern.as_deref(), status, took);
    }
}

/// Where callbacks come.
const CALLBACK: &str = "/callback";

/// Where the pages of orders stand.
const ORDERS: &str = "/o/";

/// Whoever knows an address that begins with one of these gets in: an order's page, the admin pages.
const KEYS: [&str; 2] = [ORDERS, "/admin/welcome/"];

/// A path for the log: whoever reads it must not be able to open what only its address opens.
fn redacted(path: &str) -> String {
    let key = KEYS.iter().find_map(|before| Some((before, path.strip_prefix(before)?)));
    match key {
        Some((before, rest)) => match rest.split_once('/') {
            Some((_, action)) => format!("{before}…/{action}"),
            None => format!("{before}…"),
        },
        None => path.to_owned(),
    }
}

fn has_type(response: &ServiceResponse<BoxBody>, content_type: &str) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(content_type.as_bytes()))
}

fn is_failure(response: &ServiceResponse<BoxBody>) -> bool {
    response.status().is_client_error() || response.status().is_server_error()
}

fn is_page(response: &ServiceResponse<BoxBody>) -> bool {
    !is_failure(response) || has_type(response, "text/html")
}

fn is_problem(response: &ServiceResponse<BoxBody>) -> bool {
    !is_failure(response) || has_type(response, "application/problem+json")
}

/// An error's page in the place of what a program would get.
fn as_page(
    response: ServiceResponse<BoxBody>,
    shop: &Shop,
    id: RequestId,
) -> ServiceResponse<BoxBody> {
    let frame = shop::frame(response.request(), shop);
    let status = response.status();
    let wait = response.headers().get(header::RETRY_AFTER);
    let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
    let lacking = response.response().extensions().get::<Right>().copied();
    let trouble = match shop.opening.closed() {
        Some(Closed::Waiting(_)) if status == StatusCode::SERVICE_UNAVAILABLE => Trouble::Opening,
        Some(Closed::Refused(_)) if status == StatusCode::SERVICE_UNAVAILABLE => Trouble::Refused,
        _ => lacking.map_or(Trouble::Status(status.as_u16()), Trouble::NotAllowed),
    };
    let is_of_order =
        status == StatusCode::NOT_FOUND && response.request().path().starts_with(ORDERS);
    // Of what is not there the log has nothing to tell.
    let reference = (status != StatusCode::NOT_FOUND).then(|| id.to_string());
    let Ok(html) = (ErrorPage { frame, trouble, is_of_order, wait, reference }).render() else {
        return response;
    };
    let mut response = with_body(response, "text/html; charset=utf-8", html);
    if matches!(trouble, Trouble::Opening | Trouble::Refused)
        && opening::reloads(response.request())
    {
        set(response.headers_mut(), header::REFRESH, opening::AGAIN);
    }
    response
}

/// What the framework refuses by itself, in the shape of our own errors.
fn as_problem(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let (slug, detail) = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            ("method-not-allowed", "this address does not take such requests")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "the body is too large"),
        _ => ("refused", "the request could not be read"),
    };
    let problem = json!({
        "type": format!("urn:kassa:problem:{slug}"),
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail,
    });
    with_body(response, "application/problem+json", problem.to_string())
}

/// The same answer (status, `Allow`, `WWW-Authenticate`, closed connection) with another body.
fn with_body(
    response: ServiceResponse<BoxBody>,
    content_type: &'static str,
    body: String,
) -> ServiceResponse<BoxBody> {
    let mut response = response.map_body(|_, _| BoxBody::new(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn add_headers(response: &mut ServiceResponse<BoxBody>, reader: Reader, shop: &Shop) {
    let path = response.request().path();
    let private = KEYS.iter().any(|before| path.starts_with(before));
    let headers = response.headers_mut();
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !headers.contains_key(header::CACHE_CONTROL) {
        set(headers, header::CACHE_CONTROL, "no-store");
    }
    if shop.is_https() {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if reader == Reader::Person {
        set(headers, header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
        set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        // An address that is a key goes nowhere.
        set(headers, header::REFERRER_POLICY, if private { "no-referrer" } else { "same-origin" });
    }
    if private {
        set(headers, HeaderName::from_static("x-robots-tag"), "noindex");
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orders_token_is_in_no_log_line() {
        assert_eq!(redacted("/o/2f1c"), "/o/…");
        assert_eq!(redacted("/o/2f1c/events"), "/o/…/events");
        assert_eq!(redacted("/my"), "/my");
    }

    #[test]
    fn a_link_for_staff_is_in_no_log_line() {
        assert_eq!(redacted("/admin/welcome/2f1c"), "/admin/welcome/…");
        assert_eq!(redacted("/admin/orders/48817-X"), "/admin/orders/48817-X");
    }
}

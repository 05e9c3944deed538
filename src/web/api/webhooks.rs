//! Webhook endpoints, and what was sent there.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api_keys::Program,
    clock::{self, UtcTime},
    db::Connection,
    feed::EventKind,
    orders,
    staff::By,
    views::{AttemptView, DeliveryView, EndpointView},
    web::{
        Error, Shop,
        api::{
            answer::{self, Changed},
            body,
            change::Change,
            list::{self, Limit, ListView},
            openapi::Refusal,
            orders::named,
            query,
        },
        error::FieldProblem,
    },
    webhooks::{
        self, Again, DeliveryStatus, Description, Endpoint, EndpointChange, EndpointUrl,
        NewEndpoint, Pause, Queued, Removed, Subscription, Wanted,
    },
};

/// How many tries of one delivery are shown.
const MOST_ATTEMPTS: i64 = 100;

/// How many deliveries may be asked for again by their ids.
const MOST_AGAIN: usize = 200;

/// Somewhere to be told what happens.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWebhookEndpoint)]
pub struct EndpointBody {
    /// Where what happens is posted: https, and an address that the shop allows.
    #[schema(max_length = 2000)]
    url: String,
    /// What it is for: one line of at most 100 characters.
    #[serde(default, deserialize_with = "body::parsed")]
    #[schema(value_type = String, max_length = 100)]
    description: Description,
    /// The kinds of events to be told; left out, or `null`: all.
    events: Option<Vec<EventKind>>,
    /// The uid of the one order to be told of; left out, or `null`: of all.
    order: Option<String>,
}

/// What is to be another one of an endpoint. What is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookEndpointChange)]
pub struct EndpointPatch {
    #[schema(max_length = 2000)]
    url: Option<String>,
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, max_length = 100)]
    description: Option<Description>,
    /// `null`: all.
    #[expect(clippy::option_option, reason = "left out, null, or said")]
    #[serde(default, deserialize_with = "body::told")]
    #[schema(value_type = Option<Vec<EventKind>>)]
    events: Option<Option<Vec<EventKind>>>,
    /// Lets it rest, or wakes it. What happens meanwhile is not kept for it.
    paused: Option<bool>,
}

/// An endpoint that was just made, or has another secret. The secret is shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookEndpointWithSecret)]
pub struct WithSecretView {
    #[serde(flatten)]
    endpoint: EndpointView,
    /// What its webhooks are signed with, as standardwebhooks.com has it: `whsec_…`.
    secret: String,
}

/// One delivery, with its tries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDeliveryWithAttempts)]
pub struct WithAttemptsView {
    #[serde(flatten)]
    delivery: DeliveryView,
    /// The newest first.
    attempts: Vec<AttemptView>,
}

/// What is to be sent again: one of both.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Redelivery)]
pub struct RedeliverBody {
    /// The ids of these deliveries, at most 200.
    #[schema(max_items = 200)]
    deliveries: Option<Vec<i64>>,
    /// All that happened since then, as far as the endpoint wants it, also where it was never told.
    since: Option<UtcTime>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Redelivered)]
pub struct RedeliveredView {
    /// How many deliveries wait because of it; `null`: all since a time is queued bit by bit.
    waiting: Option<usize>,
}

/// Which deliveries are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    #[serde(deserialize_with = "query::some")]
    status: Option<DeliveryStatus>,
    /// Those of this order alone.
    #[serde(deserialize_with = "query::some")]
    #[param(max_length = 64)]
    order: Option<String>,
    /// How many at once: 1 to 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Limit,
    /// The `next` of the page before.
    #[serde(deserialize_with = "list::id")]
    #[param(value_type = Option<i64>, minimum = 0)]
    after: Option<i64>,
}

fn wrong(field: &str, problem: &impl ToString) -> Error {
    Error::Invalid(vec![FieldProblem::new(field, problem.to_string())])
}

fn url(text: &str, shop: &Shop) -> Result<EndpointUrl, Error> {
    EndpointUrl::parse(text, &shop.config.webhook_targets).map_err(|error| wrong("url", &error))
}

/// `null` is every kind, and an empty list is none, which is no use.
fn subscription(events: Option<Vec<EventKind>>) -> Result<Subscription, Error> {
    match events {
        None => Ok(Subscription::all()),
        Some(kinds) if kinds.is_empty() => {
            Err(wrong("events", &"an endpoint that is told nothing is no use; `null` is all"))
        }
        Some(kinds) => Ok(Subscription::of(kinds)),
    }
}

fn view(connection: &mut Connection, endpoint: &Endpoint) -> Result<EndpointView, Error> {
    let ids: Vec<i64> = endpoint.order_id.into_iter().collect();
    let uids = orders::uids(connection, &ids)?;
    Ok(EndpointView::new(endpoint, uids.into_values().next().map(|uid| uid.to_string())))
}

fn found(connection: &mut Connection, id: i64) -> Result<Endpoint, Error> {
    webhooks::find(connection, id)?.ok_or(Error::NotFound)
}

fn read_id(id: &str) -> Result<i64, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// Lists the endpoints
///
/// All of them, the newest first.
#[utoipa::path(
    get,
    path = "/webhooks",
    tag = "webhooks",
    operation_id = "listWebhookEndpoints",
    responses((status = 200, description = "The endpoints", body = ListView<EndpointView>), Refusal),
)]
pub async fn list(shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let view = shop
        .store
        .read(|connection| {
            let all = webhooks::list(connection)?;
            let data: Result<Vec<EndpointView>, Error> =
                all.iter().map(|endpoint| view(connection, endpoint)).collect();
            Ok::<_, Error>(ListView { data: data?, next: None })
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Adds an endpoint
///
/// It is told what happens from now on, signed as standardwebhooks.com has it with the secret in the answer, which is shown this
/// once. See docs/webhooks.md.
#[utoipa::path(
    post,
    path = "/webhooks",
    tag = "webhooks",
    operation_id = "addWebhookEndpoint",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request")),
    request_body(content = EndpointBody, example = json!({ "url": "https://bot.example/hook", "events": ["paid", "cancelled"] })),
    responses((status = 201, description = "The endpoint, and its secret", body = WithSecretView), Refusal),
)]
pub async fn add(
    request: HttpRequest,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let change = Change::of(&request, &program, &body, &shop)?;
    let wanted: EndpointBody = body::read(&body)?;
    let (url, subscription) = (url(&wanted.url, &shop)?, subscription(wanted.events)?);
    let by = By::program(program.name.as_str());
    let after = webhooks::settled(&shop.store).await?;
    change
        .carry_out(move |connection, now| {
            let order = named::in_field(connection, wanted.order.as_deref())?;
            let new = NewEndpoint {
                url: url.clone(),
                description: wanted.description.clone(),
                subscription: subscription.clone(),
                order_id: order.map(|order| order.id),
            };
            let added = webhooks::add(connection, &new, after, &by, now)?;
            let id = added.endpoint.id;
            let view = WithSecretView {
                endpoint: view(connection, &added.endpoint)?,
                secret: added.secret.expose().to_owned(),
            };
            Ok(Changed::created(&format!("/webhooks/{id}"), view))
        })
        .await
}

/// Shows an endpoint
#[utoipa::path(
    get,
    path = "/webhooks/{id}",
    tag = "webhooks",
    operation_id = "showWebhookEndpoint",
    params(("id" = i64, Path, description = "The endpoint's id")),
    responses((status = 200, description = "The endpoint", body = EndpointView), Refusal),
)]
pub async fn show(id: Path<String>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let id = read_id(&id)?;
    let view = shop
        .store
        .read(move |connection| {
            let endpoint = found(connection, id)?;
            view(connection, &endpoint)
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Changes an endpoint
///
/// What waits for it is tried at once where it has another address, or is woken.
#[utoipa::path(
    patch,
    path = "/webhooks/{id}",
    tag = "webhooks",
    operation_id = "changeWebhookEndpoint",
    params(("id" = i64, Path, description = "The endpoint's id")),
    request_body(content = EndpointPatch, example = json!({ "paused": true })),
    responses((status = 200, description = "The endpoint as it is now", body = EndpointView), Refusal),
)]
pub async fn change(
    id: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = read_id(&id)?;
    let EndpointPatch { url: to, description, events, paused } = body::read(&body)?;
    let change = EndpointChange {
        url: to.map(|to| url(&to, &shop)).transpose()?,
        description,
        subscription: events.map(subscription).transpose()?,
        pause: match paused {
            None => None,
            Some(true) => Some(Pause::Rest),
            Some(false) => Some(Pause::GoOn { after: webhooks::settled(&shop.store).await? }),
        },
    };
    let by = By::program(program.name.as_str());
    let view = shop
        .store
        .write(move |connection| {
            let changed = webhooks::change(connection, id, &change, &by, clock::now())?;
            let endpoint = changed.ok_or(Error::NotFound)?;
            view(connection, &endpoint)
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Removes an endpoint
///
/// And the log of what was sent there.
#[utoipa::path(
    delete,
    path = "/webhooks/{id}",
    tag = "webhooks",
    operation_id = "removeWebhookEndpoint",
    params(("id" = i64, Path, description = "The endpoint's id")),
    responses((status = 204, description = "It is gone"), Refusal),
)]
pub async fn remove(
    id: Path<String>,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = read_id(&id)?;
    let by = By::program(program.name.as_str());
    let remove = move |connection: &mut Connection| {
        Ok::<_, Error>(webhooks::remove(connection, id, &by, clock::now())?)
    };
    match shop.store.write(remove).await? {
        Removed::Now => Ok(answer::gone()),
        Removed::Unknown => Err(Error::NotFound),
    }
}

/// Gives an endpoint another secret
///
/// The one before signs as well for 24 hours, so that nothing is refused meanwhile.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/rotate-secret",
    tag = "webhooks",
    operation_id = "rotateWebhookSecret",
    params(
        ("id" = i64, Path, description = "The endpoint's id"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    responses((status = 200, description = "The endpoint, and its new secret", body = WithSecretView), Refusal),
)]
pub async fn rotate_secret(
    request: HttpRequest,
    id: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = read_id(&id)?;
    let change = Change::of(&request, &program, &body, &shop)?;
    let by = By::program(program.name.as_str());
    change
        .carry_out(move |connection, now| {
            let secret = webhooks::rotate_secret(connection, id, &by, now)?;
            let secret = secret.ok_or(Error::NotFound)?.expose().to_owned();
            let endpoint = found(connection, id)?;
            let endpoint = view(connection, &endpoint)?;
            Ok(Changed::ok(WithSecretView { endpoint, secret }))
        })
        .await
}

/// Sends an endpoint a test
///
/// A message of the type `webhook.test`, which stands in the log as any other.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/test",
    tag = "webhooks",
    operation_id = "testWebhookEndpoint",
    params(
        ("id" = i64, Path, description = "The endpoint's id"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    responses((status = 200, description = "It is on its way", body = RedeliveredView), Refusal),
)]
pub async fn test(
    request: HttpRequest,
    id: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = read_id(&id)?;
    let change = Change::of(&request, &program, &body, &shop)?;
    let by = By::program(program.name.as_str());
    change
        .carry_out(move |connection, now| {
            webhooks::test(connection, id, &by, now)?.ok_or(Error::NotFound)?;
            Ok(Changed::ok(RedeliveredView { waiting: Some(1) }))
        })
        .await
}

/// Lists what was sent to an endpoint
///
/// The newest first: what waits, what it took, and what was given up after three days.
#[utoipa::path(
    get,
    path = "/webhooks/{id}/deliveries",
    tag = "webhooks",
    operation_id = "listWebhookDeliveries",
    params(("id" = i64, Path, description = "The endpoint's id"), DeliveriesQuery),
    responses((status = 200, description = "Some of them", body = ListView<DeliveryView>), Refusal),
)]
pub async fn deliveries(
    request: HttpRequest,
    id: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = read_id(&id)?;
    let DeliveriesQuery { status, order, limit, after } = query::read(&request)?;
    let view = shop
        .store
        .read(move |connection| {
            found(connection, id)?;
            let order = named::asked_for(connection, order.as_deref())?.map(|order| order.id);
            let wanted = Wanted { status, order, before: after, event: None };
            let found = webhooks::deliveries(connection, id, wanted, limit.get() + 1)?;
            Ok::<_, Error>(list::page(found, limit, |last| last.id.to_string(), DeliveryView::from))
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Shows what was sent, and how that went
#[utoipa::path(
    get,
    path = "/webhooks/{id}/deliveries/{delivery}",
    tag = "webhooks",
    operation_id = "showWebhookDelivery",
    params(
        ("id" = i64, Path, description = "The endpoint's id"),
        ("delivery" = i64, Path, description = "The delivery's id"),
    ),
    responses((status = 200, description = "The delivery with its tries", body = WithAttemptsView), Refusal),
)]
pub async fn delivery(
    path: Path<(String, String)>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, delivery) = (read_id(&path.0)?, read_id(&path.1)?);
    let view = shop
        .store
        .read(move |connection| {
            let found = webhooks::find_delivery(connection, id, delivery)?;
            let delivery = found.ok_or(Error::NotFound)?;
            let attempts = webhooks::attempts(connection, delivery.id, MOST_ATTEMPTS)?;
            Ok::<_, Error>(WithAttemptsView {
                delivery: delivery.into(),
                attempts: attempts.into_iter().map(AttemptView::from).collect(),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Sends something again
///
/// One delivery, several, or all since a time. Whoever gets something twice gets it under the same `webhook-id`.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/redeliver",
    tag = "webhooks",
    operation_id = "redeliverWebhooks",
    params(
        ("id" = i64, Path, description = "The endpoint's id"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    request_body(content = RedeliverBody, example = json!({ "since": "2026-11-29T00:00:00Z" })),
    responses((status = 200, description = "How much waits because of it", body = RedeliveredView), Refusal),
)]
pub async fn redeliver(
    request: HttpRequest,
    id: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = read_id(&id)?;
    let change = Change::of(&request, &program, &body, &shop)?;
    let again = match body::read(&body)? {
        RedeliverBody { deliveries: Some(ids), since: None } => {
            if ids.is_empty() || ids.len() > MOST_AGAIN {
                return Err(wrong("deliveries", &format!("1 to {MOST_AGAIN} ids of deliveries")));
            }
            Again::Deliveries(ids)
        }
        RedeliverBody { deliveries: None, since: Some(since) } => Again::Since(since),
        RedeliverBody { .. } => {
            return Err(wrong("since", &"send one of `deliveries` and `since`"));
        }
    };
    let by = By::program(program.name.as_str());
    change
        .carry_out(move |connection, now| {
            let waiting = match webhooks::redeliver(connection, id, &again, &by, now)? {
                Queued::Now(count) => Some(count),
                Queued::Soon => None,
            };
            Ok(Changed::ok(RedeliveredView { waiting }))
        })
        .await
}

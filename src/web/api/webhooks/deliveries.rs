//! What was sent to an endpoint, and what is to be sent again.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{found, read_id, wrong};
use crate::{
    api_keys::Program,
    clock::UtcTime,
    staff::By,
    views::{AttemptView, DeliveryView},
    web::{
        Error, Shop,
        api::{
            answer::Changed,
            body,
            change::Change,
            list::{self, Limit, ListView},
            openapi::Refusal,
            orders::named,
            query,
        },
    },
    webhooks::{self, Again, DeliveryStatus, Queued, Wanted},
};

/// How many tries of one delivery are shown.
const MOST_ATTEMPTS: i64 = 100;

/// How many deliveries may be asked for again by their ids.
const MOST_AGAIN: usize = 200;

/// One delivery, with its tries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDeliveryWithAttempts)]
pub struct WithAttemptsView {
    #[serde(flatten)]
    delivery: DeliveryView,
    /// How each went, the newest first.
    tries: Vec<AttemptView>,
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
                tries: attempts.into_iter().map(AttemptView::from).collect(),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Sends something again
///
/// One delivery, several, or all since a time, which are queued bit by bit. Whoever gets something twice gets it under the same
/// `webhook-id`.
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

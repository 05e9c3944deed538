//! Whom programs have us tell.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{found, read_id, wrong};
use crate::{
    api_keys::Program,
    clock,
    db::Connection,
    feed::EventKind,
    orders,
    staff::By,
    views::EndpointView,
    web::{
        Error, Shop,
        api::{
            answer::{self, Changed},
            body,
            change::Change,
            list::ListView,
            openapi::Refusal,
            orders::named,
        },
    },
    webhooks::{
        self, Description, Endpoint, EndpointChange, EndpointUrl, NewEndpoint, Pause, Removed,
        Subscription,
    },
};

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

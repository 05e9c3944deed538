//! All endpoints, and a new one. Its secret is in the answer to its form, and on no page after that.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};

use super::{HERE, by, form};
use crate::{
    clock::{self, UtcTime},
    db::{Connection, StoreError},
    orders,
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::{frame, moment},
        pages::{
            admin::{
                AdminFrame, EndpointRow, MadeSecret, TypedEndpoint, WebhookProblem, WebhooksPage,
            },
            shorten,
        },
        respond::render,
    },
    webhooks::{self, AddEndpointError, Endpoint, Health, NewEndpoint},
};

/// `GET /admin/webhooks`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, None, TypedEndpoint::default(), None).await
}

enum Tried {
    Added(Box<webhooks::Added>),
    InVain(WebhookProblem),
}

/// `POST /admin/webhooks`
pub async fn add(
    request: HttpRequest,
    signed_in: SignedIn,
    fields: Form<form::Fields>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let typed = form::typed(&fields);
    let read = match form::read(&typed, &shop.config.webhook_targets) {
        Ok(read) => read,
        Err(problem) => {
            return page(&request, &signed_in, &shop, Some(problem), typed, None).await;
        }
    };
    let after = webhooks::settled(&shop.store).await?;
    let (by, uid, now) = (by(&request, &signed_in, &shop), typed.order.clone(), clock::now());
    let add = move |connection: &mut Connection| {
        let order_id = match uid.as_str() {
            "" => None,
            typed => match orders::find_by_uid(connection, typed)? {
                Some(order) => Some(order.id),
                None => return Ok(Tried::InVain(WebhookProblem::Order)),
            },
        };
        let new = NewEndpoint {
            url: read.url.clone(),
            description: read.description.clone(),
            subscription: read.subscription.clone(),
            order_id,
        };
        match webhooks::add(connection, &new, after, &by, now) {
            Ok(added) => Ok(Tried::Added(Box::new(added))),
            Err(AddEndpointError::TooMany(_)) => Ok(Tried::InVain(WebhookProblem::TooMany)),
            Err(AddEndpointError::Store(error)) => Err(error),
        }
    };
    match shop.store.write(add).await? {
        Tried::Added(added) => {
            let made = MadeSecret {
                endpoint: added.endpoint.id,
                secret: added.secret.expose().to_owned(),
            };
            page(&request, &signed_in, &shop, None, TypedEndpoint::default(), Some(made)).await
        }
        Tried::InVain(problem) => {
            page(&request, &signed_in, &shop, Some(problem), typed, None).await
        }
    }
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    problem: Option<WebhookProblem>,
    typed: TypedEndpoint,
    made: Option<MadeSecret>,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let read = |connection: &mut Connection| {
        let endpoints = webhooks::list(connection)?;
        let ids: Vec<i64> = endpoints.iter().filter_map(|endpoint| endpoint.order_id).collect();
        let uids = orders::uids(connection, &ids)?;
        Ok::<_, StoreError>((endpoints, webhooks::health(connection)?, uids))
    };
    let (endpoints, health, uids) = shop.store.read(read).await?;
    let mut admin = frame(request, signed_in, shop);
    HERE.clone_into(&mut admin.frame.here);
    let rows = endpoints.iter().map(|endpoint| {
        let health = health.get(&endpoint.id).copied().unwrap_or_default();
        let order = endpoint.order_id.and_then(|id| uids.get(&id)).map(ToString::to_string);
        row(endpoint, health, order, now, &admin, shop)
    });
    let page = WebhooksPage { rows: rows.collect(), problem, typed, made, admin };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    render(status, &page)
}

pub(super) fn row(
    endpoint: &Endpoint,
    health: Health,
    order: Option<String>,
    now: UtcTime,
    admin: &AdminFrame,
    shop: &Shop,
) -> EndpointRow {
    let at = |at: UtcTime| moment(at, now, admin, shop);
    EndpointRow {
        id: endpoint.id,
        url: shorten(endpoint.url.as_str(), 80),
        description: endpoint.description.to_string(),
        order,
        since: at(endpoint.created_at),
        paused: endpoint.paused_at.map(at),
        failing: endpoint.failing_since.map(at),
        failures: endpoint.failures,
        took: endpoint.took_at.map(at),
        waiting: health.waiting,
        given_up: health.given_up,
    }
}

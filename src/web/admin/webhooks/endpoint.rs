//! One endpoint: what it is told, and what was sent there.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path, Query},
};
use serde::Deserialize;

use super::{by, form, list::row, path};
use crate::{
    clock,
    db::{Connection, StoreError},
    orders,
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::{frame, local_time, moment},
        pages::admin::{DeliveryRow, MadeSecret, TypedEndpoint, WebhookPage, WebhookProblem},
        respond::{render, see_other},
    },
    webhooks::{self, DeliveryStatus, EndpointChange, Wanted},
};

/// How many deliveries stand on one page.
const PAGE: i64 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    /// Only deliveries before that one.
    before: Option<i64>,
    #[serde(default)]
    status: String,
    /// How many were just queued anew.
    again: Option<i64>,
    /// All since a time will be.
    soon: Option<String>,
}

/// What the page says besides.
#[derive(Default)]
pub(super) struct Said {
    pub problem: Option<WebhookProblem>,
    /// What was typed in vain.
    pub typed: Option<TypedEndpoint>,
    pub made: Option<MadeSecret>,
    /// The time that was typed in vain.
    pub since: Option<String>,
}

/// `GET /admin/webhooks/{id}`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    asked: Query<Asked>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, *id, asked.into_inner(), Said::default()).await
}

/// `POST /admin/webhooks/{id}`
pub async fn change(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    fields: Form<form::Fields>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let typed = form::typed(&fields);
    let read = match form::read(&typed, &shop.config.webhook_targets) {
        Ok(read) => read,
        Err(problem) => {
            let said = Said { problem: Some(problem), typed: Some(typed), ..Said::default() };
            return page(&request, &signed_in, &shop, *id, Asked::default(), said).await;
        }
    };
    let change = EndpointChange {
        url: Some(read.url),
        description: Some(read.description),
        subscription: Some(read.subscription),
        pause: None,
    };
    let (by, id, now) = (by(&request, &signed_in, &shop), *id, clock::now());
    let change = move |connection: &mut Connection| {
        Ok::<_, StoreError>(webhooks::change(connection, id, &change, &by, now)?)
    };
    shop.store.write(change).await?.ok_or(Error::NotFound)?;
    Ok(see_other(&path(id)))
}

pub(super) async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: i64,
    asked: Asked,
    said: Said,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let status: Option<DeliveryStatus> = asked.status.parse().ok();
    let wanted = Wanted { status, before: asked.before, ..Wanted::default() };
    let read = move |connection: &mut Connection| {
        let Some(endpoint) = webhooks::find(connection, id)? else {
            return Err(Error::NotFound);
        };
        let order = match endpoint.order_id {
            Some(id) => orders::uids(connection, &[id])?.remove(&id).map(|uid| uid.to_string()),
            None => None,
        };
        let health = webhooks::health(connection)?.get(&id).copied().unwrap_or_default();
        let deliveries = webhooks::deliveries(connection, id, wanted, PAGE + 1)?;
        let last = webhooks::last_attempts(connection, &deliveries)?;
        Ok((endpoint, order, health, deliveries, last))
    };
    let (endpoint, order, health, mut deliveries, last) = shop.store.read(read).await?;
    let more = i64::try_from(deliveries.len()).is_ok_and(|there| there > PAGE);
    deliveries.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let word = status.map_or(String::new(), |status| format!("&status={}", status.as_str()));
    let end = deliveries.last().filter(|_| more);
    let earlier = end.map(|delivery| format!("{}?before={}{word}", path(id), delivery.id));
    let mut admin = frame(request, signed_in, shop);
    path(id).clone_into(&mut admin.frame.here);
    let rows = deliveries.into_iter().map(|delivery| {
        let last = last.iter().find(|attempt| attempt.delivery_id == delivery.id);
        let waits = delivery.status == DeliveryStatus::Waiting;
        DeliveryRow {
            id: delivery.id,
            message_type: delivery.message_type,
            at: moment(delivery.at, now, &admin, shop),
            status: delivery.status,
            attempts: delivery.attempts,
            next: (waits && delivery.attempts > 0)
                .then(|| moment(delivery.next_at, now, &admin, shop)),
            answered: last.and_then(|attempt| attempt.status),
            took_ms: last.map(|attempt| attempt.took_ms),
            error: last.and_then(|attempt| attempt.error.clone()),
        }
    });
    let page = WebhookPage {
        deliveries: rows.collect(),
        status,
        older: earlier,
        later: asked.before.is_some(),
        again: asked.again,
        soon: asked.soon.is_some(),
        both_until: endpoint.both_secrets_until(now).map(|at| moment(at, now, &admin, shop)),
        since: said.since.unwrap_or_else(|| {
            local_time::shown(
                endpoint.failing_since.unwrap_or(endpoint.created_at),
                shop.config.time_zone,
            )
        }),
        typed: said.typed.unwrap_or_else(|| form::of(&endpoint)),
        row: row(&endpoint, health, order, now, &admin, shop),
        problem: said.problem,
        made: said.made,
        admin,
    };
    let status =
        if said.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    render(status, &page)
}

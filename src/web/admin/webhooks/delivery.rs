//! `GET /admin/webhooks/{id}/deliveries/{delivery}`: what was sent, and each answer.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use super::path;
use crate::{
    clock,
    db::Connection,
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::{frame, moment},
        pages::admin::{AttemptRow, WebhookDeliveryPage},
        respond::render,
    },
    webhooks,
};

/// How many tries are shown, the newest first: more there are only of what was sent again by hand.
const MOST: i64 = 50;

pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    ids: Path<(i64, i64)>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (endpoint, id) = *ids;
    let now = clock::now();
    let read = move |connection: &mut Connection| {
        let found = webhooks::find_delivery(connection, endpoint, id)?.ok_or(Error::NotFound)?;
        let attempts = webhooks::attempts(connection, id, MOST)?;
        Ok::<_, Error>((found, attempts))
    };
    let (delivery, attempts) = shop.store.read(read).await?;
    let admin = frame(&request, &signed_in, &shop);
    let attempts = attempts.into_iter().map(|attempt| AttemptRow {
        nth: attempt.nth,
        at: moment(attempt.at, now, &admin, &shop),
        took_ms: attempt.took_ms,
        headers: attempt.headers,
        status: attempt.status,
        answer: attempt.answer,
        error: attempt.error,
    });
    let page = WebhookDeliveryPage {
        back: path(endpoint),
        again: format!("{}/deliveries/{id}/redeliver", path(endpoint)),
        message_type: delivery.message_type,
        message_id: delivery.message_id,
        status: delivery.status,
        at: moment(delivery.at, now, &admin, &shop),
        payload: delivery.payload,
        attempts: attempts.collect(),
        admin,
    };
    render(StatusCode::OK, &page)
}

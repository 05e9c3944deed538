//! For whoever watches over the process.

use std::time::Duration;

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::Shop;
use crate::{
    clock::{self, UtcTime},
    db::StoreError,
    payments::inbox::Waiting,
};

/// How long a door may take before it counts as shut.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// `GET /readyz`: a callback can be kept now, in the books or in the inbox. As long as one of the two doors is open a
/// balancer must not turn callbacks away, so it is 200 and the body says what is not as it should be.
pub async fn ready(shop: Data<Shop>) -> HttpResponse {
    let mut degraded = Vec::new();
    if let Err(books) = books(&shop).await {
        degraded.push(books);
        if let Err(inbox) = inbox(&shop).await {
            degraded.push(inbox);
            return unable(&degraded, &shop);
        }
    }
    let waiting = shop.intake.inbox().waiting();
    if let Waiting { records: records @ 1.., since } = waiting {
        let since = since.map(|since| format!(", the oldest since {since}")).unwrap_or_default();
        degraded.push(format!("{records} callbacks wait in the inbox{since}"));
    }
    if let pieces @ 1.. = shop.intake.inbox().quarantined() {
        degraded.push(format!(
            "{pieces} pieces of the inbox could not be read and are in quarantine: `kassa inbox list`"
        ));
    }
    degraded.extend(shop.space.low().iter().map(ToString::to_string));
    degraded.extend(shop.backups.complaint(clock::now()));
    degraded.extend(shop.notices.complaints());
    let status = if degraded.is_empty() { "ready" } else { "degraded" };
    HttpResponse::Ok().json(json!({
        "status": status,
        "degraded": degraded,
        "inbox": view(waiting),
    }))
}

fn unable(degraded: &[String], shop: &Shop) -> HttpResponse {
    tracing::warn!(?degraded, "not ready");
    HttpResponse::ServiceUnavailable().content_type("application/problem+json").json(json!({
        "type": "urn:kassa:problem:unavailable",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "a callback cannot be kept now",
        "degraded": degraded,
        "inbox": view(shop.intake.inbox().waiting()),
    }))
}

fn view(waiting: Waiting) -> Value {
    json!({ "waiting": waiting.records, "since": waiting.since.map(UtcTime::rfc3339) })
}

/// Asks the writer, since that is what a callback needs.
async fn books(shop: &Shop) -> Result<(), String> {
    let closed = shop.opening.closed().map(|closed| closed.why().to_owned());
    if let Some(why) = closed.or_else(|| shop.intake.why_inbox()) {
        return Err(format!("callbacks go to the inbox: {why}"));
    }
    if let Some(full) = shop.space.full().first() {
        return Err(format!("the disk of {} is full, so a write may fail", full.place.display()));
    }
    let write = shop.store.write::<_, StoreError, _>(|connection| Ok(connection.ping()?));
    match tokio::time::timeout(PATIENCE, write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("no write is possible: {error}")),
        Err(_) => Err(format!("no write was done within {} s", PATIENCE.as_secs())),
    }
}

async fn inbox(shop: &Shop) -> Result<(), String> {
    match tokio::time::timeout(PATIENCE, shop.intake.inbox().probe()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("the inbox was not written within {} s", PATIENCE.as_secs())),
    }
}

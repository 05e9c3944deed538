//! For whoever watches over the process.

use std::time::Duration;

use actix_web::{HttpResponse, web::Data};
use serde_json::json;

use super::Shop;
use crate::db::StoreError;

/// How long the writer may take before it counts as unable.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// `GET /readyz`: a callback can be kept now. It asks the writer, since that is what a callback needs.
pub async fn ready(shop: Data<Shop>) -> HttpResponse {
    let write = shop.store.write::<_, StoreError, _>(|connection| Ok(connection.ping()?));
    let degraded = match tokio::time::timeout(PATIENCE, write).await {
        Ok(Ok(())) => return HttpResponse::Ok().json(json!({ "status": "ready", "degraded": [] })),
        Ok(Err(error)) => format!("no write is possible: {error}"),
        Err(_) => format!("no write was done within {} s", PATIENCE.as_secs()),
    };
    tracing::warn!(degraded, "not ready");
    HttpResponse::ServiceUnavailable().content_type("application/problem+json").json(json!({
        "type": "urn:kassa:problem:unavailable",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "a callback cannot be kept now",
        "degraded": [degraded],
    }))
}

//! `GET /metrics`, in the Prometheus text format.
//!
//! It tells how a shop fares (how many pay, how often something goes wrong), which is nobody else's business: without
//! `KASSA_METRICS_TOKEN` there is nothing here, and with it only whoever has it reads.

mod exposition;
mod scrape;

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use prometheus_client::encoding::prometheus_text::CONTENT_TYPE;

use super::{Error, Shop};
use crate::dromon::callback::bearer;

/// `GET /metrics`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let token = shop.config.metrics_token.as_ref().ok_or(Error::NotFound)?;
    let given = request.headers().get(header::AUTHORIZATION);
    let given = given.and_then(|value| bearer(value.as_bytes()));
    if !given.is_some_and(|given| token.fits(given)) {
        return Err(Error::Unauthorized(
            "the metrics are for whoever sends `Authorization: Bearer` with KASSA_METRICS_TOKEN"
                .to_owned(),
        ));
    }
    let text = scrape::text(&shop).await.map_err(|error| Error::Internal(error.into()))?;
    Ok(HttpResponse::Ok().content_type(CONTENT_TYPE).body(text))
}

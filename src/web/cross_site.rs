//! Refuses requests that another site made a browser send.

use actix_web::{
    Error as ActixError, ResponseError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Data,
};
use url::Url;

use super::{Error, Shop};

/// Wraps every address. `/callback` and the API take no cookies, so nobody gains by sending a browser there.
pub async fn refuse(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, ActixError> {
    let outside = request.path() == "/callback" || request.path().starts_with("/api/");
    if outside || request.method().is_safe() || is_own(&request) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    // An answer, not an error, which would pass `respond` by.
    let refusal = Error::Forbidden(
        "this form was sent from another site; open the shop's own page and send it from there"
            .to_owned(),
    );
    Ok(request.into_response(refusal.error_response()).map_into_right_body())
}

/// Whether the request comes from one of our own pages: by `Sec-Fetch-Site`, and by `Origin` where a browser is too
/// old to send that.
fn is_own(request: &ServiceRequest) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match header("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => header(header::ORIGIN.as_str()).is_some_and(|origin| {
            let public = request.app_data::<Data<Shop>>().map(|shop| &shop.config.public_url);
            public.is_some_and(|public| is_origin_of(origin, public))
        }),
    }
}

fn is_origin_of(origin: &str, public: &Url) -> bool {
    public.origin().ascii_serialization() == origin
}

//! The one gate to the admin pages: who comes, and whether he may.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
    web::Data,
};
use std::{
    collections::HashMap,
    future::{Ready, ready},
    sync::LazyLock,
};

use super::{Access, AdminRoute, session_cookie, table};
use crate::{
    clock::{self, UtcTime},
    db::StoreError,
    staff::{self, Right, SignedIn, Stage, session},
    web::{Error, Shop, request_id, respond::see_other},
};

const ADMIN: &str = "/admin";

/// The table by its addresses: each request looks into it.
static ROUTES: LazyLock<HashMap<String, Vec<AdminRoute>>> = LazyLock::new(|| {
    let mut routes: HashMap<String, Vec<AdminRoute>> = HashMap::new();
    for route in table() {
        routes.entry(route.path.to_owned()).or_default().push(route);
    }
    routes
});

/// Where one signs in.
pub const SIGN_IN: &str = "/admin/sign-in";
/// Where the second factor is given.
pub const SECOND_FACTOR: &str = "/admin/sign-in/code";
/// Where the password is given again.
pub const CONFIRM: &str = "/admin/confirm";

/// Wraps every request; those to other pages go through untouched.
pub async fn refuse(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let path = request.path();
    if path != ADMIN && !path.starts_with("/admin/") {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let Some(access) = access(&request) else {
        // Nothing stands there, and a stranger learns no more than that.
        return Ok(request.error_response(Error::NotFound));
    };
    let Access::With(right) = access else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    match admit(&request, right).await {
        Ok(Admitted::Yes(signed_in)) => {
            request.extensions_mut().insert(*signed_in);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Ok(Admitted::First(way)) => Ok(request.into_response(see_other(&way))),
        Err(error) => Ok(request.error_response(error)),
    }
}

/// What the table says of this address.
fn access(request: &ServiceRequest) -> Option<Access> {
    let pattern = request.match_pattern()?;
    let method = if *request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let routes = ROUTES.get(&pattern)?;
    routes.iter().find(|route| route.method == *method).map(|route| route.access)
}

enum Admitted {
    Yes(Box<SignedIn>),
    /// Somewhere else first.
    First(String),
}

async fn admit(request: &ServiceRequest, right: Right) -> Result<Admitted, Error> {
    let Some(shop) = request.app_data::<Data<Shop>>().cloned() else {
        return Err(Error::NotFound);
    };
    let now = clock::now();
    let signed_in = match session_cookie::read(request.request(), &shop) {
        None => None,
        Some(secret) => {
            shop.store
                .read(move |connection| Ok::<_, Error>(staff::find(connection, &secret, now)?))
                .await?
        }
    };
    let Some(signed_in) = signed_in else {
        return Ok(Admitted::First(with_next(SIGN_IN, request.request())));
    };
    if signed_in.session.stage != Stage::Open {
        return Ok(Admitted::First(with_next(SECOND_FACTOR, request.request())));
    }
    if !signed_in.may(right) {
        return Err(Error::NotAllowed(right));
    }
    if !signed_in.is_fresh(right, now) {
        return Ok(Admitted::First(with_next(CONFIRM, request.request())));
    }
    if signed_in.session.is_to_be_touched(now) {
        touch(&shop, signed_in.session.id, now);
    }
    Ok(Admitted::Yes(Box::new(signed_in)))
}

/// Writes down, beside the request, that a session is used. If it fails the next request tries again.
fn touch(shop: &Data<Shop>, id: i64, now: UtcTime) {
    let store = shop.store.clone();
    request_id::spawn(async move {
        let touched = store
            .write(move |connection| Ok::<_, StoreError>(session::touch(connection, id, now)?))
            .await;
        if let Err(error) = touched {
            tracing::debug!(%error, "it was not written down that a session is used");
        }
    });
}

/// The way, and where it leads back to: what was asked for, or, since a form cannot be sent twice, the page that it
/// stood on.
fn with_next(way: &str, request: &HttpRequest) -> String {
    let back = if request.method().is_safe() {
        request.uri().path_and_query().map(|path| path.as_str().to_owned())
    } else {
        request
            .headers()
            .get(header::REFERER)
            .and_then(|referer| referer.to_str().ok())
            .and_then(|referer| url::Url::parse(referer).ok())
            .map(|referer| match referer.query() {
                Some(query) => format!("{}?{query}", referer.path()),
                None => referer.path().to_owned(),
            })
    };
    leading_to(way, back.as_deref())
}

/// That way, and where it leads on to.
pub fn leading_to(way: &str, next: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    match next.filter(|next| is_ours(next)) {
        Some(next) => format!("{way}?{}", query.append_pair("next", next).finish()),
        None => way.to_owned(),
    }
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    /// Whom the gate has let in.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let signed_in = request.extensions().get::<SignedIn>().cloned();
        ready(signed_in.ok_or(Error::NotFound))
    }
}

/// An address of the admin pages that a form may lead on to: anything else would lead somewhere else.
#[must_use]
pub fn safe_next(next: Option<&str>) -> &str {
    next.filter(|next| is_ours(next)).unwrap_or("/admin/orders")
}

fn is_ours(next: &str) -> bool {
    (next == ADMIN || next.starts_with("/admin/") || next.starts_with("/admin?"))
        && !next.contains(['\\', '\n', '\r'])
}

/// An answer that makes the browser forget its session.
pub fn signed_out(shop: &Shop) -> HttpResponse {
    let mut answer = see_other(SIGN_IN);
    session_cookie::remove(&mut answer, shop);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_on_to_our_own_pages_only() {
        for ours in ["/admin", "/admin/orders?status=paid", "/admin?a=b"] {
            assert_eq!(safe_next(Some(ours)), ours);
            assert!(leading_to(SIGN_IN, Some(ours)).contains("?next=%2Fadmin"), "{ours}");
        }
        for other in [
            "",
            "/",
            "//evil.example",
            "/administrator",
            "https://evil.example/admin",
            "/admin/\\x",
            "/admin/\r\nA: b",
        ] {
            assert_eq!(safe_next(Some(other)), "/admin/orders", "{other:?}");
            assert_eq!(leading_to(SIGN_IN, Some(other)), SIGN_IN, "{other:?}");
        }
        assert_eq!(safe_next(None), "/admin/orders");
    }
}

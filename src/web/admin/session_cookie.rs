//! The cookie that a colleague's browser is known by.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
};

use crate::{
    staff::{self, SessionSecret},
    web::Shop,
};

/// Ports share cookies, and a sandbox may run beside the real shop.
fn name(shop: &Shop) -> &'static str {
    if shop.config.is_sandbox() { "kassa_sandbox_staff" } else { "kassa_staff" }
}

/// What the browser says that it is known by.
#[must_use]
pub fn read(request: &HttpRequest, shop: &Shop) -> Option<SessionSecret> {
    request.cookie(name(shop))?.value().parse().ok()
}

/// Makes the browser known from now on.
pub fn write(response: &mut HttpResponse, secret: &SessionSecret, shop: &Shop) {
    let seconds = i64::try_from(staff::LIFETIME.as_secs()).unwrap_or(i64::MAX);
    set(response, secret.expose(), Duration::seconds(seconds), shop);
}

/// Makes it forget.
pub fn remove(response: &mut HttpResponse, shop: &Shop) {
    set(response, "", Duration::ZERO, shop);
}

fn set(response: &mut HttpResponse, value: &str, max_age: Duration, shop: &Shop) {
    let cookie = Cookie::build(name(shop), value)
        .path("/admin")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(shop.is_https())
        .max_age(max_age)
        .finish();
    if response.add_cookie(&cookie).is_err() {
        tracing::error!("the cookie of a session cannot be written");
    }
}

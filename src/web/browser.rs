//! Which browser it is: a signed cookie, so that nobody can claim to be another.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, CookieJar, SameSite, time::Duration},
};

use super::Shop;
use crate::orders::BrowserId;

/// Ports share cookies, and a sandbox may run beside the real shop.
fn name(shop: &Shop) -> &'static str {
    if shop.config.is_sandbox() { "kassa_sandbox_browser" } else { "kassa_browser" }
}

/// The browser, if it was here before.
#[must_use]
pub fn known(request: &HttpRequest, shop: &Shop) -> Option<BrowserId> {
    let mut jar = CookieJar::new();
    jar.add_original(request.cookie(name(shop))?);
    jar.signed(shop.opening.cookie_key()).get(name(shop))?.value().parse().ok()
}

/// Makes the browser known, or known for longer.
pub fn remember(response: &mut HttpResponse, browser: &BrowserId, shop: &Shop) {
    let mut jar = CookieJar::new();
    jar.signed_mut(shop.opening.cookie_key()).add(
        Cookie::build(name(shop), browser.as_str().to_owned())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(shop.is_https())
            // As long as browsers allow.
            .max_age(Duration::days(400))
            .finish(),
    );
    for cookie in jar.delta() {
        if response.add_cookie(cookie).is_err() {
            tracing::error!("the browser's cookie cannot be written");
        }
    }
}

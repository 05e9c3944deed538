//! The cookie by which a browser is known that somebody has signed in with. It opens nothing: it keeps strangers who try
//! passwords from using up its person's attempts.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, CookieJar, SameSite, time::Duration},
};

use crate::{staff::Device, web::Shop};

/// Ports share cookies, and a sandbox may run beside the real shop.
fn name(shop: &Shop) -> &'static str {
    if shop.config.is_sandbox() { "kassa_sandbox_device" } else { "kassa_device" }
}

/// Signed, so that nobody can claim to be another.
#[must_use]
pub fn read(request: &HttpRequest, shop: &Shop) -> Option<Device> {
    let mut jar = CookieJar::new();
    jar.add_original(request.cookie(name(shop))?);
    jar.signed(shop.opening.cookie_key()).get(name(shop))?.value().parse().ok()
}

/// Makes the browser known as one of that account.
pub fn write(response: &mut HttpResponse, device: &Device, shop: &Shop) {
    let mut jar = CookieJar::new();
    jar.signed_mut(shop.opening.cookie_key()).add(
        Cookie::build(name(shop), device.to_string())
            .path("/admin")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(shop.is_https())
            // As long as browsers allow.
            .max_age(Duration::days(400))
            .finish(),
    );
    for cookie in jar.delta() {
        if response.add_cookie(cookie).is_err() {
            tracing::error!("the cookie of a browser that signed in cannot be written");
        }
    }
}

//! Which language a page speaks.

use actix_web::{
    HttpRequest,
    body::BoxBody,
    cookie::{Cookie, SameSite, time::Duration},
    dev::ServiceResponse,
    http::header,
};

use super::Shop;
use crate::i18n::{Lang, Messages};

const COOKIE: &str = "kassa_lang";

/// What the link in the footer asks for (`?lang=en`), else what was asked for before, else what the browser prefers.
#[must_use]
pub fn messages(request: &HttpRequest) -> Messages {
    let remembered = || request.cookie(COOKIE).and_then(|cookie| Lang::from_code(cookie.value()));
    let preferred = || {
        let header = request.headers().get(header::ACCEPT_LANGUAGE);
        Lang::negotiate(header.and_then(|value| value.to_str().ok()))
    };
    Messages::for_lang(asked(request).or_else(remembered).unwrap_or_else(preferred))
}

/// Keeps what was asked for.
pub fn remember(response: &mut ServiceResponse<BoxBody>, shop: &Shop) {
    let Some(lang) = asked(response.request()) else { return };
    let cookie = Cookie::build(COOKIE, lang.code())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(shop.is_https())
        .max_age(Duration::days(365))
        .finish();
    if response.response_mut().add_cookie(&cookie).is_err() {
        tracing::error!("the language's cookie cannot be written");
    }
}

fn asked(request: &HttpRequest) -> Option<Lang> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "lang")
        .and_then(|(_, code)| Lang::from_code(&code))
}

//! What a browser remembers of whoever orders in it, so that it stands in the form the next time.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
};
use url::form_urlencoded;

use super::order_form::Wanted;
use crate::{customers::Nickname, orders::Line, web::Shop};

const COOKIE: &str = "kassa_guest";

/// Who ordered the last time, as he typed it then: nothing that anybody has to believe.
#[derive(Default)]
pub struct Guest {
    pub nickname: Option<Nickname>,
    pub contact: Option<Line>,
}

impl Guest {
    pub fn of(request: &HttpRequest) -> Self {
        let mut guest = Self::default();
        let Some(cookie) = request.cookie(COOKIE) else { return guest };
        for (name, value) in form_urlencoded::parse(cookie.value().as_bytes()) {
            match name.as_ref() {
                "nickname" => guest.nickname = value.parse().ok(),
                "contact" => guest.contact = value.parse().ok(),
                _ => {}
            }
        }
        guest
    }

    pub fn who_wants(wanted: &Wanted) -> Self {
        Self { nickname: Some(wanted.nickname.clone()), contact: wanted.wish.contact.clone() }
    }

    pub fn remember(&self, answer: &mut HttpResponse, shop: &Shop) {
        let mut value = form_urlencoded::Serializer::new(String::new());
        if let Some(nickname) = &self.nickname {
            value.append_pair("nickname", nickname.as_str());
        }
        if let Some(contact) = &self.contact {
            value.append_pair("contact", contact.as_str());
        }
        let cookie = Cookie::build(COOKIE, value.finish())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(shop.is_https())
            // As long as browsers allow.
            .max_age(Duration::days(400))
            .finish();
        if answer.add_cookie(&cookie).is_err() {
            tracing::error!("the guest's cookie cannot be written");
        }
    }
}

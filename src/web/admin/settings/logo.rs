//! `/admin/settings/shop/logo`: the picture beside the shop's name.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form},
};
use serde::Deserialize;

use super::shop::{self, HERE};
use crate::{
    catalog::pictures::Picture,
    clock,
    looks::{self, LooksError, ShopName},
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop,
        admin::{
            entry,
            picture_form::{self, Unread},
        },
        pages::admin::settings::Refused,
        respond::see_other,
    },
};

#[derive(Deserialize)]
pub struct RemoveForm {
    /// What the form showed when it was made.
    #[serde(default)]
    version: i64,
}

/// `POST /admin/settings/shop/logo`
pub async fn set(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Multipart,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (version, picture) = match picture_form::read(form).await {
        Ok(read) => read,
        Err(Unread::Problem(problem)) => {
            let refused = Refused::Picture(problem);
            return shop::as_it_is(&request, &signed_in, &shop, refused).await;
        }
        Err(Unread::Error(error)) => return Err(error),
    };
    write(&request, &signed_in, &shop, version, Some(picture)).await
}

/// `POST /admin/settings/shop/logo/remove`
pub async fn remove(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<RemoveForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    write(&request, &signed_in, &shop, form.version, None).await
}

async fn write(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    version: i64,
    logo: Option<Picture>,
) -> Result<HttpResponse, Error> {
    let by = signed_in.by(entry::address(request, shop));
    let written = shop.store.write(move |connection| {
        let at = clock::now();
        let before = looks::set_logo(connection, version, logo.as_ref(), at)?;
        let subject = before.fields.name.as_ref().map(ShopName::as_str);
        let note = Some(if logo.is_some() { "logo" } else { "no-logo" });
        Ok(audit::record(connection, &Entry { by: &by, what: What::Looks, subject, note, at })?)
    });
    match written.await {
        Ok(()) => {
            shop.looks.refresh(&shop.store).await?;
            Ok(see_other(&format!("{HERE}?saved")))
        }
        Err(LooksError::Changed(_)) => {
            shop::as_it_is(request, signed_in, shop, Refused::LogoLate).await
        }
        Err(LooksError::Store(error)) => Err(error.into()),
    }
}

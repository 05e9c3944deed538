//! An offer's picture.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};

use super::{
    HERE, by,
    edit::{VersionForm, again, refused},
    record,
};
use crate::{
    catalog::pictures::Picture,
    clock,
    offers::{self, OfferError},
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::picture_form::{self, Unread},
        pages::admin::OfferRefused,
        respond::see_other,
    },
};

/// `POST /admin/links/{id}/picture`
pub async fn set(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Multipart,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let (version, picture) = match picture_form::read(form).await {
        Ok(read) => read,
        Err(Unread::Problem(problem)) => {
            return again(&request, &signed_in, &shop, id, OfferRefused::Picture(problem)).await;
        }
        Err(Unread::Error(error)) => return Err(error),
    };
    write(&request, &signed_in, &shop, id, version, Some(picture)).await
}

/// `POST /admin/links/{id}/picture/remove`
pub async fn remove(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Form<VersionForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    write(&request, &signed_in, &shop, id.into_inner(), form.version, None).await
}

async fn write(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: i64,
    version: i64,
    picture: Option<Picture>,
) -> Result<HttpResponse, Error> {
    let by = by(request, signed_in, shop);
    let written = shop
        .store
        .write(move |connection| {
            let at = clock::now();
            let name = offers::set_picture(connection, id, version, picture.as_ref(), at)?;
            let note = if picture.is_some() { "picture" } else { "no-picture" };
            record(connection, &by, &name, note, at)
        })
        .await;
    match written {
        Ok(()) => Ok(see_other(&format!("{HERE}/{id}"))),
        Err(OfferError::Changed(_)) => {
            again(request, signed_in, shop, id, OfferRefused::Late).await
        }
        Err(error) => again(request, signed_in, shop, id, refused(error)?).await,
    }
}

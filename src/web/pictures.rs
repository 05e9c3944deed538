//! `/pictures/{hash}`: what the shop shows of its goods.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};

use super::{Error, Shop};
use crate::catalog::{PictureHash, pictures};

/// A picture under its hash; it never changes, so it may be kept for ever.
pub async fn show(hash: Path<String>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let hash: PictureHash = hash.parse().map_err(|_| Error::NotFound)?;
    let found =
        shop.store.read(move |connection| Ok::<_, Error>(pictures::find(connection, &hash)?));
    let picture = found.await?.ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(picture.media_type.as_str())
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(picture.bytes))
}

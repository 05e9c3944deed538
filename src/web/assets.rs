//! The files of `static/`.

use actix_web::{HttpResponse, http::header, web::Path};

use super::Error;
use crate::assets;

/// A file under its hashed path; it never changes, so it may be kept for ever.
pub async fn show(path: Path<String>) -> Result<HttpResponse, Error> {
    let asset = assets::find(&path).ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(asset.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.bytes.into_owned()))
}

//! The files of `static/`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Bytes, Path},
};

use super::{Error, encoding};
use crate::assets;

/// A file under its hashed path; it never changes, so it may be kept for ever.
pub async fn show(request: HttpRequest, path: Path<String>) -> Result<HttpResponse, Error> {
    let asset = assets::find(&path).ok_or(Error::NotFound)?;
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(asset.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    if encoding::takes_gzip(&request) {
        answer.insert_header((header::CONTENT_ENCODING, "gzip"));
        return Ok(answer.body(Bytes::from_static(asset.gzipped())));
    }
    Ok(answer.body(Bytes::from_static(asset.bytes())))
}

//! `/looks/{hash}.css`: the shop's own colours.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};

use super::{Error, Shop};

/// The stylesheet under its hash; it never changes, so it may be kept for ever.
pub async fn show(hash: Path<String>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let by_name = |hash: &str| {
        let shown = shop.looks.get();
        shown.stylesheet.as_ref().filter(|sheet| sheet.hash == hash).map(|sheet| sheet.text.clone())
    };
    let text = if let Some(text) = by_name(&hash) {
        text
    } else {
        // Another node may have made a page with it a moment ago.
        shop.looks.refresh(&shop.store).await?;
        by_name(&hash).ok_or(Error::NotFound)?
    };
    Ok(HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(text))
}

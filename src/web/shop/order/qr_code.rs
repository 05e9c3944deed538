//! The payment link as a picture for the phone beside the game.
//!
//! By itself, and not within the page: a phone, which shows none, does not load it, and drawing one takes longer than all the
//! rest of the page.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};

use super::parse;
use crate::{
    clock, orders,
    web::{Error, Shop, qr},
};

/// `GET /o/{token}/qr/{sum}.svg`: while just that sum is to be paid, so that a browser shows none that it kept of another.
pub async fn show(path: Path<(String, i64)>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let (token, sum) = path.into_inner();
    let token = parse(&token)?;
    let order = shop
        .store
        .read(move |connection| Ok::<_, Error>(orders::find_by_token(connection, &token)?))
        .await?
        .ok_or(Error::NotFound)?;
    let left = order.payable_at(clock::now()).filter(|left| left.get() == sum);
    let link = left.and_then(|left| shop.payment_link(&order, left)).ok_or(Error::NotFound)?;
    let svg = qr::svg(link.url.as_str()).ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        // The shop's secret, and with it the link, may be changed.
        .insert_header((header::CACHE_CONTROL, "private, max-age=300"))
        .body(svg))
}

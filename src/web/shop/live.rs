//! Tells an open order page that the order changed.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::order;
use crate::{
    orders,
    web::{Error, Shop, live},
};

/// `GET /o/{token}/events?after=<version>`
pub async fn follow(
    request: HttpRequest,
    token: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let token = order::parse(&token)?;
    let shown = live::shown(&request)?;
    let order = shop
        .store
        .read(move |connection| orders::find_by_token(connection, &token)?.ok_or(Error::NotFound))
        .await?;
    live::follow(&shop, order.id, shown).await
}

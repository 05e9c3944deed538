//! One order.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::view;
use crate::{
    clock, orders,
    views::OrderView,
    web::{
        Error, Shop,
        api::{openapi::Refusal, version::Told},
    },
};

/// Shows an order
///
/// With its payments, events and discrepancies. The `ETag` is its version: with `If-None-Match` an order that has not changed
/// is answered 304, and with `If-Match` a move is made only with the order that you have seen.
#[utoipa::path(
    get,
    path = "/orders/{uid}",
    tag = "orders",
    operation_id = "showOrder",
    params(
        ("uid" = String, Path, description = "The order's uid, byte for byte"),
        ("If-None-Match" = Option<String>, Header, description = "An `ETag` as it was answered"),
    ),
    responses(
        (status = 200, description = "The order", body = OrderView, headers(("ETag" = String, description = "Its version, and what else is told"))),
        (status = 304, description = "It is as it was"),
        Refusal,
    ),
)]
pub async fn show(
    request: HttpRequest,
    uid: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let reading = Data::clone(&shop);
    let (version, view) = shop
        .store
        .read(move |connection| {
            let order = orders::find_by_uid(connection, &uid)?.ok_or(Error::NotFound)?;
            let view = view(connection, &order, clock::now(), &reading)?;
            Ok::<_, Error>((order.last_event, view))
        })
        .await?;
    Ok(Told::new(version, &view)?.answer(&request))
}

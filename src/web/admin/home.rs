//! `GET /admin`: the shop's numbers, for whoever may see its money; for others the day's work begins at the orders.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

use super::frame;
use crate::{
    clock,
    staff::{Right, SignedIn},
    web::{
        Error, Shop,
        pages::admin::overview::OverviewPage,
        respond::{render, see_other},
    },
};

pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    if !signed_in.may(Right::SeeMoney) {
        return Ok(see_other("/admin/orders"));
    }
    let zone = shop.config.time_zone;
    let numbers = shop.numbers.read(&shop.store, &shop.open_orders, zone, clock::now()).await?;
    let admin = frame(&request, &signed_in, &shop);
    render(StatusCode::OK, &OverviewPage::new(admin, &numbers, zone))
}

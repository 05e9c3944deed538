//! `GET /admin`: the day's work begins at the orders.

use actix_web::HttpResponse;

use crate::web::respond::see_other;

pub async fn show() -> HttpResponse {
    see_other("/admin/orders")
}

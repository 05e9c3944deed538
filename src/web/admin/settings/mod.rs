//! `/admin/settings`: what an owner sets up once.

pub mod closed;
pub mod dromon;
pub mod logo;
pub mod notifications;
pub mod shop;

use actix_web::HttpResponse;

use crate::web::respond::see_other;

/// `GET /admin/settings`: it begins with what a shop cannot do without.
pub async fn show() -> HttpResponse {
    see_other(dromon::HERE)
}

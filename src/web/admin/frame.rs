//! What surrounds a page for staff.

use actix_web::HttpRequest;

use crate::{
    staff::SignedIn,
    web::{Shop, pages::admin::AdminFrame, shop},
};

/// What surrounds the page that answers this request.
pub fn frame(request: &HttpRequest, signed_in: &SignedIn, shop: &Shop) -> AdminFrame {
    AdminFrame {
        frame: shop::frame(request, shop),
        name: signed_in.name.to_string(),
        role: signed_in.role,
        attention: signed_in.attention,
        new_places: signed_in.new_places,
    }
}

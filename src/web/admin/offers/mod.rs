//! `/admin/links`: what the shop's own payment links offer.

pub mod edit;
mod form;
pub mod list;
pub mod picture;

use actix_web::HttpRequest;

use super::{entry, frame};
use crate::{
    catalog::GoodName,
    clock::UtcTime,
    db::Connection,
    offers::{OfferError, Slug},
    staff::{
        By, SignedIn,
        audit::{self, Entry, What},
    },
    web::Shop,
};

const HERE: &str = "/admin/links";

/// Writes down, in the transaction of what was done, who did it to that offer.
fn record(
    connection: &mut Connection,
    by: &By,
    name: &GoodName,
    note: &str,
    at: UtcTime,
) -> Result<(), OfferError> {
    let (subject, note) = (Some(name.as_str()), Some(note));
    Ok(audit::record(connection, &Entry { by, what: What::Offers, subject, note, at })?)
}

fn by(request: &HttpRequest, signed_in: &SignedIn, shop: &Shop) -> By {
    signed_in.by(entry::address(request, shop))
}

/// The link, as it is handed on.
fn address(slug: &Slug, shop: &Shop) -> String {
    shop.url(&format!("/l/{slug}"))
}

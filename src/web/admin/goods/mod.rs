//! `/admin/goods`: what the shop sells.

pub mod edit;
pub mod list;
pub mod picture;
pub mod table;

use actix_web::HttpRequest;

use super::{entry, frame};
use crate::{
    catalog::GoodError,
    clock::UtcTime,
    db::Connection,
    staff::{
        By, SignedIn,
        audit::{self, Entry, What},
    },
    web::Shop,
};

const HERE: &str = "/admin/goods";

/// Writes down, in the transaction of what was done, who did it to that good.
fn record(
    connection: &mut Connection,
    by: &By,
    subject: &str,
    note: &str,
    at: UtcTime,
) -> Result<(), GoodError> {
    let (subject, note) = (Some(subject), Some(note));
    Ok(audit::record(connection, &Entry { by, what: What::Goods, subject, note, at })?)
}

fn by(request: &HttpRequest, signed_in: &SignedIn, shop: &Shop) -> By {
    signed_in.by(entry::address(request, shop))
}

//! `/admin/webhooks`: whom programs of the shop's own have us tell what happens.

pub mod deeds;
pub mod delivery;
pub mod endpoint;
mod form;
pub mod list;

use actix_web::HttpRequest;

use super::entry;
use crate::{
    staff::{By, SignedIn},
    web::{Error, Shop},
    webhooks::{AddEndpointError, RedeliverError},
};

const HERE: &str = "/admin/webhooks";

/// The address of an endpoint's page.
fn path(id: i64) -> String {
    format!("{HERE}/{id}")
}

fn by(request: &HttpRequest, signed_in: &SignedIn, shop: &Shop) -> By {
    signed_in.by(entry::address(request, shop))
}

/// For wherever no page tells more of it.
impl From<AddEndpointError> for Error {
    fn from(error: AddEndpointError) -> Self {
        match error {
            AddEndpointError::TooMany(_) => Self::NotNow(error.to_string()),
            AddEndpointError::Store(error) => error.into(),
        }
    }
}

impl From<RedeliverError> for Error {
    fn from(error: RedeliverError) -> Self {
        match error {
            RedeliverError::Unknown(_) => Self::NotFound,
            RedeliverError::Store(error) => error.into(),
        }
    }
}

//! What a change is answered with.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

/// What a change made of something.
pub struct Changed<V> {
    pub status: StatusCode,
    /// Where what it made is.
    pub location: Option<String>,
    pub view: V,
}

impl<V: Serialize> Changed<V> {
    pub fn ok(view: V) -> Self {
        Self { status: StatusCode::OK, location: None, view }
    }

    /// `location`: after the API's prefix.
    pub fn created(location: &str, view: V) -> Self {
        let location = Some(format!("{}{location}", super::PREFIX));
        Self { status: StatusCode::CREATED, location, view }
    }
}

/// Something is not there any more.
pub fn gone() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

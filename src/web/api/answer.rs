//! What a change is answered with.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

/// What a change made of something.
pub struct Changed<V> {
    pub status: StatusCode,
    /// Where what it made is.
    pub location: Option<String>,
    /// Where it has versions: which this is.
    pub version: Option<i64>,
    pub view: V,
}

impl<V: Serialize> Changed<V> {
    pub fn ok(view: V) -> Self {
        Self { status: StatusCode::OK, location: None, version: None, view }
    }

    /// `location`: after the API's prefix.
    pub fn created(location: &str, view: V) -> Self {
        let location = Some(format!("{}{location}", super::PREFIX));
        Self { status: StatusCode::CREATED, location, version: None, view }
    }

    /// At that version, so that the next change can go on from it.
    pub fn at(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }
}

/// Something is not there any more.
pub fn gone() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

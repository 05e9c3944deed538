//! Which version of something a program has in mind: `ETag` and `If-Match` (RFC 9110).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ETag, EntityTag, HeaderValue},
};
use serde::Serialize;

use crate::web::Error;

/// What a change is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// However it is now.
    Any,
    /// That version alone.
    Version(i64),
}

impl Wanted {
    /// # Errors
    /// `Malformed` where `If-Match` is none of ours.
    pub fn of(request: &HttpRequest) -> Result<Self, Error> {
        let mut values = request.headers().get_all(header::IF_MATCH);
        match (values.next(), values.next()) {
            (None, _) => Ok(Self::Any),
            (Some(value), None) => read(value).ok_or_else(|| {
                Error::Malformed(
                    "`If-Match` is one ETag as it was answered, with its quotes, or `*`".to_owned(),
                )
            }),
            _ => Err(Error::Malformed("there is more than one If-Match".to_owned())),
        }
    }

    /// The version that is meant of something that is at that version now.
    ///
    /// # Errors
    /// `Changed` where it is not the one that the program has seen.
    pub fn check(self, now: i64) -> Result<i64, Error> {
        match self {
            Self::Version(version) if version != now => Err(Error::Changed),
            Self::Any | Self::Version(_) => Ok(now),
        }
    }
}

fn read(value: &HeaderValue) -> Option<Wanted> {
    let text = value.to_str().ok()?.trim();
    if text == "*" {
        return Some(Wanted::Any);
    }
    let version = text.strip_prefix('"')?.strip_suffix('"')?;
    version.parse().ok().map(Wanted::Version)
}

/// Something with its version; nothing where the program has that version.
pub fn answer(request: &HttpRequest, version: i64, view: &impl Serialize) -> HttpResponse {
    let tag = EntityTag::new_strong(version.to_string());
    let known = request.headers().get_all(header::IF_NONE_MATCH).any(|value| {
        let tags = value.to_str().unwrap_or_default().split(',').map(str::trim);
        let quoted = format!("\"{version}\"");
        tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).any(|tag| tag == quoted)
    });
    if known {
        return HttpResponse::NotModified().insert_header(ETag(tag)).finish();
    }
    HttpResponse::Ok().insert_header(ETag(tag)).json(view)
}

/// Something as a change has left it, with its version.
pub fn answer_changed(version: i64, view: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header(ETag(EntityTag::new_strong(version.to_string()))).json(view)
}

//! Which version of something a program has in mind: `ETag`, `If-Match` and `If-None-Match` (RFC 9110).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentType, HeaderValue},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::web::Error;

/// How much of a hash tells two answers of one version apart, in bytes.
const PRINT: usize = 6;

/// Something as a program is told of it.
pub struct Told {
    pub tag: Tag,
    /// JSON.
    pub body: String,
}

/// An `ETag`: the version that changes are compared by, and a print of everything that is told, some of which changes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    version: i64,
    print: String,
}

/// What a change is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// However it is now.
    Any,
    /// That version alone; and, where a program depends on it, all that was told with it.
    Seen { version: i64, print: Option<String> },
}

impl Told {
    /// # Errors
    /// `Internal` where the view cannot be written as JSON.
    pub fn new(version: i64, view: &impl Serialize) -> Result<Self, Error> {
        let body = serde_json::to_string(view).map_err(|error| Error::Internal(error.into()))?;
        let hash = Sha256::digest(body.as_bytes());
        let print = hex::encode(hash.get(..PRINT).unwrap_or(&hash));
        Ok(Self { tag: Tag { version, print }, body })
    }

    /// The answer; nothing where the program knows it.
    pub fn answer(self, request: &HttpRequest) -> HttpResponse {
        let tag = self.tag.to_string();
        let is_known = request.headers().get_all(header::IF_NONE_MATCH).any(|value| {
            let mut tags = value.to_str().unwrap_or_default().split(',').map(str::trim);
            tags.any(|known| known == "*" || strong(known) == tag)
        });
        if is_known {
            return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
        }
        self.answer_changed()
    }

    /// The answer to a change.
    pub fn answer_changed(self) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((header::ETAG, self.tag.to_string()))
            .content_type(ContentType::json())
            .body(self.body)
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}.{}\"", self.version, self.print)
    }
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
    pub fn check(&self, now: i64) -> Result<i64, Error> {
        match self {
            Self::Seen { version, .. } if *version != now => Err(Error::Changed),
            Self::Any | Self::Seen { .. } => Ok(now),
        }
    }

    /// The same for a change that depends on more than the version: on all that is told.
    ///
    /// # Errors
    /// `Changed` where it is not what the program has seen.
    pub fn check_all(&self, now: &Tag) -> Result<i64, Error> {
        match self {
            Self::Seen { print: Some(print), .. } if *print != now.print => Err(Error::Changed),
            Self::Any | Self::Seen { .. } => self.check(now.version),
        }
    }
}

/// A proxy that compresses makes a weak tag of a strong one.
fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn read(value: &HeaderValue) -> Option<Wanted> {
    let text = value.to_str().ok()?.trim();
    if text == "*" {
        return Some(Wanted::Any);
    }
    let tag = strong(text).strip_prefix('"')?.strip_suffix('"')?;
    let (version, print) = match tag.split_once('.') {
        Some((version, print)) => (version, Some(print.to_owned())),
        None => (tag, None),
    };
    Some(Wanted::Seen { version: version.parse().ok()?, print })
}

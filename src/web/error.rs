//! What went wrong, and what the caller is told of it: the one place that picks statuses and logs failures.
//!
//! Programs get `application/problem+json` (RFC 9457), people a page; which of the two is decided by the address
//! (see `respond`), so a handler only says what was wrong. A failure of ours is logged here, once, with its cause;
//! the caller learns only that it is ours.

use actix_web::{
    HttpResponse, HttpResponseBuilder, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::opening;
use crate::{
    api_keys::Scope,
    catalog::GoodError,
    db::{StoreError, WriteError},
    desk::DeskError,
    offers::OfferError,
    orders::{PlaceError, WantedError},
    payments::inbox::NotKept,
    picking::{PickError, RemedyError},
    runs::RunError,
    staff::{EnterError, OwnError, Right},
};

/// Anything that keeps a request from being carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Malformed(String),
    #[error("{0}")]
    Unauthorized(String),
    #[error("{0}")]
    Forbidden(String),
    /// Somebody of the shop's staff has not that right.
    #[error("your role may not do this; ask an owner of the shop")]
    NotAllowed(Right),
    /// A program's key does not open it.
    #[error("this key lacks the scope `{}`; make one that has it", .0.as_str())]
    ScopeMissing(Scope),
    #[error("there is nothing at this address")]
    NotFound,
    #[error("this address does not take {0} requests")]
    MethodNotAllowed(String),
    #[error("the body did not come in time")]
    TimedOut,
    #[error("the uid `{0}` is taken, perhaps in another spelling of the same number")]
    UidTaken(String),
    #[error("this Idempotency-Key came before with another request; a new request needs a new key")]
    KeyReused,
    /// What `If-Match` names is not how it is any more.
    #[error("it was changed meanwhile; read it again, and decide again")]
    Changed,
    #[error("{0}")]
    NotNow(String),
    /// Staff has closed the shop for a while.
    #[error("the shop is closed and takes no orders; those that it has can be paid")]
    ShopClosed,
    #[error("{0}")]
    TooMany(String),
    #[error("the body is larger than {0}")]
    TooLarge(&'static str),
    #[error("some fields are not as they should be")]
    Invalid(Vec<FieldProblem>),
    #[error("{0}")]
    Unprocessable(String),
    #[error("this cannot be done right now; try again in a moment")]
    Unavailable(#[source] StoreError),
    #[error("the callback could not be kept, neither in the database nor in the inbox")]
    NotKept(#[source] NotKept),
    /// Why is in the log: it may name files.
    #[error("the shop's books are not open; callbacks are kept all the same")]
    Closed,
    #[error("something went wrong on our side; it has been logged")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What the `type` of each problem begins with.
pub const PROBLEM: &str = "urn:kassa:problem:";

/// What it ends with: every one that a program may meet.
pub const SLUGS: [&str; 22] = [
    "malformed",
    "unauthorized",
    "forbidden",
    "scope-missing",
    "not-found",
    "method-not-allowed",
    "timed-out",
    "uid-taken",
    "key-reused",
    "changed",
    "not-now",
    "shop-closed",
    "too-many",
    "too-large",
    "invalid-fields",
    "unprocessable",
    "unavailable",
    "not-kept",
    "closed",
    "internal",
    "refused",
    "foreign-source",
];

/// One field of a request, and what it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Where it stands: `items[0].quantity`.
    pub field: String,
    pub problem: String,
}

impl FieldProblem {
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) | StoreError::Unavailable(_) | StoreError::Conflict => {
                Self::Unavailable(error)
            }
            StoreError::Broken(_) | StoreError::Panicked | StoreError::Query(_) => {
                Self::Internal(error.into())
            }
        }
    }
}

impl WriteError for Error {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Unavailable(error) => Some(error),
            Self::Internal(error) => error.downcast_ref(),
            _ => None,
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<PlaceError> for Error {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::UidTaken(uid) => Self::UidTaken(uid.to_string()),
            PlaceError::ProductGone(id) => Self::Invalid(vec![FieldProblem::new(
                "items",
                format!("product {id} is not sold any more"),
            )]),
            PlaceError::OutOfStock { .. } => {
                Self::Invalid(vec![FieldProblem::new("items", error.to_string())])
            }
            PlaceError::Blocked(_) => Self::Forbidden(error.to_string()),
            PlaceError::TooMuch(_) => Self::TooMany(error.to_string()),
            PlaceError::Store(error) => error.into(),
        }
    }
}

/// For wherever no page tells more of it.
impl From<GoodError> for Error {
    fn from(error: GoodError) -> Self {
        match error {
            GoodError::NotFound => Self::NotFound,
            GoodError::Changed(_)
            | GoodError::Ordered
            | GoodError::Offered
            | GoodError::TooMany => Self::NotNow(error.to_string()),
            GoodError::Store(error) => error.into(),
        }
    }
}

/// For wherever no page tells more of it.
impl From<OfferError> for Error {
    fn from(error: OfferError) -> Self {
        match error {
            OfferError::NotFound => Self::NotFound,
            OfferError::Changed(_)
            | OfferError::SlugTaken(_)
            | OfferError::TooMany
            | OfferError::GoodGone
            | OfferError::Taken => Self::NotNow(error.to_string()),
            OfferError::GoodTwice | OfferError::NoOrder(_) => {
                Self::Unprocessable(error.to_string())
            }
            OfferError::Store(error) => error.into(),
        }
    }
}

impl From<WantedError> for Error {
    fn from(error: WantedError) -> Self {
        match error {
            WantedError::NoGood(missing) => {
                let problem = |(at, id): (usize, i64)| {
                    let names = "`GET /goods` names those that there are";
                    let field = format!("items[{at}].good");
                    FieldProblem::new(field, format!("the window has no good {id}; {names}"))
                };
                Self::Invalid(missing.into_iter().map(problem).collect())
            }
            WantedError::Items(error) => {
                Self::Invalid(vec![FieldProblem::new("items", error.to_string())])
            }
            WantedError::Store(error) => error.into(),
        }
    }
}

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::Ended | RunError::NoStop => Self::NotNow(error.to_string()),
            RunError::Store(error) => error.into(),
        }
    }
}

/// A page of the order tells more of it, beside the form; this is for wherever there is none.
impl From<PickError> for Error {
    fn from(error: PickError) -> Self {
        match error {
            PickError::NotFound => Self::NotFound,
            PickError::Ended | PickError::Changed | PickError::NotAll => {
                Self::NotNow(error.to_string())
            }
            PickError::Store(error) => error.into(),
        }
    }
}

impl From<RemedyError> for Error {
    fn from(error: RemedyError) -> Self {
        match error {
            RemedyError::NoSuchLine => Self::NotFound,
            RemedyError::Quantity { .. }
            | RemedyError::TooDear { .. }
            | RemedyError::OutOfStock { .. } => Self::Unprocessable(error.to_string()),
            RemedyError::Desk(error) => error.into(),
            RemedyError::Store(error) => error.into(),
        }
    }
}

impl From<DeskError> for Error {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::NotFound,
            DeskError::Changed
            | DeskError::NotAllowed { .. }
            | DeskError::Held(_)
            | DeskError::CodeNeeded
            | DeskError::Unfit(_)
            | DeskError::NotAWayOut { .. } => Self::NotNow(error.to_string()),
            DeskError::NoReason | DeskError::TooMuch { .. } | DeskError::NoSuchOrder => {
                Self::Unprocessable(error.to_string())
            }
            DeskError::Store(error) => error.into(),
        }
    }
}

impl From<EnterError> for Error {
    fn from(error: EnterError) -> Self {
        match error {
            EnterError::Store(error) => error.into(),
            EnterError::Hash(_) => Self::Internal(error.into()),
        }
    }
}

impl From<OwnError> for Error {
    fn from(error: OwnError) -> Self {
        match error {
            OwnError::Store(error) => error.into(),
            OwnError::Hash(_) => Self::Internal(error.into()),
        }
    }
}

/// RFC 9457.
#[derive(Serialize)]
struct ProblemView<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a [FieldProblem]>,
}

impl Error {
    /// The last part of the problem's `type`: stable, so that programs can tell problems apart.
    fn slug(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Unauthorized(_) => "unauthorized",
            Self::Forbidden(_) | Self::NotAllowed(_) => "forbidden",
            Self::ScopeMissing(_) => "scope-missing",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed(_) => "method-not-allowed",
            Self::TimedOut => "timed-out",
            Self::UidTaken(_) => "uid-taken",
            Self::KeyReused => "key-reused",
            Self::Changed => "changed",
            Self::NotNow(_) => "not-now",
            Self::ShopClosed => "shop-closed",
            Self::TooMany(_) => "too-many",
            Self::TooLarge(_) => "too-large",
            Self::Invalid(_) => "invalid-fields",
            Self::Unprocessable(_) => "unprocessable",
            Self::Unavailable(_) => "unavailable",
            Self::NotKept(_) => "not-kept",
            Self::Closed => "closed",
            Self::Internal(_) => "internal",
        }
    }

    /// The answer for a program, with nothing logged: for failures that are said elsewhere.
    fn problem(&self, builder: &mut HttpResponseBuilder) -> HttpResponse {
        let status = self.status_code();
        builder.content_type("application/problem+json").json(ProblemView {
            r#type: format!("{PROBLEM}{}", self.slug()),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: self.to_string(),
            errors: match self {
                Self::Invalid(fields) => Some(fields),
                _ => None,
            },
        })
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::NotAllowed(_) | Self::ScopeMissing(_) => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::UidTaken(_) | Self::NotNow(_) | Self::ShopClosed => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid(_) | Self::Unprocessable(_) | Self::KeyReused => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Changed => StatusCode::PRECONDITION_FAILED,
            Self::Unavailable(_) | Self::NotKept(_) | Self::Closed => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Unavailable(cause) => tracing::warn!(%cause, "a request could not be served"),
            Self::Internal(cause) => tracing::error!(%cause, "a request failed"),
            _ => {}
        }
        let mut builder = HttpResponse::build(self.status_code());
        if matches!(self, Self::Unauthorized(_)) {
            builder.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        match self {
            Self::Unavailable(_) | Self::NotKept(_) => {
                builder.insert_header((header::RETRY_AFTER, "2"));
            }
            Self::Closed => {
                builder.insert_header((header::RETRY_AFTER, opening::AGAIN));
            }
            _ => {}
        }
        let mut response = self.problem(&mut builder);
        if let Self::NotAllowed(right) = self {
            // The page says which.
            response.extensions_mut().insert(*right);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_problem_is_documented() {
        let documented = include_str!("../../docs/api.md");
        for slug in SLUGS {
            assert!(documented.contains(&format!("`{slug}`")), "{slug}");
        }
    }
}

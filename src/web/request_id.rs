//! What a request is called in the log and in its answer.

use std::fmt;

use actix_web::http::header::HeaderValue;
use tokio::task::JoinHandle;
use tracing::Instrument;
use uuid::{Uuid, fmt::Hyphenated};

/// The header that an answer carries it in.
pub const HEADER: &str = "x-request-id";

/// A task of its own, of which what it logs says for which request it is done.
pub fn spawn<F>(task: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    actix_web::rt::spawn(task.in_current_span())
}

/// A request's id. It is always ours: what a client or a proxy calls a request would be a stranger's words in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(Uuid);

impl RequestId {
    /// Ids begin with their time, so that a log is found by them even where it is not searched.
    #[must_use]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// For the answer. `None` never happens: an id is plain ASCII.
    #[must_use]
    pub fn header(self) -> Option<HeaderValue> {
        let mut buffer = [0; Hyphenated::LENGTH];
        HeaderValue::from_str(self.0.hyphenated().encode_lower(&mut buffer)).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

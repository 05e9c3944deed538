//! Why something was not written down.

use crate::{
    db::{StoreError, write_error},
    desk::DeskError,
};

/// Why something was not written down; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    #[error("there is no such thing in the books")]
    NotFound,
    /// What the page showed is not how it is any more: the difference, or what explains it.
    #[error("it was changed meanwhile")]
    Changed,
    /// A line of a history alone proves nothing.
    #[error("it needs a reason, or a balance that differs by exactly that much")]
    NoReason,
    /// Sums so large that only a forger has them.
    #[error("the sums in the books are larger than any balance can be")]
    OutOfRange,
    #[error(transparent)]
    Desk(DeskError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(ReconcileError);

impl From<DeskError> for ReconcileError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(error) => Self::Store(error),
            DeskError::NotFound => Self::NotFound,
            DeskError::Changed => Self::Changed,
            DeskError::NoReason => Self::NoReason,
            other => Self::Desk(other),
        }
    }
}

impl From<diesel::result::Error> for ReconcileError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

//! Why something was not done with a run.

use crate::db::{StoreError, write_error};

/// Why something was not done with a run; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("there is no such run")]
    NotFound,
    #[error("the run has ended")]
    Ended,
    /// That order is none of its stops any more.
    #[error("that stop is not open")]
    NoStop,
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(RunError);

impl From<diesel::result::Error> for RunError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

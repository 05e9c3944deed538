//! Why something was not done with a pick list.

use crate::{
    db::{StoreError, write_error},
    desk::DeskError,
};

/// Why something was not done with a pick list; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PickError {
    #[error("there is no such pick list")]
    NotFound,
    #[error("the pick list has ended")]
    Ended,
    /// The order left the list, or there is less or more of it to pick than the page showed.
    #[error("what is to be picked has changed")]
    Changed,
    #[error("not everything is ticked")]
    NotAll,
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(PickError);

impl From<diesel::result::Error> for PickError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<DeskError> for PickError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(error) => Self::Store(error),
            _ => Self::Changed,
        }
    }
}

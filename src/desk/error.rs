//! Why a decision was not carried out.

use crate::{
    db::{StoreError, write_error},
    delivery::{ReserveError, Unfit},
    money::Ar,
    orders::Status,
    payments::DiscrepancyKind,
};

use super::WayOutKind;

/// Why a decision was not carried out; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error("there is no such thing in the books")]
    NotFound,
    /// Somebody else was faster: what the page showed is not how it is any more.
    #[error("it was changed meanwhile")]
    Changed,
    #[error("an order that is {} cannot become {}", .from.as_str(), .to.as_str())]
    NotAllowed { from: Status, to: Status },
    #[error("the order is held: {}", .0.as_str())]
    Held(DiscrepancyKind),
    #[error("{} is no way out of {}", .way.as_str(), .kind.as_str())]
    NotAWayOut { kind: DiscrepancyKind, way: WayOutKind },
    #[error("it needs a reason")]
    NoReason,
    /// More than was paid, or than is left of it.
    #[error("at most {most} АР")]
    TooMuch { most: Ar },
    #[error("there is no order of that number")]
    NoSuchOrder,
    /// A courier brings it, and its customer has not told him the code.
    #[error("it is handed over for its code")]
    CodeNeeded,
    /// It cannot be handed over so.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(DeskError);

impl From<diesel::result::Error> for DeskError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<ReserveError> for DeskError {
    fn from(error: ReserveError) -> Self {
        match error {
            ReserveError::Unfit(unfit) => Self::Unfit(unfit),
            ReserveError::Query(error) => error.into(),
        }
    }
}

//! What is done about goods that are missing: something else goes into the box, money goes back, or the order waits.
//!
//! What was ordered never changes. A remedy stands beside the line that it is about, takes its quantity out of what is to
//! be picked, and can be taken back, except for money: that is taken back by its refund.

mod decide;
mod find;

use crate::{
    catalog::{GoodName, Stack, stock::HoldError},
    db::{StoreError, WriteError, columns::words},
    desk::{DeskError, money::RefundState},
    dromon::Sum,
};

pub use decide::{
    Asked, Missing, ask_for_refund, refund, refund_as_asked, substitute, take_up, wait,
};
pub use find::{LineLeft, line, remedies, remedies_of, waiting};

words! {
    /// What is done about it.
    pub enum RemedyKind {
        /// The customer agreed to something else.
        Substitute = "substitute",
        /// Its money goes back.
        Refund = "refund",
        /// Somebody who may is asked to send its money back.
        NeedsRefund = "needs_refund",
        /// It will be there later.
        Wait = "wait",
    }
}

/// What is done about a line, or about a part of it.
#[derive(Clone, Debug)]
pub struct Remedy {
    pub order_id: i64,
    /// The line of the order.
    pub position: i64,
    /// Which one of the line's, from 1 on.
    pub nth: i64,
    pub kind: RemedyKind,
    /// How many of the line it is about.
    pub quantity: i64,
    /// How the customer agreed, why, or until when.
    pub words: String,
    pub instead: Option<Instead>,
    /// The money that goes back.
    pub refund: Option<(Sum, RefundState)>,
    /// The event that tells of it.
    pub event_id: i64,
    /// The event that tells that it was taken back.
    pub ended_event: Option<i64>,
}

/// What the customer gets instead.
#[derive(Clone, Debug)]
pub struct Instead {
    pub name: GoodName,
    pub quantity: i64,
    pub stack: Stack,
    pub product_id: Option<i64>,
    /// How many came out of the stock; `None` where nobody counts them.
    pub taken: Option<i64>,
}

impl Remedy {
    /// Whether it holds: nobody has taken it back, and its money was not kept after all.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.ended_event.is_none()
            && self.refund.is_none_or(|(_, state)| state != RefundState::Cancelled)
    }

    /// Whether the order waits for it: for the good, or for somebody who sends its money back.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.is_live() && matches!(self.kind, RemedyKind::Wait | RemedyKind::NeedsRefund)
    }

    /// Whether it can be taken back by itself.
    #[must_use]
    pub fn can_be_taken_back(&self) -> bool {
        self.is_live() && self.kind != RemedyKind::Refund
    }
}

/// How many of a line are missing by these remedies.
#[must_use]
pub fn missing_of<'a>(remedies: impl IntoIterator<Item = &'a Remedy>, position: i64) -> i64 {
    remedies
        .into_iter()
        .filter(|remedy| remedy.position == position && remedy.is_live())
        .map(|remedy| remedy.quantity)
        .fold(0, i64::saturating_add)
}

/// Why nothing was done about what is missing; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RemedyError {
    #[error("the order has no such line")]
    NoSuchLine,
    #[error("the line has {left} left")]
    Quantity { left: i64 },
    /// What the customer would get instead is not there either.
    #[error("there are only {left} of what would be substituted")]
    OutOfStock { left: i64 },
    /// More than the missing goods cost.
    #[error("at most {most} АР")]
    TooDear { most: i64 },
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl WriteError for RemedyError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Desk(error) => error.store_error(),
            _ => None,
        }
    }
}

impl From<HoldError> for RemedyError {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::OutOfStock { left, .. } => Self::OutOfStock { left },
            HoldError::Store(error) => Self::Store(error),
        }
    }
}

impl From<diesel::result::Error> for RemedyError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

#[cfg(test)]
mod tests;

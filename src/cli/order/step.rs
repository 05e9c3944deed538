//! `kassa order move`

use std::error::Error;

use super::{
    actor, no_order, tell,
    view::{Summary, signing},
};
use crate::{
    cli::arguments::MoveArguments,
    clock,
    config::Config,
    db::{Connection, Store, StoreError, write_error},
    desk::{By, DeskError, moves},
    orders::{self, Status},
    views::OrderView,
};

/// Why an order was not moved.
#[derive(Debug, thiserror::Error)]
enum MoveError {
    #[error("{0}")]
    NoOrder(String),
    /// No step of staff's leads there from where it is.
    #[error("an order that is {} cannot become {}; it is one step at a time: paid, assembling, ready, completed, and back", .from.as_str(), .to.as_str())]
    NoStep { from: Status, to: Status },
    #[error("it needs a reason: --reason \"…\"")]
    NoReason,
    #[error("it was changed meanwhile; look at it (`kassa order show`), and try again")]
    Changed,
    #[error(transparent)]
    Desk(DeskError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(MoveError);

impl From<DeskError> for MoveError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NoReason => Self::NoReason,
            DeskError::Changed => Self::Changed,
            DeskError::Store(error) => Self::Store(error),
            error => Self::Desk(error),
        }
    }
}

impl From<diesel::result::Error> for MoveError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

pub(super) async fn run(
    store: &Store,
    config: &Config,
    arguments: MoveArguments,
) -> Result<(), Box<dyn Error>> {
    let MoveArguments { uid, to, reason, json } = arguments;
    let (now, settings) = (clock::now(), config.clone());
    let by = By::new(actor(), reason);
    let make = move |connection: &mut Connection| {
        let order = orders::find_typed(connection, &uid)?;
        let order = order.ok_or_else(|| MoveError::NoOrder(no_order(&uid)))?;
        let step = moves::leading_to(&order, to, now)
            .ok_or_else(|| MoveError::NoStep { from: order.status_at(now), to })?;
        let moved = moves::move_order(connection, order.id, order.last_event, step, &by, now)?;
        Ok::<_, MoveError>(OrderView::read(connection, &moved, now, &settings, signing(&settings))?)
    };
    let order = store.write(make).await?;
    tell(&order, &Summary(&order), json)
}

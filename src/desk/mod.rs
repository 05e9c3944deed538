//! What staff decides about the books: the verbs of the admin pages.
//!
//! Each is one transaction, names who decided and why, and writes an event. A page shows a version of an order (the id of
//! its newest event), and a verb that is sent with an older one changes nothing: the second of two who act at once is told
//! what changed.

pub mod attention;
pub mod block;
mod by;
pub mod candidates;
pub mod claim;
pub mod dossier;
mod error;
pub mod hand_over;
pub mod money;
pub mod moves;
pub mod reconcile;
mod way_out;

pub use by::{By, MOST_CHARACTERS as MOST_REASON, Reason, ReasonError};
pub use error::DeskError;
pub use way_out::{WayOut, WayOutKind, is_manual_money, ways_out};

/// What follows from moves, for the tests that move orders themselves.
#[cfg(test)]
pub(crate) mod testing {
    use super::{By, DeskError, money};
    use crate::{
        clock::UtcTime,
        db::Connection,
        orders::{Order, Status},
    };

    pub(crate) fn after_cancel(
        connection: &mut Connection,
        order: &Order,
        by: &By,
        now: UtcTime,
    ) -> Result<(), DeskError> {
        money::after_cancel(connection, order, by, now)
    }

    pub(crate) fn after_restore(
        connection: &mut Connection,
        order: &Order,
        by: &By,
        now: UtcTime,
    ) -> Result<(), DeskError> {
        money::after_restore(connection, order, by, now)
    }

    pub(crate) fn standing_if_restored(
        connection: &mut Connection,
        order: &Order,
    ) -> Result<Status, DeskError> {
        money::standing_if_restored(connection, order)
    }
}

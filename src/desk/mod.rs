//! What staff decides about the books: the verbs of the admin pages.
//!
//! Each is one transaction, names who decided and why, and writes an event. A page shows a version of an order (the id of
//! its newest event), and a verb that is sent with an older one changes nothing: the second of two who act at once is told
//! what changed.

mod by;
mod error;
pub mod money;
pub mod moves;
pub mod reconcile;
mod way_out;

pub use by::{By, MOST_CHARACTERS as MOST_REASON, Reason, ReasonError};
pub use error::DeskError;
pub use way_out::{WayOut, WayOutKind, ways_out};

//! The pages for staff.

mod frame;
pub mod reconcile;
pub mod reconcile_history;

pub use frame::AdminFrame;

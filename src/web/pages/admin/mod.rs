//! The pages for staff.

mod frame;
pub mod orders;

pub use frame::AdminFrame;

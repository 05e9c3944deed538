//! The pages for staff.

mod frame;

pub use frame::AdminFrame;

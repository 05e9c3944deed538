//! The pages for staff.

mod gate;
mod reconcile;

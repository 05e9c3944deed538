//! The pages for staff.

mod gate;
mod orders;

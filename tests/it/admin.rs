//! The pages for staff.

mod gate;

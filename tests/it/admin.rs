//! The pages for staff.

mod gate;
mod offices;
mod rights;
mod sign_in;

//! The pages for staff.

mod attention;
mod gate;
mod order;
mod orders;
mod reconcile;

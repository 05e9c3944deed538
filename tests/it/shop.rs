//! The pages for customers.

mod checkout;
mod cross_site;
mod find;
mod headers;
mod mine;
pub mod offer;
mod order;
mod stories;
mod window;

//! The pages for customers.

mod back;
mod checkout;
mod claim;
mod cross_site;
mod find;
mod headers;
mod kept;
mod language;
mod mine;
mod note;
pub mod offer;
mod order;
mod receipt;
mod stories;
mod weight;
mod window;

//! The pages for customers.

mod checkout;
mod cross_site;
mod headers;
mod mine;
mod order;
mod window;

//! The order list: which orders a person asks for, a page at a time.
//!
//! A shop may have millions of orders, so nothing here looks at all of them. Each condition that has an index is a
//! [`Source`](source::Source) of orders in the list's order (that of placing); the sparsest of them is read, and what it
//! names is looked at one by one until the page is full, or until enough was looked at: then the page says so and leads
//! on from there. What a page costs does not grow with the shop, nor with how far back it is.

mod each;
mod filter;
mod find;
mod look;
mod open;
mod own_ids;
mod source;
mod upkeep;
mod window;
mod word_source;

pub use each::{Lines, each};
pub use filter::{Filter, Search, Show, Trouble};
pub use find::{From, Page, Row, find};
pub use open::{Counts, Open, OpenOrders};
pub use upkeep::{Reached, Upkeep};
pub use window::Sort;

#[cfg(test)]
mod tests;

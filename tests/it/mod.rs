//! The tests of the shop as it is seen from outside, and what they stand on. They run once on each database:
//! `tests/sqlite` and `tests/postgres` compile them, and each says where a shop's books are (`crate::database`).
//! What makes sense on one database only stands in that one's folder.

mod admin;
mod api;
pub mod browser;
mod callback;
mod cli;
mod concurrency;
mod faults;
mod frauds;
mod handover;
mod kill;
mod live;
pub mod notify;
mod observe;
mod restart;
mod round_trip;
mod settling;
pub mod shop;
pub mod stop;
pub mod support;
mod webhooks;

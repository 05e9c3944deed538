//! One test binary: it links once, however many files there are.

// Clippy lets `#[test]` functions unwrap, but not their helpers, and all of this is tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod api;
mod browser;
mod callback;
mod cli;
mod concurrency;
mod links;
mod live;
mod outage;
mod restart;
mod round_trip;
mod sandbox;
mod sender;
mod settling;
mod shop;
mod support;
mod vectors;

//! Every test, with the books in SQLite, as they are by default; and what stands on no database.

// Clippy lets `#[test]` functions unwrap, but not their helpers, and all of this is tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alerts;
mod backup;
mod database;
mod defaults;
#[path = "../it/mod.rs"]
mod it;
mod locked;
mod outage;

use it::support;

/// What stands on no database: once is enough.
#[path = "../it"]
mod once {
    mod cli {
        mod commands;
        mod refusals;
        mod stand_in;
    }
    mod examples;
    mod links;
    mod looks;
    mod pages;
    mod sandbox;
    mod send;
    mod sender;
    mod vectors;
}

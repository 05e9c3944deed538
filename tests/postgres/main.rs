//! Every test that stands on a database, with the books in PostgreSQL; and what only a server can do.

// Clippy lets `#[test]` functions unwrap, but not their helpers, and all of this is tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod backup;
mod cluster;
mod copy_to;
mod database;
mod gone;
mod harness;
mod hooks;
#[allow(
    dead_code,
    unused_imports,
    reason = "what stands on no database is tested once, beside SQLite"
)]
#[path = "../it/mod.rs"]
mod it;
mod nodes;
mod notices;
mod socket;

use it::support;

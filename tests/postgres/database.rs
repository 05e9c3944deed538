//! Where the books of a test are: in a PostgreSQL that the tests start themselves.

pub use crate::cluster::TestDatabase;

use kassa::db::{self, Database};

use crate::cluster::Cluster;

impl TestDatabase {
    /// Migrated, which is the most of what a program's first start does.
    pub fn new() -> Self {
        Cluster::shared().prepared(|url| {
            db::migrate(&Database::Postgres(url.parse().unwrap())).unwrap();
        })
    }

    /// As it is before a program first starts.
    pub fn empty() -> Self {
        Cluster::shared().database()
    }

    /// `KASSA_DATABASE_URL`; `None` where it need not be set.
    #[expect(clippy::unnecessary_wraps, reason = "on SQLite it need not be set")]
    pub fn url(&self) -> Option<&str> {
        Some(&self.url)
    }
}

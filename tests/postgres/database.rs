//! Where the books of a test are: in a PostgreSQL that the tests start themselves.

pub use crate::cluster::TestDatabase;

use crate::cluster::Cluster;

impl TestDatabase {
    pub fn new() -> Self {
        Cluster::shared().database()
    }

    /// `KASSA_DATABASE_URL`; `None` where it need not be set.
    #[expect(clippy::unnecessary_wraps, reason = "on SQLite it need not be set")]
    pub fn url(&self) -> Option<&str> {
        Some(&self.url)
    }
}

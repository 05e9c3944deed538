//! Where the books of a test are: in the file that Kassa makes in its data directory.

/// A database that is one test's own, and goes with it.
pub struct TestDatabase;

impl TestDatabase {
    pub fn new() -> Self {
        Self
    }

    /// As it is before a program first starts.
    pub fn empty() -> Self {
        Self
    }

    /// `KASSA_DATABASE_URL`; `None` where it need not be set.
    #[expect(clippy::unused_self, reason = "on PostgreSQL each has its own")]
    pub fn url(&self) -> Option<&str> {
        None
    }
}

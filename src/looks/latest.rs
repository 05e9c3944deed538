//! How the shop looks, for every page of this process: no page asks the database for it.

use std::sync::{Arc, PoisonError, RwLock};

use super::{Looks, find};
use crate::db::{Store, StoreError};

/// What was read last. Until the books are open it is as Kassa has it.
#[derive(Debug, Default)]
pub struct Latest(RwLock<Arc<Looks>>);

impl Latest {
    #[must_use]
    pub fn get(&self) -> Arc<Looks> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads it anew: this node or another one may have changed it. Of two that read at once the newer version stays.
    ///
    /// # Errors
    /// The store's.
    pub async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let read = store.read(|connection| Ok::<_, StoreError>(find(connection)?)).await?;
        if read.version > self.get().version {
            self.keep(read);
        }
        Ok(())
    }

    fn keep(&self, read: Looks) {
        let mut latest = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if read.version > latest.version {
            *latest = Arc::new(read);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_does_not_come_back_after_it() {
        let latest = Latest::default();
        let of = |version| Looks { version, ..Looks::default() };
        latest.keep(of(2));
        latest.keep(of(1));
        assert_eq!(latest.get().version, 2);
    }
}

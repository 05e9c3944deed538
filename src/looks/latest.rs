//! How the shop looks, for every page of this process: no page asks the database for it.

use std::sync::{Arc, PoisonError, RwLock};

use super::{Looks, Stylesheet, find};
use crate::db::{Store, StoreError};

/// What was read last. Until the books are open it is as Kassa has it.
#[derive(Debug, Default)]
pub struct Latest(RwLock<Arc<Shown>>);

/// How the shop looks, and what is made of that once and not for every page.
#[derive(Debug, Default)]
pub struct Shown {
    pub looks: Looks,
    /// Of its own colour, where it has one.
    pub stylesheet: Option<Stylesheet>,
}

impl From<Looks> for Shown {
    fn from(looks: Looks) -> Self {
        let stylesheet = looks.fields.accent.map(Stylesheet::of);
        Self { looks, stylesheet }
    }
}

impl Latest {
    #[must_use]
    pub fn get(&self) -> Arc<Shown> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads it anew: this node or another one may have changed it. Of two that read at once the newer version stays.
    ///
    /// # Errors
    /// The store's.
    pub async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let read = store.read(|connection| Ok::<_, StoreError>(find(connection)?)).await?;
        if read.version > self.get().looks.version {
            self.keep(read.into());
        }
        Ok(())
    }

    fn keep(&self, read: Shown) {
        let mut latest = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if read.looks.version > latest.looks.version {
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
        let of = |version| Looks { version, ..Looks::default() }.into();
        latest.keep(of(2));
        latest.keep(of(1));
        assert_eq!(latest.get().looks.version, 2);
    }
}

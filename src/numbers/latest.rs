//! The numbers as they were read last.

use std::{sync::Arc, time::Duration};

use chrono_tz::Tz;
use tokio::sync::Mutex;

use super::{Calendar, Numbers};
use crate::{
    clock::UtcTime,
    db::{Store, StoreError},
    order_list::OpenOrders,
};

/// For how long they are told.
const KEPT: Duration = Duration::from_mins(1);

/// What a process read last: whoever asks again soon is told the same, and of several who ask at once one reads.
#[derive(Debug, Default)]
pub struct Latest(Mutex<Option<Arc<Numbers>>>);

impl Latest {
    /// # Errors
    /// The store's.
    pub async fn read(
        &self,
        store: &Store,
        open_orders: &Arc<OpenOrders>,
        zone: Tz,
        now: UtcTime,
    ) -> Result<Arc<Numbers>, StoreError> {
        let mut latest = self.0.lock().await;
        if let Some(numbers) = &*latest
            && (numbers.at..numbers.at.plus(KEPT)).contains(&now)
        {
            return Ok(Arc::clone(numbers));
        }
        let open_orders = Arc::clone(open_orders);
        let read = store.read_long(move |connection| {
            let open = open_orders.read(connection, now)?;
            Ok::<_, StoreError>(super::read(connection, &open, &Calendar::at(now, zone))?)
        });
        let numbers = Arc::new(read.await?);
        *latest = Some(Arc::clone(&numbers));
        Ok(numbers)
    }
}

//! Who waits for news of an order, in this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, watch};

use super::Horizon;

/// Wakes the open pages of an order. It carries no news itself: whoever is woken reads the order.
#[derive(Clone, Default)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    /// By order: the id of its newest event that this process knows of.
    waiting: Mutex<HashMap<i64, watch::Sender<i64>>>,
    /// For those who wait for whatever happens.
    all: watch::Sender<ShopNews>,
    committed: Notify,
    /// Up to where the feed is complete, as of this process's last look.
    horizon: Mutex<Horizon>,
}

/// What this process knows of the whole shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShopNews {
    /// The id of the newest event.
    pub newest: i64,
    /// How many orders were paid since somebody listens: two of these numbers tell how many were paid in between.
    pub paid: u64,
}

impl Hub {
    /// To be called after each commit, from any thread.
    pub fn committed(&self) {
        self.inner.committed.notify_one();
    }

    pub(super) async fn commit(&self) {
        self.inner.committed.notified().await;
    }

    /// Up to where the feed is complete, as of this process's last look: a reader that begins with it need not wait for transactions
    /// that came later.
    #[must_use]
    pub fn horizon(&self) -> Horizon {
        *self.inner.horizon.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn saw(&self, horizon: Horizon) {
        *self.inner.horizon.lock().unwrap_or_else(PoisonError::into_inner) = horizon;
    }

    /// Waits for news of an order from now on: what is read after this call misses nothing.
    #[must_use]
    pub fn subscribe(&self, order_id: i64) -> Subscription {
        let receiver =
            self.waiting().entry(order_id).or_insert_with(|| watch::Sender::new(0)).subscribe();
        Subscription { hub: self.clone(), order_id, receiver: Some(receiver) }
    }

    /// Waits for whatever happens from now on.
    #[must_use]
    pub fn subscribe_to_all(&self) -> ShopSubscription {
        ShopSubscription(self.inner.all.subscribe())
    }

    /// Whether nobody waits for anything.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.waiting().is_empty() && self.inner.all.receiver_count() == 0
    }

    /// Tells whoever waits for anything.
    pub(super) fn tell_all(&self, newest: i64, paid: u64) {
        self.inner.all.send_if_modified(|news| {
            let is_news = newest > news.newest || paid > 0;
            news.newest = news.newest.max(newest);
            news.paid += paid;
            is_news
        });
    }

    /// Tells whoever waits for the order of its newest event.
    pub fn tell(&self, order_id: i64, event_id: i64) {
        if let Some(sender) = self.waiting().get(&order_id) {
            sender.send_replace(event_id);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<i64, watch::Sender<i64>>> {
        // Nothing panics while it is held; a poisoned map is as good as any.
        self.inner.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One who waits; leaving the hub is dropping this.
pub struct Subscription {
    hub: Hub,
    order_id: i64,
    receiver: Option<watch::Receiver<i64>>,
}

impl Subscription {
    /// Waits for news of the order and returns the id of its newest event; of several only the last is told.
    pub async fn next(&mut self) -> i64 {
        if let Some(receiver) = &mut self.receiver
            && receiver.changed().await.is_ok()
        {
            return *receiver.borrow_and_update();
        }
        // The hub keeps the sender as long as somebody waits, so this is never reached.
        std::future::pending().await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.receiver = None;
        let mut waiting = self.hub.waiting();
        if waiting.get(&self.order_id).is_some_and(|sender| sender.receiver_count() == 0) {
            waiting.remove(&self.order_id);
        }
    }
}

/// One who waits for whatever happens in the shop.
pub struct ShopSubscription(watch::Receiver<ShopNews>);

impl ShopSubscription {
    /// What is known now; it is not told again.
    pub fn now(&mut self) -> ShopNews {
        *self.0.borrow_and_update()
    }

    /// Waits until something happens; of several news only the last is told.
    pub async fn next(&mut self) -> ShopNews {
        if self.0.changed().await.is_ok() {
            return *self.0.borrow_and_update();
        }
        // The hub lives as long as the shop, so this is never reached while somebody can be told.
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests;

//! What runs beside the requests. A worker's step is a function that tests can call; its loop only waits.

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::{
    clock,
    db::{Store, StoreError},
    feed::{
        Hub,
        tail::{self, Tail},
    },
    orders,
};

/// How often it is looked whether an order has run out.
const TICK: Duration = Duration::from_secs(1);

/// How many orders are looked at in one transaction.
const BATCH: i64 = 100;

/// The workers; they end when they are told to.
pub struct Workers(Vec<JoinHandle<()>>);

impl Workers {
    #[must_use]
    pub fn start(store: &Store, hub: &Hub, tail: Tail) -> Self {
        Self(vec![
            actix_web::rt::spawn(tail::follow(store.clone(), hub.clone(), tail)),
            actix_web::rt::spawn(expire(store.clone())),
        ])
    }

    pub fn stop(self) {
        for worker in self.0 {
            worker.abort();
        }
    }
}

async fn expire(store: Store) {
    loop {
        match expire_step(&store).await {
            Ok(looked_at) if looked_at > 0 => {}
            Ok(_) => tokio::time::sleep(TICK).await,
            Err(error) => {
                tracing::warn!(%error, "expired orders could not be written down; trying again");
                tokio::time::sleep(TICK).await;
            }
        }
    }
}

/// Writes down what has expired by now; returns how many orders were looked at.
async fn expire_step(store: &Store) -> Result<usize, StoreError> {
    let now = clock::now();
    let due = store.read(|connection| Ok::<_, StoreError>(orders::next_due(connection)?)).await?;
    if due.is_none_or(|due| due > now) {
        return Ok(0);
    }
    store.write(move |connection| orders::expire_due(connection, now, BATCH)).await
}

mod batches;
mod queue;

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc as std_mpsc,
    },
    task::Poll,
};

use super::*;
use crate::{
    db::Store,
    testing::{DEADLINE, TestDatabase, add_row, rows},
};

/// A store over the test's database, and how often it has told of a commit.
fn open(db: &TestDatabase) -> (Store, Arc<AtomicUsize>) {
    let commits = Arc::new(AtomicUsize::new(0));
    let counter = commits.clone();
    let count = move || {
        counter.fetch_add(1, Ordering::Relaxed);
    };
    (Store::open(db.database.clone(), count).unwrap(), commits)
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// Asks for a write and returns its answer to come: it is in the queue by then.
async fn ask<T: Send + 'static>(
    store: &Store,
    work: impl Fn(&mut Connection) -> Result<T, StoreError> + Send + 'static,
) -> Answer<T> {
    let store = store.clone();
    let mut answer: Answer<T> = Box::pin(async move { store.write(work).await });
    assert!(is_pending(&mut answer).await, "answered before it could be written");
    answer
}

async fn is_pending<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> bool {
    std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

/// The writer, kept busy: what is asked for meanwhile becomes one batch.
struct Held {
    answer: Answer<()>,
    go: std_mpsc::Sender<()>,
}

async fn hold(store: &Store) -> Held {
    let (go, gone) = std_mpsc::channel();
    let (tell, told) = std_mpsc::channel();
    let gone = Mutex::new(gone);
    let answer = ask(store, move |_| {
        let _ = tell.send(());
        lock(&gone).recv_timeout(DEADLINE).map_err(|_| StoreError::Panicked)
    })
    .await;
    told.recv_timeout(DEADLINE).unwrap();
    Held { answer, go }
}

impl Held {
    async fn release(self) {
        self.go.send(()).unwrap();
        self.answer.await.unwrap();
    }
}

fn adding(name: &str) -> impl Fn(&mut Connection) -> Result<String, StoreError> + Send + 'static {
    let name = name.to_owned();
    move |connection| add_row(connection, &name).map(|()| name.clone())
}

/// What another process would see.
fn on_disk(db: &TestDatabase) -> Vec<String> {
    rows(&mut db.database.connect(Purpose::Read).unwrap())
}

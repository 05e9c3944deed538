//! The store alone, without HTTP.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    thread,
    time::Instant,
};

use diesel::r2d2::{self, ManageConnection};
use kassa::{
    db::{Connection, Database, Purpose, Store, StoreError},
    payments::{self, Completeness, RawCallback, Received, SourceRule},
};

use super::{
    ROUND,
    books::{Bench, Draw},
};

const TASKS: usize = 64;

/// `payments::receive` through the store, from 64 tasks; a second.
pub fn group_commit(bench: &Bench, store: &Store, draw: Draw) -> f64 {
    let queue = queue(bench, store, draw);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let start = Instant::now();
    runtime.block_on(async {
        let tasks: Vec<_> =
            (0..TASKS).map(|_| tokio::spawn(work(store.clone(), Arc::clone(&queue)))).collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    per_second(ROUND, start.elapsed())
}

async fn work(store: Store, queue: Queue) {
    while let Some(raw) = next(&queue) {
        let received =
            store.write(move |connection| payments::receive(connection, &raw)).await.unwrap();
        assert_eq!(received, Received::Paid);
    }
}

/// The same with a transaction for each callback on a pooled connection, as a plain handler would do it; a second.
pub fn one_by_one(bench: &Bench, store: &Store, draw: Draw) -> f64 {
    let queue = queue(bench, store, draw);
    let pool = r2d2::Pool::builder().max_size(16).build(Pooled(bench.database().clone())).unwrap();
    let start = Instant::now();
    let threads: Vec<_> = (0..TASKS)
        .map(|_| {
            let (pool, queue) = (pool.clone(), Arc::clone(&queue));
            thread::spawn(move || {
                while let Some(raw) = next(&queue) {
                    let mut connection = pool.get().unwrap();
                    receive_alone(&mut connection, &raw);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    per_second(ROUND, start.elapsed())
}

/// Until the lock is there: a plain handler would answer 500 instead, and lose the callback.
fn receive_alone(connection: &mut Connection, raw: &RawCallback) {
    while let Err(error) = connection.begin_write() {
        assert!(error.to_string().contains("locked"), "{error}");
    }
    assert_eq!(payments::receive(connection, raw).unwrap(), Received::Paid);
    connection.commit().unwrap();
}

type Queue = Arc<Mutex<std::vec::IntoIter<RawCallback>>>;

fn queue(bench: &Bench, store: &Store, draw: Draw) -> Queue {
    let orders = bench.draw(store, draw, ROUND);
    let raws: Vec<_> = orders
        .into_iter()
        .map(|order| {
            let source = Ipv4Addr::LOCALHOST.into();
            let body = bench.body(order);
            RawCallback::new(source, SourceRule::Allowed, body, Completeness::Whole)
        })
        .collect();
    Arc::new(Mutex::new(raws.into_iter()))
}

fn next(queue: &Queue) -> Option<RawCallback> {
    queue.lock().unwrap().next()
}

fn per_second(count: usize, took: std::time::Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / took.as_secs_f64()
}

#[derive(Debug)]
struct Pooled(Database);

impl ManageConnection for Pooled {
    type Connection = Connection;
    type Error = StoreError;

    fn connect(&self) -> Result<Connection, StoreError> {
        self.0.connect(Purpose::Write)
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), StoreError> {
        Ok(connection.ping()?)
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        connection.in_transaction()
    }
}

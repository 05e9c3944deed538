use super::*;
use crate::{
    db::{Connection, Purpose},
    testing::{DEADLINE, TestDatabase, happen, wait_a_little},
};

/// A transaction that has written an event and takes its time.
struct Slow {
    connection: Connection,
    event: i64,
}

impl Slow {
    fn begin(db: &TestDatabase) -> Self {
        let mut connection = db.database.connect(Purpose::Write).unwrap();
        connection.begin_write().unwrap();
        let event = happen(&mut connection, None);
        Self { connection, event }
    }

    fn commit(mut self) -> i64 {
        self.connection.commit().unwrap();
        self.event
    }
}

async fn read(reader: &mut Reader, store: &Store) -> Vec<i64> {
    reader.next(store, 100).await.unwrap().iter().map(|event| event.id).collect()
}

/// So many events. The server is shared, and transactions of other tests are waited for, too.
async fn read_all(reader: &mut Reader, store: &Store, count: usize) -> Vec<i64> {
    let mut seen = Vec::new();
    let reading = async {
        while seen.len() < count {
            let new = read(reader, store).await;
            if new.is_empty() {
                wait_a_little().await;
            }
            seen.extend(new);
        }
    };
    tokio::time::timeout(DEADLINE, reading).await.expect("the events should be settled");
    seen
}

/// The one that began first commits last, and one in between gives up.
#[tokio::test]
async fn two_slow_transactions_are_read_once_and_in_order() {
    let mut db = TestDatabase::postgres();
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let mut reader = Reader::after(0);
    let before = happen(&mut db.connection, None);
    assert_eq!(read_all(&mut reader, &store, 1).await, [before]);

    let first = Slow::begin(&db);
    let given_up = Slow::begin(&db);
    let second = Slow::begin(&db);
    let quick = happen(&mut db.connection, None);
    assert!(first.event < second.event && second.event < quick);
    // It can be seen, but whoever went past it would never come back for the other two.
    assert_eq!(read(&mut reader, &store).await, [0; 0]);
    let second = second.commit();
    assert_eq!(read(&mut reader, &store).await, [0; 0]);
    drop(given_up);
    let first = first.commit();
    assert_eq!(read_all(&mut reader, &store, 3).await, [first, second, quick]);
    assert_eq!(read(&mut reader, &store).await, [0; 0]);
    let after = happen(&mut db.connection, None);
    assert_eq!(read_all(&mut reader, &store, 1).await, [after]);
}

/// Whoever asks now and then, as programs do, need not wait for what began after the last look of this process.
#[tokio::test]
async fn what_was_settled_at_an_earlier_look_is_read_whoever_writes_now() {
    let mut db = TestDatabase::postgres();
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let settled = happen(&mut db.connection, None);
    let mut reader = Reader::after(0);
    assert_eq!(read_all(&mut reader, &store, 1).await, [settled]);
    let slow = Slow::begin(&db);
    happen(&mut db.connection, None);
    let mut newcomer = Reader::after(0);
    assert_eq!(read(&mut newcomer, &store).await, [0; 0]);
    let mut told = Reader::after_with(0, reader.horizon());
    assert_eq!(read(&mut told, &store).await, [settled]);
    drop(slow);
}

/// A transaction whose number is above everything that has ended is in no snapshot's list of running ones.
#[tokio::test]
async fn a_transaction_that_no_snapshot_lists_is_waited_for() {
    let db = TestDatabase::postgres();
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let mut reader = Reader::after(0);
    // Its number is the smaller one, its event the later one.
    let mut early = db.database.connect(Purpose::Write).unwrap();
    early.begin_write().unwrap();
    let hidden = Slow::begin(&db);
    let seen = happen(&mut early, None);
    early.commit().unwrap();
    assert!(hidden.event < seen);
    assert_eq!(read(&mut reader, &store).await, [0; 0]);
    let hidden = hidden.commit();
    assert_eq!(read_all(&mut reader, &store, 2).await, [hidden, seen]);
}

/// Four writers at once, and a reader beside them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_beside_many_writers_sees_every_event_once() {
    let db = TestDatabase::new();
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let writing = futures_util::future::join_all((0..400).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            store.write(|connection| Ok::<_, StoreError>(happen(connection, None))).await.unwrap()
        })
    }));
    let writing = tokio::spawn(writing);
    let mut reader = Reader::after(0);
    let seen = read_all(&mut reader, &store, 400).await;
    let mut written: Vec<i64> = writing.await.unwrap().into_iter().map(Result::unwrap).collect();
    written.sort_unstable();
    assert_eq!(seen, written);
}

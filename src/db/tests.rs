use super::*;
use crate::testing::{TestDatabase, add_row, rows};

fn open(db: &TestDatabase) -> Store {
    Store::open(db.database.clone(), || {}).unwrap()
}

#[tokio::test]
async fn a_reader_sees_one_snapshot() {
    let mut db = TestDatabase::new();
    let store = open(&db);
    add_row(&mut db.connection, "a").unwrap();
    let database = db.database.clone();
    let seen = store
        .read(move |connection| {
            let before = rows(connection);
            add_row(&mut database.connect(Purpose::Write)?, "b")?;
            Ok::<_, StoreError>((before, rows(connection)))
        })
        .await
        .unwrap();
    assert_eq!(seen, (vec!["a".to_owned()], vec!["a".to_owned()]));
    let next = store.read(|connection| Ok::<_, StoreError>(rows(connection))).await.unwrap();
    assert_eq!(next, ["a", "b"]);
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let db = TestDatabase::new();
    let store = open(&db);
    for _ in 0..2 {
        let written = store.read(|connection| add_row(connection, "a")).await;
        assert!(written.is_err(), "{written:?}");
    }
    let read = store.read(|connection| Ok::<_, StoreError>(rows(connection))).await.unwrap();
    assert_eq!(read, [""; 0]);
}

#[tokio::test]
async fn a_read_that_panics_does_not_spoil_the_next() {
    let mut db = TestDatabase::sqlite();
    let store = open(&db);
    let reader = store.clone();
    // On this runtime's one thread, and so with the same connection.
    let panicked = tokio::spawn(async move {
        reader
            .read(|connection| {
                assert_eq!(rows(connection), ["x"], "a test's panic");
                Ok::<_, StoreError>(())
            })
            .await
    });
    assert!(panicked.await.is_err_and(|error| error.is_panic()));
    add_row(&mut db.connection, "later").unwrap();
    let read = store.read(|connection| Ok::<_, StoreError>(rows(connection))).await.unwrap();
    assert_eq!(read, ["later"], "an old snapshot");
}

#[tokio::test]
async fn two_stores_are_two_books() {
    let (mut one, mut other) = (TestDatabase::new(), TestDatabase::new());
    add_row(&mut one.connection, "one").unwrap();
    add_row(&mut other.connection, "other").unwrap();
    let (first, second) = (open(&one), open(&other));
    for _ in 0..2 {
        for (store, name) in [(&first, "one"), (&second, "other")] {
            let read = store.read(|connection| Ok::<_, StoreError>(rows(connection))).await;
            assert_eq!(read.unwrap(), [name]);
        }
    }
}

#[test]
fn references_are_kept() {
    let mut db = TestDatabase::new();
    let orphan = diesel::connection::SimpleConnection::batch_execute(
        &mut db.connection,
        "INSERT INTO expirations (due_at, order_id) VALUES (1795478400000000, 99)",
    );
    assert!(orphan.is_err());
}

/// On PostgreSQL a short statement is given up after 10 s; who counts the orders of years may take longer.
#[tokio::test]
async fn a_long_read_sees_one_snapshot_cannot_write_and_may_take_its_time() {
    let mut db = TestDatabase::new();
    let store = open(&db);
    add_row(&mut db.connection, "a").unwrap();
    let (database, here) = (db.database.clone(), std::thread::current().id());
    let seen = store
        .read_long(move |connection| {
            let before = rows(connection);
            add_row(&mut database.connect(Purpose::Write)?, "b")?;
            if matches!(connection, Connection::Postgres(_)) {
                let patient =
                    "SELECT (current_setting('statement_timeout') = '0')::int::bigint AS number";
                assert_eq!(crate::testing::number(connection, patient)?, 1);
            }
            let there = std::thread::current().id();
            Ok::<_, StoreError>((
                before,
                rows(connection),
                there,
                add_row(connection, "c").is_err(),
            ))
        })
        .await
        .unwrap();
    let a = || vec!["a".to_owned()];
    assert_eq!((seen.0, seen.1), (a(), a()));
    assert!(seen.2 != here && seen.3);
}

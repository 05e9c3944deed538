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

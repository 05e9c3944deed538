//! Waiting, hanging up, closing.

use super::*;

#[tokio::test]
async fn a_full_queue_says_so_at_once_and_loses_nobody() {
    let db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    let held = hold(&store).await;
    let mut answers = Vec::new();
    for n in 0..QUEUE {
        answers.push(ask(&store, move |_| Ok(n)).await);
    }
    let refused = store.write::<_, StoreError, _>(|_| Ok(())).await;
    assert!(matches!(refused, Err(StoreError::Busy(_))), "{refused:?}");
    held.release().await;
    for (n, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.await.unwrap(), n);
    }
    store.write(adding("room again")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_at_once_are_all_answered() {
    let db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..50 {
                    let name = format!("{task} {n:02}");
                    assert_eq!(store.write(adding(&name)).await.unwrap(), name);
                    // Whoever was answered can read what he wrote, on whatever thread.
                    let read = store.read(|connection| Ok::<_, StoreError>(rows(connection))).await;
                    assert!(read.unwrap().contains(&name));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(on_disk(&db).len(), 400);
}

#[tokio::test]
async fn a_caller_that_hangs_up_changes_nothing() {
    let db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    let held = hold(&store).await;
    drop(ask(&store, adding("nobody waits")).await);
    let last = ask(&store, adding("last")).await;
    held.release().await;
    last.await.unwrap();
    assert_eq!(on_disk(&db), ["last", "nobody waits"]);
}

#[tokio::test]
async fn a_lock_that_goes_away_is_waited_for() {
    let mut db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    db.connection.begin_write().unwrap();
    let mut answer = ask(&store, adding("patient")).await;
    assert!(is_pending(&mut answer).await);
    assert_eq!(on_disk(&db), [""; 0]);
    db.connection.commit().unwrap();
    assert_eq!(answer.await.unwrap(), "patient");
    assert_eq!(on_disk(&db), ["patient"]);
}

#[tokio::test]
async fn closing_writes_what_was_asked_for_and_takes_nothing_more() {
    let db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    let held = hold(&store).await;
    let mut answers = Vec::new();
    for n in 0..20 {
        answers.push(ask(&store, adding(&format!("{n:02}"))).await);
    }
    let mut closing = Box::pin(store.close());
    assert!(is_pending(&mut closing).await, "closed while jobs were waiting");
    let refused = store.write(adding("too late")).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    held.release().await;
    closing.await;
    for mut answer in answers {
        assert!(!is_pending(&mut answer).await, "closed, but not answered");
    }
    // Twice does no harm, and the next process finds everything.
    store.close().await;
    let (reopened, _) = open(&db);
    let read = reopened.read(|connection| Ok::<_, StoreError>(rows(connection))).await.unwrap();
    assert_eq!(read, (0..20).map(|n| format!("{n:02}")).collect::<Vec<_>>());
}

/// Another process may have the database open, and its connection is idle.
#[tokio::test]
async fn closing_writes_the_log_back() {
    let db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    store.write(adding("a row")).await.unwrap();
    let log = db.file().with_extension("sqlite-wal");
    assert_ne!(std::fs::metadata(&log).unwrap().len(), 0);
    store.close().await;
    assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
    assert_eq!(on_disk(&db), ["a row"]);
}

/// The store is there before its database, and as soon as it.
#[tokio::test]
async fn a_database_that_is_not_there_is_unavailable_until_it_is() {
    let db = TestDatabase::sqlite();
    let file = db.file();
    let link = file.with_file_name("away").join("kassa.sqlite");
    let store = Store::open(Database::Sqlite(link.clone()), || {}).unwrap();
    let refused = store.write(adding("too early")).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    std::os::unix::fs::symlink(file.parent().unwrap(), link.parent().unwrap()).unwrap();
    store.write(adding("now")).await.unwrap();
    assert_eq!(on_disk(&db), ["now"]);
}

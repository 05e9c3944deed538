//! Jobs that share a commit.

use diesel::{
    Connection as _,
    connection::{SimpleConnection, TransactionManager},
};

use super::*;

type Manager = <Connection as diesel::Connection>::TransactionManager;

#[tokio::test]
async fn waiting_jobs_share_one_commit_and_each_has_its_own_answer() {
    let db = TestDatabase::sqlite();
    let (store, commits) = open(&db);
    let held = hold(&store).await;
    let names: Vec<String> = (0..BATCH).map(|n| format!("{n:03}")).collect();
    let mut answers = Vec::new();
    for name in &names {
        answers.push(ask(&store, adding(name)).await);
    }
    held.release().await;
    for (answer, name) in answers.into_iter().zip(&names) {
        assert_eq!(&answer.await.unwrap(), name);
    }
    assert_eq!(on_disk(&db), names);
    store.close().await;
    assert_eq!(commits.load(Ordering::Relaxed), 2, "the one that held, and all the others");
}

#[tokio::test]
async fn an_error_undoes_its_own_work_only() {
    let db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    let held = hold(&store).await;
    let before = ask(&store, adding("before")).await;
    let failing = ask(&store, |connection| {
        add_row(connection, "failing")?;
        Err::<(), _>(StoreError::Conflict)
    })
    .await;
    let after = ask(&store, adding("after")).await;
    // A row that is there already: the database's own error.
    let twice = ask(&store, adding("before")).await;
    held.release().await;
    assert_eq!(before.await.unwrap(), "before");
    assert!(matches!(failing.await, Err(StoreError::Conflict)));
    assert_eq!(after.await.unwrap(), "after");
    assert!(matches!(twice.await, Err(StoreError::Query(_))));
    assert_eq!(on_disk(&db), ["after", "before"]);
}

#[tokio::test]
async fn a_panic_undoes_its_own_work_only_and_the_writer_goes_on() {
    for depth in 0..3 {
        let db = TestDatabase::sqlite();
        let (store, _) = open(&db);
        let held = hold(&store).await;
        let before = ask(&store, adding("before")).await;
        let panicking = ask(&store, move |connection| panic_inside(connection, depth)).await;
        let after = ask(&store, adding("after")).await;
        held.release().await;
        before.await.unwrap();
        assert!(matches!(panicking.await, Err(StoreError::Panicked)));
        after.await.unwrap();
        assert_eq!(on_disk(&db), ["after", "before"], "depth {depth}");
        // Acknowledged means durable, after one that panicked alone as well.
        let alone = store.write(move |connection| panic_inside(connection, depth)).await;
        assert!(matches!(alone, Err(StoreError::Panicked)));
        store.write(adding("later")).await.unwrap();
        assert_eq!(on_disk(&db), ["after", "before", "later"], "depth {depth}");
    }
}

/// Panics inside so many nested transactions, each with a row of its own.
fn panic_inside(connection: &mut Connection, depth: usize) -> Result<(), StoreError> {
    add_row(connection, &format!("panicking {depth}"))?;
    assert_ne!(depth, 0, "a test's panic");
    connection.transaction(|connection| panic_inside(connection, depth - 1))
}

#[tokio::test]
async fn a_job_that_leaves_a_transaction_open_is_not_acknowledged() {
    let db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    let left_open = store
        .write::<_, StoreError, _>(|connection| {
            Manager::begin_transaction(connection)?;
            add_row(connection, "left open")
        })
        .await;
    assert!(matches!(left_open, Err(StoreError::Unavailable(_))), "{left_open:?}");
    store.write(adding("next")).await.unwrap();
    assert_eq!(on_disk(&db), ["next"]);
}

#[tokio::test]
async fn a_rollback_that_goes_wrong_is_nobody_elses_error() {
    for how in ["its own savepoint", "the whole transaction"] {
        let db = TestDatabase::sqlite();
        let (store, _) = open(&db);
        let held = hold(&store).await;
        let before = ask(&store, adding("before")).await;
        let failing = ask(&store, move |connection| {
            match how {
                "its own savepoint" => Manager::begin_transaction(connection)?,
                // As SQLite does by itself when the disk is full.
                _ => connection.batch_execute("ROLLBACK")?,
            }
            Err::<(), _>(StoreError::Conflict)
        })
        .await;
        let after = ask(&store, adding("after")).await;
        held.release().await;
        before.await.unwrap();
        assert!(matches!(failing.await, Err(StoreError::Conflict)), "{how}");
        after.await.unwrap();
        assert_eq!(on_disk(&db), ["after", "before"], "{how}");
        store.write(adding("later")).await.unwrap();
        assert_eq!(on_disk(&db), ["after", "before", "later"], "{how}");
    }
}

#[tokio::test]
async fn a_commit_that_fails_is_nobodys_success() {
    let db = TestDatabase::sqlite();
    let (store, _) = open(&db);
    let held = hold(&store).await;
    let one = ask(&store, adding("one")).await;
    let breaking = ask(&store, |connection| {
        connection.batch_execute("ROLLBACK")?;
        Ok(())
    })
    .await;
    held.release().await;
    assert!(one.await.is_err() && breaking.await.is_err());
    assert_eq!(on_disk(&db), [""; 0]);
    store.write(adding("next")).await.unwrap();
    assert_eq!(on_disk(&db), ["next"]);
}

/// A job, and where its answer comes.
fn job(name: &str) -> (Box<dyn Job>, oneshot::Receiver<Result<String, StoreError>>) {
    let (caller, answer) = oneshot::channel();
    (Box::new(Write { work: adding(name), result: None, caller }), answer)
}

#[test]
fn a_lock_that_does_not_go_away_is_told_to_every_job() {
    let mut db = TestDatabase::sqlite();
    let mut connection = db.database.connect(Purpose::Write).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 0").unwrap();
    let (database, connection) = (db.database.clone(), Some(connection));
    let mut writer = Loop { database, connection, meter: Arc::default(), committed: || {} };
    db.connection.begin_write().unwrap();
    let (mut jobs, answers): (Vec<_>, Vec<_>) = ["a", "b", "c"].map(job).into_iter().unzip();
    writer.write(&mut jobs);
    for mut answer in answers {
        let answer = answer.try_recv().unwrap();
        assert!(matches!(answer, Err(StoreError::Busy(_))), "{answer:?}");
    }
    assert!(writer.connection.is_some(), "nothing was wrong with it");
    db.connection.commit().unwrap();
    let (job, mut answer) = job("released");
    writer.write(&mut vec![job]);
    assert_eq!(answer.try_recv().unwrap().unwrap(), "released");
    assert_eq!(on_disk(&db), ["released"]);
}

use std::sync::{
    Arc, Barrier,
    atomic::{AtomicU32, Ordering},
};

use futures_util::future::join_all;

use crate::{
    db::{Database, Store, StoreError},
    testing::{DEADLINE, TestDatabase, add_row, rows},
};

fn open(db: &TestDatabase) -> Store {
    Store::open(db.database.clone(), || {}).unwrap()
}

/// Ends every other connection to the database, as a server that is restarted does.
fn cut_all(db: &mut TestDatabase) {
    db.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
}

#[tokio::test]
async fn a_commit_is_on_disk_whatever_the_server_is_told() {
    let mut db = TestDatabase::postgres();
    let name: String = db.database.to_string().rsplit('/').next().unwrap().to_owned();
    db.run(&format!("ALTER DATABASE {name} SET synchronous_commit = off"));
    let mut connection = db.database.connect(crate::db::Purpose::Write).unwrap();
    let sql = "SELECT (current_setting('synchronous_commit') = 'on')::int::bigint AS number";
    assert_eq!(crate::testing::number(&mut connection, sql).unwrap(), 1);
}

#[tokio::test]
async fn a_write_sees_what_others_commit_whatever_the_server_is_told() {
    let mut db = TestDatabase::postgres();
    let name: String = db.database.to_string().rsplit('/').next().unwrap().to_owned();
    db.run(&format!("ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"));
    let store = open(&db);
    let seen = store
        .write(move |connection| {
            let before = rows(connection).len();
            add_row(&mut db.database.connect(crate::db::Purpose::Write)?, "other")?;
            Ok::<_, StoreError>((before, rows(connection).len()))
        })
        .await;
    assert_eq!(seen.unwrap(), (0, 1));
}

/// Two transactions read the same, and both write what only one may.
#[tokio::test]
async fn whoever_loses_a_race_runs_again_and_sees_the_winner() {
    let db = TestDatabase::postgres();
    let store = open(&db);
    let meet = Arc::new(Barrier::new(2));
    let tries = Arc::new(AtomicU32::new(0));
    let racing = (0..2).map(|_| {
        let (meet, tries) = (Arc::clone(&meet), Arc::clone(&tries));
        store.write(move |connection| {
            let first = tries.fetch_add(1, Ordering::SeqCst) < 2;
            let seen = rows(connection);
            if first {
                meet.wait();
            }
            if seen.is_empty() {
                add_row(connection, "only one")?;
            }
            Ok::<_, StoreError>(seen.len())
        })
    });
    let mut seen: Vec<usize> = join_all(racing).await.into_iter().map(Result::unwrap).collect();
    seen.sort_unstable();
    assert_eq!(seen, [0, 1]);
    assert_eq!(tries.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn connections_that_have_died_cost_nobody_an_answer() {
    let mut db = TestDatabase::postgres();
    let store = open(&db);
    let many = || {
        join_all((0..40).map(|_| {
            store.read(|connection| {
                connection.ping()?;
                Ok::<_, StoreError>(rows(connection).len())
            })
        }))
    };
    many().await;
    cut_all(&mut db);
    for read in many().await {
        assert_eq!(read.unwrap(), 0);
    }
    cut_all(&mut db);
    store.write(|connection| add_row(connection, "a")).await.unwrap();
    assert_eq!(rows(&mut db.connection), ["a"]);
}

/// Whoever asks a server that is away is told at once, and why.
#[tokio::test]
async fn a_server_that_is_away_keeps_nobody_waiting() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let database = Database::Postgres(format!("postgres://kassa@{address}/shop").parse().unwrap());
    let store = Store::open(database, || {}).unwrap();
    // More than there are connections; were each waited for, they would take turns.
    let asking = (0..200).map(|_| store.read(|connection| Ok::<_, StoreError>(rows(connection))));
    let asking = tokio::time::timeout(DEADLINE, join_all(asking)).await;
    for told in asking.expect("everybody should be told") {
        let Err(StoreError::Unavailable(told)) = told else { panic!("{told:?}") };
        assert!(told.contains(&address.port().to_string()), "{told}");
    }
}

/// What dies half-way is not tried again by itself: nobody knows what became of it.
#[tokio::test]
async fn a_connection_that_dies_in_a_write_is_unavailable() {
    let db = TestDatabase::postgres();
    let store = open(&db);
    let database = db.database.clone();
    let written = store
        .write(move |connection| {
            add_row(connection, "a")?;
            let mut other = database.connect(crate::db::Purpose::Write)?;
            diesel::connection::SimpleConnection::batch_execute(
                &mut other,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction'",
            )?;
            add_row(connection, "b")
        })
        .await;
    assert!(matches!(written, Err(StoreError::Unavailable(_))), "{written:?}");
    let read = store.read(|connection| Ok::<_, StoreError>(rows(connection))).await.unwrap();
    assert_eq!(read, [""; 0]);
}

#[tokio::test]
async fn an_error_or_a_panic_undoes_the_write() {
    let db = TestDatabase::postgres();
    let store = open(&db);
    let failed = store
        .write(|connection| {
            add_row(connection, "failed")?;
            Err::<(), _>(StoreError::Broken("a test's error".to_owned()))
        })
        .await;
    assert!(matches!(failed, Err(StoreError::Broken(_))), "{failed:?}");
    let panicked = store
        .write(|connection| {
            add_row(connection, "panicked")?;
            assert!(rows(connection).is_empty(), "a test's panic");
            Ok::<_, StoreError>(())
        })
        .await;
    assert!(matches!(panicked, Err(StoreError::Panicked)), "{panicked:?}");
    let read = store.read(|connection| Ok::<_, StoreError>(rows(connection))).await.unwrap();
    assert_eq!(read, [""; 0]);
}

#[tokio::test]
async fn closing_waits_for_what_was_asked_and_takes_nothing_more() {
    let mut db = TestDatabase::postgres();
    let store = open(&db);
    let writing = join_all(
        (0..60).map(|n| store.write(move |connection| add_row(connection, &format!("{n:02}")))),
    );
    let closing = async {
        // Everybody is in the queue by now: the futures before this one were polled first.
        store.close().await;
    };
    let (written, ()) = tokio::join!(writing, closing);
    for written in written {
        written.unwrap();
    }
    assert_eq!(rows(&mut db.connection).len(), 60);
    let late = store.write(|connection| add_row(connection, "late")).await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
}

/// PostgreSQL says nothing against a `COMMIT` after a statement that failed, and undoes all of it.
#[tokio::test]
async fn a_write_that_hides_a_failed_statement_is_no_success() {
    let db = TestDatabase::postgres();
    let store = open(&db);
    let written = store
        .write(|connection| {
            add_row(connection, "a")?;
            let _hidden = add_row(connection, "a");
            Ok::<_, StoreError>(())
        })
        .await;
    assert!(written.is_err(), "{written:?}");
    store.write(|connection| add_row(connection, "b")).await.unwrap();
    let read = store.read(|connection| Ok::<_, StoreError>(rows(connection))).await.unwrap();
    assert_eq!(read, ["b"]);
}

#[tokio::test]
async fn slow_reads_leave_room_for_a_write() {
    let mut db = TestDatabase::postgres();
    let store = open(&db);
    // Nobody reads this table until the lock is gone.
    db.connection.begin_write().unwrap();
    db.run("LOCK TABLE products");
    let reading = join_all((0..40).map(|_| {
        store.read(|connection| {
            Ok::<_, StoreError>(diesel::connection::SimpleConnection::batch_execute(
                connection,
                "SELECT COUNT(*) FROM products",
            )?)
        })
    }));
    let writing = async {
        store.write(|connection| add_row(connection, "a")).await.unwrap();
        db.connection.commit().unwrap();
    };
    let (read, ()) = tokio::join!(reading, writing);
    assert!(read.iter().all(Result::is_ok), "{read:?}");
}

/// Whoever opens a page meanwhile is not to wait behind all who did before, 16 in five seconds.
#[tokio::test]
async fn a_server_that_is_away_is_waited_for_by_one_at_a_time() {
    let url = "postgres://kassa@127.0.0.1:1/shop".parse().unwrap();
    let store = Store::open(crate::db::Database::Postgres(url), || {}).unwrap();
    let read = || store.read(|connection| Ok::<_, StoreError>(connection.ping()?));
    assert!(read().await.is_err());
    let many = join_all((0..400).map(|_| read()));
    for read in tokio::time::timeout(crate::testing::DEADLINE, many).await.unwrap() {
        assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
    }
}

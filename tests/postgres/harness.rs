//! The tests' own PostgreSQL is what the other tests take it for.

use std::{
    env,
    io::{BufRead, BufReader},
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use diesel::{
    Connection, ConnectionResult, PgConnection, QueryResult, RunQueryDsl,
    connection::SimpleConnection, dsl::sql, sql_types::BigInt,
};

use crate::{
    cluster::{Cluster, TestDatabase},
    support::PATIENCE,
};

fn connect(database: &TestDatabase) -> ConnectionResult<PgConnection> {
    PgConnection::establish(&database.url)
}

fn number(connection: &mut PgConnection, query: &str) -> QueryResult<i64> {
    diesel::select(sql::<BigInt>(&format!("({query})"))).get_result(connection)
}

#[test]
fn each_database_is_a_world_of_its_own() {
    let (one, other) = (Cluster::shared().database(), Cluster::shared().database());
    connect(&one).unwrap().batch_execute("CREATE TABLE only_here ()").unwrap();
    let (mut of_one, mut of_other) = (connect(&one).unwrap(), connect(&other).unwrap());
    let tables = "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'only_here'";
    assert_eq!(number(&mut of_one, tables), Ok(1));
    assert_eq!(number(&mut of_other, tables), Ok(0));

    // Also while somebody is connected.
    drop(one);
    assert!(number(&mut of_one, tables).is_err());
    assert_eq!(number(&mut of_other, tables), Ok(0));
}

#[test]
fn a_server_that_was_stopped_comes_back_with_what_was_committed() {
    let cluster = Cluster::private();
    let database = cluster.database();
    let mut connection = connect(&database).unwrap();
    connection
        .batch_execute("CREATE TABLE kept (id BIGINT); INSERT INTO kept VALUES (1), (2)")
        .unwrap();
    for kept in [2, 3] {
        connection.batch_execute("BEGIN; INSERT INTO kept VALUES (0)").unwrap();
        cluster.stop_immediately();
        assert!(connect(&database).is_err(), "it should be stopped");
        assert!(connection.batch_execute("COMMIT").is_err());
        cluster.start();
        connection = connect(&database).unwrap();
        assert_eq!(number(&mut connection, "SELECT COUNT(*) FROM kept"), Ok(kept));
        connection.batch_execute("INSERT INTO kept VALUES (3)").unwrap();
    }
}

/// Says that this process is the one to be killed.
const DOOMED: &str = "KASSA_TEST_DOOMED";

#[test]
fn nothing_is_left_of_a_server_whose_process_was_killed() {
    if env::var_os(DOOMED).is_some() {
        let cluster = Cluster::private();
        println!("\nrunning {} {}", cluster.port(), cluster.directory().display());
        // Until it is killed.
        loop {
            thread::park();
        }
    }
    let name = "harness::nothing_is_left_of_a_server_whose_process_was_killed";
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(DOOMED, "yes")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let running = lines.find_map(|line| {
        let (port, directory) = line.strip_prefix("running ")?.split_once(" /")?;
        Some((port.parse::<u16>().ok()?, Path::new("/").join(directory)))
    });
    let (port, directory) = running.expect("it should start a server");
    assert!(directory.is_dir());
    TcpStream::connect(("127.0.0.1", port)).unwrap();

    process.kill().unwrap();
    process.wait().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while directory.exists() {
        assert!(Instant::now() < deadline, "{} should have been removed", directory.display());
        thread::sleep(Duration::from_millis(10));
    }
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

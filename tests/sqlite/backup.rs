//! `kassa check`, `kassa backup`, `kassa restore`, and the backup that a shop makes by itself.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Output,
    time::Instant,
};

use diesel::connection::SimpleConnection;
use kassa::db::{Database, Purpose};
use serde_json::json;

use crate::support::{PATIENCE, Process, REAL, Reply, run};

fn database(directory: &Path) -> PathBuf {
    directory.join("data/kassa.sqlite")
}

fn change(directory: &Path, sql: &str) {
    let mut connection = Database::Sqlite(database(directory)).connect(Purpose::Write).unwrap();
    connection.batch_execute(sql).unwrap();
}

#[track_caller]
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn refused(output: &Output, parts: &[&str]) {
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8_lossy(&output.stderr);
    for part in parts {
        assert!(errors.contains(part), "no {part:?} in {errors}");
    }
}

/// A shop that serves, with one order that was paid.
async fn shop_with_an_order(directory: &Path, settings: &[(&str, &str)]) -> (Process, String) {
    let key = said(&run(directory, &["api-key", "add", "bot"], &REAL));
    let shop = Process::start(directory, settings);
    let key = key.trim_end().to_owned();
    let order = json!({
        "uid": "Ab-1", "text": "T", "sum": 8, "customer": { "nickname": "Steve_01" }
    });
    shop.place(&key, &order).await;
    let callback = json!({ "uid": "Ab-1", "text": "T", "sum": 8 });
    Reply::of(shop.callback(&callback)).await.expect(200);
    (shop, key)
}

#[actix_web::test]
async fn check_counts_in_a_live_shop_and_names_who_is_wrong() {
    let directory = tempfile::tempdir().unwrap();
    let (shop, _) = shop_with_an_order(directory.path(), &REAL).await;
    let check = || run(directory.path(), &["check"], &REAL);
    let printed = said(&check());
    for line in [
        "payments: 1 each with a callback or a staff decision … ok\n",
        "callbacks: 1 each a payment, a repeat or set aside … ok\n",
        "events: 2 in the feed without a hole … ok\n",
    ] {
        assert!(printed.contains(line), "{printed}");
    }
    assert!(printed.lines().all(|line| line.ends_with(" … ok")), "{printed}");

    change(directory.path(), "UPDATE orders SET counted = 7");
    let output = check();
    refused(&output, &["do not add up", "1 of 25 rules"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    let named = "  order 1 (Ab-1): expected 8, the sum of its counted payments, found 7 counted\n";
    assert!(printed.contains(named), "{printed}");
    drop(shop);
}

#[test]
fn check_needs_books() {
    let directory = tempfile::tempdir().unwrap();
    refused(&run(directory.path(), &["check"], &REAL), &["there is no database", "kassa.sqlite"]);
    refused(
        &run(directory.path(), &["check", "--file", "none"], &[]),
        &["there is no database `none`"],
    );
    fs::write(directory.path().join("letter"), "Dear shop").unwrap();
    refused(&run(directory.path(), &["check", "--file", "letter"], &[]), &["not a database"]);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[actix_web::test]
async fn a_shop_is_backed_up_while_it_runs_and_moves_to_another_place() {
    let directory = tempfile::tempdir().unwrap();
    let (shop, key) = shop_with_an_order(directory.path(), &REAL).await;
    let printed = said(&run(directory.path(), &["backup", "kassa.backup"], &REAL));
    assert!(printed.contains(" … ok\n") && printed.contains("kassa.backup: "), "{printed}");
    let backup = directory.path().join("kassa.backup");
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    let again = run(directory.path(), &["backup", "kassa.backup"], &REAL);
    refused(&again, &["kassa.backup` is there already", "choose another name"]);
    said(&run(directory.path(), &["backup", "kassa.backup", "--force"], &REAL));
    said(&run(directory.path(), &["check", "--file", "kassa.backup"], &[]));
    // Also where its file was moved away: the shop has it open, and would write on into it.
    let [live, moved] =
        ["kassa.sqlite", "moved.sqlite"].map(|name| directory.path().join("data").join(name));
    fs::rename(&live, &moved).unwrap();
    let restore = || run(directory.path(), &["restore", "kassa.backup"], &REAL);
    refused(&restore(), &["runs: stop it first"]);
    fs::rename(&moved, &live).unwrap();
    shop.kill();
    // Here the shop is.
    refused(
        &restore(),
        &["data/kassa.sqlite` is there already", "stop the shop", "move that file"],
    );

    let elsewhere = tempfile::tempdir().unwrap();
    let backup = backup.to_str().unwrap();
    let other = [("DROMON_APP_ID", "5f00000000000000000000ff")];
    let other: Vec<_> =
        REAL.iter().filter(|(name, _)| *name != "DROMON_APP_ID").chain(&other).copied().collect();
    refused(
        &run(elsewhere.path(), &["restore", backup], &other),
        &["cannot be restored here", "books of app"],
    );
    let printed = said(&run(elsewhere.path(), &["restore", backup], &REAL));
    assert!(printed.ends_with("restored; `kassa serve` opens the shop\n"), "{printed}");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&database(elsewhere.path())), 0o600);
    assert_eq!(mode(&elsewhere.path().join("data")), 0o700);
    let moved = Process::start(elsewhere.path(), &REAL);
    let order = moved.order(&key, &json!("Ab-1")).await;
    assert_eq!(order["status"], "paid");
}

#[actix_web::test]
async fn a_shop_backs_itself_up_each_day() {
    let directory = tempfile::tempdir().unwrap();
    let mut settings = REAL.to_vec();
    settings.push(("BACKUP_DIR", "backups"));
    let (shop, _) = shop_with_an_order(directory.path(), &settings).await;
    let backups = directory.path().join("backups");
    let deadline = Instant::now() + PATIENCE;
    let file = loop {
        let made = fs::read_dir(&backups).into_iter().flatten().map(|entry| entry.unwrap().path());
        let named =
            |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("kassa-20");
        if let Some(file) = made.into_iter().find(named) {
            break file;
        }
        assert!(Instant::now() < deadline, "no backup was made");
        std::thread::yield_now();
    };
    said(&run(directory.path(), &["check", "--file", file.to_str().unwrap()], &[]));
    Reply::of(shop.get("/readyz")).await.expect(200);
}

#[test]
fn a_newer_database_is_refused_with_both_versions() {
    let directory = tempfile::tempdir().unwrap();
    said(&run(directory.path(), &["migrate"], &REAL));
    change(
        directory.path(),
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')",
    );
    for command in ["serve", "migrate", "check"] {
        let output = run(directory.path(), &[command], &REAL);
        refused(&output, &["version 29990101000000", "versions up to 2026", "run that one"]);
    }
}

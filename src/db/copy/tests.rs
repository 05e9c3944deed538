use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::testing::{TestDatabase, number};

const SUM: &str = "SELECT SUM(total) AS number FROM orders";

/// What is in the directory, by name.
fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_copy_is_one_whole_private_file() {
    let mut db = TestDatabase::sqlite();
    db.place(8);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy.sqlite");
    let copy = Copy::of(&db.file(), &target).unwrap();
    assert!(!target.exists(), "it has its name only when it is done");
    // Written after the snapshot.
    db.place(9);
    copy.place(Existing::Keep).unwrap();
    assert_eq!(names(folder.path()), ["copy.sqlite"]);
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    let mut copied = Database::Sqlite(target).connect(Purpose::Read).unwrap();
    assert_eq!(number(&mut copied, SUM).unwrap(), 8);
}

#[test]
fn a_copy_is_made_while_a_write_is_under_way() {
    let mut db = TestDatabase::sqlite();
    db.place(8);
    let folder = tempfile::tempdir().unwrap();
    db.connection.begin_write().unwrap();
    db.run("UPDATE orders SET total = 9");
    let target = folder.path().join("copy.sqlite");
    Copy::of(&db.file(), &target).unwrap().place(Existing::Keep).unwrap();
    db.connection.commit().unwrap();
    let mut copied = Database::Sqlite(target).connect(Purpose::Read).unwrap();
    assert_eq!(number(&mut copied, SUM).unwrap(), 8);
}

#[test]
fn what_is_there_stays_unless_it_may_be_replaced() {
    let db = TestDatabase::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("copy.sqlite");
    fs::write(&target, "mine").unwrap();
    let kept = Copy::of(&db.file(), &target).unwrap().place(Existing::Keep);
    assert!(matches!(&kept, Err(CopyError::Exists(path)) if path.ends_with("copy.sqlite")));
    assert_eq!(fs::read(&target).unwrap(), b"mine");
    assert_eq!(names(folder.path()), ["copy.sqlite"]);
    Copy::of(&db.file(), &target).unwrap().place(Existing::Replace).unwrap();
    assert!(fs::read(&target).unwrap().starts_with(b"SQLite format 3\0"));
}

#[test]
fn a_failed_copy_leaves_nothing() {
    let db = TestDatabase::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.sqlite");
    let target = folder.path().join("copy.sqlite");
    assert!(matches!(Copy::of(&none, &target), Err(CopyError::NoSource(_))));
    let nowhere = folder.path().join("no/such/folder/copy.sqlite");
    assert!(matches!(Copy::of(&db.file(), &nowhere), Err(CopyError::Target { .. })));
    fs::write(&none, "this is a letter, and no database at all").unwrap();
    assert!(matches!(Copy::of(&none, &target), Err(CopyError::Store(_))));
    drop(Copy::of(&db.file(), &target).unwrap());
    assert_eq!(names(folder.path()), ["none.sqlite"]);
}

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use tempfile::TempDir;

use super::*;
use crate::{
    check::Rule,
    db::MigrateError,
    dromon::AppId,
    identity::{self, Books, IdentityError},
    testing::{TestDatabase, body, callback, moment},
};

const APP: &str = "5f00000000000000000000aa";

fn app() -> AppId {
    APP.parse().unwrap()
}

/// A shop's books with an order that was paid.
fn books() -> TestDatabase {
    let mut db = TestDatabase::sqlite();
    db.write(|c| identity::claim(c, Books::Real, &app(), moment(0))).unwrap();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, "2026-11-24T07:05:03.126Z")));
    db
}

fn backed_up(db: &TestDatabase, target: &Path, existing: Existing) -> Result<Taken, BackupError> {
    take(&db.database, Path::new("no/inbox"), target, existing, moment(0))
}

fn open(file: &Path) -> Connection {
    Database::Sqlite(file.to_owned()).connect(Purpose::Read).unwrap()
}

fn count(file: &Path, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS number FROM {table}");
    crate::testing::number(&mut open(file), &sql).unwrap()
}

fn names(folder: &TempDir) -> Vec<String> {
    let names = fs::read_dir(folder.path()).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[track_caller]
fn assert_clean(taken: &Taken) {
    match &taken.verified {
        Verified::Checked(report) => assert!(report.is_clean(), "{report}"),
        Verified::Older => panic!("it was not checked"),
    }
}

mod taking {
    use super::*;

    struct OnDrop<F: Fn()>(F);

    impl<F: Fn()> Drop for OnDrop<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    #[test]
    fn a_backup_is_one_private_verified_file() {
        let db = books();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("kassa.backup");
        let taken = backed_up(&db, &file, Existing::Keep).unwrap();
        assert_clean(&taken);
        let metadata = fs::metadata(&file).unwrap();
        assert_eq!((taken.bytes, taken.waited), (metadata.len(), Waited::default()));
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        assert_eq!(names(&folder), ["kassa.backup"]);
        assert_eq!((count(&file, "orders"), count(&file, "payments")), (1, 1));
    }

    #[test]
    fn what_is_there_is_not_overwritten_unless_one_says_so() {
        let db = books();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("kassa.backup");
        fs::write(&file, "the only one").unwrap();
        let refused = backed_up(&db, &file, Existing::Keep);
        assert!(matches!(refused, Err(BackupError::Copy(CopyError::Exists(_)))));
        assert_eq!(fs::read(&file).unwrap(), b"the only one");
        backed_up(&db, &file, Existing::Replace).unwrap();
        assert_eq!(count(&file, "orders"), 1);
        assert_eq!(names(&folder), ["kassa.backup"]);
    }

    /// Whatever moment it is of, it is one moment.
    #[test]
    fn a_backup_under_load_adds_up() {
        let mut db = books();
        let folder = TempDir::new().unwrap();
        let database = db.database.clone();
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let selling = scope.spawn(|| {
                let mut sold = 1;
                while !done.load(Ordering::Relaxed) {
                    let order = db.place(8);
                    let body = body(&order, 8, "2026-11-24T07:05:03.126Z");
                    db.receive(&callback(body.as_str()));
                    db.receive(&callback(body));
                    sold += 1;
                }
                sold
            });
            // Also where an assertion fails.
            let _end = OnDrop(|| done.store(true, Ordering::Relaxed));
            let mut before = 0;
            for n in 0..3 {
                let file = folder.path().join(n.to_string());
                let taken =
                    take(&database, Path::new("no/inbox"), &file, Existing::Keep, moment(0))
                        .unwrap();
                assert_clean(&taken);
                let orders = count(&file, "orders");
                assert!(orders >= before, "{orders} after {before}");
                before = orders;
            }
            done.store(true, Ordering::Relaxed);
            assert!(selling.join().unwrap() >= before);
        });
    }

    #[test]
    fn what_waits_in_the_inbox_is_in_it_once() {
        let mut db = books();
        let order = db.place(5);
        let (settled, waits) = (callback(body(&order, 2, "T1")), callback(body(&order, 3, "T2")));
        db.receive(&settled);
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("kassa.backup");
        backed_up(&db, &file, Existing::Keep).unwrap();
        let copied = Database::Sqlite(file.clone());
        let inbox = || [&settled, &waits].into_iter().map(|raw| Ok(raw.clone()));
        let both = Waited { added: 2, refused: 0 };
        assert_eq!(add(&copied, inbox()).unwrap(), both);
        assert_eq!(add(&copied, inbox()).unwrap(), both);
        assert_eq!((count(&file, "callbacks"), count(&file, "payments")), (3, 3));
        assert_eq!(count(&file, "orders WHERE status = 'paid'"), 2);
        assert_eq!(names(&folder), ["kassa.backup"], "and it is one file still");
        let torn = std::iter::once(Err(io::Error::other("torn")));
        assert!(matches!(add(&copied, torn), Err(BackupError::Inbox(_))));
    }

    #[test]
    fn what_the_books_refuse_keeps_nothing_else_out() {
        let mut db = books();
        let (poison, order) = (db.place(5), db.place(5));
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("kassa.backup");
        backed_up(&db, &file, Existing::Keep).unwrap();
        let copied = Database::Sqlite(file.clone());
        let mut connection = copied.connect(Purpose::Write).unwrap();
        let nonsense = format!("UPDATE orders SET status = 'nonsense' WHERE id = {}", poison.id);
        connection.batch_execute(&nonsense).unwrap();
        drop(connection);
        let before = count(&file, "callbacks");
        let waiting = [&poison, &order].map(|order| Ok(callback(body(order, 5, "T"))));
        assert_eq!(add(&copied, waiting.into_iter()).unwrap(), Waited { added: 1, refused: 1 });
        assert_eq!(count(&file, "callbacks"), before + 1);
    }

    #[test]
    fn a_backup_of_books_that_do_not_add_up_is_kept_and_says_so() {
        let mut db = books();
        db.run("UPDATE orders SET counted = 9");
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("kassa.backup");
        let taken = backed_up(&db, &file, Existing::Keep).unwrap();
        let Verified::Checked(report) = taken.verified else { panic!() };
        assert_eq!(report.broken().map(|check| check.rule).collect::<Vec<_>>(), [Rule::Counted]);
        assert_eq!(count(&file, "orders"), 1);
    }

    #[test]
    fn a_shop_of_the_version_before_is_backed_up_as_it_is() {
        let mut db = books();
        make_older(&mut db);
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("kassa.backup");
        let taken = backed_up(&db, &file, Existing::Keep).unwrap();
        assert!(matches!(taken.verified, Verified::Older));
        assert_eq!(count(&file, "orders"), 1);
    }
}

/// As the version before would have made it.
fn make_older(db: &mut TestDatabase) {
    // The newest step.
    db.run(include_str!("../../migrations/sqlite/2026-11-24-203000_notify/down.sql"));
    db.run(
        "DELETE FROM __diesel_schema_migrations
        WHERE version = (SELECT MAX(version) FROM __diesel_schema_migrations)",
    );
}

mod restoring {
    use super::*;

    struct Place {
        folder: TempDir,
        backup: PathBuf,
        /// Where the shop's database should be.
        live: PathBuf,
    }

    impl Place {
        fn of(db: &TestDatabase) -> Self {
            let folder = TempDir::new().unwrap();
            let backup = folder.path().join("backup");
            let live = folder.path().join("kassa.sqlite");
            backed_up(db, &backup, Existing::Keep).unwrap();
            Self { folder, backup, live }
        }

        fn restore(&self) -> Result<Restored, RestoreError> {
            self.restore_for(Books::Real, &app())
        }

        fn restore_for(&self, books: Books, app: &AppId) -> Result<Restored, RestoreError> {
            let database = Database::Sqlite(self.live.clone());
            restore(&self.backup, &database, (books, app), false, moment(0))
        }

        /// Refused, with nothing left behind.
        #[track_caller]
        fn refused(&self) -> RestoreError {
            let refused = self.restore().unwrap_err();
            assert_eq!(names(&self.folder), ["backup"]);
            refused
        }
    }

    #[test]
    fn what_was_backed_up_is_there_again() {
        let db = books();
        let place = Place::of(&db);
        let restored = place.restore().unwrap();
        assert!(restored.report.is_clean() && restored.migrated.is_empty());
        assert_eq!(fs::metadata(&place.live).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(names(&place.folder).len(), 2);
        let all = |file: &Path| {
            let order: crate::orders::Order =
                crate::orders::find(&mut open(file), 1).unwrap().unwrap();
            format!("{order:?} {} {}", count(file, "events"), count(file, "callbacks"))
        };
        assert_eq!(all(&place.live), all(&db.file()));
        // And it is a shop's: a callback is taken.
        let mut connection = Database::Sqlite(place.live.clone()).connect(Purpose::Write).unwrap();
        payments::receive(&mut connection, &callback(r#"{"sum":8}"#)).unwrap();
    }

    #[test]
    fn a_live_shop_is_never_overwritten() {
        let place = Place::of(&books());
        for (left, named) in
            [("kassa.sqlite", "kassa.sqlite`"), ("kassa.sqlite-wal", "kassa.sqlite-wal`")]
        {
            let file = place.folder.path().join(left);
            fs::write(&file, "a live shop").unwrap();
            let refused = place.restore().unwrap_err();
            assert!(matches!(refused, RestoreError::Live(_)));
            for part in [named, "stop the shop", "move that file"] {
                assert!(refused.to_string().contains(part), "{refused}");
            }
            assert_eq!(fs::read(&file).unwrap(), b"a live shop");
            fs::remove_file(file).unwrap();
        }
        assert_eq!(names(&place.folder), ["backup"]);
    }

    #[test]
    fn other_books_are_refused() {
        let place = Place::of(&books());
        let other: AppId = "5f00000000000000000000ab".parse().unwrap();
        for (books, app) in [(Books::Sandbox, &app()), (Books::Real, &other)] {
            let refused = place.restore_for(books, app).unwrap_err();
            let RestoreError::Identity { source, .. } = refused else { panic!("{refused}") };
            assert!(matches!(
                source,
                IdentityError::OtherBooks { .. } | IdentityError::OtherApp { .. }
            ));
        }
        let nobodys = Place::of(&TestDatabase::sqlite());
        assert!(matches!(nobodys.refused(), RestoreError::NoBackup { .. }));
        assert_eq!(names(&place.folder), ["backup"]);
    }

    #[test]
    fn what_is_no_backup_is_refused() {
        let place = Place::of(&books());
        fs::write(&place.backup, "Dear shop, ".repeat(1000)).unwrap();
        assert!(matches!(place.refused(), RestoreError::NoBackup { .. }));
        fs::write(&place.backup, "").unwrap();
        assert!(matches!(place.refused(), RestoreError::NoBackup { .. }));
        fs::remove_file(&place.backup).unwrap();
        assert!(matches!(place.restore(), Err(RestoreError::NoFile(_))));
        assert_eq!(names(&place.folder), [""; 0]);
    }

    #[test]
    fn a_damaged_backup_is_refused() {
        let place = Place::of(&books());
        let whole = fs::read(&place.backup).unwrap();
        let page = 2048;
        let mut found = 0;
        // Pages of tables and indexes, one after the other, in a copy that is whole otherwise.
        for start in (page..whole.len()).step_by(page) {
            let mut bytes = whole.clone();
            bytes[start..start + page].fill(0xff);
            fs::write(&place.backup, bytes).unwrap();
            let refused = place.refused();
            found += usize::from(matches!(refused, RestoreError::Damaged { .. }));
        }
        assert!(found > 0);
    }

    #[test]
    fn a_newer_backup_is_refused_and_an_older_one_brought_up_to_date() {
        let mut db = books();
        make_older(&mut db);
        let older = Place::of(&db);
        let restored = older.restore().unwrap();
        assert_eq!(restored.migrated.len(), 1);
        assert!(restored.report.is_clean(), "{}", restored.report);
        assert_eq!(names(&older.folder).len(), 2, "no copy before a migration of a copy");
        assert_eq!(fs::metadata(&older.live).unwrap().permissions().mode() & 0o777, 0o600);

        let newer = Place::of(&books());
        let mut connection =
            Database::Sqlite(newer.backup.clone()).connect(Purpose::Write).unwrap();
        connection
            .batch_execute(
                "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')",
            )
            .unwrap();
        make_single(&mut connection).unwrap();
        drop(connection);
        let refused = newer.refused();
        assert!(matches!(refused, RestoreError::Migrate(MigrateError::Newer { .. })), "{refused}");
    }

    #[test]
    fn books_that_do_not_add_up_are_restored_only_if_one_says_so() {
        let mut db = books();
        db.run("UPDATE orders SET counted = 9");
        let place = Place::of(&db);
        let refused = place.refused();
        assert!(matches!(refused, RestoreError::Wrong { .. }));
        assert!(refused.to_string().contains("expected 8, the sum of its counted payments"));
        let database = Database::Sqlite(place.live.clone());
        restore(&place.backup, &database, (Books::Real, &app()), true, moment(0)).unwrap();
        assert_eq!(count(&place.live, "orders"), 1);
    }
}

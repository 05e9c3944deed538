//! What is refused, and what fails half-way: in both cases the target is as it was.

use super::*;
use crate::db::copy::beside;

fn refused(books: &Books, target: &TestDatabase) -> CopyToError {
    copy_to(&books.db.file(), &url(target), &mut |_| {}).unwrap_err()
}

fn expect_nothing_in(target: &mut TestDatabase) {
    for table in TABLES {
        assert_eq!(target.count(table.name), 0, "{}", table.name);
    }
}

#[test]
fn a_target_with_rows_is_refused_and_left_alone() {
    let (books, mut target) = (Books::rich(), TestDatabase::postgres());
    let order = target.place(8);
    let before: Vec<_> = TABLES.iter().map(|table| rows(&mut target.connection, table)).collect();
    let error = refused(&books, &target);
    let CopyToError::NotEmpty { tables, .. } = &error else { panic!("{error}") };
    let full =
        ["customers", "orders", "expirations", "events", "order_shelves", "words", "order_words"];
    assert_eq!(tables, &full);
    assert!(error.to_string().contains("customers, orders, expirations, events"), "{error}");
    let after: Vec<_> = TABLES.iter().map(|table| rows(&mut target.connection, table)).collect();
    assert_eq!(after, before);
    assert_eq!(target.place(8).id, order.id + 1);
}

#[test]
fn the_tables_of_a_shop_of_before_are_not_even_migrated() {
    let (books, mut target) = (Books::rich(), TestDatabase::postgres());
    target.place(8);
    target.run(
        "DROP INDEX discrepancies_of_callback;
        DELETE FROM __diesel_schema_migrations WHERE version = (SELECT MAX(version) FROM __diesel_schema_migrations)",
    );
    let before = target.count("__diesel_schema_migrations");
    assert!(matches!(refused(&books, &target), CopyToError::NotEmpty { .. }));
    assert_eq!(target.count("__diesel_schema_migrations"), before);
}

#[test]
fn a_row_that_the_server_refuses_leaves_nothing() {
    let (mut books, mut target) = (Books::rich(), TestDatabase::postgres());
    books.db.run("PRAGMA foreign_keys = OFF; UPDATE payments SET order_id = 987 WHERE id = 3");
    let error = refused(&books, &target);
    let CopyToError::Table { table: "payments", source, .. } = &error else { panic!("{error}") };
    assert!(source.to_string().contains("foreign key"), "{source}");
    expect_nothing_in(&mut target);
}

#[test]
fn a_value_that_is_not_its_columns_leaves_nothing_and_is_named() {
    let (mut books, mut target) = (Books::rich(), TestDatabase::postgres());
    books.db.run("UPDATE events SET at = 'yesterday' WHERE id = 2");
    let error = refused(&books, &target);
    assert!(
        matches!(
            error,
            CopyToError::Misfit { table: "events", column: "at", row: 2, found: "a text" }
        ),
        "{error}"
    );
    expect_nothing_in(&mut target);
}

#[test]
fn a_copy_that_is_not_the_same_is_not_kept() {
    let (books, mut target) = (Books::rich(), TestDatabase::postgres());
    // Whatever it is that changes a row on its way.
    target.run(
        "CREATE FUNCTION take_one() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.counted = NEW.counted - 1; RETURN NEW; END $$;
        CREATE TRIGGER take BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION take_one()",
    );
    let error = refused(&books, &target);
    let CopyToError::Different { name, source_value, target_value } = &error else {
        panic!("{error}")
    };
    assert_eq!(name, "the sum of orders.counted");
    assert!(source_value > target_value, "{error}");
    expect_nothing_in(&mut target);
}

#[test]
fn a_connection_that_breaks_leaves_nothing() {
    let (books, mut target) = (Books::rich(), TestDatabase::postgres());
    let mut other = target.database.connect(crate::db::Purpose::Write).unwrap();
    let cut = |progress: Progress| {
        if progress.table == "orders" {
            other
                .say(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND state = 'idle in transaction'",
                )
                .unwrap();
        }
    };
    let failed = copy_to(&books.db.file(), &url(&target), &mut { cut }).unwrap_err();
    let CopyToError::Table { table: "order_items", source, .. } = &failed else {
        panic!("{failed}")
    };
    assert!(matches!(source, StoreError::Unavailable(_)), "{source:?}");
    expect_nothing_in(&mut target);
}

#[test]
fn nobody_starts_a_shop_on_a_half_copied_database() {
    let (books, target) = (Books::rich(), TestDatabase::postgres());
    let mut other = target.database.connect(crate::db::Purpose::Write).unwrap();
    let mut tried = None;
    copy_to(&books.db.file(), &url(&target), &mut |_| {
        if tried.is_none() {
            other.say("SET lock_timeout = '1ms'").unwrap();
            tried = Some(crate::testing::add_row(&mut other, "early"));
        }
    })
    .unwrap();
    assert!(matches!(tried, Some(Err(StoreError::Busy(_)))), "{tried:?}");
}

#[test]
fn only_the_books_of_this_version_are_copied() {
    let (mut books, mut target) = (Books::rich(), TestDatabase::postgres());
    let none = books.db.file().with_file_name("none.sqlite");
    let missing = copy_to(&none, &url(&target), &mut |_| {}).unwrap_err();
    assert!(matches!(missing, CopyToError::Source(CopyError::NoSource(_))), "{missing}");
    assert!(!none.exists());
    std::fs::write(&none, "a letter").unwrap();
    let letter = copy_to(&none, &url(&target), &mut |_| {}).unwrap_err();
    assert!(matches!(letter, CopyToError::ReadSource { .. }), "{letter}");

    books.db.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
    let newer = refused(&books, &target);
    assert!(
        matches!(newer, CopyToError::ReadSource { source: MigrateError::Newer { .. }, .. }),
        "{newer}"
    );
    books.db.run("DELETE FROM __diesel_schema_migrations WHERE version > '20261124000000'");
    let older = refused(&books, &target);
    assert!(matches!(older, CopyToError::OlderSource(_)), "{older}");
    expect_nothing_in(&mut target);
}

/// Names that mean something in a URI, and a log that its writer has left behind.
#[test]
fn the_source_is_read_wherever_it_is() {
    let (mut books, mut target) = (Books::rich(), TestDatabase::postgres());
    books.db.place(31);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a?b#c%20d касса.sqlite");
    for ending in ["", "-wal"] {
        let from = beside(&books.db.file(), ending);
        std::fs::copy(from, beside(&file, ending)).unwrap();
    }
    let orders = books.db.count("orders");
    let bytes = || ["", "-wal"].map(|end| std::fs::read(beside(&file, end)).unwrap());
    let before = bytes();
    copy_to(&file, &url(&target), &mut |_| {}).unwrap();
    assert_eq!(target.count("orders"), orders);
    assert!(bytes() == before, "nobody tidied up either");
}

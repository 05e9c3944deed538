//! Books that are there, and others.

use super::*;
use crate::{db::StoreError, doctor::books::look, identity, testing::TestDatabase};

/// A real shop with that database.
fn shop_with(db: &TestDatabase) -> Config {
    let mut config = shop_at("https://shop.example", &[]);
    config.database = db.database.clone();
    config
}

fn books_of(db: &TestDatabase) -> (Books, Verdict) {
    let (books, look) = look(&shop_with(db), moment(0));
    assert_eq!(look.is_some(), matches!(books, Books::Open { .. }), "{books:?}");
    let verdict = books.finding().verdict;
    (books, verdict)
}

#[test]
fn this_shops_own_are_open_and_tell_their_age() {
    let mut db = TestDatabase::new();
    let (books, verdict) = books_of(&db);
    assert!(matches!(books, Books::Open { .. }), "{books:?}");
    assert_eq!(verdict, Verdict::Ok);
    let config = shop_with(&db);
    assert_eq!(look(&config, moment(0)).1.unwrap().begun_at, None);
    let app = &config.app().id;
    db.write(|c| identity::claim(c, identity::Books::Real, app, moment(7))).unwrap();
    assert_eq!(look(&config, moment(9)).1.unwrap().begun_at, Some(moment(7)));
}

#[test]
fn books_that_were_never_begun_are_told_from_such_that_cannot_be_read() {
    let mut db = TestDatabase::new();
    db.run("ALTER TABLE __diesel_schema_migrations RENAME COLUMN version TO other");
    let (books, verdict) = books_of(&db);
    assert!(matches!(books, Books::Away(StoreError::Query(_))), "{books:?}");
    assert_eq!(verdict, Verdict::Failed);
    db.run("DROP TABLE __diesel_schema_migrations");
    let (books, verdict) = books_of(&db);
    assert!(matches!(books, Books::Missing { .. }), "{books:?}");
    assert_eq!(verdict, Verdict::Warning);

    let config = shop_at("https://shop.example", &[("DATABASE_URL", "/nonexistent/kassa.sqlite")]);
    let (books, look) = look(&config, moment(0));
    assert!(matches!(books, Books::Missing { .. }) && look.is_none(), "{books:?}");
}

#[test]
fn a_table_that_is_missing_among_the_others_fails() {
    let mut db = TestDatabase::new();
    db.run("ALTER TABLE consumers RENAME TO others");
    let (books, verdict) = books_of(&db);
    assert!(matches!(books, Books::Away(StoreError::Query(_))), "{books:?}");
    assert_eq!(verdict, Verdict::Failed);
}

#[test]
fn those_of_an_older_and_of_a_newer_version_are_told() {
    let mut db = TestDatabase::new();
    db.run(
        "DELETE FROM __diesel_schema_migrations
        WHERE version = (SELECT MAX(version) FROM __diesel_schema_migrations)",
    );
    let (books, verdict) = books_of(&db);
    assert!(matches!(books, Books::Older { .. }), "{books:?}");
    assert_eq!(verdict, Verdict::Warning);
    db.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
    let (books, verdict) = books_of(&db);
    let Books::Foreign(why) = &books else { panic!("{books:?}") };
    assert!(why.contains("29990101000000"), "{why}");
    assert_eq!(verdict, Verdict::Failed);
}

#[test]
fn those_of_another_app_are_told() {
    let mut db = TestDatabase::new();
    let app = "ffffffffffffffffffffffff".parse().unwrap();
    db.write(|c| identity::claim(c, identity::Books::Real, &app, moment(0))).unwrap();
    let (books, verdict) = books_of(&db);
    let Books::Foreign(why) = &books else { panic!("{books:?}") };
    assert!(why.contains("ffffffffffffffffffffffff"), "{why}");
    assert_eq!(verdict, Verdict::Failed);
}

#[test]
fn a_server_that_is_away_fails() {
    let url = format!("postgres://kassa@127.0.0.1:{}/kassa", closed_port());
    let config = shop_at("https://shop.example", &[("DATABASE_URL", url.as_str())]);
    let (books, look) = look(&config, moment(0));
    assert!(
        matches!(books, Books::Away(StoreError::Unavailable(_))) && look.is_none(),
        "{books:?}"
    );
    assert_eq!(books.finding().verdict, Verdict::Failed);
}

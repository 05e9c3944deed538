mod both;

use std::fs;

use diesel::{prelude::*, sql_types::Text};

use super::*;
use crate::db::Connection;
use crate::{
    orders,
    testing::{TestDatabase, callback, moment, new_order},
};

#[derive(Debug, PartialEq, QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

/// Everything but the list of the migrations that have run, and SQLite's own of the numbers that were given, which stays.
fn objects(connection: &mut Connection) -> Vec<Object> {
    diesel::sql_query(
        "SELECT name, COALESCE(sql, '') AS sql FROM sqlite_master
        WHERE tbl_name NOT IN ('__diesel_schema_migrations', 'sqlite_sequence') ORDER BY name",
    )
    .load(connection)
    .unwrap()
}

#[test]
fn down_undoes_up() {
    let mut db = TestDatabase::sqlite();
    let connection = &mut db.connection;
    let before = objects(connection);
    assert!(!before.is_empty());
    connection.revert_all_migrations(SQLITE).unwrap();
    assert_eq!(objects(connection), []);
    connection.run_pending_migrations(SQLITE).unwrap();
    assert_eq!(objects(connection), before);
}

#[test]
fn what_has_run_does_not_run_again() {
    let db = TestDatabase::sqlite();
    assert_eq!(migrate(&db.database).unwrap(), Migrated::default());
    assert!(
        fs::read_dir(db.file().parent().unwrap())
            .unwrap()
            .all(|file| { !file.unwrap().file_name().to_string_lossy().contains(".before-") })
    );
}

/// The newest step of this version, in both spellings.
fn newest() -> (String, String) {
    let version = known().unwrap().pop().unwrap();
    let steps: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = SQLITE.migrations().unwrap();
    let step = steps.iter().find(|step| step.name().version().to_string() == version).unwrap();
    (step.name().to_string(), version)
}

#[test]
fn what_is_to_be_changed_is_copied_before() {
    let mut db = TestDatabase::sqlite();
    let order = db.place(8);
    db.connection.revert_last_migration(SQLITE).unwrap();
    let before = objects(&mut db.connection);
    assert_eq!(standing(&mut db.connection).unwrap(), Standing::Older);

    let (name, version) = newest();
    let copy = beside(&db.file(), &format!(".before-{version}"));
    // Left over from a try that failed, and older.
    fs::write(&copy, "stale").unwrap();
    let migrated = migrate(&db.database).unwrap();
    assert_eq!(migrated, Migrated { run: vec![name], copy: Some(copy.clone()) });
    assert_eq!(standing(&mut db.connection).unwrap(), Standing::Current);

    let mut old = Database::Sqlite(copy).connect(Purpose::Read).unwrap();
    assert_eq!(objects(&mut old), before);
    assert_eq!(standing(&mut old).unwrap(), Standing::Older);
    let kept = crate::orders::find(&mut old, order.id).unwrap().unwrap();
    assert_eq!(kept.uid, order.uid);
}

#[test]
fn a_new_database_needs_no_copy() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::Sqlite(folder.path().join("kassa.sqlite"));
    let migrated = migrate(&database).unwrap();
    assert_eq!((migrated.run.len(), migrated.copy), (known().unwrap().len(), None));
}

#[test]
fn without_a_copy_nothing_is_changed() {
    let mut db = TestDatabase::sqlite();
    db.connection.revert_last_migration(SQLITE).unwrap();
    let before = objects(&mut db.connection);
    // Where the copy should be is a directory.
    let copy = beside(&db.file(), &format!(".before-{}", newest().1));
    fs::create_dir_all(copy.join("full")).unwrap();
    assert!(matches!(migrate(&db.database), Err(MigrateError::Copy(_))));
    assert_eq!(objects(&mut db.connection), before);
}

#[test]
fn a_newer_database_is_refused_with_both_versions_and_left_alone() {
    let mut db = TestDatabase::sqlite();
    db.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
    let refused = migrate(&db.database).unwrap_err();
    assert!(matches!(refused, MigrateError::Newer { .. }));
    let (_, ours) = newest();
    for part in ["29990101000000", &ours, "run that one, or restore"] {
        assert!(refused.to_string().contains(part), "{part} in {refused}");
    }
    assert!(matches!(standing(&mut db.connection), Err(MigrateError::Newer { .. })));
    // Also where steps of ours are missing: whoever skipped them knew more.
    db.run("DELETE FROM __diesel_schema_migrations WHERE version < '29990101000000'");
    assert!(matches!(migrate(&db.database), Err(MigrateError::Newer { .. })));
}

/// The old program asks at its start only.
#[actix_web::test]
async fn a_program_that_runs_goes_on_when_a_newer_one_has_migrated() {
    let mut db = TestDatabase::sqlite();
    let store = crate::db::Store::open(db.database.clone(), || {}).unwrap();
    db.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
    db.run("ALTER TABLE orders ADD COLUMN newer TEXT");
    let place = |connection: &mut Connection| {
        orders::place(connection, &new_order(8), moment(0)).map(|order| order.id)
    };
    let id = store.write(place).await.unwrap();
    let found = store
        .read(move |connection| Ok::<_, StoreError>(orders::find(connection, id)?))
        .await
        .unwrap();
    assert_eq!(found.map(|order| order.id), Some(id));
    store.close().await;
}

#[test]
fn one_kind_about_one_payment_is_one_discrepancy() {
    let mut db = TestDatabase::sqlite();
    db.receive(&callback(r#"{"sum":8}"#));
    assert_eq!(db.count("discrepancies WHERE kind = 'unknown_order' AND payment_id = 1"), 1);
    let again = "INSERT INTO discrepancies (kind, payment_id, times, opened_at, last_at)
        VALUES ('unknown_order', 1, 1, 1, 1)";
    assert!(diesel::sql_query(again).execute(&mut db.connection).is_err());
}

/// A large table's index takes longer than a callback can wait; a table's lock must not hold up those who come after.
#[test]
fn on_a_server_a_migration_takes_its_time_and_waits_for_no_table() {
    let mut db = TestDatabase::postgres();
    db.connection.begin_write().unwrap();
    migrate_by(&mut db.connection, &db.database).unwrap();
    let mut setting = |name: &str| {
        db.number(&format!(
            "SELECT setting::bigint AS number FROM pg_settings WHERE name = '{name}'"
        ))
    };
    assert_eq!((setting("statement_timeout"), setting("lock_timeout")), (0, 5000));
}

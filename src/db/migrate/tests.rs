use diesel::{prelude::*, sql_types::Text};

use super::*;
use crate::db::Connection;
use crate::{
    catalog::Product,
    db::schema,
    feed::Event,
    orders::{Item, Order},
    payments::{Discrepancy, Payment},
    testing::TestDatabase,
};

#[derive(Debug, PartialEq, QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

/// Everything but the list of the migrations that have run.
fn objects(connection: &mut Connection) -> Vec<Object> {
    diesel::sql_query(
        "SELECT name, COALESCE(sql, '') AS sql FROM sqlite_master
        WHERE tbl_name <> '__diesel_schema_migrations' ORDER BY name",
    )
    .load(connection)
    .unwrap()
}

#[test]
fn down_undoes_up() {
    let mut db = TestDatabase::new();
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
    let db = TestDatabase::new();
    assert_eq!(migrate(&db.database).unwrap(), [""; 0]);
}

#[test]
fn every_table_has_the_columns_that_diesel_sees() {
    let mut db = TestDatabase::new();
    let mut seen: Vec<(&str, usize)> = Vec::new();
    macro_rules! select {
        ($($table:ident)+) => {
            $(
                schema::$table::table.limit(0).execute(&mut db.connection).unwrap();
                let columns = db.count(concat!("pragma_table_info('", stringify!($table), "')"));
                seen.push((stringify!($table), usize::try_from(columns).unwrap()));
            )+
        };
    }
    select! {
        identity products customers orders order_items expirations callbacks payments events
        discrepancies sources api_keys idempotency_keys
    }
    let source = include_str!("../schema.rs");
    for (table, columns) in &seen {
        let head = format!("{table} (");
        let block = source.split("diesel::table! {").find(|block| block.trim().starts_with(&head));
        let listed = block.map(|block| block.matches(" -> ").count());
        assert_eq!(listed, Some(*columns), "{table}");
    }
    let tables = "sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'";
    assert_eq!(db.count(tables), i64::try_from(seen.len()).unwrap());
}

#[test]
fn every_row_can_be_selected() {
    let mut db = TestDatabase::new();
    macro_rules! select {
        ($($row:ty)+) => {
            $( assert!(<$row>::query().limit(0).load(&mut db.connection).unwrap().is_empty()); )+
        };
    }
    select! { Order Item Product Payment Discrepancy Event }
}

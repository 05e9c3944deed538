//! The migrations of both databases do the same, and diesel sees what they made.

use super::*;
use crate::{
    catalog::Product,
    db::tables::{Kind, Numbering, TABLES, Table},
    feed::Event,
    orders::{Item, Order},
    payments::{Discrepancy, Payment},
};

fn both() -> [TestDatabase; 2] {
    [TestDatabase::sqlite(), TestDatabase::postgres()]
}

/// What a database's own catalog tells, each query as one text per line.
fn told(connection: &mut Connection, sql: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        line: String,
    }
    let lines: Vec<Line> = diesel::sql_query(sql).load(connection).unwrap();
    lines.into_iter().map(|each| each.line).collect()
}

/// The tables that there are, but for the list of the migrations that have run.
fn tables(connection: &mut Connection) -> Vec<String> {
    let sql = match connection {
        Connection::Sqlite(_) => {
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"
        }
        Connection::Postgres(_) => {
            "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public'"
        }
    };
    let mut tables = told(connection, sql);
    tables.retain(|name| name != "__diesel_schema_migrations");
    tables.sort();
    tables
}

/// Everything about a table that both catalogs know, in the words of one.
fn described(connection: &mut Connection, table: &str) -> Vec<String> {
    let queries = match connection {
        Connection::Sqlite(_) => SQLITE_CATALOG,
        Connection::Postgres(_) => POSTGRES_CATALOG,
    };
    let checks = checks(connection, table);
    let mut lines: Vec<String> = queries
        .iter()
        .flat_map(|sql| told(connection, &sql.replace("{table}", table)))
        .chain(checks)
        .map(|line| line.replace('"', ""))
        .collect();
    lines.sort();
    lines
}

/// Columns with their place, type and nullability; keys; indexes, those of constraints without their names; foreign keys.
const SQLITE_CATALOG: &[&str] = &[
    "SELECT 'column ' || (cid + 1) || ' ' || name || ' '
        || CASE WHEN type = 'INTEGER' AND pk = 1 THEN 'BIGINT' ELSE type END
        || CASE WHEN \"notnull\" THEN ' NOT NULL' ELSE '' END
        || CASE WHEN dflt_value IS NULL THEN '' ELSE ' with a default' END AS line
    FROM pragma_table_info('{table}')",
    "SELECT 'key (' || group_concat(name, ', ') || ')' AS line
    FROM (SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk)",
    // A key that is an id has no index of its own.
    "SELECT CASE WHEN list.\"unique\" THEN 'unique' ELSE 'index' END
        || CASE WHEN list.origin = 'c' THEN ' ' || list.name ELSE '' END || ' ('
        || (SELECT group_concat(name, ', ') FROM
            (SELECT name FROM pragma_index_info(list.name) ORDER BY seqno)) || ')'
        || CASE WHEN list.partial THEN
            (SELECT substr(sql, instr(sql, ' WHERE ')) FROM sqlite_master WHERE name = list.name)
            ELSE '' END AS line
    FROM pragma_index_list('{table}') AS list WHERE list.origin <> 'pk'",
    "SELECT 'foreign ' || \"from\" || ' to ' || \"table\" || ' (' || \"to\" || ') on update '
        || on_update || ' on delete ' || on_delete AS line
    FROM pragma_foreign_key_list('{table}')",
];

const POSTGRES_CATALOG: &[&str] = &[
    "SELECT 'column ' || row_number() OVER (ORDER BY ordinal_position) || ' ' || column_name || ' '
        || CASE data_type WHEN 'bytea' THEN 'BLOB' ELSE upper(data_type) END
        || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
        || CASE WHEN column_default IS NULL THEN '' ELSE ' with a default' END AS line
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'",
    "SELECT 'key (' || string_agg(attname, ', ' ORDER BY place) || ')' AS line
    FROM pg_constraint, unnest(conkey) WITH ORDINALITY AS part (attnum, place)
    JOIN pg_attribute USING (attnum)
    WHERE conrelid = '{table}'::regclass AND contype = 'p' AND attrelid = conrelid",
    "SELECT CASE WHEN indisunique THEN 'unique' ELSE 'index' END
        || CASE WHEN EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')
            THEN '' ELSE ' ' || relname END || ' ('
        || (SELECT string_agg(attname, ', ' ORDER BY place)
            FROM unnest(indkey) WITH ORDINALITY AS part (attnum, place)
            JOIN pg_attribute ON pg_attribute.attnum = part.attnum AND attrelid = indrelid) || ')'
        || COALESCE(' WHERE '
            || replace(trim(BOTH '()' FROM pg_get_expr(indpred, indrelid)), '::text', ''), '') AS line
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = '{table}'::regclass AND NOT indisprimary",
    "SELECT 'foreign ' || own.attname || ' to ' || confrelid::regclass || ' (' || other.attname || ') on update '
        || CASE confupdtype WHEN 'a' THEN 'NO ACTION' ELSE confupdtype::text END || ' on delete '
        || CASE confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'c' THEN 'CASCADE' ELSE confdeltype::text END AS line
    FROM pg_constraint
    JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1]
    JOIN pg_attribute AS other ON other.attrelid = confrelid AND other.attnum = confkey[1]
    WHERE conrelid = '{table}'::regclass AND contype = 'f'",
];

/// What a table's checks ask for. SQLite has them in the words of `CREATE TABLE` only.
fn checks(connection: &mut Connection, table: &str) -> Vec<String> {
    let sql = match connection {
        Connection::Sqlite(_) => {
            format!("SELECT sql AS line FROM sqlite_master WHERE name = '{table}'")
        }
        Connection::Postgres(_) => format!(
            "SELECT pg_get_constraintdef(oid) AS line FROM pg_constraint
            WHERE conrelid = '{table}'::regclass AND contype = 'c'"
        ),
    };
    let said = told(connection, &sql).join("\n");
    // None of ours has parentheses of its own.
    said.split("CHECK (")
        .skip(1)
        .map(|check| format!("check {}", check.trim_start_matches('(').split(')').next().unwrap()))
        .collect()
}

#[test]
fn both_have_the_same_steps() {
    fn names<DB: diesel::backend::Backend>(steps: &EmbeddedMigrations) -> Vec<String> {
        let steps: Vec<Box<dyn Migration<DB>>> = steps.migrations().unwrap();
        let mut names: Vec<String> = steps.iter().map(|step| step.name().to_string()).collect();
        names.sort();
        names
    }
    let sqlite = names::<diesel::sqlite::Sqlite>(&SQLITE);
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, names::<diesel::pg::Pg>(&POSTGRES));
    let applied = both().map(|mut db| versions(&mut db.connection).unwrap());
    assert_eq!(applied[0], applied[1]);
    assert_eq!(applied[0], known().unwrap());
}

#[test]
fn both_end_in_the_same_tables() {
    let [mut sqlite, mut postgres] = both();
    assert_eq!(tables(&mut sqlite.connection), tables(&mut postgres.connection));
    for table in tables(&mut sqlite.connection) {
        let described =
            [&mut sqlite, &mut postgres].map(|db| described(&mut db.connection, &table));
        assert_eq!(described[0], described[1], "{table}: SQLite's first, then PostgreSQL's");
    }
    // The queries see something of each sort.
    let orders = described(&mut sqlite.connection, "orders");
    for line in [
        "column 1 id BIGINT NOT NULL",
        "column 7 browser TEXT",
        "key (id)",
        "unique (uid)",
        "unique orders_of_attempt (browser, attempt) WHERE attempt IS NOT NULL",
        "index orders_of_browser (browser, id) WHERE browser IS NOT NULL",
        "foreign customer_id to customers (id) on update NO ACTION on delete NO ACTION",
        "check total > 0",
    ] {
        assert!(orders.iter().any(|each| each == line), "{line} in {orders:#?}");
    }
}

/// `schema.rs` and the list of what is done to all tables.
#[test]
fn diesel_sees_every_table_and_every_column() {
    for mut db in both() {
        let mut listed: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        listed.sort_unstable();
        assert_eq!(tables(&mut db.connection), listed);
        for table in TABLES {
            let described = described(&mut db.connection, table.name);
            let there: Vec<&str> = described
                .iter()
                .map(|line| line.split(" NOT NULL").next().unwrap_or(line))
                .collect();
            for line in as_listed(table) {
                assert!(there.contains(&line.as_str()), "{}: {line} in {there:#?}", table.name);
            }
            let columns = there.iter().filter(|line| line.starts_with("column ")).count();
            assert_eq!(columns, table.columns.len(), "{}", table.name);
        }
    }
}

fn as_listed(table: &Table) -> Vec<String> {
    let column = |(place, column): (usize, &crate::db::tables::Column)| {
        let kind = match column.kind {
            Kind::Integer => "BIGINT",
            Kind::Bool => "BOOLEAN",
            Kind::Text => "TEXT",
            Kind::Bytes => "BLOB",
        };
        format!("column {} {} {kind}", place + 1, column.name)
    };
    let key = format!("key ({})", table.key.join(", "));
    table.columns.iter().enumerate().map(column).chain([key]).collect()
}

#[test]
fn postgres_gives_numbers_where_sqlite_does() {
    let mut db = TestDatabase::postgres();
    let mut numbered = told(
        &mut db.connection,
        "SELECT (table_name || '.' || column_name) AS line FROM information_schema.columns
        WHERE table_schema = 'public' AND is_identity = 'YES'",
    );
    numbered.sort();
    let mut listed: Vec<String> = TABLES
        .iter()
        .filter(|table| table.numbering() == Numbering::Database)
        .map(|table| format!("{}.id", table.name))
        .collect();
    listed.sort();
    assert_eq!(numbered, listed);
}

#[test]
fn down_undoes_up_on_postgres() {
    let mut db = TestDatabase::postgres();
    let objects = |connection: &mut Connection| {
        let mut objects = told(
            connection,
            "SELECT (tablename || ' ' || indexdef) AS line FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT (conrelid::regclass || ' ' || pg_get_constraintdef(oid))
                FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT (relkind::text || ' ' || relname || ' ' || COALESCE(reloptions::text, ''))
                FROM pg_class WHERE relnamespace = 'public'::regnamespace
            UNION ALL SELECT (table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable)
                FROM information_schema.columns WHERE table_schema = 'public'",
        );
        objects.retain(|object| !object.contains("__diesel_schema_migrations"));
        objects.sort();
        objects
    };
    let before = objects(&mut db.connection);
    assert!(before.iter().any(|object| object.contains("fillfactor")), "{before:#?}");
    db.connection.revert_all_migrations(POSTGRES).unwrap();
    assert_eq!(objects(&mut db.connection), [""; 0]);
    db.connection.run_pending_migrations(POSTGRES).unwrap();
    assert_eq!(objects(&mut db.connection), before);
}

#[test]
fn every_row_can_be_selected() {
    for mut db in both() {
        macro_rules! select {
            ($($row:ty)+) => {
                $( assert!(<$row>::query().limit(0).load(&mut db.connection).unwrap().is_empty()); )+
            };
        }
        select! { Order Item Product Payment Discrepancy Event }
    }
}

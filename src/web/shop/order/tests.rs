//! Of a customer's page: what it reads.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, connection::SimpleConnection};

use super::*;
use crate::{
    db::schema::orders as rows,
    orders::Status,
    testing::{
        HOLD, TestDatabase, moment,
        plans::{ON_POSTGRES, ON_SQLITE, asked, assert_reads_by_index, seeded},
    },
};

/// An order of each status that seeded books have.
fn tokens(connection: &mut Connection) -> Vec<OrderToken> {
    let token_of = |connection: &mut Connection, status: &Status| {
        let newest = rows::table.filter(rows::status.eq(status)).order(rows::id.desc());
        newest.select(rows::token).first(connection).unwrap()
    };
    Status::ALL.iter().map(|status| token_of(connection, status)).collect()
}

/// However many orders there are: who looks at one reads that one.
fn is_read_by_index(mut db: TestDatabase, analyze: &str) {
    db.connection.batch_execute(analyze).unwrap();
    let tokens = tokens(&mut db.connection);
    let asked = asked(&mut db.connection, |connection| {
        for token in &tokens {
            assert!(orders::version_of(connection, token).unwrap().is_some());
            read(connection, token, HOLD, moment(1)).unwrap();
        }
    });
    assert!(asked.len() > 8, "{asked:#?}");
    assert_reads_by_index(&mut db.connection, &asked);
}

#[test]
fn on_sqlite_a_page_is_read_by_an_index() {
    for analyze in ["SELECT 1", "ANALYZE"] {
        is_read_by_index(seeded(TestDatabase::sqlite(), ON_SQLITE, moment(0)), analyze);
    }
}

#[test]
fn on_postgres_a_page_is_read_by_an_index() {
    is_read_by_index(
        seeded(TestDatabase::postgres_apart(), ON_POSTGRES, moment(0)),
        "VACUUM ANALYZE",
    );
}

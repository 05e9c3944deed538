//! The only place where databases differ in what is said to them.

use diesel::{
    OptionalExtension, QueryResult, RunQueryDsl, SqliteConnection,
    query_builder::{QueryFragment, QueryId},
    query_dsl::LoadQuery,
    sqlite::Sqlite,
};

use super::Connection;

diesel::define_sql_function! {
    /// The id of the row that this connection inserted last.
    fn last_insert_rowid() -> BigInt;
}

/// Whether the ids of the feed's events are 1, 2, 3… without a hole: what one writer gives them, and a sequence does not.
#[must_use]
pub fn event_ids_are_dense(connection: &Connection) -> bool {
    match connection {
        Connection::Sqlite(_) => true,
    }
}

/// Runs a written-out statement and returns how many rows it changed.
///
/// # Errors
/// The database's own.
pub fn execute<S>(connection: &mut Connection, statement: &S) -> QueryResult<usize>
where
    S: QueryFragment<Sqlite> + QueryId,
{
    match connection {
        Connection::Sqlite(sqlite) => {
            diesel::Connection::execute_returning_count(sqlite, statement)
        }
    }
}

/// Reads the one row that a written-out statement finds.
///
/// # Errors
/// The database's own.
pub fn find<'query, S, R>(connection: &mut Connection, statement: S) -> QueryResult<Option<R>>
where
    S: LoadQuery<'query, SqliteConnection, R> + RunQueryDsl<SqliteConnection>,
{
    match connection {
        Connection::Sqlite(sqlite) => statement.get_result(sqlite).optional(),
    }
}

/// Runs an insert of one row and returns the row's id; `None` where its `ON CONFLICT DO NOTHING` left it out.
///
/// SQLite makes a trigger of `RETURNING`, and of the insert a statement that needs a journal of its own: asking for the
/// id afterwards costs a tenth less a callback.
///
/// # Errors
/// The database's own.
pub fn insert<S>(connection: &mut Connection, statement: &S) -> QueryResult<Option<i64>>
where
    S: QueryFragment<Sqlite> + QueryId,
{
    if execute(connection, statement)? == 0 {
        return Ok(None);
    }
    match connection {
        Connection::Sqlite(sqlite) => {
            diesel::select(last_insert_rowid()).get_result(sqlite).map(Some)
        }
    }
}

/// Like [`insert`], for a row that nothing can leave out.
///
/// # Errors
/// The database's own.
pub fn insert_row<S>(connection: &mut Connection, statement: &S) -> QueryResult<i64>
where
    S: QueryFragment<Sqlite> + QueryId,
{
    insert(connection, statement)?.ok_or(diesel::result::Error::NotFound)
}

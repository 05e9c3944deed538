//! The only place where databases differ in what is said to them.

use diesel::{
    QueryResult, RunQueryDsl,
    query_builder::{QueryFragment, QueryId},
};

use super::{Backend, Connection};

diesel::define_sql_function! {
    /// The id of the row that this connection inserted last.
    fn last_insert_rowid() -> BigInt;
}

/// Runs an insert of one row and returns the row's id; `None` where its `ON CONFLICT DO NOTHING` left it out.
///
/// SQLite makes a trigger of `RETURNING`, and of the insert a statement that needs a journal of its own: asking for the
/// id afterwards costs a seventh less a callback.
///
/// # Errors
/// The database's own.
pub fn insert<S>(connection: &mut Connection, statement: &S) -> QueryResult<Option<i64>>
where
    S: QueryFragment<Backend> + QueryId + RunQueryDsl<Connection>,
{
    if diesel::Connection::execute_returning_count(connection, statement)? == 0 {
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
    S: QueryFragment<Backend> + QueryId + RunQueryDsl<Connection>,
{
    insert(connection, statement)?.ok_or(diesel::result::Error::NotFound)
}

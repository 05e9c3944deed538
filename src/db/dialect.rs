//! The only place where databases differ in what is said to them.

use diesel::{
    ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, QueryResult, QueryableByName,
    RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    query_dsl::LoadQuery,
    sql_types::{Array, BigInt},
    sqlite::Sqlite,
};

use super::{Connection, schema::order_words};

diesel::define_sql_function! {
    /// How many rows this connection has written since it was opened.
    fn total_changes() -> BigInt;
}

diesel::define_sql_function! {
    /// The id of the row that this connection inserted last.
    fn last_insert_rowid() -> BigInt;
}

/// Whether there is a table of that name, which says more than that it cannot be read.
///
/// # Errors
/// The database's own.
pub fn has_table(connection: &mut Connection, name: &str) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let sql = match connection {
        Connection::Sqlite(_) => {
            "SELECT COUNT(*) AS number FROM sqlite_master WHERE type = 'table' AND name = $1"
        }
        Connection::Postgres(_) => "SELECT COUNT(to_regclass($1)) AS number",
    };
    let answer: Answer =
        diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(name).get_result(connection)?;
    Ok(answer.number > 0)
}

/// Whether the ids of the feed's events are 1, 2, 3… without a hole: what one writer gives them, and a sequence does not.
#[must_use]
pub fn event_ids_are_dense(connection: &Connection) -> bool {
    match connection {
        Connection::Sqlite(_) => true,
        Connection::Postgres(_) => false,
    }
}

/// A written-out statement, for every database.
pub trait Statement: QueryFragment<Sqlite> + QueryFragment<Pg> + QueryId {}

impl<S: QueryFragment<Sqlite> + QueryFragment<Pg> + QueryId> Statement for S {}

/// Runs a written-out statement and returns how many rows it changed.
///
/// # Errors
/// The database's own.
pub fn execute<S: Statement>(connection: &mut Connection, statement: &S) -> QueryResult<usize> {
    use diesel::connection::Connection as _;
    match connection {
        Connection::Sqlite(sqlite) => sqlite.execute_returning_count(statement),
        Connection::Postgres(postgres) => postgres.execute_returning_count(statement),
    }
}

/// Reads the one row that a written-out statement finds.
///
/// # Errors
/// The database's own.
pub fn find<'query, S, R>(connection: &mut Connection, statement: S) -> QueryResult<Option<R>>
where
    S: LoadQuery<'query, SqliteConnection, R> + RunQueryDsl<SqliteConnection>,
    S: LoadQuery<'query, PgConnection, R> + RunQueryDsl<PgConnection>,
{
    match connection {
        Connection::Sqlite(sqlite) => {
            RunQueryDsl::<SqliteConnection>::get_result(statement, sqlite).optional()
        }
        Connection::Postgres(postgres) => {
            RunQueryDsl::<PgConnection>::get_result(statement, postgres).optional()
        }
    }
}

/// Reads all rows that a written-out statement finds.
///
/// # Errors
/// The database's own.
pub fn load<'query, S, R>(connection: &mut Connection, statement: S) -> QueryResult<Vec<R>>
where
    S: LoadQuery<'query, SqliteConnection, R> + RunQueryDsl<SqliteConnection>,
    S: LoadQuery<'query, PgConnection, R> + RunQueryDsl<PgConnection>,
{
    match connection {
        Connection::Sqlite(sqlite) => RunQueryDsl::<SqliteConnection>::load(statement, sqlite),
        Connection::Postgres(postgres) => RunQueryDsl::<PgConnection>::load(statement, postgres),
    }
}

/// Like [`find`], and nobody else changes the row until the transaction ends. SQLite has one writer at a time anyway.
///
/// # Errors
/// The database's own.
pub fn find_locked<'query, S, R>(
    connection: &mut Connection,
    statement: S,
) -> QueryResult<Option<R>>
where
    S: LoadQuery<'query, SqliteConnection, R> + RunQueryDsl<SqliteConnection>,
    Followed<ForUpdate, S>: LoadQuery<'query, PgConnection, R> + RunQueryDsl<PgConnection>,
{
    match connection {
        Connection::Sqlite(sqlite) => statement.get_result(sqlite).optional(),
        Connection::Postgres(postgres) => {
            Followed(ForUpdate, statement).get_result(postgres).optional()
        }
    }
}

/// Runs an insert of one row and returns the row's id; `None` where its `ON CONFLICT DO NOTHING` left it out.
///
/// SQLite makes a trigger of `RETURNING`, and of the insert a statement that needs a journal of its own: asking for the
/// id afterwards costs a tenth less a callback.
///
/// # Errors
/// The database's own.
pub fn insert<S: Statement>(
    connection: &mut Connection,
    statement: &S,
) -> QueryResult<Option<i64>> {
    match connection {
        Connection::Sqlite(sqlite) => {
            let inserted = diesel::Connection::execute_returning_count(sqlite, statement)?;
            if inserted == 0 {
                return Ok(None);
            }
            diesel::select(last_insert_rowid()).get_result(sqlite).map(Some)
        }
        Connection::Postgres(postgres) => {
            Followed(ReturningId, statement).get_result(postgres).optional()
        }
    }
}

/// What a connection that wrote should do before it is closed for good: SQLite writes its log back into the database
/// file, so that the file alone is complete and the next start has nothing to read twice. Nothing is lost without it.
///
/// # Errors
/// The database's own, above all that another process is reading or writing.
pub fn tidy(connection: &mut Connection) -> QueryResult<()> {
    match connection {
        Connection::Sqlite(sqlite) => {
            // A process that takes over uses the database already; it is not worth much waiting.
            sqlite.batch_execute("PRAGMA busy_timeout = 500")?;
            sqlite.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        Connection::Postgres(_) => Ok(()),
    }
}

/// Like [`insert`], for a row that nothing can leave out.
///
/// # Errors
/// The database's own.
pub fn insert_row<S: Statement>(connection: &mut Connection, statement: &S) -> QueryResult<i64> {
    insert(connection, statement)?.ok_or(diesel::result::Error::NotFound)
}

/// What only PostgreSQL is told, after a statement.
pub trait Suffix: 'static {
    const SQL: &'static str;
}

#[derive(Debug)]
pub struct ForUpdate;

#[derive(Debug)]
pub struct ReturningId;

impl Suffix for ForUpdate {
    // Not `FOR UPDATE`: an event that refers to the row does not keep anybody from this lock, and two who write theirs
    // before they change the row would otherwise meet with a third in a deadlock.
    const SQL: &'static str = " FOR NO KEY UPDATE";
}

impl Suffix for ReturningId {
    const SQL: &'static str = " RETURNING id";
}

/// A statement with a suffix.
#[derive(Debug)]
pub struct Followed<X, S>(X, S);

impl<X: Suffix, S: QueryFragment<Pg>> QueryFragment<Pg> for Followed<X, S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.1.walk_ast(out.reborrow())?;
        out.push_sql(X::SQL);
        Ok(())
    }
}

impl<X: Suffix, S: QueryId> QueryId for Followed<X, S> {
    type QueryId = (X, S::QueryId);
    const HAS_STATIC_QUERY_ID: bool = S::HAS_STATIC_QUERY_ID;
}

impl<S: Query> Query for Followed<ForUpdate, S> {
    type SqlType = S::SqlType;
}

impl<S> Query for Followed<ReturningId, &S> {
    type SqlType = BigInt;
}

impl<X, S> RunQueryDsl<PgConnection> for Followed<X, S> {}

/// A number above those of all transactions that are writing now; `None` where only one writes at a time, so that nobody
/// can see what a later one has written before an earlier one has ended.
///
/// # Errors
/// The database's own.
pub fn transaction_mark(connection: &mut Connection) -> QueryResult<Option<i64>> {
    match connection {
        Connection::Sqlite(_) => Ok(None),
        // A number of its own. A snapshot's `xmax` would not do: it is above what has ended, not above what is running.
        Connection::Postgres(_) => number(connection, "pg_current_xact_id()").map(Some),
    }
}

/// How many rows this connection has written, whoever's transaction they were in: two equal counts tell that nothing was written
/// in between. `None`: it does not count.
///
/// # Errors
/// The database's own.
pub fn rows_written(connection: &mut Connection) -> QueryResult<Option<i64>> {
    match connection {
        Connection::Sqlite(sqlite) => diesel::select(total_changes()).get_result(sqlite).map(Some),
        Connection::Postgres(_) => Ok(None),
    }
}

/// The oldest transaction that was writing when the caller's snapshot was taken: all before it have ended.
///
/// # Errors
/// The database's own.
pub fn oldest_running(connection: &mut Connection) -> QueryResult<i64> {
    match connection {
        Connection::Sqlite(_) => Ok(i64::MAX),
        Connection::Postgres(_) => number(connection, "pg_snapshot_xmin(pg_current_snapshot())"),
    }
}

/// Which of these orders have one of these words; some perhaps twice.
///
/// # Errors
/// The database's own.
pub fn orders_with_word(
    connection: &mut Connection,
    words: &[i64],
    orders: &[i64],
) -> QueryResult<Vec<i64>> {
    match connection {
        Connection::Sqlite(sqlite) => order_words::table
            .filter(order_words::word_id.eq_any(words))
            .filter(order_words::order_id.eq_any(orders))
            .select(order_words::order_id)
            .load(sqlite),
        // A question for each order, which no plan can turn round: PostgreSQL plans for a word as there are most, which has
        // few orders, and would read all that a common word has.
        Connection::Postgres(postgres) => {
            #[derive(QueryableByName)]
            struct Row {
                #[diesel(sql_type = BigInt)]
                id: i64,
            }
            let rows = diesel::sql_query(
                "SELECT asked.id FROM unnest($1::bigint[]) AS asked (id), LATERAL (
                    SELECT FROM order_words
                    WHERE order_words.word_id = ANY($2::bigint[]) AND order_words.order_id = asked.id OFFSET 0
                ) AS has",
            )
            .bind::<Array<BigInt>, _>(orders)
            .bind::<Array<BigInt>, _>(words)
            .load::<Row>(postgres)?;
            Ok(rows.into_iter().map(|row| row.id).collect())
        }
    }
}

/// Waits until whoever is writing a payment has ended: then all payments can be seen that have a number below the newest.
/// The lock goes with the transaction, which should be short: callbacks wait for it.
///
/// # Errors
/// The database's own.
pub fn await_writers_of_payments(connection: &mut Connection) -> QueryResult<()> {
    match connection {
        // Only one writes at a time, and that is the caller.
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(postgres) => {
            postgres.batch_execute("LOCK TABLE payments IN SHARE MODE")
        }
    }
}

/// Nobody else who asks for that name gets further until the transaction ends.
///
/// # Errors
/// The database's own.
pub fn lock_name(connection: &mut Connection, name: &str) -> QueryResult<()> {
    match connection {
        // Only one writes at a time, and that is the caller.
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(postgres) => {
            diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
                .bind::<diesel::sql_types::Text, _>(name)
                .execute(postgres)
                .map(drop)
        }
    }
}

/// A mark of SQLite's that changes whenever another connection has written into the file.
///
/// # Errors
/// The database's own; PostgreSQL has no such mark.
pub fn data_version(connection: &mut Connection) -> QueryResult<i64> {
    match connection {
        Connection::Sqlite(sqlite) => RunQueryDsl::get_result(DataVersion, sqlite),
        Connection::Postgres(_) => {
            Err(diesel::result::Error::QueryBuilderError("PostgreSQL has no data_version".into()))
        }
    }
}

/// A statement that stays prepared: the window asks it each time it is looked at.
#[derive(QueryId)]
struct DataVersion;

impl QueryFragment<Sqlite> for DataVersion {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("PRAGMA data_version");
        Ok(())
    }
}

impl Query for DataVersion {
    type SqlType = BigInt;
}

impl RunQueryDsl<SqliteConnection> for DataVersion {}

/// Lets the statements of this transaction take as long, and as many processes, as they need: elsewhere what takes longer
/// than a callback can wait is given up.
///
/// # Errors
/// The database's own.
pub fn be_patient(connection: &mut Connection) -> QueryResult<()> {
    match connection {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(postgres) => postgres.batch_execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL max_parallel_workers_per_gather TO DEFAULT",
        ),
    }
}

fn number(connection: &mut Connection, expression: &str) -> QueryResult<i64> {
    #[derive(diesel::QueryableByName)]
    struct Answer {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    diesel::sql_query(format!("SELECT {expression}::text::bigint AS number"))
        .get_result(connection)
        .map(|answer: Answer| answer.number)
}

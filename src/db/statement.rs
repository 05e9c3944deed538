//! Statements that every callback runs, written out as SQL.
//!
//! Over a connection that may be one of several databases, diesel renders a query's SQL anew each time, and an
//! `update(…)` it even prepares anew. For the few statements of a callback that costs more than running them, so these
//! say their SQL themselves, in words that all databases understand, and to the database's own connection (`dialect`).

/// Makes a struct a statement with its fields as parameters: pieces of SQL, each followed by the field that stands
/// there, and the SQL's end after a semicolon. `-> …` names the types of the columns that it returns, `()` where there are none.
macro_rules! statement {
    ($name:ident $(<$life:lifetime>)? -> $returned:ty:
        $($sql:literal $field:ident as $sql_type:ty),+ ; $end:literal) => {
        const _: () = {
            use ::diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

            /// The type alone says what the SQL is, so that its prepared statement is found by it.
            pub struct Id;

            impl QueryId for $name $(<$life>)? {
                type QueryId = Id;
                const HAS_STATIC_QUERY_ID: bool = true;
            }

            $crate::db::statement::fragment!(
                ::diesel::sqlite::Sqlite, $name $(<$life>)?: $($sql $field as $sql_type),+ ; $end
            );
            $crate::db::statement::fragment!(
                ::diesel::pg::Pg, $name $(<$life>)?: $($sql $field as $sql_type),+ ; $end
            );

            impl Query for $name $(<$life>)? {
                type SqlType = $returned;
            }

            impl ::diesel::RunQueryDsl<::diesel::SqliteConnection> for $name $(<$life>)? {}
            impl ::diesel::RunQueryDsl<::diesel::PgConnection> for $name $(<$life>)? {}
        };
    };
}
pub(crate) use statement;

/// How one kind of database is told a statement.
macro_rules! fragment {
    ($backend:ty, $name:ident $(<$life:lifetime>)?:
        $($sql:literal $field:ident as $sql_type:ty),+ ; $end:literal) => {
        impl QueryFragment<$backend> for $name $(<$life>)? {
            fn walk_ast<'b>(
                &'b self,
                mut out: AstPass<'_, 'b, $backend>,
            ) -> ::diesel::QueryResult<()> {
                $(
                    out.push_sql($sql);
                    out.push_bind_param::<$sql_type, _>(&self.$field)?;
                )+
                out.push_sql($end);
                Ok(())
            }
        }
    };
}
pub(crate) use fragment;

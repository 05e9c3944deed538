//! What belongs to an order, reached through links: the order knows its last one, each knows the one before.
//!
//! An index by order would be one more page for every callback to dirty; the links cost nothing.

use diesel::{prelude::*, sql_types::BigInt};

use super::Connection;

#[derive(QueryableByName)]
struct Link {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The ids of a chain of payments that ends with `last`, in no particular order.
///
/// # Errors
/// The database's own.
pub fn payments(connection: &mut Connection, last: i64) -> QueryResult<Vec<i64>> {
    let links: Vec<Link> = diesel::sql_query(
        "WITH RECURSIVE chain (id, previous) AS (
            SELECT id, previous FROM payments WHERE id = $1
            UNION ALL
            SELECT earlier.id, earlier.previous
            FROM payments earlier JOIN chain ON earlier.id = chain.previous
        )
        SELECT id FROM chain",
    )
    .bind::<BigInt, _>(last)
    .load(connection)?;
    Ok(links.into_iter().map(|link| link.id).collect())
}

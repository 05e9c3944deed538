//! Making payments sure, because the app's balance has agreed with the books.

use diesel::{prelude::*, sql_types::BigInt};

use super::{CAME, ReconcileError};
use crate::{
    db::{
        Connection, Store,
        schema::{balances, payments},
    },
    payments::Sure,
};

/// How many payments one write makes sure: callbacks are written between two of them.
const BATCH: i64 = 1000;

/// Makes sure what came up to the payment by which that statement agreed, and returns how many payments were. What came
/// later is left as it is, and so is what is doubted or not counted. Begun again it goes on where it was.
///
/// # Errors
/// `ReconcileError`.
pub async fn raise(store: &Store, statement_id: i64) -> Result<i64, ReconcileError> {
    let found = store
        .read(move |connection| {
            Ok::<_, ReconcileError>(super::statement(connection, statement_id)?)
        })
        .await?;
    let newest = found
        .filter(super::Statement::agrees)
        .map(|statement| statement.newest_payment)
        .ok_or(ReconcileError::NotFound)?;
    let (mut cursor, mut raised) = (0, 0);
    loop {
        let ids = store
            .read_long(move |connection| {
                Ok::<_, ReconcileError>(unsure(connection, cursor, newest)?)
            })
            .await?;
        let Some(last) = ids.last().copied() else { break };
        raised += store
            .write(move |connection| Ok::<_, ReconcileError>(raise_these(connection, &ids)?))
            .await?;
        cursor = last;
    }
    store
        .write(move |connection| {
            diesel::update(balances::table.find(statement_id))
                .set(balances::raised.eq(Some(raised)))
                .execute(connection)?;
            Ok::<_, ReconcileError>(())
        })
        .await?;
    Ok(raised)
}

/// The next payments that came and are not sure yet.
fn unsure(connection: &mut Connection, after: i64, newest: i64) -> QueryResult<Vec<i64>> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let ids: Vec<Id> = diesel::sql_query(format!(
        "SELECT id FROM payments WHERE id > $1 AND id <= $2 AND sure <> 'balance' AND {CAME}
        ORDER BY id LIMIT {BATCH}"
    ))
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(newest)
    .load(connection)?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

/// Not those that somebody has come to doubt, or that are not counted any more, since they were read.
fn raise_these(connection: &mut Connection, ids: &[i64]) -> QueryResult<i64> {
    let still = payments::table.filter(
        payments::id
            .eq_any(ids)
            .and(payments::sure.eq(Sure::Callback).or(payments::sure.eq(Sure::Staff)))
            .and(payments::counted.or(payments::order_id.is_null())),
    );
    let raised = diesel::update(still).set(payments::sure.eq(Sure::Balance)).execute(connection)?;
    Ok(i64::try_from(raised).unwrap_or(i64::MAX))
}

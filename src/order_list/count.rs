//! How many orders wait for what.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::filter::holding;
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{discrepancies, order_shelves},
    },
    orders::{Shelf, Status},
};

/// How many orders wait for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// For their payment, wholly or for the rest.
    pub to_pay: i64,
    /// To be assembled; those that are held are not among them.
    pub to_assemble: i64,
    /// To be handed over.
    pub to_deliver: i64,
    /// Held, although paid.
    pub held: i64,
}

/// # Errors
/// The database's own.
pub fn count(connection: &mut Connection, now: UtcTime) -> QueryResult<Counts> {
    #[derive(QueryableByName)]
    struct Open {
        #[diesel(sql_type = BigInt)]
        to_pay: i64,
        #[diesel(sql_type = BigInt)]
        paid: i64,
    }
    let open: Open = diesel::sql_query(
        "SELECT
            COUNT(CASE WHEN orders.status = 'awaiting_payment'
                AND (orders.counted <> 0 OR orders.expires_at > $1) THEN 1 END) AS to_pay,
            COUNT(CASE WHEN orders.status = 'paid' THEN 1 END) AS paid
        FROM order_shelves JOIN orders ON orders.id = order_shelves.order_id
        WHERE order_shelves.shelf = $2",
    )
    .bind::<BigInt, _>(now)
    .bind::<Text, _>(Shelf::Open)
    .get_result(connection)?;
    let mut on = |shelf: Shelf| {
        order_shelves::table
            .filter(order_shelves::shelf.eq(shelf))
            .count()
            .get_result::<i64>(connection)
    };
    let (assembling, to_deliver) = (on(Shelf::Assembling)?, on(Shelf::Ready)?);
    let held = held(connection)?;
    Ok(Counts { to_pay: open.to_pay, to_assemble: open.paid + assembling - held, to_deliver, held })
}

/// How long numbers stand that nothing has happened to: time goes on, and orders expire.
const STAND: Duration = Duration::from_secs(1);

/// The numbers as they were last, for the many pages that ask at once when something happens.
#[derive(Debug, Default)]
pub struct LastCounts(Mutex<Option<(i64, UtcTime, Counts)>>);

impl LastCounts {
    /// The numbers as of that newest event.
    ///
    /// # Errors
    /// The database's own.
    pub fn count(
        &self,
        connection: &mut Connection,
        newest_event: i64,
        now: UtcTime,
    ) -> QueryResult<Counts> {
        if let Some((event, at, counts)) = *self.last()
            && event == newest_event
            && (at..at.plus(STAND)).contains(&now)
        {
            return Ok(counts);
        }
        let counts = count(connection, now)?;
        *self.last() = Some((newest_event, now, counts));
        Ok(counts)
    }

    fn last(&self) -> MutexGuard<'_, Option<(i64, UtcTime, Counts)>> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many orders that would be assembled are held. The open discrepancies are few.
fn held(connection: &mut Connection) -> QueryResult<i64> {
    use crate::db::schema::orders;
    let ids = discrepancies::table
        .filter(discrepancies::resolved_at.is_null())
        .filter(discrepancies::kind.eq_any(holding()))
        .filter(discrepancies::overridden_at.is_null())
        .select(discrepancies::order_id)
        .load::<Option<i64>>(connection)?;
    let mut ids: Vec<i64> = ids.into_iter().flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut held = 0;
    // A database takes only so many values at once.
    for some in ids.chunks(500) {
        held += orders::table
            .filter(orders::id.eq_any(some))
            .filter(orders::status.eq_any([Status::Paid, Status::Assembling]))
            .count()
            .get_result::<i64>(connection)?;
    }
    Ok(held)
}

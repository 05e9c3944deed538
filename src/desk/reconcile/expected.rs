//! What the app's balance should be by the books.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{CAME, ReconcileError};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::ArColumn,
        schema::{openings, payments},
    },
    desk::Reason,
    feed::Actor,
    money::Ar,
};

/// What the app held before Kassa's first payment, as a person wrote it down.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = openings)]
pub struct Opening {
    pub id: i64,
    #[diesel(deserialize_as = ArColumn)]
    pub sum: Ar,
    /// Empty where it was the first.
    pub reason: String,
    pub at: UtcTime,
    pub made_by: Actor,
}

/// What the balance should be, and what it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    pub opening: Ar,
    /// All payments that are believed in.
    pub came: Ar,
    pub withdrawn: Ar,
    /// Refunds that were sent.
    pub refunded: Ar,
    /// Refunds of which nobody knows whether they were sent: not subtracted.
    pub unknown: Ar,
    /// Refunds that are still to be sent: not subtracted.
    pub intended: Ar,
    /// Payments that are doubted: not added.
    pub contested: Ar,
}

impl Expected {
    /// # Errors
    /// `ReconcileError::OutOfRange`.
    pub fn total(&self) -> Result<Ar, ReconcileError> {
        self.opening
            .checked_add(self.came)
            .and_then(|sum| sum.checked_sub(self.withdrawn))
            .and_then(|sum| sum.checked_sub(self.refunded))
            .ok_or(ReconcileError::OutOfRange)
    }
}

/// What was written down of the time before Kassa, the newest first: that one counts.
///
/// # Errors
/// The database's own.
pub fn openings(connection: &mut Connection, most: i64) -> QueryResult<Vec<Opening>> {
    Opening::query().order(openings::id.desc()).limit(most).load(connection)
}

/// Writes down what the app held before Kassa's first payment. The first time needs no reason, a correction does.
///
/// # Errors
/// `ReconcileError`; `Changed` where another one was written down since `seen` (0: none).
pub fn correct_opening(
    connection: &mut Connection,
    seen: i64,
    sum: Ar,
    reason: Option<&Reason>,
    by: &Actor,
    now: UtcTime,
) -> Result<(), ReconcileError> {
    let last = openings(connection, 1)?.pop();
    if last.as_ref().map_or(0, |opening| opening.id) != seen {
        return Err(ReconcileError::Changed);
    }
    if last.is_some() && reason.is_none() {
        return Err(ReconcileError::NoReason);
    }
    diesel::insert_into(openings::table)
        .values((
            openings::sum.eq(sum.get()),
            openings::reason.eq(reason.map_or("", Reason::as_str)),
            openings::at.eq(now),
            openings::made_by.eq(by),
        ))
        .execute(connection)?;
    Ok(())
}

/// What the balance should be, by all payments up to that one. It reads them all.
///
/// # Errors
/// `ReconcileError`.
pub fn expected(connection: &mut Connection, newest: i64) -> Result<Expected, ReconcileError> {
    believed(connection, "payments.id <= $1", newest)
}

/// Like [`expected`], with the payments that people have written down since: they explain a difference, whenever they were
/// written down.
pub(super) fn explained(
    connection: &mut Connection,
    newest: i64,
) -> Result<Expected, ReconcileError> {
    believed(connection, "(payments.id <= $1 OR payments.callback_id IS NULL)", newest)
}

fn believed(
    connection: &mut Connection,
    which: &str,
    newest: i64,
) -> Result<Expected, ReconcileError> {
    let opening = openings(connection, 1)?.pop();
    let (came, contested) = payment_sums(connection, which, newest)?;
    let mut expected = Expected {
        opening: opening.map_or(Ar::ZERO, |opening| opening.sum),
        came,
        contested,
        withdrawn: Parts::read(connection, "withdrawals")?.whole()?,
        ..Expected::default()
    };
    for state in RefundSums::read(connection)? {
        let sum = state.parts().whole()?;
        let place = match state.state.as_str() {
            "sent" | "confirmed" => &mut expected.refunded,
            "unknown" => &mut expected.unknown,
            "intended" => &mut expected.intended,
            _ => continue,
        };
        *place = place.checked_add(sum).ok_or(ReconcileError::OutOfRange)?;
    }
    Ok(expected)
}

/// A sum of sums, in two parts of 32 bits each: forged payments could otherwise be larger together than a number of the
/// database's, and it would refuse to add them.
#[derive(QueryableByName)]
struct Parts {
    #[diesel(sql_type = BigInt)]
    high: i64,
    #[diesel(sql_type = BigInt)]
    low: i64,
}

/// The columns of [`Parts`].
const PARTS: &str = "CAST(COALESCE(SUM(sum / 4294967296), 0) AS BIGINT) AS high,
    CAST(COALESCE(SUM(sum % 4294967296), 0) AS BIGINT) AS low";

impl Parts {
    fn read(connection: &mut Connection, from: &str) -> QueryResult<Self> {
        diesel::sql_query(format!("SELECT {PARTS} FROM {from}")).get_result(connection)
    }

    fn whole(&self) -> Result<Ar, ReconcileError> {
        let whole = (i128::from(self.high) << 32) + i128::from(self.low);
        i64::try_from(whole).map(Ar::new).map_err(|_| ReconcileError::OutOfRange)
    }
}

#[derive(QueryableByName)]
struct RefundSums {
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = BigInt)]
    high: i64,
    #[diesel(sql_type = BigInt)]
    low: i64,
}

impl RefundSums {
    fn read(connection: &mut Connection) -> QueryResult<Vec<Self>> {
        diesel::sql_query(format!("SELECT state, {PARTS} FROM refunds GROUP BY state"))
            .load(connection)
    }

    fn parts(&self) -> Parts {
        Parts { high: self.high, low: self.low }
    }
}

/// What came, and what is doubted of it: one walk through the payments for both.
fn payment_sums(
    connection: &mut Connection,
    which: &str,
    newest: i64,
) -> Result<(Ar, Ar), ReconcileError> {
    #[derive(QueryableByName)]
    struct Sums {
        #[diesel(sql_type = BigInt)]
        came: i64,
        #[diesel(sql_type = BigInt)]
        high: i64,
        #[diesel(sql_type = BigInt)]
        low: i64,
    }
    let sums: Vec<Sums> = diesel::sql_query(format!(
        "SELECT CAST(CASE WHEN {CAME} THEN 1 ELSE 0 END AS BIGINT) AS came, {PARTS} FROM payments
        WHERE {which} AND ({CAME} OR payments.sure = 'contested'
            AND (payments.counted OR payments.order_id IS NULL))
        GROUP BY 1"
    ))
    .bind::<BigInt, _>(newest)
    .load(connection)?;
    let mut came = (Ar::ZERO, Ar::ZERO);
    for row in sums {
        let sum = Parts { high: row.high, low: row.low }.whole()?;
        if row.came == 1 { came.0 = sum } else { came.1 = sum }
    }
    Ok(came)
}

/// The newest payment that can be seen now; 0 before the first.
pub(super) fn newest_visible(connection: &mut Connection) -> QueryResult<i64> {
    let newest: Option<i64> =
        payments::table.select(diesel::dsl::max(payments::id)).get_result(connection)?;
    Ok(newest.unwrap_or(0))
}

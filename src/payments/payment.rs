//! A payment as it is kept.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text},
};

use crate::{
    clock::UtcTime,
    db::{
        Connection,
        chain::{self, Chain},
        columns::{SumColumn, words},
        dialect,
        schema::payments,
        statement::statement,
    },
    dromon::Sum,
    orders::Order,
};

words! {
    /// How sure Kassa is that the money is real.
    pub enum Sure {
        /// The callback's token fits.
        Callback = "callback",
        /// The app's balance agreed later.
        Balance = "balance",
        /// A person decided.
        Staff = "staff",
        Contested = "contested",
    }
}

/// Money credited.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = payments)]
pub struct Payment {
    pub id: i64,
    /// The callback that it came by; `None` where a person wrote it down.
    pub callback_id: Option<i64>,
    #[diesel(deserialize_as = SumColumn)]
    pub sum: Sum,
    /// Whether it counts towards its order's total.
    pub counted: bool,
    pub sure: Sure,
    /// The payer's Minecraft name, as Dromon told it.
    pub payer: Option<String>,
    /// When Kassa learnt of it.
    pub at: UtcTime,
}

/// How much of a payer's name is kept here; the callback has it as it came.
const MOST_NAME: usize = 100;

/// A payer's name as it is kept: whatever Dromon's page echoes may stand there, a zero byte included, which PostgreSQL has not.
pub(super) fn payer_name(told: &str) -> String {
    let shown = |char| if char == '\0' { char::REPLACEMENT_CHARACTER } else { char };
    told.chars().take(MOST_NAME).map(shown).collect()
}

/// A payment to be written down.
#[derive(Debug)]
pub(super) struct NewPayment<'a> {
    pub order_id: Option<i64>,
    pub callback_id: Option<i64>,
    /// The order's last payment until now.
    pub previous: Option<i64>,
    pub sum: SumColumn,
    pub counted: bool,
    pub sure: Sure,
    pub payer: Option<&'a str>,
    pub at: UtcTime,
    pub fingerprint: Option<&'a str>,
}

statement!(NewPayment<'_> -> ():
    "INSERT INTO payments (order_id, callback_id, previous, sum, counted, sure, payer, at, fingerprint) VALUES ("
        order_id as Nullable<BigInt>,
    ", " callback_id as Nullable<BigInt>,
    ", " previous as Nullable<BigInt>,
    ", " sum as BigInt,
    ", " counted as Bool,
    ", " sure as Text,
    ", " payer as Nullable<Text>,
    ", " at as BigInt,
    ", " fingerprint as Nullable<Text>;
    ")"
);

pub(super) fn add(connection: &mut Connection, payment: &NewPayment<'_>) -> QueryResult<i64> {
    dialect::insert_row(connection, payment)
}

/// The payment of that fingerprint.
pub(super) fn find_same(
    connection: &mut Connection,
    fingerprint: &str,
) -> QueryResult<Option<i64>> {
    dialect::find(connection, ByFingerprint { fingerprint })
}

struct ByFingerprint<'a> {
    fingerprint: &'a str,
}

statement!(ByFingerprint<'_> -> BigInt:
    "SELECT id FROM payments WHERE fingerprint = " fingerprint as Text;
    ""
);

/// Whether a person has written down a payment of that order and sum, and no callback has come for it. That the balance
/// has agreed since makes the money sure, and its callback no less the same money.
pub(super) fn is_confirmed_by_staff(
    connection: &mut Connection,
    order: &Order,
    sum: Sum,
) -> QueryResult<bool> {
    // The condition on the callback is the index's.
    let confirmed = payments::table.filter(
        payments::order_id
            .eq(order.id)
            .and(payments::callback_id.is_null())
            .and(payments::sure.eq(Sure::Staff).or(payments::sure.eq(Sure::Balance)))
            .and(payments::sum.eq(sum.get())),
    );
    let confirmed: Option<i64> =
        confirmed.select(payments::id).limit(1).get_result(connection).optional()?;
    Ok(confirmed.is_some())
}

/// An order's payments, oldest first.
///
/// # Errors
/// The database's own.
pub fn of_order(connection: &mut Connection, order: &Order) -> QueryResult<Vec<Payment>> {
    let Some(last) = order.last_payment else {
        return Ok(Vec::new());
    };
    let ids = chain::ids(connection, Chain::Payments, last)?;
    Payment::query().filter(payments::id.eq_any(ids)).order(payments::id).load(connection)
}

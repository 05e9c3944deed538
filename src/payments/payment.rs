//! A payment as it is kept.

use std::collections::{HashMap, HashSet};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text},
};

use crate::{
    clock::UtcTime,
    db::{
        Connection,
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
    pub order_id: Option<i64>,
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
    /// The payment by callback that this one of a person's turned out to be.
    pub merged_with: Option<i64>,
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

/// The payment of that fingerprint, and its order.
pub(super) fn find_same(
    connection: &mut Connection,
    fingerprint: &str,
) -> QueryResult<Option<(i64, Option<i64>)>> {
    dialect::find(connection, ByFingerprint { fingerprint })
}

struct ByFingerprint<'a> {
    fingerprint: &'a str,
}

statement!(ByFingerprint<'_> -> (BigInt, Nullable<BigInt>):
    "SELECT id, order_id FROM payments WHERE fingerprint = " fingerprint as Text;
    ""
);

/// The payment of that order and sum that a person has written down, and that no callback has come for yet. One that
/// turned out never to have come is none; how sure it became otherwise does not matter.
///
/// # Errors
/// The database's own.
pub fn confirmed_by_staff(
    connection: &mut Connection,
    order_id: i64,
    sum: Sum,
) -> QueryResult<Option<i64>> {
    // The condition on the callback is the index's.
    payments::table
        .filter(
            payments::order_id
                .eq(order_id)
                .and(payments::callback_id.is_null())
                .and(payments::merged_with.is_null())
                .and(payments::counted)
                .and(payments::sum.eq(sum.get())),
        )
        .order(payments::id)
        .select(payments::id)
        .limit(1)
        .get_result(connection)
        .optional()
}

/// The newest payments, from before the one of that id.
///
/// # Errors
/// The database's own.
pub fn newest(
    connection: &mut Connection,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<Payment>> {
    Payment::query()
        .filter(payments::id.lt(before.unwrap_or(i64::MAX)))
        .order(payments::id.desc())
        .limit(most)
        .load(connection)
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Payment>> {
    Payment::query().filter(payments::id.eq(id)).get_result(connection).optional()
}

/// Like [`find`], and nobody else changes the payment until the transaction ends: what belongs to no order has no order to
/// lock.
///
/// # Errors
/// The database's own.
pub fn find_locked(connection: &mut Connection, id: i64) -> QueryResult<Option<Payment>> {
    let locked: Option<i64> = dialect::find_locked(connection, ById { id })?;
    match locked {
        Some(id) => find(connection, id),
        None => Ok(None),
    }
}

struct ById {
    id: i64,
}

statement!(ById -> BigInt:
    "SELECT id FROM payments WHERE id = " id as BigInt;
    ""
);

/// A payment that belonged to no order is that order's newest one from now on. `false`: it belongs to one already.
pub(super) fn attach(
    connection: &mut Connection,
    id: i64,
    order: &Order,
    counted: bool,
) -> QueryResult<bool> {
    let free = payments::table.filter(payments::id.eq(id).and(payments::order_id.is_null()));
    let attached = diesel::update(free)
        .set((
            payments::order_id.eq(order.id),
            payments::previous.eq(order.last_payment),
            payments::counted.eq(counted),
        ))
        .execute(connection)?;
    Ok(attached == 1)
}

/// Whether a payment counts. `false`: it did, or did not, already.
///
/// # Errors
/// The database's own.
pub fn set_counted(connection: &mut Connection, id: i64, counted: bool) -> QueryResult<bool> {
    let other = payments::table.filter(payments::id.eq(id).and(payments::counted.ne(counted)));
    let set = diesel::update(other).set(payments::counted.eq(counted)).execute(connection)?;
    Ok(set == 1)
}

/// # Errors
/// The database's own.
pub fn set_sure(connection: &mut Connection, id: i64, sure: Sure) -> QueryResult<()> {
    diesel::update(payments::table.find(id))
        .set(payments::sure.eq(sure))
        .execute(connection)
        .map(drop)
}

/// The payment of a person's is the one by callback; that one stays uncounted. `false`: it is merged already.
///
/// # Errors
/// The database's own.
pub fn merge(connection: &mut Connection, of_staff: i64, by_callback: i64) -> QueryResult<bool> {
    let free =
        payments::table.filter(payments::id.eq(of_staff).and(payments::merged_with.is_null()));
    let merged =
        diesel::update(free).set(payments::merged_with.eq(by_callback)).execute(connection)?;
    Ok(merged == 1)
}

/// The payments of many orders, by order, each's oldest first: the newest of all are read at once, then those before them.
///
/// # Errors
/// The database's own.
pub fn of_orders<'a>(
    connection: &mut Connection,
    orders: impl IntoIterator<Item = &'a Order>,
) -> QueryResult<HashMap<i64, Vec<Payment>>> {
    let mut payments: HashMap<i64, Vec<Payment>> = HashMap::new();
    let mut ids: Vec<i64> = orders.into_iter().filter_map(|order| order.last_payment).collect();
    // In sound books no link leads back; on others this would not end.
    let mut met: HashSet<i64> = ids.iter().copied().collect();
    while !ids.is_empty() {
        let rows = payments::table
            .filter(payments::id.eq_any(&ids))
            .select((Payment::as_select(), payments::previous))
            .load::<(Payment, Option<i64>)>(connection)?;
        ids.clear();
        for (payment, previous) in rows {
            ids.extend(previous.filter(|previous| met.insert(*previous)));
            if let Some(order_id) = payment.order_id {
                payments.entry(order_id).or_default().push(payment);
            }
        }
    }
    for payments in payments.values_mut() {
        payments.sort_unstable_by_key(|payment| payment.id);
    }
    Ok(payments)
}

/// An order's payments, oldest first.
///
/// # Errors
/// The database's own.
pub fn of_order(connection: &mut Connection, order: &Order) -> QueryResult<Vec<Payment>> {
    let Some(last) = order.last_payment else {
        return Ok(Vec::new());
    };
    dialect::load(connection, ChainOf { last })
}

struct ChainOf {
    last: i64,
}

// The columns are those of `Payment`, in its order.
statement!(ChainOf -> (
    BigInt, Nullable<BigInt>, Nullable<BigInt>, BigInt, Bool, Text, Nullable<Text>, BigInt, Nullable<BigInt>,
):
    "WITH RECURSIVE chain (
        id, previous, order_id, callback_id, sum, counted, sure, payer, at, merged_with
    ) AS (
        SELECT id, previous, order_id, callback_id, sum, counted, sure, payer, at, merged_with
        FROM payments WHERE id = " last as BigInt;
    "   UNION ALL
        SELECT earlier.id, earlier.previous, earlier.order_id, earlier.callback_id, earlier.sum, earlier.counted,
            earlier.sure, earlier.payer, earlier.at, earlier.merged_with
        FROM payments earlier JOIN chain ON earlier.id = chain.previous
    )
    SELECT id, order_id, callback_id, sum, counted, sure, payer, at, merged_with FROM chain ORDER BY id"
);

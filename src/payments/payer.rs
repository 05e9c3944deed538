//! Who paid for somebody else.
//!
//! Most customers pay themselves, and then nothing is written: the order's own nickname says it.

use diesel::{
    QueryResult,
    sql_types::{BigInt, Text},
};

use super::payment;
use crate::{
    customers::Nickname,
    db::{Connection, dialect, statement::statement},
    orders::Order,
};

/// A payer's name, the same in every spelling.
#[must_use]
pub fn fold_payer(name: &str) -> String {
    payment::payer_name(name).to_lowercase()
}

/// Writes down who paid for an order, unless it was its own customer.
///
/// # Errors
/// The database's own.
pub fn note_payer(connection: &mut Connection, order: &Order, name: &str) -> QueryResult<()> {
    if is_customer(&order.nickname, name) {
        return Ok(());
    }
    let payer = fold_payer(name);
    dialect::execute(connection, &NewOtherPayer { order_id: order.id, payer: &payer }).map(drop)
}

/// Writes down who paid for an order, from its payments.
///
/// # Errors
/// The database's own.
pub fn note_payers(connection: &mut Connection, order: &Order) -> QueryResult<()> {
    for payment in payment::of_order(connection, order)? {
        if let Some(name) = &payment.payer {
            note_payer(connection, order, name)?;
        }
    }
    Ok(())
}

fn is_customer(nickname: &Nickname, name: &str) -> bool {
    nickname.as_str().eq_ignore_ascii_case(name)
}

struct NewOtherPayer<'a> {
    order_id: i64,
    payer: &'a str,
}

statement!(NewOtherPayer<'_> -> ():
    "INSERT INTO other_payers (order_id, payer) VALUES (" order_id as BigInt,
    ", " payer as Text;
    ") ON CONFLICT DO NOTHING"
);

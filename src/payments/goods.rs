//! The goods of an order that is paid.

use diesel::QueryResult;

use super::discrepancy::{self, DiscrepancyKind, Subject};
use crate::{
    catalog::stock::{self, Cover},
    clock::UtcTime,
    db::Connection,
};

/// The order is paid: what is not put aside for it any more is taken, as far as it is there. What is gone makes it no less
/// paid; a person is told.
///
/// # Errors
/// The database's own.
pub fn take_goods(connection: &mut Connection, order_id: i64, now: UtcTime) -> QueryResult<()> {
    match stock::take(connection, order_id)? {
        Cover::Whole => Ok(()),
        Cover::Short => {
            let subject = Subject { order: Some(order_id), payment: None, callback: None };
            discrepancy::raise(connection, DiscrepancyKind::OutOfStock, subject, None, now)
        }
    }
}

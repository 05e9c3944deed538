//! Exports: all that a filter of the order list finds, as tables that spreadsheets open.
//!
//! Everything is read in one snapshot and a few orders at a time, so that a million of them need no more memory than a
//! hundred. What the tables say is written into a [`Sheet`], in whose cells nothing is a formula.

mod cell;
mod sheet;

pub use cell::harmless;
pub use sheet::{Cell, Separator, Sheet};

use crate::{
    db::{Connection, columns::words},
    order_list::{self, Filter, Lines, Open, Row, Sort},
    payments::{self, Payment},
};

words! {
    /// What a row of an export is.
    pub enum Table {
        Orders = "orders",
        Payments = "payments",
        /// The lines of orders: one for each good.
        Lines = "lines",
    }
}

/// An order with what its table tells of it.
#[derive(Clone, Debug)]
pub struct Exported {
    /// With all of its lines, save where the table is that of payments.
    pub row: Row,
    /// Oldest first; read for their own table alone.
    pub payments: Vec<Payment>,
}

/// Hands over every order that a filter lists, in the list's order, a few at a time.
///
/// # Errors
/// The database's own, and whatever `then` ends it with.
pub fn read<E>(
    connection: &mut Connection,
    open: &Open,
    filter: &Filter,
    sort: Sort,
    table: Table,
    mut then: impl FnMut(Vec<Exported>) -> Result<(), E>,
) -> Result<(), E>
where
    E: From<diesel::result::Error>,
{
    let lines = match table {
        Table::Orders | Table::Lines => Lines::All,
        Table::Payments => Lines::None,
    };
    order_list::each(connection, open, filter, sort, lines, &mut |connection, rows| {
        let mut payments = match table {
            Table::Payments => payments::of_orders(connection, rows.iter().map(|row| &row.order))?,
            Table::Orders | Table::Lines => std::collections::HashMap::new(),
        };
        let exported = rows.into_iter().map(|row| Exported {
            payments: payments.remove(&row.order.id).unwrap_or_default(),
            row,
        });
        then(exported.collect())
    })
}

#[cfg(test)]
mod tests;

//! What must be the same on both sides.

use diesel::{QueryResult, RunQueryDsl, sql_types::BigInt};

use super::CopyToError;
use crate::db::{Connection, tables::TABLES};

/// The money and the goods: what they are called, the column, and where it stands.
const SUMS: [(&str, &str, &str); 6] = [
    ("the sum of orders.total", "total", "orders"),
    ("the sum of orders.counted", "counted", "orders"),
    ("the sum of payments.sum", "sum", "payments"),
    ("the sum of counted payments", "sum", "payments WHERE counted"),
    ("the sum of order_items.price", "price", "order_items"),
    ("the sum of order_items.quantity", "quantity", "order_items"),
];

/// What else is counted.
const COUNTED_PAYMENTS: &str = "payments WHERE counted";

/// Halves of a sum: its number of these, and the rest. All payments together may be more than 64 bits hold.
const PART: i64 = 1_000_000_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub name: String,
    pub value: i128,
}

/// How many rows each table has, and what their numbers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    rows: Vec<i64>,
    counted_payments: i64,
    pub sums: Vec<Figure>,
}

impl Figures {
    pub(super) fn of(connection: &mut Connection) -> QueryResult<Self> {
        let mut rows = Vec::new();
        for table in TABLES {
            rows.push(count(connection, table.name)?);
        }
        let counted_payments = count(connection, COUNTED_PAYMENTS)?;
        let mut sums = Vec::new();
        for (name, column, from) in SUMS {
            sums.push(Figure { name: name.to_owned(), value: sum(connection, column, from)? });
        }
        Ok(Self { rows, counted_payments, sums })
    }

    /// How many rows a table has.
    pub(super) fn rows(&self, name: &str) -> i64 {
        let at = TABLES.iter().position(|table| table.name == name);
        at.and_then(|at| self.rows.get(at)).copied().unwrap_or_default()
    }

    /// How many rows all tables have.
    #[must_use]
    pub fn all_rows(&self) -> i64 {
        self.rows.iter().sum()
    }

    fn list(&self) -> Vec<Figure> {
        let count = |name: &str, count: i64| Figure {
            name: format!("the number of {name}"),
            value: count.into(),
        };
        let rows = TABLES.iter().zip(&self.rows).map(|(table, rows)| count(table.name, *rows));
        let payments = count("counted payments", self.counted_payments);
        rows.chain([payments]).chain(self.sums.iter().cloned()).collect()
    }

    /// # Errors
    /// `CopyToError::Different` with the first figure that is not the same.
    pub(super) fn compare(&self, copy: &Self) -> Result<(), CopyToError> {
        for (source, target) in self.list().into_iter().zip(copy.list()) {
            if source.value != target.value {
                return Err(CopyToError::Different {
                    name: source.name,
                    source_value: source.value,
                    target_value: target.value,
                });
            }
        }
        Ok(())
    }
}

#[derive(diesel::QueryableByName)]
struct Parts {
    #[diesel(sql_type = BigInt)]
    large: i64,
    #[diesel(sql_type = BigInt)]
    small: i64,
}

fn parts(connection: &mut Connection, sql: String) -> QueryResult<Parts> {
    diesel::sql_query(sql).get_result(connection)
}

fn count(connection: &mut Connection, from: &str) -> QueryResult<i64> {
    let counted = parts(
        connection,
        format!("SELECT CAST(0 AS BIGINT) AS large, COUNT(*) AS small FROM {from}"),
    )?;
    Ok(counted.small)
}

fn sum(connection: &mut Connection, column: &str, from: &str) -> QueryResult<i128> {
    let of = |part: &str| format!("CAST(COALESCE(SUM({column} {part} {PART}), 0) AS BIGINT)");
    let sql = format!("SELECT {} AS large, {} AS small FROM {from}", of("/"), of("%"));
    let Parts { large, small } = parts(connection, sql)?;
    Ok(i128::from(large) * i128::from(PART) + i128::from(small))
}

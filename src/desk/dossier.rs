//! One order, and all that staff is told of it.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary, Text},
};

use super::{
    DeskError,
    money::{self, Refund, RefundOf},
};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::ArColumn,
        schema::{callbacks, orders as orders_table},
    },
    delivery::{self, Cell, HandOver},
    feed::{self, Event},
    money::Ar,
    orders::{self, Item, Order, Status, Wish},
    payments::{self, Completeness, Discrepancy, Payment},
};

/// How much of a callback's body is shown: a payer may have made it megabytes long.
const SHOWN_BYTES: i64 = 4096;

/// How many of a customer's other orders are listed.
const OTHERS: i64 = 10;

/// How many of a customer's orders are looked at for what he has spent.
pub const MOST_COUNTED: i64 = 1000;

/// An order, and all that its page tells of it.
pub struct Dossier {
    pub order: Order,
    pub items: Vec<Item>,
    pub payments: Vec<Payment>,
    /// Of its payments and discrepancies.
    pub callbacks: Vec<Excerpt>,
    pub discrepancies: Vec<Discrepancy>,
    pub refunds: Vec<Refund>,
    /// How much can still be refunded.
    pub refundable: i64,
    pub events: Vec<Event>,
    /// How it is handed over, while it is ready and not just as agreed.
    pub hand_over: Option<HandOver>,
    /// How many wrong codes its courier may still type.
    pub code_tries: i64,
    /// The cells in which nothing lies.
    pub free_cells: Vec<Cell>,
    /// Whether the shop keeps cells at all.
    pub keeps_cells: bool,
    pub customer: Customer,
    /// What the customer said beside the order.
    pub wish: Wish,
}

/// The beginning of a callback as it came.
#[derive(Debug, QueryableByName)]
pub struct Excerpt {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub received_at: UtcTime,
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Text)]
    pub completeness: Completeness,
    /// How many bytes came.
    #[diesel(sql_type = BigInt)]
    pub size: i64,
    #[diesel(sql_type = Binary)]
    pub beginning: Vec<u8>,
}

/// Who ordered, and what else he did.
pub struct Customer {
    /// His newest other orders.
    pub others: Vec<Order>,
    /// How many orders there are with this one, counted up to [`MOST_COUNTED`].
    pub orders: i64,
    /// What was counted for those of them that are paid.
    pub spent: Ar,
}

/// Reads all of it; `None`: there is no order of exactly that uid.
///
/// # Errors
/// The database's own.
pub fn read(connection: &mut Connection, uid: &str) -> Result<Option<Dossier>, DeskError> {
    let Some(order) = orders::find_by_uid(connection, uid)? else {
        return Ok(None);
    };
    let payments = payments::of_order(connection, &order)?;
    let discrepancies = payments::discrepancies_of_order(connection, order.id)?;
    let ids: Vec<i64> = {
        let of_payments = payments.iter().filter_map(|payment| payment.callback_id);
        let of_others = discrepancies.iter().filter_map(|discrepancy| discrepancy.callback_id);
        of_payments.chain(of_others).collect()
    };
    Ok(Some(Dossier {
        items: orders::items(connection, order.id)?,
        callbacks: excerpts(connection, ids)?,
        refunds: money::refunds(connection, RefundOf::Order(order.id))?,
        refundable: money::refundable(connection, RefundOf::Order(order.id))?,
        events: feed::timeline(connection, order.last_event)?,
        hand_over: delivery::of_order(connection, order.id)?,
        code_tries: delivery::tries_left(connection, order.id)?,
        free_cells: delivery::free(connection)?,
        keeps_cells: delivery::are_there_any(connection)?,
        customer: customer(connection, &order)?,
        wish: orders::wish_of(connection, order.id)?,
        payments,
        discrepancies,
        order,
    }))
}

fn excerpts(connection: &mut Connection, mut ids: Vec<i64>) -> QueryResult<Vec<Excerpt>> {
    ids.sort_unstable();
    ids.dedup();
    let mut excerpts = Vec::new();
    for id in ids {
        let found: Option<Excerpt> = diesel::sql_query(
            "SELECT id, received_at, source, completeness, CAST(LENGTH(body) AS BIGINT) AS size,
            SUBSTR(body, 1, CAST($1 AS INTEGER)) AS beginning FROM callbacks WHERE id = $2",
        )
        .bind::<BigInt, _>(SHOWN_BYTES)
        .bind::<BigInt, _>(id)
        .get_result(connection)
        .optional()?;
        excerpts.extend(found);
    }
    Ok(excerpts)
}

/// A callback's whole body, byte for byte.
///
/// # Errors
/// The database's own.
pub fn callback_body(connection: &mut Connection, id: i64) -> QueryResult<Option<Vec<u8>>> {
    callbacks::table.find(id).select(callbacks::body).get_result(connection).optional()
}

fn customer(connection: &mut Connection, order: &Order) -> QueryResult<Customer> {
    let id: i64 = orders_table::table
        .find(order.id)
        .select(orders_table::customer_id)
        .get_result(connection)?;
    let others = Order::query()
        .filter(orders_table::customer_id.eq(id).and(orders_table::id.ne(order.id)))
        .order(orders_table::id.desc())
        .limit(OTHERS)
        .load(connection)?;
    let counted: Vec<(ArColumn, Status)> = orders_table::table
        .filter(orders_table::customer_id.eq(id))
        .order(orders_table::id.desc())
        .limit(MOST_COUNTED)
        .select((orders_table::counted, orders_table::status))
        .load(connection)?;
    let paid = |status: &Status| {
        matches!(status, Status::Paid | Status::Assembling | Status::Ready | Status::Completed)
    };
    let spent = counted
        .iter()
        .filter(|(_, status)| paid(status))
        .map(|(sum, _)| Ar::from(*sum).get())
        .fold(0, i64::saturating_add);
    let orders = i64::try_from(counted.len()).unwrap_or(i64::MAX);
    Ok(Customer { others, orders, spent: Ar::new(spent) })
}

#[cfg(test)]
mod tests;

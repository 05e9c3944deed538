//! Which remedies there are.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Instead, Remedy, RemedyKind, missing_of};
use crate::{
    catalog::{GoodName, Stack},
    db::{
        Connection,
        columns::SumColumn,
        schema::{line_remedies, order_items, refunds},
    },
    desk::money::RefundState,
    dromon::Sum,
};

/// A row as it is kept.
#[derive(Debug, HasQuery)]
#[diesel(table_name = line_remedies)]
struct Row {
    order_id: i64,
    position: i64,
    nth: i64,
    kind: RemedyKind,
    quantity: i64,
    words: String,
    instead: Option<GoodName>,
    instead_quantity: Option<i64>,
    instead_stack: Option<Stack>,
    instead_product: Option<i64>,
    taken: Option<i64>,
    refund_id: Option<i64>,
    event_id: i64,
    ended_event: Option<i64>,
}

/// A line of an order, and how many of it nothing is done about yet.
#[derive(Clone, Debug)]
pub struct LineLeft {
    pub name: GoodName,
    pub price: Sum,
    pub quantity: i64,
    pub stack: Stack,
    pub left: i64,
}

/// All that was done about an order's lines, in their order.
///
/// # Errors
/// The database's own.
pub fn remedies(connection: &mut Connection, order_id: i64) -> QueryResult<Vec<Remedy>> {
    Ok(remedies_of(connection, &[order_id])?.remove(&order_id).unwrap_or_default())
}

/// The same of several orders.
///
/// # Errors
/// The database's own.
pub fn remedies_of(
    connection: &mut Connection,
    orders: &[i64],
) -> QueryResult<HashMap<i64, Vec<Remedy>>> {
    let rows: Vec<Row> = Row::query()
        .filter(line_remedies::order_id.eq_any(orders))
        .order((line_remedies::order_id, line_remedies::position, line_remedies::nth))
        .load(connection)?;
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.refund_id).collect();
    let mut refunded: HashMap<i64, (Sum, RefundState)> = HashMap::new();
    if !ids.is_empty() {
        let sums: Vec<(i64, SumColumn, RefundState)> = refunds::table
            .filter(refunds::id.eq_any(ids))
            .select((refunds::id, refunds::sum, refunds::state))
            .load(connection)?;
        for (id, sum, state) in sums {
            let sum = Sum::try_from(sum)
                .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
            refunded.insert(id, (sum, state));
        }
    }
    let mut found: HashMap<i64, Vec<Remedy>> = HashMap::new();
    for row in rows {
        let refund = row.refund_id.and_then(|id| refunded.get(&id).copied());
        found.entry(row.order_id).or_default().push(row.with(refund));
    }
    Ok(found)
}

/// What each of these orders waits for, once for each kind.
///
/// # Errors
/// The database's own.
pub fn waiting(
    connection: &mut Connection,
    orders: &[i64],
) -> QueryResult<HashMap<i64, Vec<RemedyKind>>> {
    let kinds = [RemedyKind::Wait, RemedyKind::NeedsRefund];
    let rows: Vec<(i64, RemedyKind)> = line_remedies::table
        .filter(
            line_remedies::order_id
                .eq_any(orders)
                .and(line_remedies::kind.eq_any(kinds))
                .and(line_remedies::ended_event.is_null()),
        )
        .select((line_remedies::order_id, line_remedies::kind))
        .distinct()
        .load(connection)?;
    let mut waiting: HashMap<i64, Vec<RemedyKind>> = HashMap::new();
    for (order_id, kind) in rows {
        waiting.entry(order_id).or_default().push(kind);
    }
    Ok(waiting)
}

impl Row {
    fn with(self, refund: Option<(Sum, RefundState)>) -> Remedy {
        let instead = self.instead.map(|name| Instead {
            name,
            quantity: self.instead_quantity.unwrap_or(self.quantity),
            stack: self.instead_stack.unwrap_or(Stack::Loose),
            product_id: self.instead_product,
            taken: self.taken,
        });
        Remedy {
            order_id: self.order_id,
            position: self.position,
            nth: self.nth,
            kind: self.kind,
            quantity: self.quantity,
            words: self.words,
            instead,
            refund,
            event_id: self.event_id,
            ended_event: self.ended_event,
        }
    }
}

/// A line of an order; `None` where it has none at that position.
///
/// # Errors
/// The database's own.
pub fn line(
    connection: &mut Connection,
    order_id: i64,
    position: i64,
) -> QueryResult<Option<LineLeft>> {
    let row: Option<(GoodName, SumColumn, i64, Stack)> = order_items::table
        .find((order_id, position))
        .select((order_items::name, order_items::price, order_items::quantity, order_items::stack))
        .get_result(connection)
        .optional()?;
    let Some((name, price, quantity, stack)) = row else { return Ok(None) };
    let price = Sum::try_from(price)
        .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
    let missing = missing_of(&remedies(connection, order_id)?, position);
    let left = quantity.saturating_sub(missing).max(0);
    Ok(Some(LineLeft { name, price, quantity, stack, left }))
}

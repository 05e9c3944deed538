//! Looks at orders one by one: are they what is asked for?

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::{Filter, Row, Show, Trouble};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{discrepancies, order_items, orders, other_payers},
    },
    orders::{Item, Order, Status, search},
    payments::{self, DiscrepancyKind},
};

/// An order that is what was asked for.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    pub order: Order,
}

pub(super) struct Look<'a> {
    filter: &'a Filter,
    now: UtcTime,
}

/// What is open about an order.
#[derive(Clone, Copy, Debug)]
struct Open {
    kind: DiscrepancyKind,
    overridden: bool,
}

impl Open {
    fn holds(self) -> bool {
        self.kind.holds() && !self.overridden
    }
}

impl<'a> Look<'a> {
    pub(super) fn new(filter: &'a Filter, now: UtcTime) -> Self {
        Self { filter, now }
    }

    /// Adds those of these orders that are asked for, in their order, until `found` has so many.
    pub(super) fn at(
        &self,
        connection: &mut Connection,
        ids: &[i64],
        found: &mut Vec<Looked>,
        enough: usize,
    ) -> QueryResult<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let read = Order::query().filter(orders::id.eq_any(ids)).load(connection)?;
        let mut read: HashMap<i64, Order> =
            read.into_iter().map(|order: Order| (order.id, order)).collect();
        let all = ids.iter().filter_map(|id| read.remove(id));
        let mut left: Vec<Order> = all.filter(|order| self.is_plain(order)).collect();
        self.keep_troubled(connection, &mut left)?;
        self.keep_with_product(connection, &mut left)?;
        self.keep_paid_by(connection, &mut left)?;
        self.keep_searched(connection, &mut left)?;
        found.extend(left.into_iter().map(|order| Looked { order }));
        found.truncate(enough);
        Ok(())
    }

    /// What the order itself tells.
    fn is_plain(&self, order: &Order) -> bool {
        let status = order.status_at(self.now);
        let shown = match self.filter.show {
            None => true,
            Some(Show::Status(wanted)) => status == wanted,
            Some(Show::ToAssemble) => matches!(status, Status::Paid | Status::Assembling),
            // And whose time is over, which their source has looked up for all of them.
            Some(Show::Overdue) => status == Status::Ready,
        };
        shown
            && self.filter.from.is_none_or(|from| order.created_at >= from)
            && self.filter.until.is_none_or(|until| order.created_at < until)
    }

    fn keep_troubled(&self, connection: &mut Connection, left: &mut Vec<Order>) -> QueryResult<()> {
        let to_assemble = self.filter.show == Some(Show::ToAssemble);
        if left.is_empty() || !to_assemble && self.filter.trouble.is_none() {
            return Ok(());
        }
        let open = open(connection, left)?;
        let of = |order: &Order| open.get(&order.id).map_or(&[][..], Vec::as_slice);
        left.retain(|order| {
            let open = of(order);
            let held = is_paid(order.status_at(self.now)) && open.iter().any(|each| each.holds());
            let troubled = match self.filter.trouble {
                None => true,
                Some(Trouble::Any) => !open.is_empty(),
                Some(Trouble::Hold) => held,
                Some(Trouble::Kind(kind)) => open.iter().any(|each| each.kind == kind),
            };
            troubled && !(to_assemble && held)
        });
        Ok(())
    }

    fn keep_with_product(
        &self,
        connection: &mut Connection,
        left: &mut Vec<Order>,
    ) -> QueryResult<()> {
        let Some(product) = self.filter.product.filter(|_| !left.is_empty()) else {
            return Ok(());
        };
        let with: HashSet<i64> = order_items::table
            .filter(order_items::order_id.eq_any(ids(left)))
            .filter(order_items::product_id.eq(product))
            .select(order_items::order_id)
            .load::<i64>(connection)?
            .into_iter()
            .collect();
        left.retain(|order| with.contains(&order.id));
        Ok(())
    }

    fn keep_paid_by(&self, connection: &mut Connection, left: &mut Vec<Order>) -> QueryResult<()> {
        let Some(payer) = self.filter.payer.as_ref().filter(|_| !left.is_empty()) else {
            return Ok(());
        };
        let mut others: HashMap<i64, Vec<String>> = HashMap::new();
        for (order_id, other) in other_payers::table
            .filter(other_payers::order_id.eq_any(ids(left)))
            .select((other_payers::order_id, other_payers::payer))
            .load::<(i64, String)>(connection)?
        {
            others.entry(order_id).or_default().push(other);
        }
        let mut kept = Vec::new();
        for order in left.drain(..) {
            let is_own = order.nickname.folded() == *payer && order.last_payment.is_some();
            let paid = match others.get(&order.id) {
                // Nobody else has paid.
                None => is_own,
                Some(others) if others.contains(payer) => true,
                Some(_) => is_own && has_paid(connection, &order, payer)?,
            };
            if paid {
                kept.push(order);
            }
        }
        *left = kept;
        Ok(())
    }

    fn keep_searched(&self, connection: &mut Connection, left: &mut Vec<Order>) -> QueryResult<()> {
        let Some(searched) = self.filter.search.as_ref().filter(|_| !left.is_empty()) else {
            return Ok(());
        };
        let own = |order: &Order| -> Vec<String> {
            let names = std::iter::empty();
            search::words_of(
                order.nickname.as_str(),
                order.uid.as_str(),
                order.text.as_str(),
                names,
            )
            .into_iter()
            .collect()
        };
        let finds = |order: &Order, words: &[String]| {
            let begins = |beginning: &str| words.iter().any(|word| word.starts_with(beginning));
            searched.finds(&order.uid.folded(), begins)
        };
        // Only where the order itself does not decide, its items are read.
        let mut undecided = HashMap::new();
        for order in left.iter() {
            let words = own(order);
            if !finds(order, &words) {
                undecided.insert(order.id, words);
            }
        }
        let sought: Vec<i64> = undecided.keys().copied().collect();
        if sought.is_empty() {
            return Ok(());
        }
        for (order_id, name) in order_items::table
            .filter(order_items::order_id.eq_any(sought))
            .filter(order_items::position.lt(search::MOST_ITEMS))
            .select((order_items::order_id, order_items::name))
            .load::<(i64, String)>(connection)?
        {
            undecided.entry(order_id).or_default().extend(search::words(&name));
        }
        left.retain(|order| undecided.get(&order.id).is_none_or(|words| finds(order, words)));
        Ok(())
    }
}

fn ids(orders: &[Order]) -> Vec<i64> {
    orders.iter().map(|order| order.id).collect()
}

fn is_paid(status: Status) -> bool {
    matches!(status, Status::Paid | Status::Assembling | Status::Ready | Status::Completed)
}

fn has_paid(connection: &mut Connection, order: &Order, payer: &str) -> QueryResult<bool> {
    let payments = payments::of_order(connection, order)?;
    let by = |name: &Option<String>| match name {
        Some(name) => payments::fold_payer(name) == payer,
        None => false,
    };
    Ok(payments.iter().any(|payment| by(&payment.payer)))
}

/// What is open about each of these orders, oldest first.
fn open(connection: &mut Connection, of: &[Order]) -> QueryResult<HashMap<i64, Vec<Open>>> {
    let rows = discrepancies::table
        .filter(discrepancies::order_id.eq_any(ids(of)))
        .filter(discrepancies::resolved_at.is_null())
        .order(discrepancies::id)
        .select((
            discrepancies::order_id,
            discrepancies::kind,
            discrepancies::overridden_at.is_not_null(),
        ))
        .load::<(Option<i64>, DiscrepancyKind, bool)>(connection)?;
    let mut open: HashMap<i64, Vec<Open>> = HashMap::new();
    for (order_id, kind, overridden) in rows {
        if let Some(order_id) = order_id {
            open.entry(order_id).or_default().push(Open { kind, overridden });
        }
    }
    Ok(open)
}

/// Everything that the list tells of these orders, with at most so many lines of each.
pub(super) fn rows(
    connection: &mut Connection,
    looked: Vec<Looked>,
    now: UtcTime,
    most_items: usize,
) -> QueryResult<Vec<Row>> {
    if looked.is_empty() {
        return Ok(Vec::new());
    }
    let orders: Vec<Order> = looked.into_iter().map(|looked| looked.order).collect();
    let mut open = open(connection, &orders)?;
    let mut items = items(connection, &orders, most_items)?;
    Ok(orders
        .into_iter()
        .map(|order| {
            let status = order.status_at(now);
            let open = open.remove(&order.id).unwrap_or_default();
            let mut items = items.remove(&order.id).unwrap_or_default();
            let has_more_items = items.len() > most_items;
            items.truncate(most_items);
            let held = open.iter().find(|each| each.holds()).map(|each| each.kind);
            Row {
                status,
                held: held.filter(|_| is_paid(status)),
                open: open.iter().map(|each| each.kind).collect(),
                items,
                has_more_items,
                order,
            }
        })
        .collect())
}

/// The first lines of each of these orders, one more than so many where there are more.
fn items(
    connection: &mut Connection,
    of: &[Order],
    most: usize,
) -> QueryResult<HashMap<i64, Vec<Item>>> {
    let mut items: HashMap<i64, Vec<Item>> = HashMap::new();
    if most == 0 {
        return Ok(items);
    }
    let lines = order_items::table
        .filter(order_items::order_id.eq_any(ids(of)))
        .filter(order_items::position.le(i64::try_from(most).unwrap_or(i64::MAX)))
        .order((order_items::order_id, order_items::position))
        .select((order_items::order_id, Item::as_select()))
        .load::<(i64, Item)>(connection)?;
    for (order_id, item) in lines {
        items.entry(order_id).or_default().push(item);
    }
    Ok(items)
}

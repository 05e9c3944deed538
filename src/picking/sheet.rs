//! A list as it is read: its orders as they are now, and what of their goods is to be picked.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{
    PickList,
    goods::{self, Good, Share, Tick, Want},
    lists,
    remedies::{Instead, Remedy, missing_of, remedies_of},
};
use crate::{
    catalog::{GoodName, Stack},
    clock::UtcTime,
    db::{
        Connection,
        schema::{order_items, orders as orders_table, pick_list_orders, pick_ticks},
    },
    feed::Actor,
    orders::{Order, PickStanding, Status},
    payments,
};

/// A list, its orders and their goods.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub list: PickList,
    /// In the order in which they were placed.
    pub orders: Vec<OnList>,
    /// Of the orders that did not leave the list.
    pub goods: Vec<Good>,
}

/// An order on a list.
#[derive(Clone, Debug)]
pub struct OnList {
    pub order: Order,
    pub standing: PickStanding,
    /// Whether something holds it although it is being assembled.
    pub is_held: bool,
    /// What is done about goods of it that are missing.
    pub remedies: Vec<Remedy>,
}

impl OnList {
    /// Whether its goods are on the list: it was not cancelled meanwhile, nor did it go back.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.standing != PickStanding::Off
    }
}

impl Sheet {
    /// How many of its goods are picked.
    #[must_use]
    pub fn picked(&self) -> usize {
        self.goods.iter().filter(|good| good.is_picked()).count()
    }

    #[must_use]
    pub fn is_all_picked(&self) -> bool {
        self.goods.iter().all(Good::is_picked)
    }

    pub(super) fn share(&self, uid: &str, position: i64, nth: i64) -> Option<&Share> {
        self.goods.iter().flat_map(|good| &good.shares).find(|share| {
            share.uid.as_str() == uid && share.position == position && share.nth == nth
        })
    }
}

/// A line of an order, with what it is a line of.
#[derive(Debug, HasQuery)]
#[diesel(table_name = order_items)]
struct Line {
    order_id: i64,
    position: i64,
    product_id: Option<i64>,
    name: GoodName,
    quantity: i64,
    stack: Stack,
}

/// A tick, by what was ticked.
type Ticks = HashMap<(i64, i64, i64), (i64, Tick)>;

/// The list of that number, as it is now.
///
/// # Errors
/// The database's own.
pub fn read(connection: &mut Connection, list_id: i64) -> QueryResult<Option<Sheet>> {
    let Some(list) = lists::find(connection, list_id)? else { return Ok(None) };
    let orders = orders(connection, list_id)?;
    let on: Vec<&OnList> = orders.iter().filter(|each| each.is_on()).collect();
    let mut lines = lines(connection, &on)?;
    let ticks = ticks(connection, list_id)?;
    let mut wants = Vec::new();
    for OnList { order, remedies, .. } in on {
        let lines = lines.remove(&order.id).unwrap_or_default();
        wants.extend(wanted(order, &lines, remedies, &ticks));
    }
    Ok(Some(Sheet { list, goods: goods::sum_up(wants), orders }))
}

fn orders(connection: &mut Connection, list_id: i64) -> QueryResult<Vec<OnList>> {
    let standings: HashMap<i64, PickStanding> = pick_list_orders::table
        .filter(pick_list_orders::list_id.eq(list_id))
        .select((pick_list_orders::order_id, pick_list_orders::standing))
        .load::<(i64, PickStanding)>(connection)?
        .into_iter()
        .collect();
    let ids: Vec<i64> = standings.keys().copied().collect();
    let held = payments::held(connection, &ids)?;
    let mut remedies = remedies_of(connection, &ids)?;
    let orders: Vec<Order> = Order::query()
        .filter(orders_table::id.eq_any(ids))
        .order(orders_table::id)
        .load(connection)?;
    let on_list = orders.into_iter().filter_map(|order| {
        let standing = *standings.get(&order.id)?;
        let is_held = held.contains(&order.id);
        let remedies = remedies.remove(&order.id).unwrap_or_default();
        Some(OnList { order, standing, is_held, remedies })
    });
    Ok(on_list.collect())
}

fn lines(connection: &mut Connection, of: &[&OnList]) -> QueryResult<HashMap<i64, Vec<Line>>> {
    let ids: Vec<i64> = of.iter().map(|each| each.order.id).collect();
    let all: Vec<Line> = Line::query()
        .filter(order_items::order_id.eq_any(ids))
        .order((order_items::order_id, order_items::position))
        .load(connection)?;
    let mut lines: HashMap<i64, Vec<Line>> = HashMap::new();
    for line in all {
        lines.entry(line.order_id).or_default().push(line);
    }
    Ok(lines)
}

fn ticks(connection: &mut Connection, list_id: i64) -> QueryResult<Ticks> {
    type Row = (i64, i64, i64, i64, Actor, UtcTime);
    let rows: Vec<Row> = pick_ticks::table
        .filter(pick_ticks::list_id.eq(list_id))
        .select((
            pick_ticks::order_id,
            pick_ticks::position,
            pick_ticks::nth,
            pick_ticks::quantity,
            pick_ticks::ticked_by,
            pick_ticks::ticked_at,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(order_id, position, nth, quantity, by, at)| {
            ((order_id, position, nth), (quantity, Tick { by, at }))
        })
        .collect())
}

/// What is to be picked for an order: of its lines what is not missing, and what its customer gets instead. One of just a
/// sum has no lines: its text says what it is for.
fn wanted(order: &Order, lines: &[Line], remedies: &[Remedy], ticks: &Ticks) -> Vec<Want> {
    let is_ready = matches!(order.written_status, Status::Ready | Status::Completed);
    let share = |position: i64, nth: i64, quantity: i64, instead_of: Option<String>| Share {
        order_id: order.id,
        uid: order.uid.clone(),
        nickname: order.nickname.to_string(),
        position,
        nth,
        quantity,
        tick: ticks
            .get(&(order.id, position, nth))
            .filter(|(ticked, _)| *ticked >= quantity)
            .map(|(_, tick)| tick.clone()),
        is_ready,
        instead_of,
        has_line: !lines.is_empty(),
    };
    if lines.is_empty() {
        return vec![Want {
            product_id: None,
            name: order.text.as_str().to_owned(),
            stack: Stack::Loose,
            share: share(0, 0, 1, None),
        }];
    }
    let mut wants = Vec::new();
    for line in lines {
        let left = line.quantity.saturating_sub(missing_of(remedies, line.position));
        if left > 0 {
            wants.push(Want {
                product_id: line.product_id,
                name: line.name.to_string(),
                stack: line.stack,
                share: share(line.position, 0, left, None),
            });
        }
        let of_line = remedies.iter().filter(|each| each.position == line.position);
        for remedy in of_line.filter(|remedy| remedy.is_live()) {
            let Some(Instead { name, quantity, stack, product_id, .. }) = &remedy.instead else {
                continue;
            };
            let instead_of = Some(line.name.to_string());
            wants.push(Want {
                product_id: *product_id,
                name: name.to_string(),
                stack: *stack,
                share: share(line.position, remedy.nth, *quantity, instead_of),
            });
        }
    }
    wants
}

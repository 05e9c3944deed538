//! A run as it is read: its orders as they are now, and what waits for one.

use std::collections::HashMap;

use diesel::{
    dsl::{exists, not},
    prelude::*,
};

use super::{Run, StopStanding, run};
use crate::{
    db::{
        Connection,
        schema::{hand_overs, orders as order_rows, run_stops},
    },
    delivery::{self, HandOver, MOST_ATTEMPTS},
    orders::{self, Item, Order},
    payments,
    picking::{self, Remedy},
};

/// A run and its stops.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub run: Run,
    /// As they are made.
    pub stops: Vec<Stop>,
}

/// An order on a run.
#[derive(Clone, Debug)]
pub struct Stop {
    pub order: Order,
    pub standing: StopStanding,
    /// `None`: it is not ready any more, or handed over as agreed.
    pub hand_over: Option<HandOver>,
    /// Whether something holds it although it is ready.
    pub is_held: bool,
    /// How many wrong codes may still be typed for it.
    pub tries_left: i64,
    pub items: Vec<Item>,
    /// What is done about goods of it that are missing.
    pub remedies: Vec<Remedy>,
}

impl Stop {
    /// Whether the courier still has to go there.
    #[must_use]
    pub fn is_open(&self) -> bool {
        // A program of before, which knew no runs, may have moved the order on.
        self.standing == StopStanding::Open
            && self.hand_over.as_ref().is_some_and(HandOver::is_by_courier)
    }
}

/// The run of that number, as it is now.
///
/// # Errors
/// The database's own.
pub fn read(connection: &mut Connection, run_id: i64) -> QueryResult<Option<Sheet>> {
    let Some(run) = run::find(connection, run_id)? else { return Ok(None) };
    let stops: Vec<(i64, StopStanding)> = run_stops::table
        .filter(run_stops::run_id.eq(run_id))
        .order((run_stops::position, run_stops::order_id))
        .select((run_stops::order_id, run_stops::standing))
        .load(connection)?;
    let ids: Vec<i64> = stops.iter().map(|(order_id, _)| *order_id).collect();
    let mut hand_overs = delivery::of_orders(connection, &ids)?;
    let mut remedies = picking::remedies_of(connection, &ids)?;
    let held = payments::held(connection, &ids)?;
    let stops = stops.into_iter().map(|(order_id, standing)| {
        let order = orders::find(connection, order_id)?.ok_or(diesel::NotFound)?;
        Ok(Stop {
            order,
            standing,
            hand_over: hand_overs.remove(&order_id),
            is_held: held.contains(&order_id),
            tries_left: delivery::tries_left(connection, order_id)?,
            items: orders::items(connection, order_id)?,
            remedies: remedies.remove(&order_id).unwrap_or_default(),
        })
    });
    Ok(Some(Sheet { run, stops: stops.collect::<QueryResult<_>>()? }))
}

/// The orders that wait for a courier and are on no run, whoever is to be met first first.
///
/// # Errors
/// The database's own.
pub fn waiting(connection: &mut Connection, most: i64) -> QueryResult<Vec<(Order, HandOver)>> {
    let on_a_run = run_stops::table.filter(
        run_stops::order_id
            .eq(hand_overs::order_id)
            .and(run_stops::standing.eq(StopStanding::Open)),
    );
    let ids: Vec<i64> = hand_overs::table
        .filter(hand_overs::cell_id.is_null().and(hand_overs::attempts.lt(MOST_ATTEMPTS)))
        .filter(not(exists(on_a_run)))
        .order((hand_overs::due_at, hand_overs::order_id))
        .limit(most)
        .select(hand_overs::order_id)
        .load(connection)?;
    let mut hand_overs: HashMap<i64, HandOver> = delivery::of_orders(connection, &ids)?;
    let orders: Vec<Order> = Order::query().filter(order_rows::id.eq_any(&ids)).load(connection)?;
    let mut orders: HashMap<i64, Order> =
        orders.into_iter().map(|order| (order.id, order)).collect();
    Ok(ids
        .into_iter()
        .filter_map(|id| Some((orders.remove(&id)?, hand_overs.remove(&id)?)))
        .collect())
}

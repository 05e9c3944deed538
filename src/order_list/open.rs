//! The open orders: those whose time, payment or handing over is still to come.
//!
//! They are few beside the others, and they are asked for all day: by the tabs with their numbers, and by the lists that
//! staff work through. An index by status would tell them, but every callback would have to write into it. So a process
//! keeps them in memory and reads anew what the feed says has changed, within the snapshot of whoever asks.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use diesel::prelude::*;

use super::{Show, filter::holding};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{discrepancies, hand_overs, order_shelves, orders},
    },
    feed::{self, Horizon},
    orders::{Shelf, Status},
};

/// How many events are read anew; where there were more, all open orders are.
const MOST_EVENTS: usize = 1000;

/// For how long what is known is kept up. Some writes tell the feed nothing: those by which an older program's orders are
/// put on their shelves.
const KEPT: Duration = Duration::from_mins(1);

/// What a process knows of the open orders. It begins with nothing.
#[derive(Debug, Default)]
pub struct OpenOrders(Mutex<Option<Known>>);

/// The open orders as of somebody's snapshot of the books, and of a moment.
#[derive(Clone, Debug)]
pub struct Open {
    orders: Arc<BTreeMap<i64, Standing>>,
    newest_event: i64,
    now: UtcTime,
}

/// How many orders wait for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// For their payment, wholly or for the rest.
    pub to_pay: i64,
    /// To be assembled; those that are held are not among them.
    pub to_assemble: i64,
    /// To be handed over.
    pub to_deliver: i64,
    /// To be handed over, and nobody came in time.
    pub overdue: i64,
    /// Held, although paid.
    pub held: i64,
}

#[derive(Clone, Debug)]
struct Known {
    orders: Arc<BTreeMap<i64, Standing>>,
    horizon: Horizon,
    /// The newest event that could be seen.
    newest: i64,
    /// When all of them were read.
    since: UtcTime,
}

/// Where an order stands, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    status: Status,
    /// It expires then: nothing of it is paid.
    expires_at: Option<UtcTime>,
}

impl Standing {
    fn status_at(self, now: UtcTime) -> Status {
        match self.expires_at {
            Some(at) if at <= now => Status::Expired,
            _ => self.status,
        }
    }
}

impl OpenOrders {
    /// The open orders as the connection sees them, which should be in a transaction that sees one snapshot.
    ///
    /// # Errors
    /// The database's own.
    pub fn read(&self, connection: &mut Connection, now: UtcTime) -> QueryResult<Open> {
        let known = self.known().clone();
        let known = match known {
            None => all(connection, Horizon::default(), now)?,
            Some(known) if (known.since..known.since.plus(KEPT)).contains(&now) => {
                refreshed(connection, known, now)?
            }
            Some(known) => all(connection, known.horizon, now)?,
        };
        let open = Open { orders: Arc::clone(&known.orders), newest_event: known.newest, now };
        let mut last = self.known();
        // Another may have seen more meanwhile.
        if last.as_ref().is_none_or(|last| last.newest <= known.newest) {
            *last = Some(known);
        }
        Ok(open)
    }

    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refreshed(connection: &mut Connection, mut known: Known, now: UtcTime) -> QueryResult<Known> {
    let from = known.horizon.settled();
    let newest = known.horizon.look(connection)?;
    // This snapshot may be older than the one of whoever asked last: what that one has seen is not to be told here.
    if newest < known.newest {
        return all(connection, Horizon::default(), now);
    }
    known.newest = newest;
    if newest == from {
        return Ok(known);
    }
    let Some(changed) = feed::orders_after(connection, from, MOST_EVENTS)? else {
        return all(connection, known.horizon, now);
    };
    let mut orders = Arc::unwrap_or_clone(known.orders);
    for id in &changed {
        orders.remove(id);
    }
    let rows = orders::table.filter(orders::id.eq_any(changed)).select(COLUMNS);
    orders.extend(rows.load(connection)?.into_iter().filter_map(standing));
    known.orders = Arc::new(orders);
    Ok(known)
}

/// Reads all of them. What this snapshot cannot see yet is above what is settled in it, and is read again later.
fn all(connection: &mut Connection, mut horizon: Horizon, now: UtcTime) -> QueryResult<Known> {
    if !horizon.is_seen(connection)? {
        horizon = Horizon::default();
    }
    let newest = horizon.look(connection)?;
    let open = order_shelves::table
        .filter(order_shelves::shelf.eq_any([Shelf::Open, Shelf::Assembling, Shelf::Ready]))
        .select(order_shelves::order_id);
    let rows = orders::table.filter(orders::id.eq_any(open)).select(COLUMNS);
    let orders = rows.load(connection)?.into_iter().filter_map(standing).collect();
    Ok(Known { orders: Arc::new(orders), horizon, newest, since: now })
}

type Columns = (orders::id, orders::status, orders::counted, orders::expires_at);
const COLUMNS: Columns = (orders::id, orders::status, orders::counted, orders::expires_at);

/// `None`: the order is not open.
fn standing(
    (id, status, counted, expires_at): (i64, Status, i64, UtcTime),
) -> Option<(i64, Standing)> {
    let expires_at = match status {
        Status::AwaitingPayment if counted == 0 => Some(expires_at),
        Status::AwaitingPayment | Status::Paid | Status::Assembling | Status::Ready => None,
        Status::Completed | Status::Cancelled | Status::Expired | Status::Refunded => return None,
    };
    Some((id, Standing { status, expires_at }))
}

impl Open {
    /// The newest event that could be seen.
    #[must_use]
    pub fn newest_event(&self) -> i64 {
        self.newest_event
    }

    /// As of when it is told what has expired.
    #[must_use]
    pub fn now(&self) -> UtcTime {
        self.now
    }

    /// How many stand where, of the statuses in which an order waits for somebody.
    #[must_use]
    pub fn by_status(&self) -> Vec<(Status, i64)> {
        let mut counts = [Status::AwaitingPayment, Status::Paid, Status::Assembling, Status::Ready]
            .map(|status| (status, 0));
        for standing in self.orders.values() {
            let status = standing.status_at(self.now);
            if let Some((_, count)) = counts.iter_mut().find(|(each, _)| *each == status) {
                *count += 1;
            }
        }
        counts.to_vec()
    }

    /// Those that such a view shows, by their ids. Of `expired` these are the ones of which nobody has written it yet.
    pub(super) fn shown(&self, show: Show) -> Vec<i64> {
        let shows = |status: Status| match show {
            Show::Status(wanted) => status == wanted,
            Show::ToAssemble => is_to_assemble(status),
            // The order alone does not tell it.
            Show::Overdue => false,
        };
        self.orders
            .iter()
            .filter(|(_, standing)| shows(standing.status_at(self.now)))
            .map(|(id, _)| *id)
            .collect()
    }

    /// The ready ones for which nobody came in time, by their ids. There are no more hand-overs than ready orders.
    pub(super) fn overdue(&self, connection: &mut Connection) -> QueryResult<Vec<i64>> {
        let mut ids: Vec<i64> = hand_overs::table
            .filter(hand_overs::due_at.le(self.now))
            .select(hand_overs::order_id)
            .load(connection)?;
        let is_ready = |id: &i64| {
            let standing = self.orders.get(id);
            standing.is_some_and(|standing| standing.status_at(self.now) == Status::Ready)
        };
        ids.retain(is_ready);
        ids.sort_unstable();
        Ok(ids)
    }

    /// How many orders wait for what.
    ///
    /// # Errors
    /// The database's own.
    pub fn count(&self, connection: &mut Connection) -> QueryResult<Counts> {
        let overdue = i64::try_from(self.overdue(connection)?.len()).unwrap_or(i64::MAX);
        let held = self.held(connection)?;
        let mut counts = Counts { overdue, held, ..Counts::default() };
        for standing in self.orders.values() {
            match standing.status_at(self.now) {
                Status::AwaitingPayment => counts.to_pay += 1,
                Status::Paid | Status::Assembling => counts.to_assemble += 1,
                Status::Ready => counts.to_deliver += 1,
                Status::Completed | Status::Cancelled | Status::Expired | Status::Refunded => {}
            }
        }
        counts.to_assemble -= counts.held;
        Ok(counts)
    }

    /// How many orders that would be assembled are held. The open discrepancies are few.
    fn held(&self, connection: &mut Connection) -> QueryResult<i64> {
        let mut ids = discrepancies::table
            .filter(discrepancies::resolved_at.is_null())
            .filter(discrepancies::kind.eq_any(holding()))
            .filter(discrepancies::overridden_at.is_null())
            .select(discrepancies::order_id)
            .load::<Option<i64>>(connection)?;
        ids.sort_unstable();
        ids.dedup();
        let standings = ids.into_iter().flatten().filter_map(|id| self.orders.get(&id));
        let held = standings.filter(|standing| is_to_assemble(standing.status)).count();
        Ok(i64::try_from(held).unwrap_or(i64::MAX))
    }
}

fn is_to_assemble(status: Status) -> bool {
    matches!(status, Status::Paid | Status::Assembling)
}

#[cfg(test)]
mod tests;

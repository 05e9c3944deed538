//! Which discrepancies an event brought.

use diesel::prelude::*;

use super::{Discrepancy, DiscrepancyKind};
use crate::{
    db::{Connection, schema::discrepancies},
    feed::{self, Event, EventKind},
};

/// The open discrepancies that were raised with that event, also those that had been there before and were raised again.
/// They are written in the event's transaction, at its moment, and about its order or its payment. Where one transaction
/// writes several events of an order (it expires, and then is paid), they are the last one's.
///
/// # Errors
/// The database's own.
pub fn raised_with(connection: &mut Connection, event: &Event) -> QueryResult<Vec<Discrepancy>> {
    let raised = Discrepancy::query()
        .filter(discrepancies::last_at.eq(event.at).and(discrepancies::resolved_at.is_null()))
        .order(discrepancies::id);
    match (event.order_id, event.payment_id) {
        (Some(order), _) => {
            let raised: Vec<Discrepancy> =
                raised.filter(discrepancies::order_id.eq(order)).load(connection)?;
            let are_anothers = !raised.is_empty() && feed::is_followed_at_once(connection, event)?;
            Ok(if are_anothers { Vec::new() } else { raised })
        }
        (None, Some(payment)) => {
            raised.filter(discrepancies::payment_id.eq(payment)).load(connection)
        }
        (None, None) => {
            let kind = match event.kind {
                EventKind::Unreadable => DiscrepancyKind::Unreadable,
                EventKind::ForeignSource => DiscrepancyKind::ForeignSource,
                _ => return Ok(Vec::new()),
            };
            let nobodys = discrepancies::order_id
                .is_null()
                .and(discrepancies::payment_id.is_null())
                .and(discrepancies::kind.eq(kind));
            raised.filter(nobodys).load(connection)
        }
    }
}

#[cfg(test)]
mod tests;

//! Whether an order stands on an open pick list: what a change of the order takes off it, whoever makes the change.

use diesel::prelude::*;

use super::Status;
use crate::db::{Connection, columns::words, schema::pick_list_orders};

words! {
    /// How an order stands on a pick list.
    pub enum PickStanding {
        Open = "open",
        /// The list ended with it.
        Done = "done",
        /// It was cancelled, or went back, while the list was open.
        Off = "off",
    }
}

/// Whether the goods of an order that stands there are picked, or were.
fn is_picked(status: Status) -> bool {
    matches!(status, Status::Assembling | Status::Ready | Status::Completed)
}

/// An order moves on from the one status to the other: where it is not to be picked any more it leaves its list. No
/// payment leads out of these, so a callback writes nothing here.
pub(super) fn leave_unless_picked(
    connection: &mut Connection,
    order_id: i64,
    from: Status,
    to: Status,
) -> QueryResult<()> {
    if !is_picked(from) || is_picked(to) {
        return Ok(());
    }
    let open = pick_list_orders::table.filter(
        pick_list_orders::order_id
            .eq(order_id)
            .and(pick_list_orders::standing.eq(PickStanding::Open)),
    );
    diesel::update(open)
        .set(pick_list_orders::standing.eq(PickStanding::Off))
        .execute(connection)
        .map(drop)
}

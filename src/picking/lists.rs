//! Which lists there are.

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{pick_list_orders, pick_lists},
    },
    feed::Actor,
    orders::PickStanding,
};

/// The most open lists that are shown. A shop with more of them has people who never end one.
const MOST_OPEN: i64 = 50;

/// A pick list.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = pick_lists)]
pub struct PickList {
    pub id: i64,
    pub made_by: Actor,
    pub made_at: UtcTime,
    pub ended_by: Option<Actor>,
    pub ended_at: Option<UtcTime>,
}

impl PickList {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// # Errors
/// The database's own.
pub(super) fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<PickList>> {
    PickList::query().filter(pick_lists::id.eq(id)).get_result(connection).optional()
}

/// The lists that are being picked, newest first.
///
/// # Errors
/// The database's own.
pub fn open(connection: &mut Connection) -> QueryResult<Vec<PickList>> {
    PickList::query()
        .filter(pick_lists::ended_at.is_null())
        .order(pick_lists::id.desc())
        .limit(MOST_OPEN)
        .load(connection)
}

/// The lists that have ended, newest first, from before that one.
///
/// # Errors
/// The database's own.
pub fn ended(
    connection: &mut Connection,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<PickList>> {
    PickList::query()
        .filter(pick_lists::ended_at.is_not_null())
        .filter(pick_lists::id.lt(before.unwrap_or(i64::MAX)))
        .order(pick_lists::id.desc())
        .limit(most)
        .load(connection)
}

/// The open list that an order stands on.
///
/// # Errors
/// The database's own.
pub fn list_of(connection: &mut Connection, order_id: i64) -> QueryResult<Option<i64>> {
    pick_list_orders::table
        .filter(
            pick_list_orders::order_id
                .eq(order_id)
                .and(pick_list_orders::standing.eq(PickStanding::Open)),
        )
        .select(pick_list_orders::list_id)
        .get_result(connection)
        .optional()
}

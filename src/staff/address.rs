//! Where each has signed in from: a new place is told.

use diesel::prelude::*;

use crate::{
    clock::UtcTime,
    db::{Connection, schema::staff_addresses},
    network::Network,
};

/// A place that somebody has signed in from.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = staff_addresses)]
pub struct SignInPlace {
    pub address: Network,
    pub first_seen_at: UtcTime,
    /// When its owner has seen that it was new.
    pub seen_at: Option<UtcTime>,
}

/// Somebody has signed in from there. A person's first place is no news.
pub(super) fn note(
    connection: &mut Connection,
    staff_id: i64,
    place: &Network,
    now: UtcTime,
) -> QueryResult<()> {
    if is_known(connection, staff_id, place)? {
        return Ok(());
    }
    let others: i64 = staff_addresses::table
        .filter(staff_addresses::staff_id.eq(staff_id))
        .count()
        .get_result(connection)?;
    diesel::insert_into(staff_addresses::table)
        .values((
            staff_addresses::staff_id.eq(staff_id),
            staff_addresses::address.eq(place),
            staff_addresses::first_seen_at.eq(now),
            staff_addresses::seen_at.eq((others == 0).then_some(now)),
        ))
        .execute(connection)
        .map(drop)
}

pub(super) fn is_known(
    connection: &mut Connection,
    staff_id: i64,
    place: &Network,
) -> QueryResult<bool> {
    let known: i64 =
        staff_addresses::table.find((staff_id, place)).count().get_result(connection)?;
    Ok(known > 0)
}

/// How many new places that person has not been told of. What signed in from a place does not vouch for that place.
pub(super) fn untold(
    connection: &mut Connection,
    staff_id: i64,
    here: &Network,
) -> QueryResult<i64> {
    staff_addresses::table
        .filter(staff_addresses::staff_id.eq(staff_id))
        .filter(staff_addresses::seen_at.is_null())
        .filter(staff_addresses::address.ne(here))
        .count()
        .get_result(connection)
}

/// Where a person has signed in from, the newest place first.
///
/// # Errors
/// The database's own.
pub fn places(connection: &mut Connection, staff_id: i64) -> QueryResult<Vec<SignInPlace>> {
    SignInPlace::query()
        .filter(staff_addresses::staff_id.eq(staff_id))
        .order((staff_addresses::first_seen_at.desc(), staff_addresses::address))
        .limit(50)
        .load(connection)
}

/// That person has been told of all new places but the one he says so from.
///
/// # Errors
/// The database's own.
pub fn acknowledge(
    connection: &mut Connection,
    staff_id: i64,
    here: &Network,
    now: UtcTime,
) -> QueryResult<usize> {
    diesel::update(staff_addresses::table.filter(staff_addresses::staff_id.eq(staff_id)))
        .filter(staff_addresses::seen_at.is_null())
        .filter(staff_addresses::address.ne(here))
        .set(staff_addresses::seen_at.eq(now))
        .execute(connection)
}

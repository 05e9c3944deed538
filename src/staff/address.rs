//! Where each has signed in from: a new place is told.

use std::{fmt, net::IpAddr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};

use crate::{
    clock::UtcTime,
    db::{Connection, columns::text_column, schema::staff_addresses},
};

/// An address, as far as it tells one connection from another: of IPv6 the network, since a device changes the rest every
/// day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Place(String);

impl Place {
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_string()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                let network = std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0);
                Self(format!("{network}/64"))
            }
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Place {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(Place);

/// A place that somebody has signed in from.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = staff_addresses)]
pub struct SignInPlace {
    pub address: Place,
    pub first_seen_at: UtcTime,
    /// When its owner has seen that it was new.
    pub seen_at: Option<UtcTime>,
}

/// Somebody has signed in from there. A person's first place is no news.
pub(super) fn note(
    connection: &mut Connection,
    staff_id: i64,
    place: &Place,
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
    place: &Place,
) -> QueryResult<bool> {
    let known: i64 =
        staff_addresses::table.find((staff_id, place)).count().get_result(connection)?;
    Ok(known > 0)
}

/// How many new places that person has not been told of. What signed in from a place does not vouch for that place.
pub(super) fn untold(connection: &mut Connection, staff_id: i64, here: &Place) -> QueryResult<i64> {
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
    here: &Place,
    now: UtcTime,
) -> QueryResult<usize> {
    diesel::update(staff_addresses::table.filter(staff_addresses::staff_id.eq(staff_id)))
        .filter(staff_addresses::seen_at.is_null())
        .filter(staff_addresses::address.ne(here))
        .set(staff_addresses::seen_at.eq(now))
        .execute(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> String {
        Place::of(text.parse().unwrap()).to_string()
    }

    #[test]
    fn a_place_is_a_connection() {
        assert_eq!(place("203.0.113.7"), "203.0.113.7");
        assert_eq!(place("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(place("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(place("::1"), "::/64");
    }
}

//! The shop's numbers: what it takes in, what it sells, and how fast.
//!
//! No table is kept for them, since a callback would have to write into it. They are read from the last month or two of the
//! books alone, so that they cost a large shop no more than its month is large; and they are kept for a minute.

mod calendar;
mod goods;
mod latest;
mod pace;
mod takings;

use diesel::QueryResult;

pub use calendar::{Calendar, DAYS};
pub use goods::{Best, Sold};
pub use latest::Latest;
pub use pace::Pace;
pub use takings::{Compared, Day, Takings};

use crate::{clock::UtcTime, db::Connection, order_list::Open, orders::Status};

/// Everything that the overview tells.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// When they were read.
    pub at: UtcTime,
    /// Today, and yesterday up to the same hour.
    pub today: Compared,
    /// This week, and the one before up to the same hour of the same day.
    pub week: Compared,
    /// The last [`DAYS`] days, oldest first; the last of them is today.
    pub days: Vec<Day>,
    /// The orders that wait for somebody, by where they stand.
    pub open: Vec<(Status, i64)>,
    /// How the orders have ended that were placed in these days.
    pub ended: Vec<(Status, i64)>,
    pub best: Best,
    pub pace: Pace,
}

/// Reads them. The open orders should be of the same snapshot.
///
/// # Errors
/// The database's own.
pub fn read(connection: &mut Connection, open: &Open, calendar: &Calendar) -> QueryResult<Numbers> {
    let money = takings::first_payment(connection, calendar.earliest())?;
    let month = takings::month(connection, money, calendar)?;
    Ok(Numbers {
        at: calendar.now,
        today: takings::compare(connection, money, &calendar.today)?,
        week: takings::compare(connection, money, &calendar.week)?,
        days: month.days,
        open: open.by_status(),
        ended: month.ended,
        best: goods::best(connection, calendar)?,
        pace: pace::read(connection, calendar)?,
    })
}

#[cfg(test)]
mod tests;

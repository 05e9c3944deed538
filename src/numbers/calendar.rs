//! Days and weeks as the shop's clock on the wall has them.

use std::{iter, ops::Range};

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use crate::clock::{UtcTime, start_of_day};

/// How many days are looked back at.
pub const DAYS: u64 = 30;

/// A span up to now, and the same of the span before it: both are equally long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spans {
    pub current: Range<UtcTime>,
    pub before: Range<UtcTime>,
}

/// Which days and weeks are looked at.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub now: UtcTime,
    pub(super) today: Spans,
    pub(super) week: Spans,
    /// The last days, each with its beginning and its end.
    pub(super) days: Vec<(NaiveDate, Range<UtcTime>)>,
    /// Where the as many days before them begin.
    pub(super) month_before: UtcTime,
}

impl Calendar {
    #[must_use]
    pub fn at(now: UtcTime, zone: Tz) -> Self {
        let today = now.utc().with_timezone(&zone).date_naive();
        let ago = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let spans = |start: NaiveDate, before: NaiveDate| {
            let (start, before) = (start_of_day(start, zone), start_of_day(before, zone));
            Spans { current: start..now, before: before..before.plus(now.since(start)) }
        };
        // Monday comes first.
        let since_monday = u64::from(today.weekday().num_days_from_monday());
        let dates = (0..DAYS).rev().map(ago);
        let starts = dates.clone().map(|date| start_of_day(date, zone));
        let end = start_of_day(today.succ_opt().unwrap_or(today), zone);
        let ends = starts.clone().skip(1).chain(iter::once(end));
        Self {
            now,
            today: spans(today, ago(1)),
            week: spans(ago(since_monday), ago(since_monday + 7)),
            days: dates.zip(starts.zip(ends).map(|(start, end)| start..end)).collect(),
            month_before: start_of_day(ago(2 * DAYS - 1), zone),
        }
    }

    /// The first of the days.
    #[must_use]
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.days.first().map(|(date, _)| *date)
    }

    /// Where the days begin.
    pub(super) fn month(&self) -> UtcTime {
        self.days.first().map_or(self.now, |(_, span)| span.start)
    }

    /// Before that, no payment is looked at.
    pub(super) fn earliest(&self) -> UtcTime {
        self.month().min(self.week.before.start)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;

    fn at(zone: Tz, year: i32, month: u32, day: u32, hour: u32) -> Calendar {
        Calendar::at(
            zone.with_ymd_and_hms(year, month, day, hour, 0, 0).unwrap().to_utc().into(),
            zone,
        )
    }

    fn utc(month: u32, day: u32, hour: u32) -> UtcTime {
        Utc.with_ymd_and_hms(2026, month, day, hour, 0, 0).unwrap().into()
    }

    /// A Saturday.
    #[test]
    fn a_day_and_a_week_are_compared_up_to_the_same_hour() {
        let calendar = at(Tz::Europe__Moscow, 2026, 11, 28, 18);
        assert_eq!(calendar.today.current, utc(11, 27, 21)..utc(11, 28, 15));
        assert_eq!(calendar.today.before, utc(11, 26, 21)..utc(11, 27, 15));
        assert_eq!(calendar.week.current, utc(11, 22, 21)..utc(11, 28, 15));
        assert_eq!(calendar.week.before, utc(11, 15, 21)..utc(11, 21, 15));
        assert_eq!(calendar.days.len(), 30);
        assert_eq!(calendar.first_day(), NaiveDate::from_ymd_opt(2026, 10, 30));
        assert_eq!(calendar.month(), utc(10, 29, 21));
        assert_eq!(calendar.month_before, utc(9, 29, 21));
        assert_eq!(calendar.days[29].1, utc(11, 27, 21)..utc(11, 28, 21));
    }

    #[test]
    fn a_week_begins_on_monday() {
        let monday = at(Tz::UTC, 2026, 11, 23, 0);
        assert_eq!(monday.week.current, utc(11, 23, 0)..utc(11, 23, 0));
        let sunday = at(Tz::UTC, 2026, 11, 29, 1);
        assert_eq!(sunday.week.current, utc(11, 23, 0)..utc(11, 29, 1));
        assert_eq!(sunday.week.before, utc(11, 16, 0)..utc(11, 22, 1));
    }

    /// In that night the clocks were put back.
    #[test]
    fn each_day_is_as_long_as_it_is() {
        let calendar = at(Tz::Europe__Berlin, 2026, 10, 26, 12);
        let long = calendar.days.iter().find(|(date, _)| date.day() == 25).unwrap();
        assert_eq!(long.1.end.since(long.1.start).as_secs(), 25 * 3600);
        for pair in calendar.days.windows(2) {
            assert_eq!(pair[0].1.end, pair[1].1.start);
        }
    }
}

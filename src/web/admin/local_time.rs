//! Times in forms: a day and a time in the shop's zone, as `<input type="datetime-local">` has them.

use chrono::{NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::clock::UtcTime;

/// What the field says; `None` where it is no time. Where the clocks were put forward that hour is the one after it.
#[must_use]
pub fn parse(typed: &str, zone: Tz) -> Option<UtcTime> {
    let typed = typed.trim();
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(typed, format).ok())?;
    let later = || local.checked_add_signed(TimeDelta::hours(1));
    let found = zone.from_local_datetime(&local).earliest();
    found
        .or_else(|| later().and_then(|later| zone.from_local_datetime(&later).earliest()))
        .map(|time| time.to_utc().into())
}

/// What the field shows.
#[must_use]
pub fn shown(at: UtcTime, zone: Tz) -> String {
    at.utc().with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_the_shops() {
        let at = parse("2026-11-30T12:05", Tz::Europe__Moscow).unwrap();
        assert_eq!(at.rfc3339(), "2026-11-30T09:05:00.000Z");
        assert_eq!(shown(at, Tz::Europe__Moscow), "2026-11-30T12:05");
        // A browser that knows no such field leaves a line to type in.
        assert_eq!(parse(" 2026-11-30 12:05 ", Tz::Europe__Moscow), Some(at));
    }

    #[test]
    fn an_hour_that_there_was_not_is_the_next() {
        let at = parse("2026-03-29T02:30", Tz::Europe__Berlin).unwrap();
        assert_eq!(shown(at, Tz::Europe__Berlin), "2026-03-29T03:30");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for nonsense in ["", "завтра", "2026-02-30T10:00", "2026-11-30", "\0"] {
            assert_eq!(parse(nonsense, Tz::UTC), None, "{nonsense:?}");
        }
    }
}

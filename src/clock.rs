//! The time: UTC, whole microseconds.

use std::{fmt, time::Duration};

use chrono::{
    DateTime, NaiveDate, NaiveDateTime, SecondsFormat, SubsecRound, TimeDelta, TimeZone, Utc,
};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Timestamp};

use crate::db::columns::inner_column;

/// An instant in UTC. Whole microseconds, because PostgreSQL keeps no more and a value has to come back
/// as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Timestamp)]
pub struct UtcTime(NaiveDateTime);

/// Now. Domain verbs take the time as an argument instead of asking, so that a test can set it.
#[must_use]
pub fn now() -> UtcTime {
    UtcTime::from(Utc::now())
}

impl UtcTime {
    /// RFC 3339 with `Z`, as the API shows times.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.0.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    #[must_use]
    pub fn in_zone<Z: TimeZone>(self, zone: &Z) -> DateTime<Z> {
        self.0.and_utc().with_timezone(zone)
    }

    #[must_use]
    pub fn naive(self) -> NaiveDateTime {
        self.0
    }

    /// Saturates at the end of the year 9999: SQLite keeps times as text, and with a fifth digit they would
    /// neither sort nor be read again.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let delta = TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
        let end = NaiveDate::from_ymd_opt(9999, 12, 31)
            .and_then(|day| day.and_hms_micro_opt(23, 59, 59, 999_999))
            .unwrap_or(NaiveDateTime::MAX);
        Self::from(self.0.checked_add_signed(delta).unwrap_or(end).min(end))
    }

    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0.and_utc().timestamp_millis()
    }
}

impl From<DateTime<Utc>> for UtcTime {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.naive_utc().trunc_subsecs(6))
    }
}

impl From<NaiveDateTime> for UtcTime {
    fn from(time: NaiveDateTime) -> Self {
        Self(time.trunc_subsecs(6))
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

inner_column!(UtcTime, Timestamp, NaiveDateTime);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_ends_where_databases_can_still_keep_it() {
        let now = now();
        assert_eq!(
            now.plus(Duration::from_micros(1)).naive() - now.naive(),
            TimeDelta::microseconds(1)
        );
        let end = now.plus(Duration::MAX);
        assert_eq!(end.naive().to_string(), "9999-12-31 23:59:59.999999");
        assert_eq!(now.plus(Duration::from_hours(24 * 365 * 10_000)), end);
    }

    #[test]
    fn a_nanosecond_is_dropped() {
        let time =
            NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_nano_opt(7, 5, 3, 126_999_999);
        assert_eq!(UtcTime::from(time.unwrap()).naive().to_string(), "2026-11-24 07:05:03.126999");
    }
}

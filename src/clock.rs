//! The time: UTC, whole microseconds.

use std::{borrow::Cow, fmt, time::Duration};

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::BigInt};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, RefOr, SchemaFormat,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use crate::db::columns::inner_column;

/// An instant: microseconds since 1970 in UTC, which is also how columns keep it. A number is written, read and
/// compared alike by every database and in a fraction of the time that a text takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct UtcTime(i64);

/// Now. Domain verbs take the time as an argument instead of asking, so that a test can set it.
#[must_use]
pub fn now() -> UtcTime {
    Utc::now().into()
}

/// When a day begins there. Where a clock is put forward at midnight, that is an hour later.
#[must_use]
pub fn start_of_day(day: NaiveDate, zone: Tz) -> UtcTime {
    (0..24)
        .filter_map(|hour| day.and_hms_opt(hour, 0, 0))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(
            || day.and_time(NaiveTime::MIN).and_utc().into(),
            |start| start.to_utc().into(),
        )
}

impl UtcTime {
    /// The last microsecond of the year 9999: what RFC 3339 can still say.
    const END: UtcTime = UtcTime(253_402_300_799_999_999);

    /// RFC 3339 with `Z`, as the API shows times.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        // Every value is between the ends of time, since it came from a `DateTime` or was added to one.
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Saturates at the end of the year 9999.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros)).min(Self::END)
    }

    /// Saturates at the beginning of 1970.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(micros).max(0))
    }

    /// How long after `earlier` it is; nothing where it is not.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The number that columns keep, for an address of a page.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The instant of a number that [`UtcTime::micros`] gave.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Self(micros.max(0)).min(Self::END)
    }
}

impl From<DateTime<Utc>> for UtcTime {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_micros()).min(Self::END)
    }
}

/// RFC 3339, as the API shows times.
impl Serialize for UtcTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

/// RFC 3339 with any offset.
impl<'de> Deserialize<'de> for UtcTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        match DateTime::parse_from_rfc3339(&text) {
            Ok(time) => Ok(time.to_utc().into()),
            Err(_) => Err(serde::de::Error::custom(
                "it should be a time as 2026-11-29T12:00:00Z (RFC 3339)",
            )),
        }
    }
}

impl PartialSchema for UtcTime {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}

impl ToSchema for UtcTime {}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

inner_column!(UtcTime, BigInt, i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_ends_where_it_can_still_be_told() {
        let now = now();
        assert_eq!(
            now.plus(Duration::from_micros(1)).utc() - now.utc(),
            chrono::TimeDelta::microseconds(1)
        );
        let end = now.plus(Duration::MAX);
        assert_eq!(end.rfc3339(), "9999-12-31T23:59:59.999Z");
        assert_eq!(now.plus(Duration::from_hours(24 * 365 * 10_000)), end);
        assert_eq!(now.plus(Duration::from_secs(3)).since(now), Duration::from_secs(3));
        assert_eq!(now.since(end), Duration::ZERO);
    }

    #[test]
    fn a_nanosecond_is_dropped() {
        let time = Utc.timestamp_nanos(1_795_503_903_126_999_999);
        assert_eq!(UtcTime::from(time).utc().timestamp_subsec_nanos(), 126_999_000);
    }
}

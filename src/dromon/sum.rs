//! The sum of one payment, as Dromon's pay step accepts it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};

/// Whole АР asked or paid: 1 to 2^53 − 1, the range that Dromon's pay step accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Sum(i64);

/// A number that is no sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sum is a whole number of АР from 1 to {}", Sum::MAX.0)]
pub struct SumError;

impl Sum {
    /// The largest sum that Dromon moves: JavaScript's largest safe integer.
    pub const MAX: Sum = Sum((1 << 53) - 1);

    /// The smallest.
    pub const ONE: Sum = Sum(1);

    /// # Errors
    /// `SumError` outside 1 to 2^53 − 1.
    pub const fn new(ar: i64) -> Result<Self, SumError> {
        if ar >= 1 && ar <= Self::MAX.0 { Ok(Self(ar)) } else { Err(SumError) }
    }

    /// Whole АР.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// `None` where the result would be no sum any more.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_add(other.0)?).ok()
    }

    /// `None` where the result would be no sum any more.
    #[must_use]
    pub fn checked_mul(self, times: i64) -> Option<Self> {
        Self::new(self.0.checked_mul(times)?).ok()
    }

    /// Reads the literal of a JSON number exactly, without a detour through floating point:
    /// `8`, `8.0` and `8e0` are 8; `8.5` is no sum.
    ///
    /// # Errors
    /// `SumError` where the literal is no whole number in range.
    pub(super) fn from_json_number(literal: &str) -> Result<Self, SumError> {
        let (mantissa, exponent) = match literal.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().map_err(|_| SumError)?),
            None => (literal, 0_i32),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let fraction_digits = i32::try_from(fraction.len()).map_err(|_| SumError)?;
        let significant = digits.trim_end_matches('0');
        let stripped = i32::try_from(digits.len() - significant.len()).map_err(|_| SumError)?;
        let shift = exponent
            .checked_sub(fraction_digits)
            .and_then(|shift| shift.checked_add(stripped))
            .ok_or(SumError)?;
        let power = u32::try_from(shift)
            .ok()
            .and_then(|shift| 10_i64.checked_pow(shift))
            .ok_or(SumError)?;
        let value = significant.parse::<i64>().map_err(|_| SumError)?;
        Self::new(value.checked_mul(power).ok_or(SumError)?)
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Sum {
    type Err = SumError;

    /// Only the canonical spelling: `08` and `+8` pass Dromon's page and then fail the payment.
    fn from_str(text: &str) -> Result<Self, SumError> {
        let sum = Self::new(text.parse().map_err(|_| SumError)?)?;
        if sum.to_string() == text { Ok(sum) } else { Err(SumError) }
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_numbers_are_read_exactly() {
        for (literal, expected) in [
            ("8", Some(8)),
            ("8.0", Some(8)),
            ("8e0", Some(8)),
            ("0.8e1", Some(8)),
            ("1e3", Some(1000)),
            ("1000", Some(1000)),
            ("100e-2", Some(1)),
            ("9007199254740991", Some(9_007_199_254_740_991)),
            ("9007199254740991.0", Some(9_007_199_254_740_991)),
            ("9007199254740992", None),
            ("9223372036854775808", None),
            ("8.5", None),
            ("8.00000000000000000001", None),
            ("0", None),
            ("-1", None),
            ("-0", None),
            ("1e999999999999", None),
            ("1e400", None),
        ] {
            let read = Sum::from_json_number(literal).ok().map(Sum::get);
            assert_eq!(read, expected, "{literal}");
        }
    }

    #[test]
    fn only_the_canonical_spelling_is_a_sum() {
        for text in ["08", "+8", "8.0", " 8", "8 ", "", "0", "-1", "1e3", "9007199254740992"] {
            assert_eq!(text.parse::<Sum>(), Err(SumError), "{text:?}");
        }
        assert_eq!("9007199254740991".parse(), Ok(Sum::MAX));
    }
}

//! The JSON of a request.

use std::{borrow::Cow, fmt::Display, ops::RangeInclusive, str::FromStr};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use crate::{
    dromon::Sum,
    web::{Error, error::FieldProblem},
};

/// Reads a body. Where a field is wrong it is named, with what it should be.
///
/// # Errors
/// `Malformed` where it is no JSON, `Invalid` where a field is not as it should be.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        if cause.is_data() {
            Error::Invalid(vec![FieldProblem::new(path, without_place(&cause.to_string()))])
        } else {
            Error::Malformed(format!("the body is not valid JSON: {cause}"))
        }
    })?;
    json.end().map_err(|error| Error::Malformed(format!("the body is not valid JSON: {error}")))?;
    Ok(read)
}

/// The field says where it is.
fn without_place(told: &str) -> &str {
    told.rfind(" at line ").map_or(told, |place| &told[..place])
}

/// A field whose text is read by its type's own rules.
pub fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let text = Cow::<'de, str>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// The same for a field that may be missing or `null`.
pub fn parsed_if_any<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let text = Option::<Cow<'de, str>>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}

/// A field that is not as it should be.
pub fn wrong(field: impl Into<String>, problem: impl Into<String>) -> Error {
    Error::Invalid(vec![FieldProblem::new(field, problem)])
}

/// A whole number within bounds.
///
/// # Errors
/// `Invalid`, with the field.
pub fn number(field: &str, number: i64, bounds: RangeInclusive<i64>) -> Result<i64, Error> {
    if bounds.contains(&number) {
        return Ok(number);
    }
    let (least, most) = bounds.into_inner();
    Err(wrong(field, format!("it should be a whole number from {least} to {most}")))
}

/// A sum of АР that is at most so much.
///
/// # Errors
/// `Invalid`, with the field.
pub fn sum(field: &str, ar: i64, most: i64) -> Result<Sum, Error> {
    Sum::new(number(field, ar, 1..=most)?).map_err(|error| wrong(field, error.to_string()))
}

/// A field that tells `null` from being left out: `Some(None)` is `null`.
#[expect(clippy::option_option, reason = "left out, null, or said")]
pub fn told<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

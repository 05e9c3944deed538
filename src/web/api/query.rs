//! What stands after the `?`.

use std::{borrow::Cow, fmt::Display, str::FromStr};

use actix_web::HttpRequest;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _, value::MapDeserializer},
};
use url::form_urlencoded;

use crate::web::{Error, error::FieldProblem};

/// Reads the parameters of an address; one that is not known is refused, so that no filter is left out unseen.
///
/// # Errors
/// `Invalid`, with the parameter that is wrong.
pub fn read<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Error> {
    let pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let pairs = MapDeserializer::<_, serde::de::value::Error>::new(pairs);
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let parameter = error.path().to_string();
        Error::Invalid(vec![FieldProblem::new(parameter, error.into_inner().to_string())])
    })
}

/// A parameter that may be missing.
pub fn some<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// The same for one that is read by its type's own rules.
pub fn parsed<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let text = Cow::<'de, str>::deserialize(deserializer)?;
    text.parse().map(Some).map_err(D::Error::custom)
}

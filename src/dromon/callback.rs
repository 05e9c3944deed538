//! The callback: who sent it, and what it says.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Sum, Token};

/// Why a request is not from Dromon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticateError {
    #[error("the request has no Authorization header")]
    Missing,
    #[error("the request has more than one Authorization header")]
    Repeated,
    #[error("the Authorization header is not of the form `Bearer <token>`")]
    NotBearer,
    #[error("the token is not md5 of the app's secret")]
    WrongToken,
}

/// Checks the values of a request's `Authorization` headers against the tokens that may come (two while
/// a secret is being changed). Needs no body: it is decided before one is read.
///
/// # Errors
/// One per cause; the answer is 401 for each.
pub fn authenticate<'a>(
    mut authorization: impl Iterator<Item = &'a [u8]>,
    tokens: &[Token],
) -> Result<(), AuthenticateError> {
    let value = authorization.next().ok_or(AuthenticateError::Missing)?;
    if authorization.next().is_some() {
        return Err(AuthenticateError::Repeated);
    }
    let candidate = bearer(value).ok_or(AuthenticateError::NotBearer)?;
    // Not `any`: every token is compared, so that the time does not tell which one fitted.
    let fits = tokens.iter().fold(false, |fits, token| fits | token.fits(candidate));
    if fits { Ok(()) } else { Err(AuthenticateError::WrongToken) }
}

/// The credential of a `Bearer` authorization; the scheme's case does not matter (RFC 9110, 11.1).
#[must_use]
pub fn bearer(authorization: &[u8]) -> Option<&[u8]> {
    let (scheme, credential) = authorization.split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(credential)
}

/// What a callback says, as far as it can be read. All but the sum may be missing or monstrous: a payer
/// decides what `text` and `uid` are, and the money has moved all the same.
#[derive(Debug)]
pub struct Callback<'a> {
    pub sum: Sum,
    pub uid: Option<Value<'a>>,
    pub text: Option<Value<'a>>,
    /// When the payment was made, by Dromon's clock: UTC, ISO 8601 with milliseconds.
    pub time: Option<String>,
    pub payer: Payer,
}

/// A JSON value that is looked at, not believed.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a>(&'a RawValue);

impl<'a> Value<'a> {
    /// The string, if it is one that Unicode can hold.
    #[must_use]
    pub fn as_string(self) -> Option<String> {
        serde_json::from_str(self.0.get()).ok()
    }

    /// As it stood in the body.
    #[must_use]
    pub fn as_json(self) -> &'a str {
        self.0.get()
    }
}

/// Who paid, as Dromon tells it. Everything is optional: the provider's documentation promises none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payer {
    /// Minecraft name.
    pub username: Option<String>,
    /// Discord id.
    pub discord: Option<String>,
    /// Minecraft uuid: 32 hexadecimal digits.
    pub minecraft: Option<String>,
    /// Dromon's own id of the payer (`_id`).
    pub id: Option<String>,
}

/// Why a body tells of no payment. It is kept raw all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the body is not UTF-8")]
    NotUtf8,
    #[error("the body is not a JSON object")]
    NotAnObject,
    #[error("the body is not valid JSON: {0}")]
    Json(String),
    #[error("`sum` is missing")]
    NoSum,
    #[error("`sum` is {0}; it should be a whole number from 1 to {max}", max = Sum::MAX)]
    BadSum(String),
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    sum: Option<&'a RawValue>,
    #[serde(borrow)]
    uid: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    #[serde(borrow)]
    time: Option<&'a RawValue>,
    #[serde(borrow)]
    user: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
struct User<'a> {
    #[serde(borrow)]
    username: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    uuid: Option<&'a RawValue>,
    #[serde(borrow, rename = "_id")]
    own_id: Option<&'a RawValue>,
}

impl<'a> Callback<'a> {
    /// Reads sum and uid out of anything that JSON allows, lone surrogates and deep nesting included.
    ///
    /// # Errors
    /// `Unreadable` where there is no object or no sum in it.
    pub fn parse(body: &'a [u8]) -> Result<Self, Unreadable> {
        let body = std::str::from_utf8(body).map_err(|_| Unreadable::NotUtf8)?;
        // A derived struct would also read an array, by position.
        if !body.trim_start().starts_with('{') {
            return Err(Unreadable::NotAnObject);
        }
        let body: Body<'a> =
            serde_json::from_str(body).map_err(|error| Unreadable::Json(error.to_string()))?;
        let sum = body.sum.ok_or(Unreadable::NoSum)?.get();
        let sum = Sum::from_json_number(sum).map_err(|_| Unreadable::BadSum(shortened(sum)))?;
        let user: User<'a> = body.user.and_then(|user| object(user)).unwrap_or_default();
        Ok(Self {
            sum,
            uid: body.uid.map(Value),
            text: body.text.map(Value),
            time: body.time.and_then(string),
            payer: Payer {
                username: user.username.and_then(string),
                discord: user.id.and_then(string),
                minecraft: user.uuid.and_then(string),
                id: user.own_id.and_then(string),
            },
        })
    }
}

fn string(value: &RawValue) -> Option<String> {
    Value(value).as_string()
}

fn object<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Option<T> {
    value.get().starts_with('{').then(|| serde_json::from_str(value.get()).ok())?
}

/// Enough of a payer's words to recognise them in an answer or a log line.
fn shortened(json: &str) -> String {
    const MOST: usize = 40;
    let mut characters = json.chars();
    let mut short: String = characters.by_ref().take(MOST).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

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
        let user: User<'a> = body.user.and_then(object).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::super::Secret;
    use super::*;

    // The pair that the provider's own documentation shows.
    const SECRET: &str = "2967104";
    const TOKEN: &str = "3f3d7f210a99c03b187c520552030420";

    fn authenticate_all(headers: &[&str], secrets: &[&str]) -> Result<(), AuthenticateError> {
        let tokens: Vec<Token> =
            secrets.iter().map(|secret| Token::of(&Secret::new((*secret).to_owned()))).collect();
        authenticate(headers.iter().map(|value| value.as_bytes()), &tokens)
    }

    #[test]
    fn only_the_token_opens() {
        let bearer = format!("Bearer {TOKEN}");
        let token_and_more = format!("Bearer {TOKEN}0");
        let upper_case = format!("Bearer {}", TOKEN.to_ascii_uppercase());
        let shortened = format!("Bearer {}", &TOKEN[..31]);
        let two_spaces = format!("Bearer  {TOKEN}");
        let basic = format!("Basic {TOKEN}");
        for (headers, expected) in [
            (&[][..], AuthenticateError::Missing),
            (&[&*bearer, &*bearer], AuthenticateError::Repeated),
            (&[TOKEN], AuthenticateError::NotBearer),
            (&[&*basic], AuthenticateError::NotBearer),
            (&["Bearer"], AuthenticateError::NotBearer),
            (&[""], AuthenticateError::NotBearer),
            (&["Bearer "], AuthenticateError::WrongToken),
            (&["Bearer 2967104"], AuthenticateError::WrongToken),
            (&[&*upper_case], AuthenticateError::WrongToken),
            (&[&*shortened], AuthenticateError::WrongToken),
            (&[&*token_and_more], AuthenticateError::WrongToken),
            (&[&*two_spaces], AuthenticateError::WrongToken),
        ] {
            let result = authenticate_all(headers, &[SECRET]);
            assert_eq!(result, Err(expected), "{headers:?}");
        }
    }

    #[test]
    fn the_scheme_is_read_in_any_case() {
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
            let header = format!("{scheme} {TOKEN}");
            assert_eq!(authenticate_all(&[&header], &[SECRET]), Ok(()), "{scheme}");
        }
    }

    #[test]
    fn both_tokens_open_while_the_secret_changes() {
        let of_new = Token::of(&Secret::new("new".to_owned()));
        for token in [TOKEN, of_new.expose()] {
            let header = format!("Bearer {token}");
            assert_eq!(authenticate_all(&[&header], &["new", SECRET]), Ok(()));
        }
        let header = format!("Bearer {TOKEN}");
        let after = authenticate_all(&[&header], &["new"]);
        assert_eq!(after, Err(AuthenticateError::WrongToken));
    }

    fn unreadable(body: &[u8]) -> Unreadable {
        Callback::parse(body).expect_err("it should be unreadable")
    }

    #[test]
    fn what_is_no_json_object_is_unreadable() {
        assert_eq!(unreadable(b""), Unreadable::NotAnObject);
        assert_eq!(unreadable(b"sum=8"), Unreadable::NotAnObject);
        assert_eq!(unreadable(b"null"), Unreadable::NotAnObject);
        assert_eq!(unreadable(b"8"), Unreadable::NotAnObject);
        // By position it would be sum, uid, text.
        assert_eq!(unreadable(br#"[8,"U-1","T",null,null]"#), Unreadable::NotAnObject);
        assert_eq!(unreadable(b"{\"sum\":8,\"text\":\"\xd8\"}"), Unreadable::NotUtf8);
        for body in [
            &br#"{"sum":8,"uid":"U-1""#[..], // cut short
            br#"{"sum":8}{"sum":8}"#,
            b"{sum:8}",
            br#"{"sum":08}"#,
            br#"{"sum":8,"sum":9}"#,
            br#"{"sum":8,"uid":"A","uid":"B"}"#,
            br#"{"sum":8,"\ud800":1}"#, // no key of ours, but serde must compare it with them
        ] {
            let error = unreadable(body);
            let body = String::from_utf8_lossy(body);
            assert!(matches!(error, Unreadable::Json(_)), "{body}: {error}");
        }
    }

    #[test]
    fn a_payment_has_a_sum() {
        assert_eq!(unreadable(b"{}"), Unreadable::NoSum);
        assert_eq!(unreadable(br#"{"sum":null}"#), Unreadable::NoSum);
        for sum in [
            "8.5",
            "\"8\"",
            "-1",
            "0",
            "9007199254740992",
            "9223372036854775808",
            "1e400",
            "true",
            "[8]",
        ] {
            let body = format!(r#"{{"sum":{sum},"uid":"U-1"}}"#);
            let expected = Unreadable::BadSum(sum.to_owned());
            assert_eq!(unreadable(body.as_bytes()), expected);
        }
        for sum in ["8", "8.0", "8e0"] {
            let body = format!(r#"{{"sum":{sum},"uid":"U-1"}}"#);
            let callback = Callback::parse(body.as_bytes()).unwrap();
            assert_eq!(callback.sum.get(), 8, "{sum}");
        }
    }

    /// However monstrous, it is money: the sum and the uid are still read.
    #[test]
    fn what_a_payer_sends_besides_does_not_hide_the_payment() {
        let long = format!(r#""{}""#, "я".repeat(2_500_000));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for (text, readable) in [
            (&*long, true),
            (&*deep, false),
            (r#""\ud800""#, false),
            (r#""\u0000""#, true),
            ("1e400", false),
            ("{\"a\":1,\"a\":2}", false),
            ("null", false),
        ] {
            let body = format!(
                r#" {{"text":{text},"new":{{"field":[1]}},"uid":"U-1","user":8,"sum":8}} "#
            );
            let shown = shortened(text);
            let callback = Callback::parse(body.as_bytes()).expect(&shown);
            assert_eq!(callback.sum.get(), 8, "{shown}");
            let uid = callback.uid.unwrap();
            assert_eq!(uid.as_string().as_deref(), Some("U-1"), "{shown}");
            let text = callback.text.and_then(Value::as_string);
            assert_eq!(text.is_some(), readable, "{shown}");
            assert_eq!(callback.payer, Payer::default());
        }
    }

    #[test]
    fn a_uid_of_another_type_is_no_string() {
        for uid in ["123", "true", r#"["U-1"]"#, r#"{"a":"U-1"}"#] {
            let body = format!(r#"{{"sum":8,"uid":{uid}}}"#);
            let callback = Callback::parse(body.as_bytes()).unwrap();
            let value = callback.uid.unwrap();
            assert_eq!(value.as_string(), None);
            assert_eq!(value.as_json(), uid);
        }
    }

    #[test]
    fn nothing_but_a_sum_is_a_payment_too() {
        let callback = Callback::parse(br#"{"sum":8}"#).unwrap();
        assert!(callback.uid.is_none() && callback.text.is_none() && callback.time.is_none());
    }
}

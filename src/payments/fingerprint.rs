//! What makes two callbacks the same: Dromon gives a payment no id.

use std::borrow::Cow;

use chrono::DateTime;
use sha2::{Digest, Sha256};

use crate::dromon::{Callback, callback::Value};

/// Same uid, sum, time, payer and text, absent ones compared as absent. It begins with the payment's time,
/// so that the index that keeps fingerprints apart grows at its end. Hexadecimal digits alone.
#[must_use]
pub fn fingerprint(callback: &Callback<'_>) -> String {
    let payer = callback.payer.id.as_ref().or(callback.payer.username.as_ref());
    let mut digest = Sha256::new();
    for part in [
        callback.uid.map_or(Part::Absent, Part::of),
        Part::String(callback.sum.to_string().into()),
        callback.time.as_deref().into(),
        payer.map(String::as_str).into(),
        callback.text.map_or(Part::Absent, Part::of),
    ] {
        part.add_to(&mut digest);
    }
    let millis = callback
        .time
        .as_deref()
        .and_then(|time| DateTime::parse_from_rfc3339(time).ok())
        .and_then(|time| u64::try_from(time.timestamp_millis()).ok())
        .unwrap_or(0);
    format!("{millis:012x}{}", hex::encode(&digest.finalize()[..16]))
}

enum Part<'a> {
    Absent,
    String(Cow<'a, str>),
    /// A number, an array and whatever else should be a string. The uid `5` is no order's, `"5"` may be one's.
    Json(&'a str),
}

impl<'a> Part<'a> {
    fn of(value: Value<'a>) -> Self {
        match value.as_string() {
            Some(string) => Self::String(string.into()),
            None => Self::Json(value.as_json()),
        }
    }

    /// The kind and the length first: parts of different callbacks never run into each other.
    fn add_to(&self, digest: &mut Sha256) {
        let (kind, content) = match self {
            Self::Absent => (0, ""),
            Self::String(string) => (1, string.as_ref()),
            Self::Json(json) => (2, *json),
        };
        digest.update([kind]);
        digest.update((content.len() as u64).to_be_bytes());
        digest.update(content);
    }
}

impl<'a> From<Option<&'a str>> for Part<'a> {
    fn from(string: Option<&'a str>) -> Self {
        string.map_or(Self::Absent, |string| Self::String(string.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> String {
        fingerprint(&Callback::parse(body.as_bytes()).unwrap())
    }

    #[test]
    fn spelling_does_not_matter_and_content_does() {
        let one = of(r#"{"uid":"A","sum":8,"text":"T","time":"2026-11-24T07:05:03.126Z"}"#);
        let spelled =
            r#"{"time":"2026-11-24T07:05:03.126Z", "text":"\u0054", "sum":8.0, "uid":"A", "x":1}"#;
        assert_eq!(of(spelled), one);
        for other in [
            r#"{"uid":"B","sum":8,"text":"T","time":"2026-11-24T07:05:03.126Z"}"#,
            r#"{"uid":"A","sum":9,"text":"T","time":"2026-11-24T07:05:03.126Z"}"#,
            r#"{"uid":"A","sum":8,"text":"t","time":"2026-11-24T07:05:03.126Z"}"#,
            r#"{"uid":"A","sum":8,"text":"T","time":"2026-11-24T07:05:03.127Z"}"#,
            r#"{"uid":"A","sum":8,"text":"T"}"#,
            r#"{"uid":"A","sum":8,"time":"2026-11-24T07:05:03.126Z"}"#,
            r#"{"uid":"A","sum":8,"text":"T","time":"2026-11-24T07:05:03.126Z","user":{"_id":"x"}}"#,
        ] {
            assert_ne!(of(other), one, "{other}");
        }
    }

    #[test]
    fn a_number_is_not_the_string_of_its_digits_and_null_is_absent() {
        assert_ne!(of(r#"{"text":"","sum":8}"#), of(r#"{"sum":8}"#));
        assert_ne!(of(r#"{"uid":5,"sum":8}"#), of(r#"{"uid":"5","sum":8}"#));
        assert_ne!(of(r#"{"text":["a"],"sum":8}"#), of(r#"{"text":"[\"a\"]","sum":8}"#));
        assert_eq!(of(r#"{"uid":null,"text":null,"sum":8}"#), of(r#"{"sum":8}"#));
    }

    #[test]
    fn the_payer_is_his_own_id_else_his_name() {
        let with = |user: &str| of(&format!(r#"{{"uid":"A","sum":8,"user":{user}}}"#));
        assert_eq!(with(r#"{"_id":"x","username":"a"}"#), with(r#"{"_id":"x","username":"b"}"#));
        assert_ne!(with(r#"{"username":"a"}"#), with(r#"{"username":"b"}"#));
    }

    #[test]
    fn later_payments_have_later_fingerprints() {
        let at = |time: &str| of(&format!(r#"{{"uid":"A","sum":8,"time":"{time}"}}"#));
        assert!(at("2026-11-24T07:05:03.126Z") < at("2026-11-24T07:05:03.127Z"));
        assert!(at("2026-11-24T07:05:03.126Z") < at("2031-01-01T00:00:00.000Z"));
    }
}

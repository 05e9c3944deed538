//! What makes two callbacks the same: Dromon gives a payment no id.

use chrono::DateTime;
use sha2::{Digest, Sha256};

use crate::dromon::Callback;

/// Same uid, sum, time, payer and text, absent ones compared as absent. It begins with the payment's time,
/// so that the index that keeps fingerprints apart grows at its end.
pub(super) fn fingerprint(callback: &Callback<'_>) -> String {
    let uid = callback.uid.map(|uid| uid.as_string().unwrap_or_else(|| uid.as_json().to_owned()));
    let text =
        callback.text.map(|text| text.as_string().unwrap_or_else(|| text.as_json().to_owned()));
    let payer = callback.payer.id.as_ref().or(callback.payer.username.as_ref());
    let sum = callback.sum.to_string();
    let mut digest = Sha256::new();
    for part in [
        uid.as_deref(),
        Some(sum.as_str()),
        callback.time.as_deref(),
        payer.map(String::as_str),
        text.as_deref(),
    ] {
        // The length first, or "absent": parts of different callbacks never run into each other.
        match part {
            None => digest.update([0]),
            Some(part) => {
                digest.update([1]);
                digest.update((part.len() as u64).to_be_bytes());
                digest.update(part);
            }
        }
    }
    let millis = callback
        .time
        .as_deref()
        .and_then(|time| DateTime::parse_from_rfc3339(time).ok())
        .and_then(|time| u64::try_from(time.timestamp_millis()).ok())
        .unwrap_or(0);
    format!("{millis:012x}{}", hex::encode(&digest.finalize()[..16]))
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

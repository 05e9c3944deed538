//! One callback as one line: a checksum, a space, and JSON with the version of its format.

use std::net::IpAddr;

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    clock::UtcTime,
    payments::{Completeness, RawCallback, SourceRule},
};

const VERSION: u32 = 1;

/// How many digits of the SHA-256 are kept: it guards against torn and rotten lines, not against people.
const CHECKSUM: usize = 16;

/// How each record's JSON begins; no value inside one can hold it, since they hold no quotation marks.
const BEGIN: &[u8] = br#"{"v":"#;

/// How each record's JSON ends; the same holds for it.
const END: &[u8] = br#""}"#;

/// Why a line is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("its checksum is wrong")]
    Checksum,
    /// Written by something else than this version of Kassa.
    #[error("its checksum is right, and it cannot be read: {0}")]
    Format(String),
}

#[derive(Serialize, Deserialize)]
struct RecordView<'a> {
    // The first, so that it can be found: `BEGIN`.
    v: u32,
    uuid: &'a str,
    /// Microseconds since 1970.
    received_at: i64,
    source: IpAddr,
    rule: &'a str,
    completeness: &'a str,
    // The last, so that the end can be found: `END`.
    body: String,
}

/// The line, its newline included.
pub fn encode(raw: &RawCallback) -> Vec<u8> {
    let view = RecordView {
        v: VERSION,
        uuid: &raw.uuid.to_string(),
        received_at: raw.received_at.utc().timestamp_micros(),
        source: raw.source,
        rule: raw.rule.as_str(),
        completeness: raw.completeness.as_str(),
        body: BASE64_STANDARD.encode(&raw.body),
    };
    // Only a map with keys that are no texts could fail.
    let json = serde_json::to_vec(&view).unwrap_or_default();
    let mut line = Vec::with_capacity(CHECKSUM + json.len() + 2);
    line.extend_from_slice(checksum(&json).as_bytes());
    line.push(b' ');
    line.extend_from_slice(&json);
    line.push(b'\n');
    line
}

/// What stands in a line: its record, or the records that can still be found in it and what is wrong with the rest.
pub fn decode(line: &[u8]) -> (Vec<RawCallback>, Option<Damage>) {
    match record(line.strip_suffix(b"\n").unwrap_or(line)) {
        Ok(raw) => (vec![raw], None),
        Err(damage) => (salvage(line), Some(damage)),
    }
}

fn record(line: &[u8]) -> Result<RawCallback, Damage> {
    let (sum, json) = line.split_at_checked(CHECKSUM).ok_or(Damage::Checksum)?;
    let json = json.strip_prefix(b" ").ok_or(Damage::Checksum)?;
    if sum != checksum(json).as_bytes() {
        return Err(Damage::Checksum);
    }
    let format = |error: &dyn std::fmt::Display| Damage::Format(error.to_string());
    let view: RecordView<'_> = serde_json::from_slice(json).map_err(|error| format(&error))?;
    if view.v != VERSION {
        return Err(Damage::Format(format!(
            "it is of version {}, and this Kassa knows {VERSION}",
            view.v
        )));
    }
    Ok(RawCallback {
        uuid: Uuid::parse_str(view.uuid).map_err(|error| format(&error))?,
        received_at: UtcTime::from(
            DateTime::from_timestamp_micros(view.received_at)
                .ok_or_else(|| Damage::Format("there is no such time".to_owned()))?,
        ),
        source: view.source,
        rule: view.rule.parse::<SourceRule>().map_err(|error| format(&error))?,
        completeness: view.completeness.parse::<Completeness>().map_err(|error| format(&error))?,
        body: BASE64_STANDARD.decode(view.body).map_err(|error| format(&error))?,
    })
}

/// Where a newline was lost, two records stand in one line, and both may be whole.
fn salvage(line: &[u8]) -> Vec<RawCallback> {
    let begins = line.windows(BEGIN.len()).enumerate().filter(|(_, window)| *window == BEGIN);
    begins
        .filter_map(|(begin, _)| {
            let start = begin.checked_sub(CHECKSUM + 1)?;
            let length = line[begin..].windows(END.len()).position(|window| window == END)?;
            record(&line[start..begin + length + END.len()]).ok()
        })
        .collect()
}

fn checksum(json: &[u8]) -> String {
    let mut digits = hex::encode(Sha256::digest(json));
    digits.truncate(CHECKSUM);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::callback;

    #[test]
    fn a_record_is_the_callback_byte_for_byte() {
        for (rule, completeness, body) in [
            (SourceRule::Allowed, Completeness::Whole, "{\"uid\":\"48817-X\",\"sum\":8}\n".into()),
            (SourceRule::Refused, Completeness::TooLong, vec![0, 255, b'"', b'\n', 0x1e]),
            (SourceRule::Unsaid, Completeness::CutShort, Vec::new()),
        ] {
            let source = "2001:db8::7".parse().unwrap();
            let raw = RawCallback { source, rule, completeness, ..callback(body) };
            let line = encode(&raw);
            assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
            assert_eq!(decode(&line), (vec![raw], None));
        }
    }

    #[test]
    fn a_lost_newline_loses_nothing() {
        let (first, second) = (callback("first"), callback("second"));
        let line = [&encode(&first)[..], &encode(&second)].concat().replace_newline();
        let (records, damage) = decode(&line);
        assert_eq!(records, [first, second]);
        assert_eq!(damage, Some(Damage::Checksum));
    }

    #[test]
    fn what_another_version_wrote_is_told_apart() {
        let line = String::from_utf8(encode(&callback("body"))).unwrap();
        let json = line.trim_end()[CHECKSUM + 1..].replace(r#"{"v":1,"#, r#"{"v":2,"#);
        let line = format!("{} {json}\n", checksum(json.as_bytes()));
        let (records, damage) = decode(line.as_bytes());
        assert_eq!(records, []);
        assert!(matches!(&damage, Some(Damage::Format(why)) if why.contains("version 2")));
    }

    trait ReplaceNewline {
        fn replace_newline(self) -> Self;
    }

    impl ReplaceNewline for Vec<u8> {
        fn replace_newline(mut self) -> Self {
            let newline = self.iter().position(|byte| *byte == b'\n').unwrap();
            self[newline] = b'x';
            self
        }
    }
}

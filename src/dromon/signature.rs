//! The two digests of the protocol: the sign of a payment link and the token of a callback.

use std::fmt;

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use super::{AppId, Secret};

/// `sign` of a payment link: lower-case hex md5 of `uid.text.sum.app_id.app_secret`.
#[derive(Clone, PartialEq, Eq)]
pub struct Sign(String);

impl Sign {
    /// Signs the decoded values, byte for byte: no trimming, no Unicode normalisation. `sum` is a
    /// string because Dromon's page signs whatever stands in the link's path.
    #[must_use]
    pub fn new(uid: &str, text: &str, sum: &str, app_id: &AppId, secret: &Secret) -> Self {
        Self(md5_hex(&[uid, ".", text, ".", sum, ".", app_id.as_str(), ".", secret.expose()]))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What Dromon proves itself with: lower-case hex md5 of the app's secret, the same in every callback.
///
/// No `PartialEq`: it is compared by [`Token::fits`] only, in constant time.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    #[must_use]
    pub fn of(secret: &Secret) -> Self {
        Self(md5_hex(&[secret.expose()]))
    }

    /// Whether `candidate` is this token, in a time that does not depend on where they differ.
    #[must_use]
    pub fn fits(&self, candidate: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(candidate).into()
    }

    /// The token itself, to send it; never to show it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

fn md5_hex(parts: &[&str]) -> String {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(part);
    }
    hex::encode(md5.finalize())
}

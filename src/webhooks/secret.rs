//! What an endpoint knows a message of ours by.

use std::{convert::Infallible, fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use secrecy::{ExposeSecret, SecretString};

use crate::{clock::UtcTime, db::columns::text_column};

/// 256 bits.
const BYTES: usize = 32;

/// The secret that an endpoint shares with the shop, as the Standard Webhooks specification writes it: `whsec_…`. It is kept as it
/// is, since it signs; it is shown once, and never in `Debug`.
#[derive(Clone, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Secret(SecretString);

/// A secret that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the secret is none, so nothing can be signed: it is whsec_ and 24 to 64 bytes in base64")]
pub struct SecretError;

impl Secret {
    #[must_use]
    pub fn random() -> Self {
        let bytes: [u8; BYTES] = rand::random();
        Self(format!("whsec_{}", STANDARD.encode(bytes)).into())
    }

    /// One that somebody brings along.
    ///
    /// # Errors
    /// `SecretError`.
    pub fn read(text: &str) -> Result<Self, SecretError> {
        let key = text.strip_prefix("whsec_").ok_or(SecretError)?;
        let fits = STANDARD.decode(key).is_ok_and(|key| (24..=64).contains(&key.len()));
        if fits { Ok(Self(text.to_owned().into())) } else { Err(SecretError) }
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// As a column has it.
    fn as_str(&self) -> &str {
        self.expose()
    }

    /// What stands in `webhook-signature`.
    ///
    /// # Errors
    /// `SecretError`.
    pub fn sign(&self, id: &str, at: UtcTime, payload: &str) -> Result<String, SecretError> {
        let signer = standardwebhooks::Webhook::new(self.expose()).map_err(|_| SecretError)?;
        let seconds = at.utc().timestamp();
        signer.sign(id, seconds, payload.as_bytes()).map_err(|_| SecretError)
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned().into()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

text_column!(Secret);

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    /// The specification's own example.
    #[test]
    fn it_signs_as_the_specification_asks() {
        let secret: Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let at = DateTime::from_timestamp(1_614_265_330, 0).unwrap().into();
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(signature.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn it_is_random_and_never_shown_by_accident() {
        let (one, other) = (Secret::random(), Secret::random());
        assert_ne!(one.expose(), other.expose());
        let key = one.expose().strip_prefix("whsec_").unwrap();
        assert_eq!(STANDARD.decode(key).unwrap().len(), BYTES);
        assert!(!format!("{one:?}").contains(key));
        assert!(Secret::read(one.expose()).is_ok());
        for none in ["", "whsec_", "whsec_%", "whsec_c2hvcnQ=", key] {
            assert!(Secret::read(none).is_err(), "{none}");
        }
        let none: Secret = "whsec_%".parse().unwrap();
        assert_eq!(none.sign("a", UtcTime::from_micros(0), ""), Err(SecretError));
    }
}

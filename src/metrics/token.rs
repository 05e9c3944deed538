//! Who may read `/metrics`.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The least that a token has: what is shorter can be tried out.
const SHORTEST: usize = 16;

/// What whoever reads `/metrics` proves himself with. It never appears in `Debug`.
#[derive(Clone)]
pub struct MetricsToken(SecretString);

/// Why a text is no token. The message does not quote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetricsTokenError {
    #[error("it has fewer than {SHORTEST} characters")]
    TooShort,
    #[error("it has characters that no header carries: spaces, or others than ASCII")]
    Unfit,
}

impl MetricsToken {
    /// # Errors
    /// `MetricsTokenError`.
    pub fn parse(text: &str) -> Result<Self, MetricsTokenError> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(MetricsTokenError::Unfit);
        }
        if text.len() < SHORTEST {
            return Err(MetricsTokenError::TooShort);
        }
        Ok(Self(text.to_owned().into()))
    }

    /// Whether that is it, in a time that does not depend on how much of it is right.
    #[must_use]
    pub fn fits(&self, given: &[u8]) -> bool {
        let ours = Sha256::digest(self.0.expose_secret().as_bytes());
        Sha256::digest(given).as_slice().ct_eq(ours.as_slice()).into()
    }
}

impl fmt::Debug for MetricsToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_fits() {
        let token = MetricsToken::parse("a-token-of-a-scraper").unwrap();
        assert!(token.fits(b"a-token-of-a-scraper"));
        for other in ["", "a-token-of-a-scrape", "a-token-of-a-scraperr", "A-token-of-a-scraper"] {
            assert!(!token.fits(other.as_bytes()), "{other}");
        }
        assert!(!format!("{token:?}").contains("scraper"));
    }

    #[test]
    fn what_can_be_guessed_or_not_be_sent_is_no_token() {
        assert_eq!(MetricsToken::parse("short").unwrap_err(), MetricsTokenError::TooShort);
        for unfit in ["sixteen letters are here", "шестнадцатьбукв-и-ещё"] {
            assert_eq!(MetricsToken::parse(unfit).unwrap_err(), MetricsTokenError::Unfit);
        }
    }
}

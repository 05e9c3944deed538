//! The app's secret.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// The app's «Secret» from Dromon's form. It never appears in `Debug` and is wiped when dropped.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    #[must_use]
    pub fn new(secret: String) -> Self {
        Self(secret.into())
    }

    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

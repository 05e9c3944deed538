//! Where a PostgreSQL is, as its owner writes it.

use std::{fmt, str::FromStr};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// What a connection needs, so that a server that is gone is noticed and not waited for. What the owner says counts first.
const DEFAULTS: [(&str, &str); 6] = [
    ("connect_timeout", "5"),
    ("tcp_user_timeout", "10000"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "2"),
    ("application_name", "kassa"),
];

/// A `postgres://` URL. Its password shows nowhere.
#[derive(Clone)]
pub struct PostgresUrl {
    exposed: SecretString,
    shown: String,
}

/// Why a text is no such URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostgresUrlError {
    #[error("that is no URL ({0})")]
    Url(#[from] url::ParseError),
    #[error("it does not begin with `postgres://`")]
    Scheme,
    /// libpq would refuse it as well, and quote the password in which it stands.
    #[error(
        "a `%` in it is followed by no two digits that stand for a character: write the sign itself as `%25`"
    )]
    Percent,
    #[error("it names no database")]
    NoDatabase,
}

impl PostgresUrl {
    /// The URL with everything that a connection needs, its password included.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.exposed.expose_secret()
    }
}

impl FromStr for PostgresUrl {
    type Err = PostgresUrlError;

    fn from_str(text: &str) -> Result<Self, PostgresUrlError> {
        let mut url: Url = text.trim().parse()?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(PostgresUrlError::Scheme);
        }
        if text.split('%').skip(1).any(|after| !stands_for_a_character(after)) {
            return Err(PostgresUrlError::Percent);
        }
        let names = |key: &str| url.query_pairs().any(|(name, _)| name == key);
        if url.path().len() <= 1 && !names("dbname") {
            return Err(PostgresUrlError::NoDatabase);
        }
        let missing: Vec<_> = DEFAULTS.iter().filter(|(name, _)| !names(name)).collect();
        let shown = shown(&url);
        url.query_pairs_mut().extend_pairs(missing);
        Ok(Self { exposed: String::from(url).into(), shown })
    }
}

/// Whether what follows a `%` is the rest of a character; zero is none to libpq.
fn stands_for_a_character(after: &str) -> bool {
    let digits = after.as_bytes().get(..2).unwrap_or_default();
    digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit) && digits != b"00"
}

/// Host, port, user and database: what tells one database from another.
fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    // Refused only by a URL without a host, which has no password either.
    let _ = shown.set_password(None);
    let kept: Vec<_> = url
        .query_pairs()
        .filter(|(name, _)| matches!(name.as_ref(), "host" | "port" | "user" | "dbname"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    shown.set_query(None);
    if !kept.is_empty() {
        shown.query_pairs_mut().extend_pairs(kept);
    }
    shown.into()
}

impl PartialEq for PostgresUrl {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for PostgresUrl {}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({})", self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_shows_nowhere() {
        for text in [
            "postgres://kassa:2967104@db.example:5433/shop",
            "postgresql://kassa@db.example/shop?password=2967104&sslpassword=2967104",
            "postgres:///shop?host=/run/postgresql&user=kassa&password=2967104",
        ] {
            let url: PostgresUrl = text.parse().unwrap();
            for said in [url.to_string(), format!("{url:?}")] {
                assert!(!said.contains("2967104"), "{said}");
                assert!(said.contains("shop") && said.contains("kassa"), "{said}");
            }
            assert!(url.expose().contains("2967104"));
        }
    }

    #[test]
    fn what_the_owner_says_counts_first() {
        let url: PostgresUrl = "postgres://h/shop?connect_timeout=60".parse().unwrap();
        assert!(url.expose().contains("connect_timeout=60"), "{}", url.expose());
        assert!(!url.expose().contains("connect_timeout=5&"), "{}", url.expose());
        assert!(url.expose().contains("application_name=kassa"), "{}", url.expose());
    }

    #[test]
    fn a_url_names_its_database() {
        for text in ["postgres://h", "postgres://h/", "postgres://h/?user=kassa"] {
            assert_eq!(text.parse::<PostgresUrl>().unwrap_err(), PostgresUrlError::NoDatabase);
        }
        assert!("postgres://h/?dbname=shop".parse::<PostgresUrl>().is_ok());
        assert!("postgres://[h/shop".parse::<PostgresUrl>().is_err());
        for text in ["mysql://h/shop", "sqlite:shop", "/run/shop.sqlite", "h:5432/shop"] {
            assert!(text.parse::<PostgresUrl>().is_err(), "{text}");
        }
    }
}

//! What a bot is told from outside: its token, and where its service is.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

/// A bot's token: whoever has it is the bot. It never appears in `Debug` and is wiped when dropped.
#[derive(Clone)]
pub struct BotToken(SecretString);

/// Why a text is no token. None of them quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("it is empty")]
    Empty,
    #[error("it has characters that no token has")]
    Characters,
}

impl BotToken {
    /// # Errors
    /// `TokenError`. What passes can stand in an address and in a header as it is.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':');
        if !text.chars().all(is_good) {
            return Err(TokenError::Characters);
        }
        Ok(Self(text.to_owned().into()))
    }

    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for BotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BotToken(…)")
    }
}

/// Where a service's interface is: an address that ends before what is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service(String);

/// Why a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    #[error("that is no URL")]
    NoUrl,
    #[error("that is no https URL")]
    Unencrypted,
    #[error("it has a user name, a password or a query")]
    More,
}

impl Service {
    /// `http` is for a stand-in on this machine alone.
    ///
    /// # Errors
    /// `ServiceError`.
    pub fn parse(text: &str) -> Result<Self, ServiceError> {
        let url: Url = text.trim().parse().map_err(|_| ServiceError::NoUrl)?;
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&url) => {}
            _ => return Err(ServiceError::Unencrypted),
        }
        let has_more = !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some();
        if has_more {
            return Err(ServiceError::More);
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address of what is asked; it begins with a slash.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// Whether what is sent there stays on this machine.
pub(super) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_what_an_address_and_a_header_can_carry() {
        assert_eq!(BotToken::parse(" 12:Ab-c_d.e \n").unwrap().expose(), "12:Ab-c_d.e");
        assert_eq!(BotToken::parse(" ").unwrap_err(), TokenError::Empty);
        for bad in ["Bot abc", "a/b", "a\r\nX: y", "a%2fb", "токен"] {
            assert_eq!(BotToken::parse(bad).unwrap_err(), TokenError::Characters, "{bad}");
        }
        assert_eq!(format!("{:?}", BotToken::parse("s3cret").unwrap()), "BotToken(…)");
    }

    #[test]
    fn a_service_is_asked_over_https_or_on_this_machine() {
        let service = Service::parse("https://discord.com/api/v10/").unwrap();
        assert_eq!(service.at("/users/@me"), "https://discord.com/api/v10/users/@me");
        assert!(Service::parse("http://127.0.0.1:8/api").is_ok());
        for (bad, error) in [
            ("http://discord.com/api", ServiceError::Unencrypted),
            ("http://localhost.example/", ServiceError::Unencrypted),
            ("discord.com", ServiceError::NoUrl),
            ("https://me:pass@discord.com/", ServiceError::More),
            ("https://discord.com/?x=1", ServiceError::More),
        ] {
            assert_eq!(Service::parse(bad).unwrap_err(), error, "{bad}");
        }
    }
}

//! Where an endpoint is.

use std::{convert::Infallible, fmt, net::IpAddr, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use hyper::Uri;
use url::{Host, Url};

use super::target::{TargetError, Targets};
use crate::db::columns::text_column;

/// Longer ones are nobody's.
const LONGEST: usize = 2000;

/// The address of an endpoint. What is in it may be a secret of whoever gave it, so no log names it, nor does its `Debug`.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct EndpointUrl(String);

/// Why a text is no endpoint's address. None of them quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointUrlError {
    #[error("that is no URL; write one as `https://bot.example/hook`")]
    NoUrl,
    #[error("it begins neither with https:// nor with http://")]
    Scheme,
    #[error(
        "it has a user name or a password, which webhooks do not send; their signature says whose they are"
    )]
    Password,
    #[error("it is longer than {LONGEST} characters")]
    TooLong,
    #[error(transparent)]
    Target(#[from] TargetError),
}

impl EndpointUrl {
    /// Where the host is a name, it is asked only when something is sent: what it leads to changes.
    ///
    /// # Errors
    /// `EndpointUrlError`.
    pub fn parse(text: &str, targets: &Targets) -> Result<Self, EndpointUrlError> {
        let mut url: Url = text.trim().parse().map_err(|_| EndpointUrlError::NoUrl)?;
        let encrypted = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(EndpointUrlError::Scheme),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointUrlError::Password);
        }
        url.set_fragment(None);
        if url.as_str().len() > LONGEST {
            return Err(EndpointUrlError::TooLong);
        }
        if url.as_str().parse::<Uri>().is_err() {
            return Err(EndpointUrlError::NoUrl);
        }
        match literal(&url) {
            Some(address) => targets.check(address, encrypted)?,
            None if encrypted || targets.allow_http() => {}
            None => return Err(TargetError::Unencrypted.into()),
        }
        Ok(Self(url.into()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is asked, whether it is encrypted, and the address where the host is none that a name server is asked for.
    ///
    /// # Errors
    /// `NoUrl`, where somebody has written it by hand.
    pub(super) fn parts(&self) -> Result<Parts, EndpointUrlError> {
        let url: Url = self.0.parse().map_err(|_| EndpointUrlError::NoUrl)?;
        let uri = url.as_str().parse().map_err(|_| EndpointUrlError::NoUrl)?;
        Ok(Parts { uri, encrypted: url.scheme() == "https", literal: literal(&url) })
    }
}

/// What an address is made of.
#[derive(Debug)]
pub(super) struct Parts {
    pub uri: Uri,
    pub encrypted: bool,
    pub literal: Option<IpAddr>,
}

/// The host, where it is an address; `url` knows all the ways to write one.
fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

impl FromStr for EndpointUrl {
    type Err = Infallible;

    /// As a column has it.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EndpointUrl(…)")
    }
}

text_column!(EndpointUrl);

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, networks: &[&str]) -> Result<String, EndpointUrlError> {
        let networks = networks.iter().map(|network| network.parse().unwrap()).collect();
        EndpointUrl::parse(text, &Targets::new(networks)).map(|url| url.as_str().to_owned())
    }

    #[test]
    fn what_an_endpoint_may_be() {
        let plain = "https://bot.example/hook?a=b";
        assert_eq!(parse(" https://bot.example/hook?a=b#c ", &[]).unwrap(), plain);
        assert_eq!(parse("https://1.1.1.1", &[]).unwrap(), "https://1.1.1.1/");
        assert!(parse("http://localhost:3000/", &["127.0.0.0/8"]).is_ok());
        assert!(parse("http://127.0.0.1:3000/", &["127.0.0.0/8"]).is_ok());
    }

    #[test]
    fn what_it_may_not() {
        let not_public = EndpointUrlError::Target(TargetError::NotPublic);
        let unencrypted = EndpointUrlError::Target(TargetError::Unencrypted);
        for (text, why) in [
            ("bot.example", EndpointUrlError::NoUrl),
            ("https://", EndpointUrlError::NoUrl),
            ("ftp://bot.example", EndpointUrlError::Scheme),
            ("https://me:secret@bot.example/", EndpointUrlError::Password),
            ("http://bot.example/", unencrypted),
            ("https://127.0.0.1/", not_public),
            // The same in other words.
            ("https://2130706433/", not_public),
            ("https://0x7f.1/", not_public),
            ("https://0177.0.0.1/", not_public),
            ("https://[::ffff:7f00:1]/", not_public),
            ("https://[::1]/", not_public),
            ("https://169.254.169.254/latest/meta-data", not_public),
        ] {
            assert_eq!(parse(text, &[]), Err(why), "{text}");
        }
        assert_eq!(parse("https://10.0.0.1/", &["127.0.0.0/8"]), Err(not_public));
        assert_eq!(parse("http://1.1.1.1/", &["127.0.0.0/8"]), Err(unencrypted));
        let long = format!("https://bot.example/{}", "a".repeat(LONGEST));
        assert_eq!(parse(&long, &[]), Err(EndpointUrlError::TooLong));
    }

    #[test]
    fn it_is_not_shown_by_accident() {
        let url: EndpointUrl = "https://bot.example/t0ken".parse().unwrap();
        assert!(!format!("{url:?}").contains("t0ken"));
    }
}

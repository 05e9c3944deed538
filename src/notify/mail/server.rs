//! A mail server, as a setting names it.

use std::fmt;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

use crate::notify::credentials::is_this_machine;

/// The ports of mail that is submitted: encrypted from the first byte, and from the command on.
const SUBMISSIONS: u16 = 465;
const SUBMISSION: u16 = 587;

/// A mail server, and what lets us in. Its password appears in no `Debug` and is wiped when dropped.
#[derive(Clone)]
pub struct SmtpServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    /// User name and password.
    pub(super) login: Option<(String, SecretString)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// From the first byte.
    Tls,
    /// From the command on, and not without.
    StartTls,
    /// On this machine alone.
    None,
}

/// Why a text is no address of a mail server. None of them quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    #[error("that is no URL")]
    NoUrl,
    #[error("that is no smtps or smtp URL")]
    Scheme,
    #[error("it names no server")]
    NoHost,
    #[error("it has more than a server, a user name and a password")]
    More,
    #[error("its user name or its password has escapes that mean nothing")]
    Escapes,
}

impl SmtpServer {
    /// `smtps://user:password@host`, or `smtp://…`, which is encrypted by STARTTLS; on this machine it need not be.
    ///
    /// # Errors
    /// `SmtpUrlError`.
    pub fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        let url: Url = text.trim().parse().map_err(|_| SmtpUrlError::NoUrl)?;
        let (security, usual) = match url.scheme() {
            "smtps" => (Security::Tls, SUBMISSIONS),
            "smtp" if is_local(&url) => (Security::None, 25),
            "smtp" => (Security::StartTls, SUBMISSION),
            _ => return Err(SmtpUrlError::Scheme),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SmtpUrlError::NoHost)?;
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(SmtpUrlError::More);
        }
        let decoded = |text: &str| {
            let decoded = percent_decode_str(text).decode_utf8();
            decoded.map(String::from).map_err(|_| SmtpUrlError::Escapes)
        };
        let login = match url.password() {
            Some(password) => Some((decoded(url.username())?, decoded(password)?.into())),
            None if url.username().is_empty() => None,
            None => return Err(SmtpUrlError::More),
        };
        // An IPv6 address stands in brackets in a URL, and nowhere else.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port: url.port().unwrap_or(usual), security, login })
    }
}

/// A URL of that scheme has a host that is text, whatever it looks like.
fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    format!("http://{host}/").parse().is_ok_and(|url: Url| is_this_machine(&url))
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpServer({}:{})", self.host, self.port)
    }
}

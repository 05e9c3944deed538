//! E-mail to staff, through a server that speaks SMTP.

use std::{error::Error, fmt, time::Duration};

use lettre::{
    message::{Mailbox, Mailboxes, header::ContentType},
    transport::smtp::{
        self,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{channel::Delivery, credentials::is_this_machine, message::Message};

/// How long a message may take, from the name's look-up to the server's word that it has it: less than a consumer's margin.
const PATIENCE: Duration = Duration::from_secs(10);

/// The ports of mail that is submitted: encrypted from the first byte, and from the command on.
const SUBMISSIONS: u16 = 465;
const SUBMISSION: u16 = 587;

/// What a server answers to whoever it does not know, or lets in no more: then it is not the message.
const NOT_LET_IN: [u16; 8] = [502, 503, 504, 521, 530, 534, 535, 538];

/// A mail server, and what lets us in. Its password appears in no `Debug` and is wiped when dropped.
#[derive(Clone)]
pub struct SmtpServer {
    host: String,
    port: u16,
    security: Security,
    /// User name and password.
    login: Option<(String, SecretString)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Security {
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

/// Who writes, as a header has him.
///
/// # Errors
/// Where that is no address.
pub fn parse_mailbox(text: &str) -> Result<Mailbox, lettre::address::AddressError> {
    text.trim().parse()
}

/// The server, who writes, and to whom.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub server: SmtpServer,
    pub from: Mailbox,
    pub to: Vec<Mailbox>,
}

pub struct Mail {
    settings: MailSettings,
    patience: Duration,
}

impl Mail {
    #[must_use]
    pub fn new(settings: MailSettings) -> Self {
        Self::with_patience(settings, PATIENCE)
    }

    #[must_use]
    pub fn with_patience(settings: MailSettings, patience: Duration) -> Self {
        Self { settings, patience }
    }

    pub async fn deliver(&self, message: &Message) -> Delivery {
        let letter = match letter(&self.settings, message) {
            Ok(letter) => letter,
            Err(error) => return Delivery::Failed(error.to_string()),
        };
        match tokio::time::timeout(self.patience, self.send(&letter)).await {
            Err(_) => Delivery::Failed(format!(
                "it was not taken within {} s",
                self.patience.as_secs_f32()
            )),
            Ok(Ok(())) => Delivery::Delivered { rest: None },
            Ok(Err(error)) => read(&error),
        }
    }

    /// By hand, since lettre's own way takes a message for undelivered where only the farewell failed: it would come twice.
    async fn send(&self, letter: &lettre::Message) -> Result<(), smtp::Error> {
        let SmtpServer { host, port, security, login } = &self.settings.server;
        let hello = ClientId::Domain(self.settings.from.email.domain().to_owned());
        let tls = match security {
            Security::Tls | Security::StartTls => Some(TlsParameters::new(host.clone())?),
            Security::None => None,
        };
        let (at_once, later) = match security {
            Security::Tls => (tls, None),
            _ => (None, tls),
        };
        let server = (host.as_str(), *port);
        let patience = Some(self.patience);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, patience, &hello, at_once, None).await?;
        if let Some(tls) = later {
            connection.starttls(tls, &hello).await?;
        }
        if let Some((name, password)) = login {
            let login = Credentials::new(name.clone(), password.expose_secret().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &login).await?;
        }
        connection.send(letter.envelope(), &letter.formatted()).await?;
        // The server has it, whether it says goodbye or not.
        connection.quit().await.ok();
        Ok(())
    }
}

/// The letter. What lettre makes of a subject and a text can be no further header.
fn letter(
    settings: &MailSettings,
    message: &Message,
) -> Result<lettre::Message, lettre::error::Error> {
    let to: Mailboxes = settings.to.iter().cloned().collect();
    lettre::Message::builder()
        .from(settings.from.clone())
        .mailbox(lettre::message::header::To::from(to))
        .subject(message.title.replace(char::is_control, " "))
        .message_id(Some(format!("<{}@{}>", uuid::Uuid::new_v4(), settings.from.email.domain())))
        .header(ContentType::TEXT_PLAIN)
        .body(message.text.clone())
}

fn read(error: &smtp::Error) -> Delivery {
    let Some(code) = error.status().map(u16::from) else {
        return Delivery::Failed(causes(error));
    };
    match code {
        500..=599 if NOT_LET_IN.contains(&code) => Delivery::Refused { status: code },
        500..=599 => Delivery::Malformed { status: code, code: None },
        _ => Delivery::Failed(format!("the server answered {code}")),
    }
}

/// What is the matter, without what the server said: that may quote the password.
fn causes(error: &smtp::Error) -> String {
    let kind = if error.is_timeout() {
        "the server did not answer in time"
    } else if error.is_tls() {
        "no encrypted connection was made"
    } else if error.is_response() {
        "the answer is no mail server's"
    } else if error.is_client() {
        "the server offers no way in that is known, or no encryption"
    } else {
        "no connection was made, or it broke"
    };
    let cause = error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>());
    cause.map_or_else(|| kind.to_owned(), |cause| format!("{kind}: {}", cause.kind()))
}

#[cfg(test)]
mod tests;

//! E-mail to staff, through a server that speaks SMTP.

mod server;

use std::{error::Error, time::Duration};

use lettre::{
    address::Envelope,
    message::{Mailbox, Mailboxes, header::ContentType},
    transport::smtp::{
        self,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail as MailFrom, Quit, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use secrecy::ExposeSecret;
use tokio::time::{Instant, error::Elapsed, timeout, timeout_at};

pub use server::{SmtpServer, SmtpUrlError};

use self::server::Security;
use super::{channel::Delivery, message::Message};

/// How long it may take until a server wants the letter, from the name's look-up on.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long the server may think about a letter that it has. Whoever gives up earlier sends it again, and it comes twice.
const LETTER_PATIENCE: Duration = Duration::from_secs(16);

/// How long a goodbye is waited for.
const FAREWELL: Duration = Duration::from_secs(1);

/// How long one delivery takes at most.
pub(super) const LONGEST: Duration = Duration::from_secs(26);

/// What a server answers to whoever it does not know, or lets in no more: then it is not the message.
const NOT_LET_IN: [u16; 8] = [502, 503, 504, 521, 530, 534, 535, 538];

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
    letter_patience: Duration,
}

impl Mail {
    #[must_use]
    pub fn new(settings: MailSettings) -> Self {
        Self { settings, patience: PATIENCE, letter_patience: LETTER_PATIENCE }
    }

    #[must_use]
    pub fn with_patience(settings: MailSettings, patience: Duration) -> Self {
        Self { settings, patience, letter_patience: patience }
    }

    pub async fn deliver(&self, message: &Message) -> Delivery {
        match letter(&self.settings, message) {
            Ok(letter) => self.send(&letter).await.unwrap_or_else(|_| {
                let patience = self.patience.max(self.letter_patience).as_secs_f32();
                Delivery::Failed(format!("the server did not answer within {patience} s"))
            }),
            Err(error) => Delivery::Failed(error.to_string()),
        }
    }

    /// By hand. lettre's own way ends with the first recipient who is refused, and takes a letter for undelivered where only
    /// the farewell failed: it would come twice.
    async fn send(&self, letter: &lettre::Message) -> Result<Delivery, Elapsed> {
        let deadline = Instant::now() + self.patience;
        let mut connection = match timeout_at(deadline, self.connect()).await? {
            Ok(connection) => connection,
            Err(error) => return Ok(read(&error, About::Channel)),
        };
        let content = letter.formatted();
        let offering = offer(&mut connection, letter.envelope(), &content);
        let delivery = match timeout_at(deadline, offering).await? {
            Err(delivery) => delivery,
            Ok(refused) => {
                match timeout(self.letter_patience, connection.message(&content)).await? {
                    Err(error) => read(&error, About::Letter),
                    Ok(_) if refused.is_empty() => Delivery::Delivered { rest: None },
                    Ok(_) => Delivery::Partly { refused },
                }
            }
        };
        // What is decided is decided, whether the server says goodbye or not.
        timeout(FAREWELL, connection.command(Quit)).await.ok();
        Ok(delivery)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, smtp::Error> {
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
        Ok(connection)
    }
}

/// Says from whom and to whom, until the server wants the letter. Returns who is refused, with what was said to it: whoever is
/// not there, or cannot be written to now, keeps it from nobody else.
async fn offer(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    content: &[u8],
) -> Result<Vec<String>, Delivery> {
    let channel = |error: smtp::Error| read(&error, About::Channel);
    let parameters = parameters(connection, envelope, content)?;
    let from = MailFrom::new(envelope.from().cloned(), parameters);
    connection.command(from).await.map_err(channel)?;
    let mut refused = Vec::new();
    let mut last = None;
    for to in envelope.to() {
        let Err(error) = connection.command(Rcpt::new(to.clone(), Vec::new())).await else {
            continue;
        };
        let Some(code) = error.status() else {
            return Err(channel(error));
        };
        refused.push(format!("{to} ({code})"));
        // Of several the one that may be better next time.
        if last.as_ref().is_none_or(|last: &smtp::Error| !last.is_transient()) {
            last = Some(error);
        }
    }
    match last {
        Some(error) if refused.len() == envelope.to().len() => return Err(channel(error)),
        _ => {}
    }
    connection.command(Data).await.map_err(|error| read(&error, About::Letter))?;
    Ok(refused)
}

/// What the server has to be told of letters that are not all ASCII.
fn parameters(
    connection: &AsyncSmtpConnection,
    envelope: &Envelope,
    content: &[u8],
) -> Result<Vec<MailParameter>, Delivery> {
    let offers = |feature| connection.server_info().supports_feature(feature);
    let lacks = |what: &str| Delivery::Failed(format!("the server takes no {what}"));
    let mut parameters = Vec::new();
    let addresses = envelope.from().into_iter().chain(envelope.to());
    if addresses.into_iter().any(|address| !address.to_string().is_ascii()) {
        if !offers(Extension::SmtpUtfEight) {
            return Err(lacks("addresses with letters other than Latin ones"));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !content.is_ascii() {
        if !offers(Extension::EightBitMime) {
            return Err(lacks("letters of 8 bits"));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
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
        .message_id(Some(message_id(settings, message)))
        .header(ContentType::TEXT_PLAIN)
        .body(message.text.clone())
}

/// The same for each try of one message, so that a mailbox that gets it twice can show it once.
fn message_id(settings: &MailSettings, message: &Message) -> String {
    let key = message.key.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    format!("<{key}@{}>", settings.from.email.domain())
}

/// What the server was asked when it refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// To let us in, from whom it is, and to whom.
    Channel,
    Letter,
}

fn read(error: &smtp::Error, about: About) -> Delivery {
    let Some(code) = error.status().map(u16::from) else {
        return Delivery::Failed(causes(error));
    };
    match code {
        500..=599 if about == About::Letter && !NOT_LET_IN.contains(&code) => {
            Delivery::Malformed { status: code, code: None }
        }
        500..=599 => Delivery::Refused { status: code },
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

//! Whether Dromon can trust the shop's certificate, and for how long.

use std::time::Duration;

use tokio_rustls::rustls::{
    CertificateError, Error as TlsError,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use url::Url;

use super::{AskError, Asker, Finding, web::server_name};
use crate::clock::UtcTime;

/// When it is high time: what renews certificates does it 30 days before the end as a rule.
const SOON: Duration = Duration::from_hours(14 * 24);

/// Beyond any certificate's end.
const FAR: Duration = Duration::from_hours(200 * 365 * 24);

/// What the certificate is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    Good {
        until: UtcTime,
        days: u64,
    },
    EndsSoon {
        until: UtcTime,
        days: u64,
    },
    Expired,
    NotYet,
    /// It is of another host.
    WrongName {
        host: String,
    },
    /// Nobody whom Dromon knows has issued it, or one that stands between is not sent along.
    UnknownIssuer,
    Bad(String),
    /// The shop is reached without one.
    NotNeeded,
    NotSeen(AskError),
}

impl Certificate {
    pub async fn of(url: &Url, asker: &Asker, now: UtcTime) -> Self {
        if url.scheme() != "https" {
            return Self::NotNeeded;
        }
        let name = match server_name(url) {
            Ok(name) => name,
            Err(error) => return Self::Bad(error.to_string()),
        };
        match asker.certificates(url).await {
            Ok(chain) => Self::judge(&chain, &name, asker, now),
            Err(error) => Self::NotSeen(error),
        }
    }

    fn judge(
        chain: &[CertificateDer<'static>],
        name: &ServerName<'_>,
        asker: &Asker,
        now: UtcTime,
    ) -> Self {
        let verified = |at: UtcTime| asker.verify(chain, name, unix(at));
        match verified(now) {
            Ok(()) => {}
            Err(TlsError::InvalidCertificate(error)) => return Self::from_error(error, name),
            Err(error) => return Self::Bad(error.to_string()),
        }
        // The end is that of whichever certificate ends first, so it is looked for: from a time at which it has ended,
        // back to the end that is complained of, until nothing is.
        let mut at = now.plus(FAR);
        let until = loop {
            match verified(at) {
                Err(TlsError::InvalidCertificate(CertificateError::ExpiredContext {
                    not_after,
                    ..
                })) => {
                    let end = UtcTime::from_micros(
                        i64::try_from(not_after.as_secs()).unwrap_or(i64::MAX / 1_000_000)
                            * 1_000_000,
                    );
                    if end >= at {
                        break end;
                    }
                    at = end;
                }
                _ => break at,
            }
        };
        let left = until.since(now);
        let days = left.as_secs() / (24 * 60 * 60);
        if left < SOON { Self::EndsSoon { until, days } } else { Self::Good { until, days } }
    }

    fn from_error(error: CertificateError, name: &ServerName<'_>) -> Self {
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotYet
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::WrongName { host: name.to_str().into_owned() }
            }
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            error => Self::Bad(format!("{error:?}")),
        }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "certificate";
        const NONE: &str = "Dromon sends no callback to a certificate that does not verify";
        match self {
            Self::Good { until, days } => {
                Finding::ok(CHECK, format!("it is good for {days} days more, until {until}"))
            }
            Self::EndsSoon { until, days } => Finding::warning(
                CHECK,
                format!("it ends in {days} days, at {until}, and then no callback comes"),
                "renew it, and see why it was not renewed by itself",
            ),
            Self::Expired => Finding::failed(
                CHECK,
                format!("it has run out: {NONE}"),
                "renew it (such as `certbot renew`), and let the proxy load the new one",
            ),
            Self::NotYet => Finding::failed(
                CHECK,
                format!("it is not valid yet: {NONE}"),
                "set this machine's clock, or wait",
            ),
            Self::WrongName { host } => Finding::failed(
                CHECK,
                format!("it is not for `{host}`: {NONE}"),
                "get one for that name, or set KASSA_PUBLIC_URL to the name that it is for",
            ),
            Self::UnknownIssuer => Finding::failed(
                CHECK,
                format!("its issuer is not known: {NONE}"),
                "use one that browsers trust, and let the proxy send the whole chain (`fullchain.pem`)",
            ),
            Self::Bad(why) => Finding::failed(
                CHECK,
                format!("it does not verify ({why}): {NONE}"),
                "get a new one, such as by certbot",
            ),
            Self::NotNeeded => Finding::ok(CHECK, "the public URL is http, so there is none"),
            Self::NotSeen(error) => Finding::warning(
                CHECK,
                format!("this could not be told: {error}"),
                "look at it from elsewhere, as with a browser",
            ),
        }
    }
}

fn unix(at: UtcTime) -> UnixTime {
    let micros = u64::try_from(at.micros()).unwrap_or_default();
    UnixTime::since_unix_epoch(Duration::from_micros(micros))
}

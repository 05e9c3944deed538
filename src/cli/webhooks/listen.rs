//! `kassa webhooks listen`

use std::{error::Error, fmt};

use ipnet::IpNet;
use serde::Serialize;

use crate::{
    cli::{
        arguments::ListenArguments,
        follow::Follower,
        output::{self, Read},
    },
    clock::{self, UtcTime},
    db::Store,
    webhooks::{
        self, EndpointUrl, ID, Message, Outgoing, SIGNATURE, Secret, Sender, TIMESTAMP, Targets,
    },
};

pub(super) async fn run(store: &Store, arguments: ListenArguments) -> Result<(), Box<dyn Error>> {
    let ListenArguments { print, forward_to, since, secret, json } = arguments;
    let secret = secret.unwrap_or_else(Secret::random);
    let forward = forward_to.map(|url| Forward::to(&url)).transpose()?;
    // It would do nothing otherwise.
    let print = print || forward.is_none();
    let mut feed = Follower::after(store, since).await?;
    if tell(&Told::Secret(secret.expose().to_owned()), json)? == Read::ByNobody {
        return Ok(());
    }
    loop {
        for message in feed.next(webhooks::messages).await? {
            let now = clock::now();
            let mut told = Vec::new();
            if print {
                told.push(Told::Request(Request::new(&message, &secret, now)?));
            }
            if let Some(forward) = &forward {
                told.push(Told::Answer(forward.send(message, &secret, now).await));
            }
            for told in &told {
                if tell(told, json)? == Read::ByNobody {
                    return Ok(());
                }
            }
        }
    }
}

/// What is printed: a JSON document a line, or words.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    /// What the requests are signed with.
    Secret(String),
    Request(Request),
    Answer(Answer),
}

/// A request as an endpoint would get it.
#[derive(Serialize)]
struct Request {
    headers: Headers,
    /// As it was signed, to the byte.
    body: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Headers {
    content_type: &'static str,
    webhook_id: String,
    webhook_timestamp: String,
    webhook_signature: String,
}

/// What came of a request that was sent on.
#[derive(Serialize)]
struct Answer {
    r#type: String,
    webhook_id: String,
    /// `None`: there was no answer.
    status: Option<u16>,
    error: Option<String>,
    took_ms: u128,
    body: String,
}

impl Request {
    fn new(message: &Message, secret: &Secret, now: UtcTime) -> Result<Self, Box<dyn Error>> {
        let Message { id, payload, .. } = message;
        let headers = Headers {
            content_type: "application/json",
            webhook_id: id.clone(),
            webhook_timestamp: now.utc().timestamp().to_string(),
            webhook_signature: secret.sign(id, now, payload)?,
        };
        Ok(Self { headers, body: payload.clone() })
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(secret) => write!(f, "secret: {secret}"),
            Self::Request(Request { headers, body }) => {
                writeln!(f, "\ncontent-type: {}", headers.content_type)?;
                writeln!(f, "{ID}: {}", headers.webhook_id)?;
                writeln!(f, "{TIMESTAMP}: {}", headers.webhook_timestamp)?;
                writeln!(f, "{SIGNATURE}: {}", headers.webhook_signature)?;
                write!(f, "\n{body}")
            }
            Self::Answer(Answer { r#type, status, error, took_ms, body, .. }) => {
                write!(f, "{type} →")?;
                if let Some(status) = status {
                    write!(f, " {status}")?;
                }
                if let Some(error) = error {
                    write!(f, " {error}")?;
                }
                write!(f, " in {took_ms} ms {body}")
            }
        }
    }
}

fn tell(told: &Told, json: bool) -> Result<Read, Box<dyn Error>> {
    let line = if json { serde_json::to_string(told)? } else { told.to_string() };
    Ok(output::line(format_args!("{}", line.trim_end()))?)
}

/// Where requests go on to. Whoever types the address may send them wherever he likes.
struct Forward {
    url: EndpointUrl,
    sender: Sender,
}

impl Forward {
    fn to(url: &str) -> Result<Self, Box<dyn Error>> {
        let anywhere: Vec<IpNet> = vec!["0.0.0.0/0".parse()?, "::/0".parse()?];
        let targets = Targets::new(anywhere);
        let url = EndpointUrl::parse(url, &targets)
            .map_err(|error| format!("--forward-to is `{url}`, but {error}"))?;
        Ok(Self { url, sender: Sender::new(targets) })
    }

    async fn send(&self, message: Message, secret: &Secret, now: UtcTime) -> Answer {
        let Message { id, message_type, payload } = message;
        let outgoing = Outgoing {
            delivery_id: 0,
            endpoint_id: 0,
            url: self.url.clone(),
            secrets: vec![secret.clone()],
            message_id: id.clone(),
            payload,
        };
        let sent = self.sender.send(&outgoing, now).await;
        Answer {
            r#type: message_type,
            webhook_id: id,
            status: sent.status,
            error: sent.error,
            took_ms: sent.took.as_millis(),
            body: sent.answer.trim().to_owned(),
        }
    }
}

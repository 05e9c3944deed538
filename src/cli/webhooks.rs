//! `kassa webhooks`

use std::{error::Error, time::Duration};

use ipnet::IpNet;

use super::{
    arguments::{ListenArguments, ResendArguments, WebhooksCommand},
    output::{self, say},
};
use crate::{
    clock::{self, UtcTime},
    config::Config,
    db::{Connection, Store, StoreError},
    feed::{self, Reader},
    server::books,
    staff::By,
    webhooks::{
        self, Again, Endpoint, EndpointUrl, ID, Message, Outgoing, RedeliverError, SIGNATURE,
        Secret, Sender, TIMESTAMP, Targets,
    },
};

/// How often it is looked for something new.
const LOOK: Duration = Duration::from_millis(500);

/// How many events are read at once.
const PAGE: i64 = 100;

pub(super) async fn run(command: WebhooksCommand) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let opened = books::open(&config, || {}).await?;
    let done = match command {
        WebhooksCommand::Listen(arguments) => listen(&opened.store, arguments).await,
        WebhooksCommand::Resend(arguments) => resend(&opened.store, arguments).await,
    };
    opened.store.close().await;
    done
}

/// `kassa webhooks listen`
async fn listen(store: &Store, arguments: ListenArguments) -> Result<(), Box<dyn Error>> {
    let ListenArguments { print, forward_to, since, secret } = arguments;
    let secret = match secret {
        Some(secret) => Secret::read(&secret)?,
        None => Secret::random(),
    };
    let forward = forward_to.map(|url| Forward::to(&url)).transpose()?;
    // It would do nothing otherwise.
    let print = print || forward.is_none();
    let cursor = match since {
        Some(since) => since,
        None => store.read(|c| Ok::<_, StoreError>(feed::newest(c)?)).await?,
    };
    say!("secret: {}", secret.expose())?;
    let mut reader = Reader::after(cursor);
    loop {
        let events = reader.next(store, PAGE).await?;
        if events.is_empty() {
            tokio::time::sleep(LOOK).await;
            continue;
        }
        let read =
            move |c: &mut Connection| Ok::<_, StoreError>(webhooks::messages(c, events.clone())?);
        for message in store.read(read).await? {
            let now = clock::now();
            if print {
                show(&message, &secret, now)?;
            }
            if let Some(forward) = &forward {
                forward.send(message, &secret, now).await?;
            }
        }
    }
}

/// Prints a request as an endpoint would get it.
fn show(message: &Message, secret: &Secret, now: UtcTime) -> Result<(), Box<dyn Error>> {
    let Message { id, payload, .. } = message;
    let signature = secret.sign(id, now, payload)?;
    let seconds = now.utc().timestamp();
    output::write(format_args!(
        "\ncontent-type: application/json\n{ID}: {id}\n{TIMESTAMP}: {seconds}\n{SIGNATURE}: {signature}\n\n{payload}\n"
    ))?;
    Ok(())
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

    async fn send(
        &self,
        message: Message,
        secret: &Secret,
        now: UtcTime,
    ) -> Result<(), Box<dyn Error>> {
        let Message { id, message_type, payload } = message;
        let outgoing = Outgoing {
            delivery_id: 0,
            endpoint_id: 0,
            url: self.url.clone(),
            secrets: vec![secret.clone()],
            message_id: id,
            payload,
        };
        let sent = self.sender.send(&outgoing, now).await;
        let status = sent.status.map_or_else(String::new, |status| format!(" {status}"));
        let error = sent.error.map_or_else(String::new, |error| format!(" {error}"));
        let answer = sent.answer.trim();
        let took = sent.took.as_millis();
        say!("{message_type} →{status}{error} in {took} ms {answer}")?;
        Ok(())
    }
}

/// `kassa webhooks resend`
async fn resend(store: &Store, arguments: ResendArguments) -> Result<(), Box<dyn Error>> {
    let ResendArguments { ids, since, endpoint } = arguments;
    let again = match since {
        Some(since) => Again::Since(since),
        None => Again::Events(ids),
    };
    let list = |c: &mut Connection| Ok::<_, StoreError>(webhooks::list(c)?);
    let mut endpoints: Vec<Endpoint> = store.read(list).await?;
    if let Some(wanted) = endpoint {
        endpoints.retain(|endpoint| endpoint.id == wanted);
        if endpoints.is_empty() {
            return Err(RedeliverError::Unknown(wanted).into());
        }
    }
    if endpoints.is_empty() {
        return Err("there is no webhook endpoint; an owner adds one on /admin/webhooks".into());
    }
    for Endpoint { id, description, .. } in endpoints {
        let again = again.clone();
        let queued = store.write(move |connection| {
            webhooks::redeliver(connection, id, &again, &By::command_line(), clock::now())
        });
        say!("{id}  {description}  queued: {}", queued.await?)?;
    }
    Ok(())
}

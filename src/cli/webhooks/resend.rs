//! `kassa webhooks resend`

use std::error::Error;

use serde::Serialize;

use crate::{
    cli::{
        arguments::ResendArguments,
        output::{self, say},
        table::Table,
    },
    clock,
    db::{Connection, Store, StoreError},
    staff::By,
    webhooks::{self, Again, Endpoint, Queued, RedeliverError},
};

/// What came of it for one endpoint.
#[derive(Serialize)]
struct Resent {
    endpoint: i64,
    description: String,
    /// How many deliveries wait because of it; `null`: all since a time is queued bit by bit.
    waiting: Option<usize>,
}

pub(super) async fn run(store: &Store, arguments: ResendArguments) -> Result<(), Box<dyn Error>> {
    let ResendArguments { ids, since, endpoint, json } = arguments;
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
    let mut resent = Vec::with_capacity(endpoints.len());
    for Endpoint { id, description, .. } in endpoints {
        let again = again.clone();
        let waiting = store.write(move |connection| {
            webhooks::redeliver(connection, id, &again, &By::command_line(), clock::now())
        });
        let waiting = match waiting.await? {
            Queued::Now(count) => Some(count),
            Queued::Soon => None,
        };
        let description = description.to_string();
        resent.push(Resent { endpoint: id, description, waiting });
    }
    if json {
        say!("{}", serde_json::to_string_pretty(&resent)?)?;
        return Ok(());
    }
    let mut table = Table::new(["endpoint", "description", "waiting"]);
    for Resent { endpoint, description, waiting } in resent {
        let waiting = waiting.map_or_else(|| Queued::Soon.to_string(), |count| count.to_string());
        table.row([endpoint.to_string(), description, waiting]);
    }
    Ok(output::write(format_args!("{table}"))?)
}

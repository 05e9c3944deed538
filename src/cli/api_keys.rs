//! `kassa api-key`

use std::error::Error;

use super::{arguments::ApiKeyCommand, output::say};
use crate::{
    api_keys::{self, KeptKey, KeyName, NewKey, Revoked, Scopes, Standing},
    clock::{self, UtcTime},
    config::Config,
    db::{Connection, Store, StoreError},
    server::books,
    staff::{
        By,
        audit::{self, Entry, What},
    },
};

pub(super) async fn run(command: ApiKeyCommand) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let opened = books::open(&config, || {}).await?;
    let done = match command {
        ApiKeyCommand::Add { name, scope, days } => add(&opened.store, name, scope, days).await,
        ApiKeyCommand::List => list(&opened.store).await,
        ApiKeyCommand::Revoke { name } => revoke(&opened.store, name).await,
    };
    opened.store.close().await;
    done
}

async fn add(
    store: &Store,
    name: KeyName,
    scopes: Scopes,
    days: Option<u16>,
) -> Result<(), Box<dyn Error>> {
    let now = clock::now();
    let new = NewKey { scopes, ..NewKey::named(name) };
    let new = match days {
        Some(days) => new.for_days(days, now),
        None => new,
    };
    let add = move |connection: &mut Connection| {
        api_keys::add_by(connection, &new, &By::command_line(), now)
    };
    let key = store.write(add).await?;
    say!("{}", key.expose())?;
    Ok(())
}

async fn list(store: &Store) -> Result<(), Box<dyn Error>> {
    let now = clock::now();
    let list = |connection: &mut Connection| Ok::<_, StoreError>(api_keys::list(connection)?);
    for key in store.read(list).await? {
        say!("{}", line(&key, now))?;
    }
    Ok(())
}

fn line(key: &KeptKey, now: UtcTime) -> String {
    let used = match key.last_used_at {
        Some(at) => format!("last used {at}"),
        None => "never used".to_owned(),
    };
    let end = match (key.standing(now), key.expires_at, key.revoked_at) {
        (Standing::Revoked, _, Some(at)) => format!(", revoked {at}"),
        (Standing::Expired, Some(at), _) => format!(", ended {at}"),
        (_, Some(at), _) => format!(", ends {at}"),
        _ => String::new(),
    };
    format!("{}  {}  since {}, {used}{end}", key.name, key.scopes, key.created_at)
}

async fn revoke(store: &Store, name: KeyName) -> Result<(), Box<dyn Error>> {
    let wanted = name.clone();
    let revoked = store
        .write(move |connection| {
            let revoked = api_keys::revoke(connection, &wanted, clock::now())?;
            if revoked == Revoked::Now {
                record(connection, What::KeyRevoked, &wanted)?;
            }
            Ok::<_, StoreError>(revoked)
        })
        .await?;
    match revoked {
        Revoked::Now => say!("{name} opens nothing any more")?,
        Revoked::Before => say!("{name} was revoked before")?,
        Revoked::Unknown => {
            return Err(format!(
                "there is no key named `{name}`; `kassa api-key list` names those that there are"
            )
            .into());
        }
    }
    Ok(())
}

fn record(connection: &mut Connection, what: What, name: &KeyName) -> diesel::QueryResult<()> {
    let by = By::command_line();
    let subject = Some(name.as_str());
    audit::record(connection, &Entry { by: &by, what, subject, note: None, at: clock::now() })
}

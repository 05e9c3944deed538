//! `kassa api-key`

use std::error::Error;

use super::{arguments::ApiKeyCommand, output::say};
use crate::{
    api_keys::{self, AddKeyError, KeyName, Revoked},
    clock,
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
        ApiKeyCommand::Add { name } => add(&opened.store, name).await,
        ApiKeyCommand::List => list(&opened.store).await,
        ApiKeyCommand::Revoke { name } => revoke(&opened.store, name).await,
    };
    opened.store.close().await;
    done
}

async fn add(store: &Store, name: KeyName) -> Result<(), Box<dyn Error>> {
    let key = store
        .write(move |connection| {
            let key = api_keys::add(connection, &name, clock::now())?;
            record(connection, What::KeyAdded, &name)?;
            Ok::<_, AddKeyError>(key)
        })
        .await?;
    say!("{}", key.expose())?;
    Ok(())
}

async fn list(store: &Store) -> Result<(), Box<dyn Error>> {
    let list = |connection: &mut Connection| Ok::<_, StoreError>(api_keys::list(connection)?);
    for key in store.read(list).await? {
        match key.revoked_at {
            None => say!("{}  since {}", key.name, key.created_at)?,
            Some(at) => say!("{}  since {}, revoked {at}", key.name, key.created_at)?,
        }
    }
    Ok(())
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

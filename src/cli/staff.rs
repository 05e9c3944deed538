//! `kassa staff`

use std::error::Error;

use super::{arguments::StaffCommand, output::say};
use crate::{
    clock,
    config::Config,
    db::{Connection, Store, StoreError},
    server::books,
    staff::{self, By, LinkSecret, Role, StaffName, Standing},
};

pub(super) async fn run(command: StaffCommand) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let opened = books::open(&config, || {}).await?;
    let done = match command {
        StaffCommand::Add { name, role } => add(&opened.store, &config, name, role).await,
        StaffCommand::List => list(&opened.store).await,
        StaffCommand::Reset { name } => reset(&opened.store, &config, name).await,
        StaffCommand::Revoke { name } => revoke(&opened.store, name).await,
    };
    opened.store.close().await;
    done
}

async fn add(
    store: &Store,
    config: &Config,
    name: StaffName,
    role: Role,
) -> Result<(), Box<dyn Error>> {
    let by = By::command_line();
    let secret = store
        .write(move |connection| staff::invite(connection, &name, role, &by, clock::now()))
        .await?;
    print(&secret, config)
}

async fn reset(store: &Store, config: &Config, name: StaffName) -> Result<(), Box<dyn Error>> {
    let by = By::command_line();
    let secret =
        store.write(move |connection| staff::reset(connection, &name, &by, clock::now())).await?;
    print(&secret, config)
}

/// The link alone, for scripts: only its hash is kept.
fn print(secret: &LinkSecret, config: &Config) -> Result<(), Box<dyn Error>> {
    say!("{}", secret.url(&config.public_url))?;
    Ok(())
}

async fn revoke(store: &Store, name: StaffName) -> Result<(), Box<dyn Error>> {
    let by = By::command_line();
    let wanted = name.clone();
    store.write(move |connection| staff::revoke(connection, &wanted, &by, clock::now())).await?;
    say!("{name} cannot sign in any more")?;
    Ok(())
}

async fn list(store: &Store) -> Result<(), Box<dyn Error>> {
    let now = clock::now();
    let read =
        move |connection: &mut Connection| Ok::<_, StoreError>(staff::list(connection, now)?);
    for (account, standing) in store.read(read).await? {
        let standing = match standing {
            Standing::Active { second_factor: true } => "password and second factor",
            Standing::Active { second_factor: false } => "password",
            Standing::Invited => "invited",
            Standing::Shut => "no way in: `kassa staff reset` makes a new link",
            Standing::Revoked => "revoked",
        };
        let (name, role) = (&account.name, account.role.as_str());
        say!("{name}  {role}  since {}  {standing}", account.created_at)?;
    }
    Ok(())
}

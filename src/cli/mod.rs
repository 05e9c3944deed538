//! The commands.

mod api_keys;
mod arguments;
mod backup;
mod check;
mod copy_to;
mod doctor;
mod events;
mod follow;
mod inbox;
mod order;
mod output;
mod pay_links;
mod serve;
mod staff;
mod stand_in;
mod stop;
mod table;
mod webhooks;

use std::{error::Error, io};

use clap::Parser;

use self::arguments::{Arguments, Command, InboxCommand, LinkArguments, ServeArguments};
use self::output::say;
use crate::{
    config::{Config, LogFormat},
    db::Migrated,
    dromon::PaymentLink,
    server::books,
    web::api::openapi,
};

/// Reads the command line and runs one command.
///
/// # Errors
/// Whatever kept the command from being done, in words for whoever typed it.
pub fn run() -> Result<(), Box<dyn Error>> {
    let command = Arguments::parse().command;
    match command.unwrap_or_else(|| Command::Serve(ServeArguments::default())) {
        Command::Serve(arguments) => block_on(serve::serve(arguments)),
        Command::Sandbox(arguments) => match arguments.send.clone() {
            Some(file) => block_on(pay_links::pay_links(&file, *arguments)),
            None => block_on(stand_in::serve(*arguments)),
        },
        Command::Link(arguments) => link(&arguments),
        Command::ApiKey { command } => block_on(api_keys::run(command)),
        Command::Openapi => Ok(say!("{}", openapi::json().trim_end())?),
        Command::Staff { command } => block_on(staff::run(command)),
        Command::Webhooks { command } => block_on(webhooks::run(command)),
        Command::Order { command } => block_on(order::run(command)),
        Command::Events(arguments) => block_on(events::run(arguments)),
        Command::Migrate => migrate(),
        Command::Check(arguments) => check::check(arguments),
        Command::Doctor(arguments) => block_on(doctor::doctor(arguments)),
        Command::Backup(arguments) => backup::backup(&arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::Inbox { command: InboxCommand::List } => inbox::list(),
        Command::Inbox { command: InboxCommand::Replay } => block_on(inbox::replay()),
        Command::CopyTo { target } => match target {
            Ok(target) => copy_to::copy_to(&target),
            Err(error) => Err(format!(
                "the target cannot be read: {error}; write it as `postgres://user:password@host/database`"
            )
            .into()),
        },
    }
}

fn block_on(
    command: impl Future<Output = Result<(), Box<dyn Error>>>,
) -> Result<(), Box<dyn Error>> {
    actix_web::rt::System::new().block_on(command)
}

/// `kassa link`
fn link(arguments: &LinkArguments) -> Result<(), Box<dyn Error>> {
    let config = Config::load_for_links()?;
    if config.is_sandbox() {
        return Err("a link is signed with the app's secret: set KASSA_DROMON_APP_ID and KASSA_DROMON_SECRET (the sandbox makes up a new secret at every start)".into());
    }
    let LinkArguments { uid, text, sum } = arguments;
    let link = PaymentLink::new(config.app(), config.page(), uid.as_str(), text.as_str(), *sum)?;
    say!("{}", link.url)?;
    Ok(())
}

/// `kassa migrate`
fn migrate() -> Result<(), Box<dyn Error>> {
    let Migrated { run, copy } = books::migrate(&Config::load()?)?;
    if run.is_empty() {
        say!("nothing to do: the tables are this version's")?;
    }
    for migration in run {
        say!("{migration}")?;
    }
    if let Some(copy) = copy {
        say!("as it was before: {}", copy.display())?;
    }
    Ok(())
}

fn start_log(filter: &str, format: LogFormat) {
    use std::io::IsTerminal;
    let log = tracing_subscriber::fmt()
        // The framework's own start-up lines would bury what the shop has to say; a filter that names it wins.
        .with_env_filter(format!("actix_server=warn,{filter}"))
        .with_writer(io::stderr);
    match format {
        LogFormat::Pretty => log.with_ansi(io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
}

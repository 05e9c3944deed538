//! `kassa order`: orders for scripts. It works on the books, as the pages do; a shop that runs sees what happened, by the feed.

mod create;
mod list;
mod step;
mod view;

use std::{error::Error, fmt};

use self::view::{Details, signing};
use super::{
    arguments::{OrderCommand, ShowArguments},
    output::say,
};
use crate::{
    clock,
    config::Config,
    db::{Connection, Store, StoreError},
    feed::Actor,
    orders,
    server::books,
    staff::By,
    views::OrderView,
};

pub(super) async fn run(command: OrderCommand) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let opened = books::open(&config, || {}).await?;
    let done = match command {
        OrderCommand::Create(arguments) => create::run(&opened.store, &config, *arguments).await,
        OrderCommand::Show(arguments) => show(&opened.store, &config, arguments).await,
        OrderCommand::List(arguments) => list::run(&opened.store, arguments).await,
        OrderCommand::Move(arguments) => step::run(&opened.store, &config, arguments).await,
    };
    opened.store.close().await;
    done
}

/// Who did it, in an order's events: staff's, since whoever may use this command line may do all that they may.
fn actor() -> Actor {
    Actor::staff(&By::command_line().who)
}

async fn show(
    store: &Store,
    config: &Config,
    arguments: ShowArguments,
) -> Result<(), Box<dyn Error>> {
    let ShowArguments { uid, json } = arguments;
    let (now, settings, wanted) = (clock::now(), config.clone(), uid.clone());
    let read = move |connection: &mut Connection| {
        let Some(order) = orders::find_typed(connection, &wanted)? else {
            return Ok::<_, StoreError>(None);
        };
        let signing = signing(&settings);
        OrderView::read(connection, &order, now, &settings, signing).map(Some)
    };
    let order = store.read(read).await?.ok_or_else(|| no_order(&uid))?;
    tell(&order, &Details(&order), json)
}

/// Prints an order, as JSON or in words.
fn tell(order: &OrderView, words: &impl fmt::Display, json: bool) -> Result<(), Box<dyn Error>> {
    if json {
        say!("{}", serde_json::to_string_pretty(order)?)?;
    } else {
        super::output::write(format_args!("{words}"))?;
    }
    Ok(())
}

fn no_order(uid: &str) -> String {
    format!("there is no order `{uid}`; `kassa order list` names those that there are")
}

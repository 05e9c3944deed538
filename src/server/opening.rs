//! The opening of the books: tried at the start and, while the database is away, again and again.

use std::{pin::Pin, time::Duration};

use actix_web::web::Data;
use tokio::time::{sleep, timeout};

use super::books::{self, BooksError};
use crate::{
    backup::Daily,
    catalog,
    causes::with_causes,
    clock,
    db::{Connection, StoreError},
    feed::tail::{self, Tail},
    identity,
    notify::{ChannelKind, Notifier},
    staff,
    web::{
        Shop,
        opening::{Closed, News},
    },
    webhooks::{Deliverer, Sender},
    workers::Workers,
};

/// How long the start waits for the books. A database that is locked, or whose migration takes its time, is waited for
/// while the shop listens.
const START_PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait before another try.
const AGAIN: Duration = Duration::from_secs(1);

/// How the start went.
pub(super) enum Start {
    Open(Tail),
    /// The first try is still running.
    Trying(Try),
    /// It failed for a reason that may pass.
    Failed,
}

type Try = Pin<Box<dyn Future<Output = Result<Tail, BooksError>>>>;

/// Tries once.
///
/// # Errors
/// Those of which waiting will not get rid.
pub(super) async fn start(shop: &Data<Shop>) -> Result<Start, BooksError> {
    // Whatever happens to the books, it is known from the first answer on how many callbacks wait for them.
    if let Err(error) = shop.intake.inbox().adopt().await {
        tracing::error!(%error, "the inbox cannot be read");
    }
    let mut first: Try = Box::pin(open(shop.clone()));
    match timeout(START_PATIENCE, &mut first).await {
        Ok(Ok(tail)) => Ok(Start::Open(tail)),
        Ok(Err(error)) if error.may_pass() => {
            say(shop, Closed::Waiting(error.to_string()));
            Ok(Start::Failed)
        }
        Ok(Err(error)) => Err(error),
        Err(_) => {
            say(shop, Closed::Waiting("the database is locked, or is being updated".to_owned()));
            Ok(Start::Trying(first))
        }
    }
}

/// Goes on until the books are open, and then does what has to be done beside the requests. Ends when dropped.
pub(super) async fn run(shop: Data<Shop>, start: Start) {
    let tail = match start {
        Start::Open(tail) => tail,
        Start::Trying(first) => keep_trying(&shop, first).await,
        Start::Failed => {
            sleep(AGAIN).await;
            keep_trying(&shop, Box::pin(open(shop.clone()))).await
        }
    };
    let mut workers = Workers::start(&shop.store, &shop.hub, &shop.intake, tail);
    workers.keep_refused(&shop.store, &shop.refusals);
    workers.keep_looks(&shop.store, &shop.looks);
    match Daily::of(&shop.config, shop.backups.clone()) {
        Ok(daily) => daily.into_iter().for_each(|daily| workers.back_up(daily)),
        // The shop is to sell all the same: one setting moves it to another database.
        Err(why) => tracing::warn!("KASSA_BACKUP_DIR DOES NOTHING: {why}"),
    }
    for channel in ChannelKind::ALL {
        let state = shop.notices.of(*channel);
        if let Some(notifier) = Notifier::of(&shop.config, &shop.store, *channel, state) {
            workers.notify(notifier, shop.stopping.clone(), shop.telling.enter());
        }
    }
    let deliverer = Deliverer::new(&shop.store, Sender::new(shop.config.webhook_targets.clone()));
    workers.deliver(&shop.store, deliverer, shop.stopping.clone(), shop.telling.enter());
    std::future::pending::<()>().await;
}

async fn keep_trying(shop: &Data<Shop>, mut attempt: Try) -> Tail {
    loop {
        match attempt.await {
            Ok(tail) => {
                tracing::info!("the books are open");
                return tail;
            }
            Err(error) if error.may_pass() => say(shop, Closed::Waiting(error.to_string())),
            Err(error) => {
                let why = with_causes(&error);
                say(shop, Closed::Refused(why));
                return std::future::pending().await;
            }
        }
        sleep(AGAIN).await;
        attempt = Box::pin(open(shop.clone()));
    }
}

fn say(shop: &Shop, closed: Closed) {
    if shop.opening.stay_closed(closed.clone()) == News::Old {
        return;
    }
    match closed {
        Closed::Waiting(why) => {
            tracing::warn!(
                why,
                "THE BOOKS ARE NOT OPEN YET: callbacks are kept in the inbox, and it is tried again"
            );
        }
        Closed::Refused(why) => {
            tracing::error!(
                why,
                "THE BOOKS CANNOT BE OPENED: callbacks are kept in the inbox until somebody sees to it and starts Kassa again"
            );
        }
    }
}

/// Everything that has to be in order before the first page is shown.
async fn open(shop: Data<Shop>) -> Result<Tail, BooksError> {
    let config = shop.config.clone();
    tokio::task::spawn_blocking(move || books::migrate(&config))
        .await
        .map_err(|panic| StoreError::Broken(format!("the opening ended early: {panic}")))??;
    let cookie_key = books::claim(&shop.config, &shop.store).await?;
    if shop.config.is_sandbox() {
        let way_in = shop
            .store
            .write(|connection| {
                // Two nodes may start at once: whoever comes second waits here, and sees what the first has done.
                identity::touch(connection)?;
                catalog::add_demo_goods(connection, clock::now())?;
                Ok::<_, StoreError>(staff::sandbox_way_in(connection, clock::now())?)
            })
            .await?;
        shop.opening.show_way_in(way_in);
    } else {
        let read = |connection: &mut Connection| Ok::<_, StoreError>(staff::has_owner(connection)?);
        if !shop.store.read(read).await? {
            tracing::info!(
                "nobody can open the admin pages yet: `kassa staff add NAME --role owner` prints a link that lets somebody in"
            );
        }
    }
    shop.looks.refresh(&shop.store).await?;
    let tail = tail::start(&shop.store).await?;
    shop.opening.open(&cookie_key);
    shop.intake.open();
    Ok(tail)
}

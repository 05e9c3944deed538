//! `kassa webhooks`

mod listen;
mod resend;

use std::error::Error;

use super::{arguments::WebhooksCommand, stop::Signals};
use crate::{config::Config, server::books};

pub(super) async fn run(command: WebhooksCommand) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let opened = books::open(&config, || {}).await?;
    let done = match command {
        WebhooksCommand::Listen(arguments) => {
            let signals = Signals::listen()?;
            tokio::select! {
                listened = listen::run(&opened.store, arguments) => listened,
                () = signals.asked_to_stop() => Ok(()),
            }
        }
        WebhooksCommand::Resend(arguments) => resend::run(&opened.store, arguments).await,
    };
    opened.store.close().await;
    done
}

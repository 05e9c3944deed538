//! `kassa sandbox --send FILE`

use std::{
    error::Error,
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal, Write},
    num::NonZeroUsize,
    path::Path,
};

use super::arguments::SandboxArguments;
use super::output;
use crate::{
    config::Config,
    dromon::{App, Secret},
    sandbox::{
        SandboxConfig,
        batch::{Batch, Tally},
        payer::Payer,
        registration::Registration,
        sender::{self, Pace},
    },
};

pub(super) async fn pay_links(
    file: &Path,
    arguments: SandboxArguments,
) -> Result<(), Box<dyn Error>> {
    sender::check_url(&arguments.callback_url)?;
    let links = open(file)?;
    let concurrency = NonZeroUsize::from(arguments.concurrency);
    let config = registered(arguments)?;
    let Some(callback_url) = config.callback_url.clone() else {
        return Err("there is no callback URL: give --callback-url".into());
    };
    let batch = Batch {
        app: Registration::from(&config),
        callback_url,
        payer: Payer::named(Payer::DEFAULT_NICKNAME)?,
        fault: config.fault,
        concurrency,
        pace: Pace::default(),
    };
    let watched = io::stderr().is_terminal();
    let tally = batch
        .pay(links, |tally| {
            if watched {
                progress(tally);
            }
        })
        .await?;
    if watched {
        // Over the progress.
        eprint!("\r\x1b[K");
    }
    output::write(format_args!("{tally}"))?;
    tally.verdict()?;
    Ok(())
}

/// The app whose links these are: from the command line, or else the shop's own settings.
fn registered(arguments: SandboxArguments) -> Result<SandboxConfig, Box<dyn Error>> {
    let SandboxArguments { callback_url, app_id, app, secret, redirect_uri, no_signing, .. } =
        arguments;
    let (app, redirect_uri) = if let Some(secret) = secret {
        let id = app_id.unwrap_or(SandboxArguments::default_app_id()?);
        let name = app.unwrap_or(SandboxArguments::default_app()?);
        (App { id, name, secret: Secret::new(secret) }, redirect_uri)
    } else {
        let config = Config::load_for_links()?;
        if config.is_sandbox() {
            return Err("the links are checked with the app's secret: give --secret, or set KASSA_DROMON_APP_ID and KASSA_DROMON_SECRET".into());
        }
        let App { id, name, secret } = config.app().clone();
        let own_uri = config.page().return_to.as_ref().map(|to| to.redirect_uri.clone());
        let app = App { id: app_id.unwrap_or(id), name: app.unwrap_or(name), secret };
        (app, redirect_uri.or(own_uri))
    };
    Ok(SandboxConfig {
        app,
        signing: !no_signing,
        redirect_uri,
        callback_url: Some(callback_url),
        fault: arguments.fault,
    })
}

fn open(file: &Path) -> Result<Box<dyn BufRead + Send>, String> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    match File::open(file) {
        Ok(opened) => Ok(Box::new(BufReader::new(opened))),
        Err(error) => Err(format!(
            "--send is `{}`, and it cannot be read: {error}; name a file with a payment link a line, or `-` for the standard input",
            file.display()
        )),
    }
}

fn progress(tally: &Tally) {
    let Tally { sent, failed, refused, .. } = tally;
    let wrong = match failed + refused {
        0 => String::new(),
        wrong => format!(", {wrong} gone wrong"),
    };
    eprint!("\r\x1b[K{sent} callbacks, {:.0} a second{wrong}", tally.rate());
    // A terminal that cannot be written to is no reason to stop.
    let _ = io::stderr().flush();
}

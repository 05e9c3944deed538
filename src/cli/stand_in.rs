//! `kassa sandbox`

use std::error::Error;

use rand::distr::{Alphanumeric, SampleString};

use super::output::say;
use super::{arguments::SandboxArguments, start_log, stop::Signals};
use crate::{
    config::LogFormat,
    dromon::{App, Secret},
    sandbox::SandboxConfig,
    server::stand_in,
};

pub(super) async fn serve(arguments: SandboxArguments) -> Result<(), Box<dyn Error>> {
    start_log("info", LogFormat::Pretty);
    let SandboxArguments {
        listen,
        callback_url,
        app_id,
        app,
        secret,
        redirect_uri,
        no_signing,
        fault,
        ..
    } = arguments;
    let app_id = app_id.unwrap_or(SandboxArguments::default_app_id()?);
    let app = app.unwrap_or(SandboxArguments::default_app()?);
    if !listen.ip().is_loopback() {
        return Err(format!(
            "--listen is `{listen}`: the stand-in takes play money, so it is for this machine alone; write `127.0.0.1` with a port"
        )
        .into());
    }
    let secret = secret.unwrap_or_else(|| Alphanumeric.sample_string(&mut rand::rng(), 32));
    let greeting = format!(
        "  Short name    {app}\n  \
         App id        {app_id}\n  \
         Secret        {secret}\n  \
         URL события   {callback_url}\n  \
         Redirect URI  {}\n  \
         Signatures    {}\n  \
         Fault         {fault}\n",
        redirect_uri.as_deref().unwrap_or("none"),
        if no_signing { "not checked" } else { "checked" },
    );
    let config = SandboxConfig {
        app: App { id: app_id, name: app, secret: Secret::new(secret) },
        signing: !no_signing,
        redirect_uri,
        callback_url: Some(callback_url),
        fault,
    };
    let signals = Signals::listen()?;
    let (server, address) = stand_in::start(config, listen)?;
    say!("\n  A stand-in for Dromon is open on http://{address}: no real money.\n\n{greeting}")?;
    let handle = server.handle();
    let serving = actix_web::rt::spawn(server);
    signals.asked_to_stop().await;
    handle.stop(true).await;
    serving.await??;
    Ok(())
}

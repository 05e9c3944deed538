//! `kassa serve`

use std::error::Error;

use super::output::say;
use super::{arguments::ServeArguments, start_log, stop::Signals};
use crate::{config::Config, server::Application};

pub(super) async fn serve(arguments: ServeArguments) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    start_log(&config.log, config.log_format);
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let signals = Signals::listen()?;
    let application = if arguments.take_over {
        Application::take_over(config).await?
    } else {
        Application::build(config).await?
    };
    say!("{}", greeting(&application))?;
    let stop = signals.asked_to_stop_or(application.taken_over());
    application.run_until(stop).await?;
    Ok(())
}

/// Where everything is, in a few lines.
fn greeting(application: &Application) -> String {
    let config = application.config();
    let data = &config.database;
    let shop = &config.public_url;
    let state = match application.why_closed() {
        None => "is open",
        Some(_) => "listens and keeps callbacks; its books are not open yet, and the log says why",
    };
    // It opens once, and only this is ever shown of it.
    let staff =
        application.way_in().map(|link| format!("Staff     {link}\n  ")).unwrap_or_default();
    let listens = application.listens();
    match listens.sandbox {
        Some(_) => format!(
            "\n  Kassa's sandbox {state}: no real money.\n\n  \
             Shop      {shop}\n  \
             {staff}\
             Dromon    {dromon} (a stand-in)\n  \
             Data      {data}\n\n  \
             To sell for real, set KASSA_PUBLIC_URL, KASSA_DROMON_APP_ID and KASSA_DROMON_SECRET;\n  \
             the README says which value goes where.\n",
            dromon = config.page().base,
        ),
        None => format!(
            "\n  Kassa {state}.\n\n  \
             Shop      {shop} (listening on {listen})\n  \
             Dromon    {dromon}, app {app}\n  \
             Data      {data}\n\n  \
             In Dromon's form: «URL события» {callback}\n",
            listen = listens.shop,
            dromon = config.page().base,
            app = config.app().name,
            callback = config.callback_url(),
        ),
    }
}

//! What the stand-in for Dromon is told.

use std::{net::SocketAddr, num::NonZeroU16, path::PathBuf};

use clap::Args;
use url::Url;

use super::at_a_time;
use crate::{
    config::{SANDBOX_APP, SANDBOX_APP_ID},
    dromon::{AppId, AppIdError, AppName, AppNameError},
    sandbox::fault::Fault,
};

#[derive(Debug, Args)]
pub struct SandboxArguments {
    /// Where the stand-in listens; loopback only
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    pub listen: SocketAddr,
    /// The app's «URL события»: where callbacks go (http only)
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/callback")]
    pub callback_url: Url,
    #[arg(long, value_name = "ID", help = format!("The app's id: 24 hexadecimal digits [default: {SANDBOX_APP_ID}]"))]
    pub app_id: Option<AppId>,
    #[arg(long, value_name = "NAME", help = format!("The app's short name, lower case [default: {SANDBOX_APP}]"))]
    pub app: Option<AppName>,
    /// The app's secret [default: a random one, printed at the start; with --send KASSA_DROMON_SECRET, and then the app's
    /// id and name are Kassa's too]
    #[arg(long)]
    pub secret: Option<String>,
    /// The app's «Redirect URI» [default: none, so that links must not name one]
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Option<String>,
    /// Behave like an app whose owner has not switched the check of signatures on
    #[arg(long)]
    pub no_signing: bool,
    /// What goes wrong with each payment (--help lists what can); on the page its payer may choose something else
    #[arg(long, default_value = "none", long_help = fault_help())]
    pub fault: Fault,
    /// Pay the links in this file, one a line, and stop; `-` reads the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "listen")]
    pub send: Option<PathBuf>,
    /// How many links are paid at a time, each over a connection of its own: 1 to 1000
    #[arg(long, value_name = "N", default_value = "16", requires = "send", value_parser = at_a_time)]
    pub concurrency: NonZeroU16,
}

impl SandboxArguments {
    pub fn default_app_id() -> Result<AppId, AppIdError> {
        SANDBOX_APP_ID.parse()
    }

    pub fn default_app() -> Result<AppName, AppNameError> {
        SANDBOX_APP.parse()
    }
}

fn fault_help() -> String {
    format!(
        "What goes wrong with each payment; on the page its payer may choose something else. One of\n\n{}",
        Fault::help()
    )
}

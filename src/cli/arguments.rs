//! The command line.
#![expect(clippy::doc_markdown, reason = "clap shows these words as they stand")]

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::{
    api_keys::KeyName,
    config::{SANDBOX_APP, SANDBOX_APP_ID},
    dromon::{AppId, AppName, Sum},
    orders::{OrderText, Uid},
};

/// An order-and-payment backend for shops that are paid through Dromon.
///
/// Without any setting Kassa runs a shop with demo goods and a stand-in for Dromon, so that everything can be
/// tried without real money. Settings come from kassa.toml in the working directory and from KASSA_… variables;
/// kassa.toml.example explains each. To sell for real, set KASSA_PUBLIC_URL, KASSA_DROMON_APP_ID and
/// KASSA_DROMON_SECRET.
#[derive(Debug, Parser)]
#[command(name = "kassa", version, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the shop (this is also what `kassa` alone does)
    ///
    /// Opens the database (creating it, and bringing its tables up to date), listens on KASSA_LISTEN, and serves until
    /// Ctrl-C or SIGTERM; then it answers what has come and stops. Without KASSA_DROMON_APP_ID and KASSA_DROMON_SECRET
    /// it is a sandbox: demo goods, and a stand-in for Dromon on KASSA_SANDBOX_LISTEN.
    Serve,
    /// Run the stand-in for Dromon alone, to develop any shop against
    ///
    /// It shows the payment page of a link exactly as Dromon does, signature checks included, takes no real money, and
    /// sends the shop the callback that Dromon would send, or one that goes wrong (lost, doubled, late, altered), as
    /// chosen on the page. Nothing is written to disk.
    Sandbox(SandboxArguments),
    /// Print a signed payment link
    ///
    /// Signs with KASSA_DROMON_APP_ID and KASSA_DROMON_SECRET. The link alone is printed, for scripts; no order is
    /// placed, so a payment made by it will be kept as one of an unknown order unless the shop has an order of that uid.
    Link(LinkArguments),
    /// Manage the keys of programs that use the JSON API
    ApiKey {
        #[command(subcommand)]
        command: ApiKeyCommand,
    },
    /// Bring the database's tables up to date, and stop
    ///
    /// `kassa serve` does the same at its start. Prints the migrations that were run.
    Migrate,
    /// Verify that the books add up
    ///
    /// Reads the database (a shop that runs is not disturbed, and sees nothing of it), prints for each rule how much was
    /// checked, and names the first ten of whatever breaks it. Exits with 0 only if nothing does.
    Check(CheckArguments),
    /// Copy the books into a file, while the shop runs
    ///
    /// The copy is one moment's, with what waits in the inbox added to it; it is verified like `kassa check` does it, and
    /// appears under its name only when it is whole. With PostgreSQL use pg_dump instead.
    Backup(BackupArguments),
    /// Make a shop's books from a backup
    ///
    /// Verifies the file and puts a copy of it where the settings say that the database is (KASSA_DATABASE_URL, or
    /// KASSA_DATA_DIR). A database that is there already is never overwritten: stop the shop, and move it away first.
    Restore(RestoreArguments),
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// A backup to check [default: the database of the settings]
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct BackupArguments {
    /// Where the copy goes; it must not be there yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Replace a file of that name
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// A file that `kassa backup` made
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Also restore books that do not add up
    #[arg(long)]
    pub even_if_wrong: bool,
}

#[derive(Debug, Args)]
pub struct SandboxArguments {
    /// Where the stand-in listens; loopback only
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    pub listen: SocketAddr,
    /// The app's «URL события»: where callbacks go (http only)
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/callback")]
    pub callback_url: Url,
    /// The app's id: 24 hexadecimal digits
    #[arg(long, value_name = "ID", default_value = SANDBOX_APP_ID)]
    pub app_id: AppId,
    /// The app's short name, lower case
    #[arg(long, value_name = "NAME", default_value = SANDBOX_APP)]
    pub app: AppName,
    /// The app's secret [default: a random one, printed at the start]
    #[arg(long)]
    pub secret: Option<String>,
    /// The app's «Redirect URI» [default: none, so that links must not name one]
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Option<String>,
    /// Behave like an app whose owner has not switched the check of signatures on
    #[arg(long)]
    pub no_signing: bool,
}

#[derive(Debug, Args)]
pub struct LinkArguments {
    /// The order's number: 1 to 64 of 0-9, A-Z, a-z, _ and -
    #[arg(long)]
    pub uid: Uid,
    /// What the payer reads: 1 to 200 characters, none of & + #
    #[arg(long)]
    pub text: OrderText,
    /// Whole АР; the payer pays 1 more, Dromon's fee
    #[arg(long)]
    pub sum: Sum,
}

#[derive(Debug, Subcommand)]
pub enum ApiKeyCommand {
    /// Add a key and print it: the only time that anybody sees it
    Add {
        /// Whose key it is: 1 to 64 letters, digits, `.`, `_` and `-`; it appears in orders' events as api:NAME
        name: KeyName,
    },
}

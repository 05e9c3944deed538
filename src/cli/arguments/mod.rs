//! The command line.
#![expect(clippy::doc_markdown, reason = "clap shows these words as they stand")]

mod access;
mod order;
mod sandbox;
mod webhooks;

use std::{convert::Infallible, num::NonZeroU16, path::PathBuf};

use clap::{Args, Parser, Subcommand};

pub use self::{
    access::{ApiKeyCommand, StaffCommand},
    order::{
        CreateArguments, ListArguments, MoveArguments, OrderCommand, ShowArguments, TypedGood,
        TypedItem,
    },
    sandbox::SandboxArguments,
    webhooks::{ListenArguments, ResendArguments, WebhooksCommand},
};
use crate::{
    clock::{self, UtcTime},
    db::{PostgresUrl, PostgresUrlError},
    dromon::Sum,
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
    /// Ctrl-C or SIGTERM; then it answers what has come and stops, within 10 s. A second Ctrl-C ends it at once. Without KASSA_DROMON_APP_ID and KASSA_DROMON_SECRET
    /// it is a sandbox: demo goods, and a stand-in for Dromon on KASSA_SANDBOX_LISTEN.
    ///
    /// Where systemd (or another manager) passes a listening socket, that one is used instead of KASSA_LISTEN.
    Serve(ServeArguments),
    /// Run the stand-in for Dromon alone, to develop any shop against
    ///
    /// It shows the payment page of a link exactly as Dromon does, signature checks included, takes no real money, and
    /// sends the shop the callback that Dromon would send, or one that goes wrong, as chosen on the page or by --fault.
    /// Nothing is written to disk.
    ///
    /// With --send it starts nothing: it pays every link of a file as a payer would, straight to --callback-url, and
    /// tells what was answered. It fails unless every link could be paid and every answer was 200.
    Sandbox(Box<SandboxArguments>),
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
    /// Print the description of the JSON API (OpenAPI 3.1)
    ///
    /// The same as a running shop serves at /api/openapi.json.
    Openapi,
    /// Place, show, list and move orders
    ///
    /// For scripts: it works on the books of the settings, whether or not a shop runs, and prints a table or one JSON document.
    Order {
        #[command(subcommand)]
        command: OrderCommand,
    },
    /// Print what happened, a line each, oldest first
    ///
    /// Each event comes once, in the order in which they count, also while several nodes write. Its number is where to go on
    /// another time: --since.
    Events(EventsArguments),
    /// Manage who may open the admin pages
    Staff {
        #[command(subcommand)]
        command: StaffCommand,
    },
    /// See what webhooks tell, on a developer's machine, or send it again
    Webhooks {
        #[command(subcommand)]
        command: WebhooksCommand,
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
    /// Look for whatever stands between the shop and Dromon
    ///
    /// Looks at the settings, the books, the disk, the backups and the inbox; sends a callback on trial to the shop's own public
    /// address (it is refused, and kept nowhere); looks at its certificate; and asks Dromon's page what it makes of a signed link
    /// and of one without its sign. Prints a line for each check and what to do about it; nothing is changed. Exits with 0 only if
    /// nothing failed.
    ///
    /// Run it where the shop runs, with its settings. What it cannot tell from there it says.
    Doctor(DoctorArguments),
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
    /// Look at the callbacks that wait in the inbox for the database, or put them into the books
    ///
    /// While the database is away, `kassa serve` keeps callbacks in the inbox, a folder of the data directory, and
    /// replays them by itself when the database is back. These commands are for a node that was retired with callbacks
    /// left, and for whoever wants to know.
    Inbox {
        #[command(subcommand)]
        command: InboxCommand,
    },
    /// Copy the shop's books from SQLite into an empty PostgreSQL database
    ///
    /// Stop the shop first: what it takes in after the copy was begun is not in it. Copies what KASSA_DATABASE_URL or
    /// KASSA_DATA_DIR name, which is only read, in one transaction: a copy that fails leaves nothing but empty tables. The
    /// target's tables are made first; one that has rows in them is refused. Before the copy is made final, the numbers of
    /// rows and the sums of money are compared on both sides. Orders keep their numbers and links, programs their keys.
    /// At the end it prints what to set. Callbacks that wait in the inbox stay in the data directory, and come into the
    /// new books at the next start.
    CopyTo {
        /// Where to: postgres://user@host/database. A password need not be seen here: PGPASSWORD and ~/.pgpass work too
        // What is wrong with it is said by us: clap would show it, password and all.
        #[arg(value_name = "URL", value_parser = postgres_url)]
        target: Result<PostgresUrl, PostgresUrlError>,
    },
}

#[expect(clippy::unnecessary_wraps, reason = "as clap wants it")]
fn postgres_url(text: &str) -> Result<Result<PostgresUrl, PostgresUrlError>, Infallible> {
    Ok(text.parse())
}

#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Print one JSON document: whether all is well, and each check with `verdict`, `found` and `remedy`
    #[arg(long)]
    pub json: bool,
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

#[derive(Debug, Default, Args)]
pub struct ServeArguments {
    /// Replace the Kassa that runs with this data directory now, without losing a callback
    ///
    /// It hands its listening socket to this process, and leaves when this one serves and it has answered what it had.
    /// If this one does not get that far, it goes on. Where none runs, this is a usual start.
    #[arg(long)]
    pub take_over: bool,
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

#[derive(Debug, Args)]
pub struct EventsArguments {
    /// Go on printing what happens, until Ctrl-C
    #[arg(long)]
    pub follow: bool,
    /// Begin after the event of that number [default: with the first; with --follow, with what happens from now on]
    #[arg(long, value_name = "ID", value_parser = clap::value_parser!(i64).range(0..))]
    pub since: Option<i64>,
    /// Print a JSON document a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum InboxCommand {
    /// List the callbacks that wait: id, when and from where each came, its size, its order's uid and its sum
    ///
    /// Changes nothing, and works while `kassa serve` runs. What could not be read is named too.
    List,
    /// Put all callbacks that no running kassa has in its hands into the books
    ///
    /// Each becomes one row, however often it is replayed; what is in the books is removed from the inbox. Ends with an
    /// error, and says why, if something is left.
    Replay,
}

/// How many are done, or told, at most.
fn at_a_time(text: &str) -> Result<NonZeroU16, &'static str> {
    let number = text.parse().ok().filter(|number: &NonZeroU16| number.get() <= 1000);
    number.ok_or("it is a whole number from 1 to 1000")
}

/// A moment, or how long ago it was.
fn moment(text: &str) -> Result<UtcTime, &'static str> {
    if let Ok(at) = chrono::DateTime::parse_from_rfc3339(text) {
        return Ok(at.with_timezone(&chrono::Utc).into());
    }
    let ago = humantime::parse_duration(text)
        .map_err(|_| "write a time as 2026-11-24T07:05:03Z, or how long ago as 24h or 7d")?;
    Ok(clock::now().minus(ago))
}

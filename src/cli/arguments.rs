//! The command line.
#![expect(clippy::doc_markdown, reason = "clap shows these words as they stand")]

use std::{convert::Infallible, net::SocketAddr, num::NonZeroU16, path::PathBuf, str::FromStr};

use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::{
    api_keys::{KeyName, MOST_DAYS, Scopes},
    catalog::{GoodName, GoodNameError},
    clock::{self, UtcTime},
    config::{SANDBOX_APP, SANDBOX_APP_ID},
    customers::Nickname,
    db::{PostgresUrl, PostgresUrlError},
    desk::Reason,
    dromon::{AppId, AppIdError, AppName, AppNameError, Sum},
    orders::{MOST_TOTAL, OrderText, Status, Uid},
    sandbox::fault::Fault,
    staff::{Role, StaffName},
    webhooks::Secret,
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

fn role(text: &str) -> Result<Role, &'static str> {
    text.parse().map_err(|_| "it is one of owner, manager, picker and courier")
}

fn at_a_time(text: &str) -> Result<NonZeroU16, &'static str> {
    let number = text.parse().ok().filter(|number: &NonZeroU16| number.get() <= 1000);
    number.ok_or("it is a whole number from 1 to 1000")
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
pub enum OrderCommand {
    /// Place an order and print its uid, its page and its payment link
    ///
    /// What is ordered is given by --good and --item, or --sum alone says what it costs. An order that is placed here waits for its payment like
    /// any other; its events name `staff:kassa`.
    Create(Box<CreateArguments>),
    /// Print an order with its items, payments and events
    Show(ShowArguments),
    /// List orders, the newest first
    List(ListArguments),
    /// Move an order on, one step back, or out
    ///
    /// What staff could do on its page: paid, assembling, ready, completed, one step at a time and back; cancelled, and out of
    /// there again, with a reason.
    Move(MoveArguments),
}

#[derive(Debug, Args)]
pub struct CreateArguments {
    /// A good of the window, by its id: "id x quantity", or "id" for one; may be repeated. Where it is counted, it is put aside
    #[arg(long = "good", value_name = "ID x QUANTITY")]
    pub goods: Vec<TypedGood>,
    /// Something else: "name=price x quantity", or "name=price" for one; may be repeated
    #[arg(long = "item", value_name = "NAME=PRICE x QUANTITY", required_unless_present_any = ["sum", "goods"])]
    pub items: Vec<TypedItem>,
    /// What it costs, without saying for what
    #[arg(long, conflicts_with_all = ["items", "goods"])]
    pub sum: Option<Sum>,
    /// The customer's Minecraft nickname
    #[arg(long)]
    pub nickname: Nickname,
    /// The order's number: 1 to 64 of 0-9, A-Z, a-z, _ and - [default: one that Kassa gives]
    #[arg(long)]
    pub uid: Option<Uid>,
    /// What the payer reads: 1 to 200 characters, none of & + # [default: as KASSA_ORDER_TEXT says]
    #[arg(long)]
    pub text: Option<OrderText>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The order's number; Cyrillic look-alikes, lower case and a missing dash do not matter
    pub uid: String,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ListArguments {
    /// Only those that stand there: awaiting_payment, paid, assembling, ready, completed, cancelled, expired, refunded
    #[arg(long, value_parser = status)]
    pub status: Option<Status>,
    /// Only those of that customer
    #[arg(long)]
    pub nickname: Option<Nickname>,
    /// Only those placed then or later: a time (2026-11-24T07:05:03Z), or how long ago (24h, 7d)
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub since: Option<UtcTime>,
    /// How many at most: 1 to 1000
    #[arg(long, value_name = "N", default_value = "50", value_parser = at_a_time)]
    pub limit: NonZeroU16,
    /// Go on after that order
    #[arg(long, value_name = "UID")]
    pub after: Option<Uid>,
    /// Print one JSON document: `data`, and in `next` the order to go on after
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct MoveArguments {
    /// The order's number; Cyrillic look-alikes, lower case and a missing dash do not matter
    pub uid: String,
    /// Where to: assembling, ready, completed, cancelled; or, back, paid and awaiting_payment
    #[arg(value_name = "STATUS", value_parser = status)]
    pub to: Status,
    /// Why; it stands in the order's events. To cancel takes one
    #[arg(long)]
    pub reason: Option<Reason>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
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

fn status(text: &str) -> Result<Status, String> {
    text.parse().map_err(|_| {
        let all: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("it is one of {}", all.join(", "))
    })
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

/// Latin, Cyrillic, or the sign.
const TIMES: [char; 4] = ['x', 'х', '×', '*'];

/// So many pieces of a good of the window, as it is typed: `id x quantity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedGood {
    pub id: i64,
    pub quantity: i64,
}

impl FromStr for TypedGood {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let (id, quantity) = text.split_once(TIMES).unwrap_or((text, "1"));
        let whole = |text: &str| {
            text.trim().parse().map_err(|_| "write it as \"id x quantity\", such as \"3 x 2\"")
        };
        let quantity = whole(quantity)?;
        if !(1..=MOST_TOTAL).contains(&quantity) {
            return Err("a quantity is a whole number from 1 to 1000000000");
        }
        Ok(Self { id: whole(id)?, quantity })
    }
}

/// A line of an order as it is typed: `name=price x quantity`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedItem {
    pub name: GoodName,
    pub price: Sum,
    pub quantity: i64,
}

impl FromStr for TypedItem {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write it as \"name=price x quantity\", such as \"Шалкер=8 x 2\"";
        // The last one: a name may have an `=` itself.
        let (name, rest) = text.rsplit_once('=').ok_or(form)?;
        let (price, quantity) = rest.split_once(TIMES).unwrap_or((rest, "1"));
        let price: i64 = price.trim().parse().map_err(|_| form)?;
        Ok(Self {
            name: name.trim().parse().map_err(|error: GoodNameError| error.to_string())?,
            price: Sum::new(price).map_err(|error| error.to_string())?,
            quantity: quantity.trim().parse().map_err(|_| form)?,
        })
    }
}

#[derive(Debug, Subcommand)]
pub enum ApiKeyCommand {
    /// Add a key and print it: the only time that anybody sees it
    Add {
        /// Whose key it is: 1 to 64 letters, digits, `.`, `_` and `-`; it appears in orders' events as api:NAME
        name: KeyName,
        /// What it opens, with commas between: read (all but secrets), orders (places and moves orders), settle (decides
        /// about money), admin (goods, links, blocks, webhooks)
        #[arg(long, value_name = "SCOPES", default_value = "read,orders")]
        scope: Scopes,
        /// After how many days it opens nothing any more [default: it has no end]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MOST_DAYS)))]
        days: Option<u16>,
    },
    /// List the keys: name, scopes, since when, last use, end, and whether revoked
    List,
    /// Revoke a key: from now on it opens nothing. Its name stays taken
    Revoke { name: KeyName },
}

#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Add somebody and print a link that lets them in once; they choose their password themselves
    Add {
        /// 1 to 32 letters, digits, `.`, `_` and `-`; it stands in orders' events and is never given twice
        name: StaffName,
        /// owner (everything), manager (orders and money), picker (assembles) or courier (delivers)
        #[arg(long, value_parser = role)]
        role: Role,
    },
    /// List everybody: name, role, and how they get in
    List,
    /// Print a new link for somebody who cannot get in; password, second factor and sessions are gone
    ///
    /// Somebody who was let go is let in again.
    Reset { name: StaffName },
    /// Let somebody go: their sessions end, and they cannot sign in any more
    ///
    /// The only owner who can sign in is kept.
    Revoke { name: StaffName },
}

#[derive(Debug, Subcommand)]
pub enum WebhooksCommand {
    /// Print what happens as a webhook endpoint would be told, and go on until Ctrl-C
    ///
    /// Follows the books of the settings, beside a shop that runs or without one, and changes nothing in them. Each event is
    /// printed as the request that it would be, signed with a secret that is printed first.
    Listen(ListenArguments),
    /// Queue for webhook endpoints what they were told, or were not; the shop sends it
    ///
    /// Whoever gets something again gets it with the same webhook-id as before.
    Resend(ResendArguments),
}

#[derive(Debug, Args)]
pub struct ListenArguments {
    /// Print the requests [default unless --forward-to is given]
    #[arg(long)]
    pub print: bool,
    /// Post each to this address, too, and print what it answers; it may be on this machine
    #[arg(long, value_name = "URL")]
    pub forward_to: Option<String>,
    /// Begin after the event of this id, 0 for all [default: with what happens from now on]
    #[arg(long, value_name = "ID")]
    pub since: Option<i64>,
    /// The secret that signs: whsec_ and base64 [default: a random one]
    #[arg(long, value_name = "SECRET", value_parser = Secret::read)]
    pub secret: Option<Secret>,
    /// Print a JSON document a line: `secret`, then `request` and `answer`
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ResendArguments {
    /// The events, by their ids in the feed
    #[arg(value_name = "ID", required_unless_present = "since")]
    pub ids: Vec<i64>,
    /// All events since then: a time as 2026-11-29T12:00:00Z, or how long ago as 2h
    #[arg(long, value_name = "TIME", conflicts_with = "ids", value_parser = moment)]
    pub since: Option<UtcTime>,
    /// For this endpoint alone [default: for each that wants them]
    #[arg(long, value_name = "N")]
    pub endpoint: Option<i64>,
    /// Print one JSON document
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

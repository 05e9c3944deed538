//! The configuration: defaults ← `kassa.toml` ← environment, checked as a whole before anything starts.
//!
//! Every mistake is told at once, with the setting, its value (unless secret) and the remedy.
//! `kassa.toml.example` explains each setting.

mod error;
mod load;
mod mode;
mod names;
mod notices;
mod settings;
mod values;

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    num::NonZeroU16,
    path::PathBuf,
    time::Duration,
};

use chrono_tz::Tz;
use ipnet::IpNet;
use url::Url;

use self::{
    error::{Complaint, Refusals},
    mode::Side,
    settings::Settings,
};
use crate::{
    db::Database,
    dromon::{App, Token, link::Page},
    metrics::MetricsToken,
    notify::{DiscordBot, MailSettings, TelegramBot, Webhook},
    orders::{Limits, TextTemplate},
    space::Bytes,
    webhooks::Targets,
};

pub use error::{ConfigError, Refusal, Shown};

/// The sandbox's app, the same for everyone and at every start: links and databases of the sandbox stay
/// valid. (A façade, since it only looks like Dromon.)
pub const SANDBOX_APP_ID: &str = "facadefacadefacadefacade";
pub const SANDBOX_APP: &str = "sandbox";

/// All that Kassa is told from outside. Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the shop listens.
    pub listen: SocketAddr,
    /// Where people and Dromon reach it: a host's root.
    pub public_url: Url,
    pub data_dir: PathBuf,
    pub database: Database,
    /// Where a backup is put each day; `None`: there is none.
    pub backup_dir: Option<PathBuf>,
    /// How many of them are kept.
    pub backup_keep: usize,
    /// Where less is left on a disk, it is said before the disk is full.
    pub min_free_space: Bytes,
    pub mode: Mode,
    /// Whose callbacks are settled.
    pub sources: Sources,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    pub order_text: TextTemplate,
    /// How long an order waits for its payment.
    pub order_ttl: Duration,
    /// How long goods that are counted are put aside for an unpaid order.
    pub stock_hold: Duration,
    /// How long a ready order waits in its cell, unless staff says otherwise.
    pub pick_up_time: Duration,
    /// How much may wait unpaid of one browser.
    pub unpaid: Limits,
    /// How often one key of the API may ask in a minute.
    pub api_rate: NonZeroU16,
    pub time_zone: Tz,
    /// Where staff are told what they should not miss; `None`: nowhere.
    pub discord: Option<Webhook>,
    /// Where the shop's webhooks may go.
    pub webhook_targets: Targets,
    pub telegram: Option<TelegramBot>,
    pub mail: Option<MailSettings>,
    /// What customers are told by; `None`: nothing.
    pub discord_bot: Option<DiscordBot>,
    /// A valid filter of `tracing_subscriber`.
    pub log: String,
    pub log_format: LogFormat,
    /// What whoever reads the metrics proves himself with; `None`: nobody reads them.
    pub metrics_token: Option<MetricsToken>,
    /// What is allowed, but should be said at every start.
    pub warnings: Vec<String>,
    dromon: Dromon,
    /// What follows from addresses that are known for sure only after binding.
    derived: Vec<Derived>,
}

/// Whether the money is real.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    Real,
    /// Kassa runs a stand-in for Dromon of its own, at this address.
    Sandbox {
        listen: SocketAddr,
    },
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// For programs: an object a line.
    Json,
}

/// Whose callbacks are settled; others are kept only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sources {
    Any,
    Only(Vec<IpNet>),
}

/// The shop's side of Dromon, real or not.
#[derive(Clone, Debug)]
struct Dromon {
    app: App,
    page: Page,
    /// More than one while the secret is being changed.
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Derived {
    PublicUrl,
    PageBase,
    RedirectUri,
}

impl Sources {
    #[must_use]
    pub fn allow(&self, source: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::Only(networks) => {
                let source = source.to_canonical();
                networks.iter().any(|network| network.contains(&source))
            }
        }
    }
}

impl Config {
    /// Reads the process's environment and the file that `KASSA_CONFIG` names, or else `kassa.toml` in the
    /// working directory if there is one.
    ///
    /// # Errors
    /// `ConfigError` with everything that is wrong.
    pub fn load() -> Result<Self, ConfigError> {
        let env = load::environment()?;
        Self::resolve(load::file(&env)?, env)
    }

    /// Like [`Self::load`], for signing links alone: they need no public URL, so none is asked for.
    ///
    /// # Errors
    /// `ConfigError` with everything that is wrong.
    pub fn load_for_links() -> Result<Self, ConfigError> {
        let mut env = load::environment()?;
        env.insert(names::PUBLIC_URL.variable(), "https://shop.invalid".to_owned());
        Self::resolve(load::file(&env)?, env)
    }

    /// The same from a file's text and an environment that are given: pure, but for the files of secrets.
    ///
    /// # Errors
    /// `ConfigError` with everything that is wrong.
    pub fn from_sources(
        file: Option<&str>,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let file =
            file.map(|text| load::File { name: load::FILE.to_owned(), text: text.to_owned() });
        Self::resolve(file, env.into_iter().collect())
    }

    fn resolve(
        file: Option<load::File>,
        env: HashMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let mut refusals = Refusals::default();
        let settings = Settings::merge(file, env, &mut refusals)?;
        match Self::read(&settings, &mut refusals) {
            Some(config) if refusals.is_empty() => Ok(config),
            _ => Err(refusals.into()),
        }
    }

    /// Reads every setting before it gives up, so that `refusals` has all that is wrong. `None` only with
    /// a refusal.
    fn read(settings: &Settings, refusals: &mut Refusals) -> Option<Self> {
        let listen = refusals.keep(required(settings, names::LISTEN, values::address));
        let sandbox_listen =
            refusals.keep(required(settings, names::SANDBOX_LISTEN, values::address));
        let data_dir = refusals.keep(required(settings, names::DATA_DIR, values::directory));
        let database = refusals.keep(settings.parse(names::DATABASE_URL, values::database));
        let backup_dir = refusals.keep(settings.parse(names::BACKUP_DIR, values::directory));
        let backup_keep = refusals.keep(required(settings, names::BACKUP_KEEP, values::keep));
        let min_free_space = refusals.keep(required(settings, names::MIN_FREE_SPACE, values::size));
        let sources = refusals.keep(required(settings, names::DROMON_SOURCES, values::networks));
        let trusted_proxies =
            refusals.keep(required(settings, names::TRUSTED_PROXIES, values::networks));
        let order_text = refusals.keep(required(settings, names::ORDER_TEXT, values::order_text));
        let order_ttl = refusals.keep(required(settings, names::ORDER_TTL, values::ttl));
        let stock_hold = refusals.keep(required(settings, names::STOCK_HOLD, values::hold));
        let pick_up_time =
            refusals.keep(required(settings, names::PICK_UP_TIME, values::pick_up_time));
        let unpaid_orders = refusals.keep(required(settings, names::UNPAID_ORDERS, values::limit));
        let api_rate = refusals.keep(required(settings, names::API_RATE, values::rate));
        let unpaid_pieces = refusals.keep(required(settings, names::UNPAID_PIECES, values::limit));
        let time_zone = refusals.keep(required(settings, names::TIME_ZONE, values::time_zone));
        let log = refusals.keep(required(settings, names::LOG, values::log_filter));
        let webhook_networks =
            refusals.keep(required(settings, names::WEBHOOK_NETWORKS, values::networks));
        let log_format = refusals.keep(required(settings, names::LOG_FORMAT, values::log_format));
        let metrics_token =
            refusals.keep(settings.parse_secret(names::METRICS_TOKEN, values::metrics_token));
        let discord = refusals.keep(settings.parse_secret(names::DISCORD_WEBHOOK, values::webhook));
        let telegram = notices::telegram(settings, refusals);
        let mail = notices::mail(settings, refusals);
        let discord_bot = notices::discord_bot(settings, refusals);
        let mut warnings = settings.warnings.clone();
        let side = Side::read(settings, listen, sandbox_listen, refusals, &mut warnings);

        let (data_dir, side) = (data_dir?, side?);
        let file = match side.mode {
            Mode::Real => "kassa.sqlite",
            Mode::Sandbox { .. } => "sandbox.sqlite",
        };
        Some(Self {
            listen: listen?,
            public_url: side.public_url,
            database: database?.unwrap_or_else(|| Database::Sqlite(data_dir.join(file))),
            data_dir,
            backup_dir: backup_dir?,
            backup_keep: backup_keep?,
            min_free_space: min_free_space?,
            mode: side.mode,
            sources: match sources? {
                none if none.is_empty() => Sources::Any,
                networks => Sources::Only(networks),
            },
            trusted_proxies: trusted_proxies?,
            order_text: order_text?,
            order_ttl: order_ttl?,
            stock_hold: stock_hold?,
            pick_up_time: pick_up_time?,
            unpaid: Limits { orders: unpaid_orders?, pieces: unpaid_pieces? },
            api_rate: api_rate?,
            time_zone: time_zone?,
            discord: discord?,
            webhook_targets: Targets::new(webhook_networks?),
            telegram: telegram.ok()?,
            mail: mail.ok()?,
            discord_bot: discord_bot.ok()?,
            log: log?,
            log_format: log_format?,
            metrics_token: metrics_token?,
            warnings,
            dromon: side.dromon,
            derived: side.derived,
        })
    }

    /// The shop's app, or the sandbox's.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.dromon.app
    }

    /// What payment links lead to.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.dromon.page
    }

    /// What callbacks may prove themselves with.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.dromon.tokens
    }

    /// Where callbacks wait while the database is away. Each mode has an inbox of its own, as it has books of its own:
    /// what was play money must not be replayed into a real shop.
    #[must_use]
    pub fn inbox_dir(&self) -> PathBuf {
        self.data_dir.join(match self.mode {
            Mode::Real => "inbox",
            Mode::Sandbox { .. } => "sandbox-inbox",
        })
    }

    /// The address of one of the shop's pages, for whoever is elsewhere.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let mut url = self.public_url.clone();
        url.set_path(path);
        url.into()
    }

    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        matches!(self.mode, Mode::Sandbox { .. })
    }

    /// What the app's owner writes into «URL события».
    #[must_use]
    pub fn callback_url(&self) -> Url {
        values::callback_url(&self.public_url)
    }

    /// Corrects what was derived from the sandbox's addresses, now that both are bound: port 0 means "any
    /// free port". Nothing that somebody set, and nothing in real mode, changes.
    #[must_use]
    pub fn bound(mut self, shop: SocketAddr, sandbox: SocketAddr) -> Self {
        let page = &mut self.dromon.page;
        for derived in &self.derived {
            match derived {
                Derived::PublicUrl => point(&mut self.public_url, shop),
                Derived::PageBase => point(&mut page.base, sandbox),
                Derived::RedirectUri => {
                    let uri = values::return_url(&self.public_url).into();
                    page.return_to = Some(mode::return_to(uri));
                }
            }
        }
        self
    }
}

/// A setting that has a default, so that a missing value is none of the owner's mistakes.
fn required<T>(
    settings: &Settings,
    setting: names::Setting,
    parse: impl FnOnce(&str) -> Result<T, Complaint>,
) -> Result<T, Refusal> {
    let missing = || Complaint::new("it has no value", "set it");
    settings.require(setting, missing, parse)
}

/// Puts an address into an http URL. Both setters refuse only URLs that have no host.
fn point(url: &mut Url, address: SocketAddr) {
    let _ = url.set_ip_host(address.ip());
    let _ = url.set_port(Some(address.port()));
}
